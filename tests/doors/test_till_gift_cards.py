"""Gift cards at the till: sold with a code on the receipt, scanned to pay a sale or an order, taken off again."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.doors.counter_world import PART, Counter, at_work, open_counter, order_of
from tests.doors.test_till import MILK, _open, _plain, _receipt, _scan

from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.giftcards.queries import cards_of_order, read_gift_card, shown_codes
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.sell_gift_cards import name_gift_goods
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    return open_counter()


@pytest.fixture
def till(counter: Counter) -> Any:
    return at_work("cashier", counter.here)


def card(counter: Counter, amount: int) -> tuple[UUID, str]:
    at = clock.now()
    made = issue_by_staff(amount, place=counter.here, key=str(uuid4()), actor=Actor("staff", uuid4()), at=at)
    return made, shown_codes(at, card=made)[0].code


def fields(page: str) -> dict[str, str]:
    paying = page.split('class="card pay"')[-1]
    form = next(one for one in paying.split("<form") if "/pay" in one or "/hand-over" in one)
    return {name: found[1] for name in ("key", "version", "amount", "gifts")
            if (found := re.search(rf'name="{name}" value="([^"]*)"', form))}  # fmt: skip


def test_a_scanned_card_pays_and_may_be_taken_off(counter: Counter, till: Any) -> None:
    one, code = card(counter, 30_000)
    other, rest = card(counter, 100_000)
    _scan(till, MILK)
    page = _plain(_scan(till, f"{code[:4]} {code[4:]}"))
    assert f"…{code[-4:]}" in page and "−300,00 ₸" in page and fields(page)["gifts"] == "30000"
    page = _plain(_scan(till, rest))
    assert fields(page)["gifts"] == "55000" and read_gift_card(other).held == 25_000
    page = _plain(till.post(f"/till/gifts/{other}/drop", headers=PART))
    assert fields(page)["gifts"] == "30000" and read_gift_card(other).held == 0
    stale = till.post("/till/pay", fields(page) | {"gifts": "0", "method": "cash"}, headers=PART)
    assert stale.status_code == 422 and read_gift_card(one).balance == 30_000
    receipt = _receipt(till.post("/till/pay", fields(page) | {"method": "cash", "given": "300"}, headers=PART))
    assert {tender.method: tender.amount for tender in receipt.tenders} == {"gift_card": 30_000, "cash": 25_000}
    assert (read_gift_card(one).balance, receipt.change) == (0, 5_000)
    _scan(till, MILK)
    refused = _scan(till, code)
    assert refused.status_code == 409 and "HX-Redirect" not in refused.headers


def test_a_whole_sale_by_card_needs_no_cash(counter: Counter, till: Any) -> None:
    one, code = card(counter, 60_000)
    _scan(till, MILK)
    page = _plain(_scan(till, code))
    assert 'value="none"' in page
    receipt = _receipt(till.post("/till/pay", fields(page) | {"method": "none"}, headers=PART))
    assert [tender.method for tender in receipt.tenders] == ["gift_card"] and read_gift_card(one).balance == 5_000


def test_an_order_is_paid_by_card_at_pickup(counter: Counter, till: Any) -> None:
    one, code = card(counter, 10_000)
    ordered = order_of(counter, milk=1)
    _open(till, ordered)
    page = _plain(till.post(f"/till/orders/{ordered.order}/scan", {"scan": code}, headers=PART))
    assert fields(page)["gifts"] == "10000"
    page = _plain(till.post(f"/till/orders/{ordered.order}/gifts/{one}/drop", headers=PART))
    assert fields(page)["gifts"] == "0"
    page = _plain(till.post(f"/till/orders/{ordered.order}/scan", {"scan": code}, headers=PART))
    done = till.post(f"/till/orders/{ordered.order}/hand-over", fields(page) | {"method": "cash"}, headers=PART)
    assert {tender.method: tender.amount for tender in _receipt(done).tenders} == {"gift_card": 10_000, "cash": 45_000}
    assert read_gift_card(one).balance == 0


def test_a_sold_card_shows_its_code_to_who_sold_it_alone(counter: Counter, till: Any) -> None:
    name_gift_goods(list_variant_keys(["milk"])["milk"].id, free=False, days=365, actor=SYSTEM, at=clock.now())
    page = _plain(_scan(till, f"2*{MILK}"))
    done = till.post("/till/pay", fields(page) | {"method": "cash"}, headers=PART)
    sold = cards_of_order(_receipt(done).order)
    assert [one.amount for one in sold] == [55_000, 55_000]
    address = done.headers["HX-Redirect"]
    codes = [one.code for one in shown_codes(clock.now(), order=_receipt(done).order)]
    shown, other = _plain(till.get(address)), _plain(at_work("cashier", counter.here, "second").get(address))
    for code in codes:
        spaced = " ".join(code[nth : nth + 4] for nth in (0, 4, 8, 12))
        assert spaced in shown and spaced not in other and code not in other
