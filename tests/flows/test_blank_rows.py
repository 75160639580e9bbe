"""An erasure takes a person's rows out of kept lists, and of nobody else's lists, answers and raw messages anything.

Covers prilavok.flows.moving_in.blank_rows.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from tests import make
from tests.flows.test_forget_mentions import work_mentions
from tests.flows.test_moving_in import bring, counted, owner, take_all, take_in
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.domains.imports.queries import count_refused, count_steps, list_refused, read_list, read_run
from prilavok.domains.imports.rules import digest_of, row_key
from prilavok.flows.erase_person import erase_person
from prilavok.flows.moving_in import erased
from prilavok.flows.moving_in.blank_rows import blank_rows
from prilavok.flows.moving_in.bring import bring_list
from prilavok.flows.moving_in.portion import every_row
from prilavok.flows.moving_in.steer import say_mapping, start_list
from prilavok.flows.moving_in.take import ROWS_AT_ONCE, take_slice
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals, mark_read, take_unread
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.files import open_file
from prilavok.kit.idempotency.answers import Answer, AnswerErased, answer_once, whole
from prilavok.kit.mentions import is_telling
from prilavok.kit.settings import where

PHONE = "+77015550123"
VICTIM = "Код;ФИО;Телефон;Карта\n100123;Удаляемый Человек;8 701 555 01 23;4411\n"


@pytest.fixture
def shop(rolled_back: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    clock.set_clock(AT)
    yield open_small_shop()
    where.cache_clear()


def _victim(folder: Path) -> UUID:
    take_in(bring(folder, VICTIM, source="kthree"))
    found = owner("import", "kthree:100123")
    assert found is not None and found == owner("card", "4411") == owner("phone", PHONE)
    return found


def _erase(customer: UUID) -> None:
    erase_person(customer, actor=SYSTEM, at=AT + timedelta(hours=1))
    work_mentions()


def _cells(run: UUID) -> list[tuple[str, ...]]:
    return [kept.cells for kept in every_row(read_list(run), AT)]


def test_lists_of_others_that_have_the_figures_of_a_code_stay_whole(shop: Shop, tmp_path: Path) -> None:
    customer = _victim(tmp_path)
    orders = "Номер;Дата;Сумма;Магазин;Телефон\n100123;01.02.2026;5000;t-alm;87015559999\n4411;01.02.2026;100123;t-alm;87015558888\n"
    waits = bring(tmp_path, orders, subject="orders", source="othershop")
    say_mapping(waits, dict(zip(read_list(waits).columns, ("number", "at", "amount", "place", "phone"), strict=True)), {},
                actor=SYSTEM, at=AT)  # fmt: skip
    take_all(waits)
    done = bring(
        tmp_path, "Код;ФИО;Телефон\nx1;Другой Один;87015551001\nx2;Другой Два;не телефон 100123\n", source="third"
    )
    take_in(done)
    kept = [_cells(waits), _cells(done)]
    _erase(customer)
    assert [_cells(waits), _cells(done)] == kept
    start_list(waits, actor=SYSTEM, at=AT)
    take_all(waits)
    assert (read_run(waits).state, counted(waits)[:3]) == ("done", (2, 2, 0))


def test_a_list_half_taken_in_goes_on_for_everybody_else_and_says_why_a_row_is_refused(
    shop: Shop, tmp_path: Path
) -> None:
    customer = _victim(tmp_path)
    many = [f"n{nth};Кто {nth};8702555{nth:04d}" for nth in range(ROWS_AT_ONCE + 20)]
    many[ROWS_AT_ONCE + 9] = "z9;Удаляемый Человек;8 (701) 555-01-23"
    many[ROWS_AT_ONCE + 11] = "z11;Кто одиннадцать;8 701 555 O1 23"  # a letter O, as people write it
    run = bring(tmp_path, "Код;ФИО;Телефон\n" + "\n".join(many) + "\n")
    say_mapping(run, {"Код": "code", "ФИО": "name", "Телефон": "phone"}, {}, actor=SYSTEM, at=AT)
    take_all(run)
    start_list(run, actor=SYSTEM, at=AT)
    assert take_slice(run, actor=SYSTEM, at=AT)
    before = _cells(run)
    _erase(customer)
    for nth, cells in enumerate(_cells(run)):
        assert cells == (("", "", "") if nth in (ROWS_AT_ONCE + 9, ROWS_AT_ONCE + 11) else before[nth])
    take_all(run)
    assert (read_run(run).state, counted(run)[:3]) == ("done", (len(many), len(many) - 2, 2))
    assert count_refused(run) == {"erased": (2, 0)}
    assert owner("phone", "+77025550069") is not None and owner("phone", PHONE) is None
    with open_file(read_list(run).file, AT) as rows:
        text = rows.read().decode()
    assert "Удаляемый" not in text and "01-23" not in text and "O1 23" not in text and "Кто 7" in text


def test_a_short_card_and_a_code_are_theirs_where_the_list_says_that_they_are(shop: Shop, tmp_path: Path) -> None:
    customer = _victim(tmp_path)
    list_ = "Код;ФИО;Карта;Примечание\n1;По карте;4411;\n2;Чужой;5522;4411 и 100123\n100123;Тёзка кода;;\n"
    other, same = bring(tmp_path, list_, source="other"), bring(tmp_path, list_, source="kthree")
    _erase(customer)
    assert [cells[0] for cells in _cells(other)] == ["", "2", "100123"]
    assert [cells[0] for cells in _cells(same)] == ["", "2", ""]


def test_of_an_order_all_rows_go_and_its_sum_stays(shop: Shop, tmp_path: Path) -> None:
    customer = _victim(tmp_path)
    orders = (
        "Номер;Дата;Сумма;Магазин;Телефон;Артикул;ФИО\n"
        "A1;20.02.2026 10:00;500;t-alm;8 701 555 01 23;milk;Удаляемый\nA1;20.02.2026 10:00;300;t-alm;;bread;У. Ч.\n"
        "A2;20.02.2026 11:00;700;t-alm;8 702 555 01 02;milk;Другой\n"
    )
    run = bring(tmp_path, orders, subject="orders")
    _erase(customer)
    assert [(cells[0], cells[2], cells[4], cells[6]) for cells in _cells(run)] == [
        ("A1", "500", "", ""), ("A1", "300", "", ""), ("A2", "700", "8 702 555 01 02", "Другой")
    ]  # fmt: skip
    take_in(run)
    (counts,) = count_steps([run])[run]
    assert (counts.amount_in, counts.amount_loaded, counts.amount_refused) == (150_000, 70_000, 80_000)
    assert [(one.number, one.reason) for one in list_refused(run).rows] == [(1, "erased"), (2, "erased")]


def test_what_is_listed_as_shared_is_nobodys_to_be_found_by(shop: Shop, tmp_path: Path) -> None:
    customer = _victim(tmp_path)
    make.ask("INSERT INTO customers_listed (id, pattern, kind, use, why, valid_from) VALUES"
             " (gen_random_uuid(), %s, 'phone', 'shared', 'courier', %s) RETURNING id", PHONE, AT)  # fmt: skip
    run = bring(tmp_path, "Код;ФИО;Телефон\n5;Сосед;8 701 555 01 23\n", source="other")
    _erase(customer)
    assert _cells(run) == [("5", "Сосед", "8 701 555 01 23")]


def test_rows_of_json_lines_stay_lines_and_blanking_twice_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"phone": "87015550123", "name": "Удаляемый"}\n{"phone": "87025550123", "name": "Другой"}\n')
    run = bring_list(path, name="list.jsonl", source="lines", subject="customers", actor=SYSTEM, at=AT)
    named = [("phone", PHONE)]
    assert blank_rows(named, before=AT - timedelta(days=1), actor=SYSTEM, at=AT) == 0
    assert blank_rows(named, before=AT, actor=SYSTEM, at=AT) == 1
    assert blank_rows(named, before=AT, actor=SYSTEM, at=AT) == 0
    first, second = every_row(read_list(run), AT)
    assert (first.row.problem, first.sent, first.cells) == ("erased", "", ("", ""))
    assert (second.row.problem, second.sent) == ("", "") and "Другой" in second.cells


def test_answers_and_raw_messages_of_others_stay_and_their_own_go(shop: Shop, tmp_path: Path) -> None:
    customer, bot = _victim(tmp_path), uuid4()
    told = {
        "receipt": b'{"receipt": "4411", "sku": "100123"}',
        "longer": b'{"order": "177015550123"}',
        "theirs": b'{"phone": "8 701 555 01 23", "other": "87015550123"}',
    }
    for key, body in told.items():
        answer_once("till 1", key, b"", AT, partial(Answer, 200, body))
    raw = {"a": b'{"order": "100123", "card": "4411"}', "b": b'{"tel": "+77015550123"}', "c": b'{"n": 770155501239}'}
    keep_arrivals(bot, [NewArrival(key, body) for key, body in raw.items()], at=AT)
    mark_read([one.id for one in take_unread(of=bot)], at=AT)
    _erase(customer)
    for key in ("receipt", "longer"):
        again = answer_once("till 1", key, b"", AT, lambda: Answer(500, b""))
        assert (again.body, again.replayed, whole(again)) == (told[key], True, again)
    gone = answer_once("till 1", "theirs", b"", AT, lambda: Answer(500, b""))
    assert (gone.status, gone.body, gone.replayed, gone.erased) == (200, b"", True, True)
    with pytest.raises(AnswerErased, match="call.answer_erased"):
        whole(gone)
    kept = make.ask("SELECT outside_key, body <> '' FROM kit_arrival WHERE connection = %s ORDER BY 1", bot)
    assert kept == [("a", True), ("b", False), ("c", True)]


def test_a_row_that_was_taken_in_keeps_no_code_and_nothing_to_guess_by(shop: Shop, tmp_path: Path) -> None:
    customer = _victim(tmp_path)
    take_in(bring(tmp_path, "Телефон\n87015550123\n", source="bare"))
    rows = "SELECT source, key, digest, leaf_id FROM imports_row ORDER BY source"
    before = make.ask(rows)
    guessed = {hashlib.sha256(text.encode()).hexdigest()[:32]
               for text in ("phone\x1f87015550123", "#", "100123", "87015550123", PHONE)}  # fmt: skip
    assert len(before) == 2
    for _source, key, digest, _leaf in before:
        assert not guessed & {str(key).lstrip("#"), str(digest)} and "100123" not in str(key)
    _erase(customer)
    assert make.ask(rows) == before
    for source, text in (("bare", "Телефон\n87015550123\n"), ("kthree", VICTIM)):
        again = bring(tmp_path, text, source=source)
        take_in(again)
        assert counted(again)[:3] == (1, 0, 1) and count_refused(again) == {"erased": (1, 0)}


def test_the_migration_keys_what_was_taken_in_before(shop: Shop, tmp_path: Path) -> None:
    fields = {"code": ("100123",), "name": ("Кто",)}
    run = bring(tmp_path, "Код;ФИО\n100123;Кто\n")
    take_in(run)
    [now] = make.ask("SELECT key, digest FROM imports_row")
    make.ask("UPDATE imports_row SET key = %s, digest = %s RETURNING id", row_key("100123", fields), digest_of(fields))
    with connection.schema_editor() as editor:
        import_module("prilavok.migrations.0054_keyed_rows").key_rows(apps, editor)
    assert make.ask("SELECT key, digest FROM imports_row") == [now]
    again = bring(tmp_path, "Код;ФИО\n100123;Кто\n")
    take_in(again)
    assert counted(again) == (1, 1, 0, 1)


def test_from_the_look_at_who_was_erased_nobody_is_until_the_rows_are_in(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(erased, "hold_people", lambda: done.append("held"))
    monkeypatch.setattr(erased, "erased_names", lambda names: done.append("looked") or {})
    assert erased.erased_since([None]) == [None] and done == ["held", "looked"]


@pytest.mark.parametrize(
    ("value", "telling"),
    [("2990000000017", True), ("0199a7b0-5c1e-7d5a-9a51-0b64d3c2a1f0", True), ("4411", False), ("100123", False),
     ("000000100123", False), ("1700000000", False), ("customer-100", False), ("aigul.karimova", False)],
)  # fmt: skip
def test_which_numbers_are_one_things_alone(value: str, telling: bool) -> None:
    assert is_telling(value) is telling
