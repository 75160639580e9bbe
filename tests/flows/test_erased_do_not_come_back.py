"""Who was erased is brought back by no list; they come back by themselves, as somebody new."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests import make, people
from tests.flows.few_source import Few
from tests.flows.test_moving_in import bring, counted, take_in
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.adapters.feeds.port import SourceRedemption
from prilavok.domains.consent.actions import put_consents
from prilavok.domains.consent.types import NewConsent
from prilavok.domains.customers.queries import erased_names, find_leaf, list_customer_ids, list_leaves, read_customer
from prilavok.domains.imports.queries import count_refused, list_refused
from prilavok.flows.erase_again import erase_again
from prilavok.flows.erase_person import erase_person
from prilavok.flows.load.whole import begin_load, load_whole
from prilavok.kit.erased import list_erased
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.settings import where

LIST = "id;ФИО;телефон;email\n1;Ержан Ахметов;8 702 555 01 01;erzhan@mail.kz\n2;Анна Ли;8 702 555 01 02;\n"
PHONE = "+77025550101"
LATER = AT + timedelta(days=1)


@pytest.fixture
def shop(rolled_back: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    yield open_small_shop()
    where.cache_clear()


def _customer(phone: str = PHONE) -> object:
    found = find_leaf("phone", phone)
    return found.customer if found else None


def _erased(folder: Path) -> object:
    take_in(bring(folder, LIST))
    known = _customer()
    erase_person(known, actor=SYSTEM, at=LATER)  # type: ignore[arg-type]
    return known


def test_the_same_file_brings_nobody_back_and_says_why(shop: Shop, tmp_path: Path) -> None:
    _erased(tmp_path)
    run = bring(tmp_path, LIST)
    take_in(run)
    assert counted(run)[:3] == (2, 1, 1) and count_refused(run).keys() == {"erased"}
    [row] = list_refused(run).rows
    assert (row.number, row.reason, row.row["erased"]) == (1, "erased", "2026-03-03")
    assert _customer() is None and _customer("+77025550102") is not None
    # By any one of their names: another code and the e-mail alone are enough; whoever is not them comes in.
    other = "id;ФИО;телефон;email\n7;Е. Ахметов;;erzhan@mail.kz\n8;Берик;8 702 555 01 09;\n1;Третий;8 702 555 01 08;\n"
    run = bring(tmp_path, other)
    take_in(run)
    assert counted(run)[:3] == (3, 1, 2)
    assert [one.number for one in list_refused(run).rows] == [1, 3]
    # What is kept of them names nobody.
    kept = make.ask("SELECT row_to_json(e)::text FROM customers_erased_identifier e")
    assert len(kept) == 3 and not any("5550101" in str(one) or "erzhan" in str(one) for one in kept)


def test_orders_of_the_past_do_not_bring_them_back_either(shop: Shop, tmp_path: Path) -> None:
    _erased(tmp_path)
    orders = (
        "Номер;Дата;Сумма;Магазин;Телефон;Артикул\n"
        "A1;20.02.2026 10:00;500;t-alm;8 702 555 01 01;milk\nA2;20.02.2026 11:00;500;t-alm;8 702 555 01 02;milk\n"
    )
    run = bring(tmp_path, orders, subject="orders")
    take_in(run)
    assert counted(run)[:3] == (2, 1, 1) and count_refused(run).keys() == {"erased"}
    assert _customer() is None


def test_they_come_back_by_themselves_as_somebody_new(shop: Shop, tmp_path: Path) -> None:
    before = _erased(tmp_path)
    assert set(erased_names([("phone", PHONE), ("phone", "+77025550102")])) == {("phone", PHONE)}
    proof = people.prove(people.browser(), PHONE, LATER)
    assert proof.customer != before and read_customer(proof.customer).name == ""
    assert erased_names([("phone", PHONE)]) == {}
    run = bring(tmp_path, "id;ФИО;телефон\n99;Ержан Ахметов;8 702 555 01 01\n")
    take_in(run)
    assert counted(run)[:3] == (1, 1, 0) and _customer() == proof.customer
    assert read_customer(proof.customer).name == "Ержан Ахметов"


def test_a_restored_copy_remembers_it_as_well(shop: Shop, tmp_path: Path) -> None:
    known = _erased(tmp_path)
    # The copy is of before the erasure: the person stands there, the proof and the digests do not.
    make.ask("DELETE FROM customers_erasure RETURNING 1")
    make.ask("DELETE FROM customers_erased_identifier RETURNING 1")
    make.ask("UPDATE customers_identifier SET value = %s WHERE value IS NULL AND kind = 'phone' RETURNING 1", PHONE)
    make.ask("UPDATE customers_customer SET erased_at = NULL WHERE id = %s RETURNING 1", known)
    [listed] = list_erased(where().home)
    assert erase_again(actor=SYSTEM, at=LATER + timedelta(days=9)) == [listed.erasure]
    assert erased_names([("phone", PHONE)]) == {("phone", PHONE): LATER}
    run = bring(tmp_path, LIST)
    take_in(run)
    assert "erased" in count_refused(run) and _customer() is None


def test_a_first_filling_loaded_again_refuses_them_too(shop: Shop, tmp_path: Path) -> None:
    first = Few(bytes_of="d" * 64)
    list(load_whole(begin_load(first, actor=SYSTEM), first, actor=SYSTEM))
    codes = [code for code in ("p-1", "p-2") if code in list_customer_ids(["p-1", "p-2"])]
    assert len(codes) == 2
    erase_person(list_customer_ids(["p-1"])["p-1"], actor=SYSTEM, at=LATER)
    again = Few(bytes_of="e" * 64)
    run = begin_load(again, actor=SYSTEM)
    list(load_whole(run, again, actor=SYSTEM))
    assert set(list_customer_ids(["p-1", "p-2"])) == {"p-2"}
    told = [(one.step, one.reason, one.row.get("erased")) for one in list_refused(run.id).rows]
    assert ("customers", "erased", "2026-03-03") in told


def test_what_a_first_filling_refused_and_redeemed_keeps_no_code_of_theirs(shop: Shop, tmp_path: Path) -> None:
    first = Few(bytes_of="d" * 64, used=[SourceRedemption("p-1", "few-5", "few-spring", date(2024, 1, 10))])
    list(load_whole(begin_load(first, actor=SYSTEM), first, actor=SYSTEM))
    [(run,)] = make.ask("SELECT id FROM imports_run WHERE fingerprint = %s", "d" * 64)
    refused = "INSERT INTO imports_refused_row (id, run_id, step, number, reason, amount, row) VALUES"
    for nth, code in enumerate(("p-1", "p-2"), 900):
        row = f'{{"customer": "{code}", "product": "milk", "amount": 5}}'
        make.ask(f"{refused} (gen_random_uuid(), %s, 'sales', %s, 'negative', 0, %s) RETURNING 1", run, nth, row)
    people_of = list_customer_ids(["p-1", "p-2"])
    leaves = {code: list_leaves(customer)[0] for code, customer in people_of.items()}
    said = [NewConsent(leaf, "sms", "offers", True, f"со слов {code}", AT, "ред Пэ") for code, leaf in leaves.items()]
    put_consents(said, actor=SYSTEM, at=AT, origin="import")
    keys = make.ask("SELECT source_key FROM promotions_redemption WHERE leaf_id = %s", leaves["p-1"])
    assert len(keys) == 1 and "p-1" not in str(keys) and "few-5" not in str(keys)
    erase_person(people_of["p-1"], actor=SYSTEM, at=LATER)
    left = make.ask(
        "SELECT row ->> 'customer', row ->> 'product' FROM imports_refused_row WHERE number >= 900 ORDER BY number"
    )
    assert left == [(None, "milk"), ("p-2", "milk")]
    told = "SELECT source, text_version FROM consent_consent WHERE leaf_id = %s AND origin = 'import'"
    assert [make.ask(told, leaves[code]) for code in ("p-1", "p-2")] == [[("", "")], [("со слов p-2", "ред Пэ")]]


def test_the_day_of_an_erasure_is_told_by_the_companys_clock(shop: Shop, tmp_path: Path) -> None:
    """At half past one at night in Almaty it is still yesterday by UTC."""
    night = AT.replace(hour=20, minute=30)
    take_in(bring(tmp_path, LIST))
    erase_person(_customer(), actor=SYSTEM, at=night)  # type: ignore[arg-type]
    run = bring(tmp_path, LIST)
    take_in(run)
    assert [row.row["erased"] for row in list_refused(run).rows] == ["2026-03-03"]
    first, again = Few(bytes_of="d" * 64), Few(bytes_of="e" * 64)
    list(load_whole(begin_load(first, actor=SYSTEM), first, actor=SYSTEM))
    erase_person(list_customer_ids(["p-1"])["p-1"], actor=SYSTEM, at=night)
    loaded = begin_load(again, actor=SYSTEM)
    list(load_whole(loaded, again, actor=SYSTEM))
    assert "2026-03-03" in [one.row.get("erased") for one in list_refused(loaded.id).rows]
