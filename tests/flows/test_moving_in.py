"""Lists that people bring: what becomes of each row, who is who after it, and that nothing follows from it.

Covers prilavok.flows.moving_in.bring, prilavok.flows.moving_in.steer, prilavok.flows.moving_in.take,
prilavok.flows.moving_in.people, prilavok.flows.moving_in.orders, prilavok.flows.moving_in.past.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.customers.actions import name_customer, open_leaf, prove_contact, recognise_leaf
from prilavok.domains.customers.queries import (
    customer_of,
    find_leaf,
    list_leaves,
    list_suggestions,
    read_customer,
    why_one_person,
)
from prilavok.domains.imports.errors import ListMoved, MappingLacks
from prilavok.domains.imports.queries import count_refused, count_steps, guess_list, read_list, read_run
from prilavok.flows.moving_in.bring import KEPT, bring_list
from prilavok.flows.moving_in.steer import halt_list, say_mapping, start_list
from prilavok.flows.moving_in.take import take_slice
from prilavok.insights.reconciliation import check_order_events, check_order_sums, check_slices
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.files import erase_files
from prilavok.kit.ledger.checks import check as check_ledger

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CRM = Path(__file__).parents[2] / "src" / "prilavok" / "adapters" / "crm"
#: what a list may not touch, whatever it holds
QUIET = ("kit_move", "kit_balance", "stock_shelf", "tasks_task", "conversations_message", "hooks_out_telling")


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    yield open_small_shop()


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            return -1
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _everything() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^(imports_|kit_job|django_|kit_stored)'"
        )
        tables = [row[0] for row in cursor.fetchall()]
    return {table: _count(table) for table in tables}


def bring(folder: Path, text: str | bytes, subject: str = "customers", source: str = "oldcrm") -> UUID:
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return bring_list(path, name="list.csv", source=source, subject=subject, actor=SYSTEM, at=AT)


def take_all(run: UUID) -> int:
    slices = 1
    while take_slice(run, actor=SYSTEM, at=AT):
        slices += 1
    return slices


def take_in(run: UUID, settings: Mapping[str, str] | None = None) -> None:
    told = read_list(run)
    guessed = guess_list(told.source, told.subject, told.columns)
    say_mapping(run, guessed.columns, settings or guessed.settings, actor=SYSTEM, at=AT)
    take_all(run)
    start_list(run, actor=SYSTEM, at=AT)
    take_all(run)


def counted(run: UUID) -> tuple[int, int, int, int]:
    (counts,) = count_steps([run])[run]
    return counts.rows_in, counts.rows_loaded, counts.rows_refused, counts.rows_known


def owner(kind: str, value: str) -> UUID | None:
    found = find_leaf(kind, value)
    return found.customer if found else None


PEOPLE = """ID;Фамилия;Имя;Телефон;E-mail
1;Үлгіева;Айжан;8 700 000 05 01;AIZHAN@example.com
2;Примеров;Иван;"+7 700 000 05 02; 8 (700) 000-05-03";
3;;;не телефон;
4;;Пустой;7777777777;
;;;;
5;Лишний;Имя
;Безкода;Пётр;87000000504;
;;Никто;;
"""


def test_rows_in_are_rows_applied_and_rows_refused_with_their_reasons(shop: Shop, tmp_path: Path) -> None:
    run = bring(tmp_path, PEOPLE)
    take_in(run)
    assert read_run(run).state == "done" and read_run(run).origin == "import"
    assert counted(run) == (7, 3, 4, 0)
    assert {reason: rows for reason, (rows, _) in count_refused(run).items()} == {
        "phone_unreadable": 1, "phone_filler": 1, "columns_differ": 1, "nobody": 1,
    }  # fmt: skip
    aizhan = owner("import", "oldcrm:1")
    assert aizhan is not None and read_customer(aizhan).name == "Үлгіева Айжан"
    assert aizhan == owner("phone", "+77000000501") == owner("email", "aizhan@example.com")
    assert owner("phone", "+77000000502") == owner("phone", "+77000000503") == owner("import", "oldcrm:2")
    peter = owner("phone", "+77000000504")
    assert peter is not None and read_customer(peter).name == "Безкода Пётр"
    evidence = why_one_person(aizhan).evidence
    assert {(one.strength, one.source) for one in evidence} == {("asserted", "import:oldcrm")} and len(evidence) == 2
    assert check_slices() == []


def test_the_check_leaves_no_trace(shop: Shop, tmp_path: Path) -> None:
    before = _everything()
    run = bring(tmp_path, PEOPLE)
    say_mapping(run, guess_list("oldcrm", "customers", read_list(run).columns).columns, {}, actor=SYSTEM, at=AT)
    take_all(run)
    assert read_run(run).state == "checked" and counted(run) == (7, 3, 4, 0)
    assert _everything() == before
    start_list(run, actor=SYSTEM, at=AT)
    take_all(run)
    assert counted(run) == (7, 3, 4, 0)


def test_brought_again_the_same_rows_change_nothing_and_a_corrected_one_is_taken_in(shop: Shop, tmp_path: Path) -> None:
    take_in(bring(tmp_path, PEOPLE))
    before = _everything()
    again = bring(tmp_path, PEOPLE)
    take_in(again)
    assert counted(again) == (7, 3, 4, 3)
    finished = _everything()
    assert {**finished, "kit_event": 0} == {**before, "kit_event": 0}
    assert finished["kit_event"] - before["kit_event"] == 1  # that this import came to its end
    corrected = bring(tmp_path, "ID;Фамилия;Имя;Телефон;E-mail\n3;Найден;Человек;87000000509;\n")
    take_in(corrected)
    assert counted(corrected) == (1, 1, 0, 0) and owner("phone", "+77000000509") is not None


def test_a_list_attaches_to_the_one_it_names_and_never_joins_two(shop: Shop, tmp_path: Path) -> None:
    people = {}
    for phone, name in (("+77000000601", "Айжан Үлгіева"), ("+77000000602", "Иван Примеров")):
        leaf = open_leaf("telegram", f"bot:{phone}", at=AT)
        recognise_leaf(leaf, actor=SYSTEM, at=AT)
        people[phone] = prove_contact(leaf, "phone", phone, source="code", actor=SYSTEM, at=AT).customer
        name_customer(people[phone], name)
    take_in(
        bring(
            tmp_path,
            "Код;Имя;Телефон;Телефон 2\n"
            "a;Үлгіева Айжан;87000000601;87000000603\n"  # one known person: attached, with a new phone
            "b;Иван;87000000602;87000000601\n"  # two known people: joined to neither
            "c;Совсем Другой;87000000602;\n"  # the phone of a person of another name
            "d;;87000000601;\n",  # whoever has another code of this source already is another person there
        )
    )
    assert owner("import", "oldcrm:a") == people["+77000000601"] == owner("phone", "+77000000603")
    strangers = {owner("import", f"oldcrm:{code}") for code in "bcd"}
    assert len(strangers) == 3 and not strangers & {*people.values(), None}
    assert owner("phone", "+77000000601") == people["+77000000601"]
    assert owner("phone", "+77000000602") == people["+77000000602"] and people["+77000000601"] != people["+77000000602"]
    b = owner("import", "oldcrm:b")
    assert b is not None and len(list_leaves(b)) == 1
    assert {(one.strength, one.holds) for one in why_one_person(b).evidence} == {("asserted", False)}
    a = people["+77000000601"]
    assert a is not None
    assert sum(one.holds for one in why_one_person(a).evidence if one.source == "import:oldcrm") == 2
    # Whether they are one all the same is a person's to decide.
    suggested = list_suggestions().rows
    assert [one.why for one in suggested] == ["asserted"] * 4
    assert sum(owner("import", "oldcrm:b") in {customer_of(one.one), customer_of(one.other)} for one in suggested) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_join WHERE undone_at IS NULL")
        assert cursor.fetchone() == (0,)


def test_contacts_are_added_to_those_whom_the_source_named_before(shop: Shop, tmp_path: Path) -> None:
    take_in(bring(tmp_path, "Код;Имя\n1;Айжан\n2;Иван\n"))
    run = bring(tmp_path, "Код;Телефон\n1;87000000701\n1;87000000702\n9;87000000703\n", "contacts")
    take_in(run)
    assert counted(run) == (3, 2, 1, 0) and list(count_refused(run)) == ["customer_unknown"]
    assert owner("phone", "+77000000701") == owner("phone", "+77000000702") == owner("import", "oldcrm:1")
    assert find_leaf("phone", "+77000000703") is None


ORDERS = """Номер;Дата;Сумма;Артикул;Кол-во;Код клиента;Телефон;Статус;Способ оплаты
A-1;03.02.2026 10:15;1 200,50;milk;2;1;;Выполнен;Наличные
A-1;03.02.2026 10:15;500;bread;1;1;;Выполнен;Наличные
A-2;04.02.2026;700;milk;1;;87000000801;Завершён;
A-3;04.02.2026;900;milk;1;;;Отменён;
A-4;04.02.2026;900;no-such;1;;;Выполнен;
A-4;04.02.2026;100;milk;1;;;Выполнен;
A-5;вчера;900;milk;1;;;Выполнен;
A-6;05.02.2026;300;milk;1;;;Выполнен;Карта
A-7;05.02.2026;1,250;milk;1;;;Выполнен;
A-8;05.02.2026;5;milk;1;77;;Выполнен;
"""


def test_orders_of_the_past_are_recorded_and_move_neither_stock_nor_points(shop: Shop, tmp_path: Path) -> None:
    skus = sorted(shop.variants)
    text = ORDERS.replace("milk", skus[0]).replace("bread", skus[1])
    take_in(bring(tmp_path, "Код;Имя\n1;Айжан\n"))
    quiet = {table: _count(table) for table in QUIET}
    run = bring(tmp_path, text, "orders")
    take_in(run, {"place": "t-alm"})
    assert counted(run) == (10, 4, 6, 0)
    assert count_refused(run) == {
        "order_not_finished": (1, 90000), "product_unknown": (2, 100000), "time_unreadable": (1, 90000),
        "amount_unreadable": (1, 0), "customer_unknown": (1, 500),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, amount, line_count, paid_amount, origin, placed_at, commercial FROM orders_order"
            " WHERE number LIKE 'oldcrm/%%' ORDER BY 1"
        )
        assert cursor.fetchall() == [
            ("oldcrm/A-1", 170050, 2, 170050, "import", datetime(2026, 2, 3, 5, 15, tzinfo=UTC), "completed"),
            ("oldcrm/A-2", 70000, 1, 70000, "import", datetime(2026, 2, 4, 7, 0, tzinfo=UTC), "completed"),
            ("oldcrm/A-6", 30000, 1, 30000, "import", datetime(2026, 2, 5, 7, 0, tzinfo=UTC), "completed"),
        ]
        cursor.execute("SELECT leaf_id FROM orders_order WHERE number = 'oldcrm/A-1'")
        assert customer_of(cursor.fetchone()[0]) == owner("import", "oldcrm:1")
        cursor.execute("SELECT leaf_id FROM orders_order WHERE number = 'oldcrm/A-6'")
        assert customer_of(cursor.fetchone()[0]) is None
        cursor.execute(
            "SELECT DISTINCT origin FROM kit_event WHERE recorded_at >= %s AND verb <> 'import.finished'", [AT]
        )
    assert {table: _count(table) for table in QUIET} == quiet
    assert check_slices() == check_order_events() == check_order_sums() == check_ledger() == []
    again = bring(tmp_path, text, "orders")
    take_in(again, {"place": "t-alm"})
    assert counted(again) == (10, 4, 6, 4)
    changed = bring(tmp_path, text.replace("1 200,50", "1 300,50"), "orders")
    take_in(changed, {"place": "t-alm"})
    assert count_refused(changed)["receipt_changed"] == (2, 180050)
    assert check_slices() == check_order_sums() == []


def test_every_event_of_a_list_is_of_the_origin_import(shop: Shop, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kit_event")
        (before,) = cursor.fetchone()
        take_in(bring(tmp_path, PEOPLE))
        take_in(
            bring(tmp_path, "Номер;Дата;Сумма;Телефон\n1;03.02.2026;100;87000000501\n", "orders"), {"place": "t-alm"}
        )
        cursor.execute("SELECT verb, origin FROM kit_event ORDER BY id OFFSET %s", [before])
        told = cursor.fetchall()
    assert {origin for _verb, origin in told} == {"import"}
    verbs = [verb for verb, _origin in told]
    assert sorted(verbs) == sorted(
        ["customer.recognised"] * 3 + ["import.finished"] * 2 + ["order.completed", "payment.captured"]
    )


def test_an_order_without_lines_is_one_line_of_a_product_that_says_so(shop: Shop, tmp_path: Path) -> None:
    run = bring(tmp_path, (CRM / "amocrm_export" / "examples" / "orders.csv").read_bytes(), "orders", "amo")
    told = read_list(run)
    assert told.reader == "amocrm_export"
    mapping = {
        "ID": "number", "Дата закрытия": "at", "Бюджет ₸": "amount", "Этап сделки": "status", "Рабочий телефон": "phone",
    }  # fmt: skip
    say_mapping(run, mapping, {"place": "Лавка в Алматы"}, actor=SYSTEM, at=AT)
    take_all(run)
    start_list(run, actor=SYSTEM, at=AT)
    take_all(run)
    assert counted(run) == (2, 1, 1, 0) and list(count_refused(run)) == ["order_not_finished"]
    assert owner("phone", "+77000000101") is not None


def test_stopped_it_goes_on_where_it_was_and_taken_by_slices_it_is_the_same(shop: Shop, tmp_path: Path) -> None:
    rows = "".join(f"{nth};Человек {nth};8701555{nth:04}\n" for nth in range(1, 251))
    run = bring(tmp_path, "Код;Имя;Телефон\n" + rows)
    say_mapping(run, {"Код": "code", "Имя": "name", "Телефон": "phone"}, {}, actor=SYSTEM, at=AT)
    assert take_all(run) == 5
    start_list(run, actor=SYSTEM, at=AT)
    assert take_slice(run, actor=SYSTEM, at=AT)
    halt_list(run, actor=SYSTEM, at=AT)
    assert not take_slice(run, actor=SYSTEM, at=AT) and counted(run)[0] == 50
    with pytest.raises(ListMoved):
        halt_list(run, actor=SYSTEM, at=AT)
    start_list(run, actor=SYSTEM, at=AT)
    assert take_all(run) == 4
    assert counted(run) == (250, 250, 0, 0) and read_run(run).state == "done"
    with pytest.raises(ListMoved):
        start_list(run, actor=SYSTEM, at=AT)


def test_a_mapping_that_lacks_something_is_refused_and_kept_for_the_next_time_once_it_is_whole(
    shop: Shop, tmp_path: Path
) -> None:
    run = bring(tmp_path, "Колонка;Другая\n1;87000000901\n")
    with pytest.raises(MappingLacks):
        say_mapping(run, {"Колонка": "name"}, {}, actor=SYSTEM, at=AT)
    assert read_run(run).state == "mapping"
    say_mapping(run, {"Колонка": "code", "Другая": "phone"}, {"place": "t-alm"}, actor=SYSTEM, at=AT)
    next_time = guess_list("oldcrm", "customers", ["Другая", "Новая", "Колонка"])
    assert next_time.columns == {"Другая": "phone", "Колонка": "code"} and next_time.settings == {"place": "t-alm"}


def test_a_list_whose_file_is_gone_ends_and_what_was_taken_in_stays(shop: Shop, tmp_path: Path) -> None:
    run = bring(tmp_path, "Код;Имя\n1;Айжан\n")
    say_mapping(run, {"Код": "code", "Имя": "name"}, {}, actor=SYSTEM, at=AT)
    erase_files([read_list(run).file])
    assert not take_slice(run, actor=SYSTEM, at=AT)
    assert (read_run(run).state, read_run(run).refusal) == ("refused", "file_gone")


def test_the_rows_are_kept_for_their_days_and_no_longer(shop: Shop, tmp_path: Path) -> None:
    run = bring(tmp_path, "Код;Имя\n1;Айжан\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires_at FROM kit_stored_file WHERE id = %s", [read_list(run).file])
        assert cursor.fetchone() == (AT + KEPT,) and timedelta(days=30) == KEPT
