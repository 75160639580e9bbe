"""Cards at the till, against the terminal's sandbox: taken, refused, not answered yet, and never charged twice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.card_world import LATE, REFUSED, TAKEN, connected, running_terminal, until_known
from tests.doors.counter_world import PART, Counter, at_work, open_counter, order_of
from tests.doors.test_till import _field, _hand_over, _open, _pay, _plain, _receipt, _scan
from tests.doors.test_till_points import asked, proven
from tests.make import grown, rows_of_all_tables

from prilavok.domains.payments.queries import list_attempts, paid_for
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.kit import clock


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running terminal."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address:
        yield address


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None, terminal: str) -> Iterator[Counter]:
    """A shop of two stores whose till has a terminal."""
    with connected(terminal):
        yield open_counter()


@pytest.fixture
def till(counter: Counter) -> Any:
    """A cashier's client at the first store."""
    return at_work("cashier", counter.here)


def _bread_costs(counter: Counter, amount: int) -> None:
    at = clock.now() - timedelta(minutes=1)
    set_prices([NewPrice(make.price_list(counter.here), counter.shop.variants["bread"], amount, 1, at)], at=at)


def _charged(order: UUID) -> list[tuple[str, int]]:
    return [(one.state, one.amount) for one in list_attempts(order)]


def test_a_card_pays_a_sale_from_the_shelf(counter: Counter, till: Any) -> None:
    _bread_costs(counter, TAKEN)
    page = _plain(_scan(till, "bread"))
    receipt = _receipt(_pay(till, page, method="card"))
    assert [(one.method, one.amount) for one in receipt.tenders] == [("card", TAKEN)]
    before = rows_of_all_tables()
    _pay(till, page, method="card")
    assert grown(before) == {} and _charged(receipt.order) == [("captured", TAKEN)]


def test_a_refused_card_says_so_and_cash_still_pays(counter: Counter, till: Any) -> None:
    _bread_costs(counter, REFUSED)
    page = _plain(_scan(till, "bread"))
    refused = _plain(_pay(till, page, method="card"))
    assert 'role="alert"' in refused and "100,05 ₸" in refused and "/till/pay" in refused
    receipt = _receipt(_pay(till, refused))
    assert [(one.method, one.amount) for one in receipt.tenders] == [("cash", REFUSED)]
    assert _charged(receipt.order) == [("refused", REFUSED)]


def test_a_late_terminal_is_left_and_found_again(counter: Counter, till: Any) -> None:
    _bread_costs(counter, LATE)
    page = _plain(_scan(till, "bread"))
    waiting = _plain(_pay(till, page, method="card"))
    assert 'hx-trigger="every 2s"' in waiting and "/till/pay" not in waiting
    before = rows_of_all_tables()
    assert _pay(till, page, method="card").status_code == 422, "no second charge while the first is open"
    assert grown(before) == {}
    till.post("/till/park", {}, headers=PART)  # somebody else is served meanwhile
    assert _receipt(_pay(till, _plain(_scan(till, "milk")))).amount == 55_000
    back = _plain(till.post("/till/resume", {"key": _field(page, "key")}, headers=PART))
    assert 'hx-trigger="every 2s"' in back
    until_known()
    paid = _plain(till.get("/till/counter", headers=PART))
    assert 'hx-trigger="every 2s"' not in paid and "100,07 ₸" in paid
    receipt = _receipt(_pay(till, paid, method="none"))
    assert [(one.method, one.amount) for one in receipt.tenders] == [("card", LATE)]
    assert _charged(receipt.order) == [("captured", LATE)]


def test_points_and_a_card_pay_an_order(counter: Counter, till: Any) -> None:
    proven(counter)
    ordered = order_of(counter, milk=1)
    page, digits = asked(till, ordered, _open(till, ordered), 2)
    said = {"asked": _field(page, "asked"), "method": "card"}
    assert _hand_over(till, ordered, page, **said, points_code="no").status_code == 422
    assert _charged(ordered.order) == [], "no card is charged while the points may not be spent"
    receipt = _receipt(_hand_over(till, ordered, page, **said, points_code=digits))
    paid = {one.method: one.amount for one in receipt.tenders}
    assert paid.keys() == {"points", "card"} and sum(paid.values()) == 55_000 == paid_for(ordered.order)
    assert receipt.points_used == 2


def test_a_late_card_keeps_what_the_customer_said(counter: Counter, till: Any) -> None:
    proven(counter)
    _bread_costs(counter, LATE + 20)
    ordered = order_of(counter, bread=1)
    page, digits = asked(till, ordered, _open(till, ordered), 20)
    said = {"asked": _field(page, "asked"), "points_code": digits}
    assert 'hx-trigger="every 2s"' in _plain(_hand_over(till, ordered, page, **said, method="card"))
    until_known()
    page = _plain(till.get(f"/till/orders/{ordered.order}", headers=PART))
    assert f'value="{digits}"' in page and _field(page, "asked") == said["asked"]
    receipt = _receipt(_hand_over(till, ordered, page, **said, method="none"))
    assert {one.method: one.amount for one in receipt.tenders} == {"points": 20, "card": LATE}


def test_two_cards_pay_one_sale(counter: Counter, till: Any) -> None:
    _bread_costs(counter, LATE)
    _pay(till, _plain(_scan(till, "bread")), method="card")
    until_known()
    page = _plain(_scan(till, "bread"))
    assert 'value="card"' in page, "what came on top may be paid by a card as well"
    again = _pay(till, page, method="card")
    assert 'hx-trigger="every 2s"' in _plain(again)
    until_known()
    page = _plain(till.get("/till/counter", headers=PART))
    receipt = _receipt(_pay(till, page, method="none"))
    assert [(one.method, one.amount) for one in receipt.tenders] == [("card", LATE)] * 2
    assert _charged(receipt.order) == [("captured", LATE)] * 2


def test_an_order_waits_for_its_card_and_is_handed_over_after(counter: Counter, till: Any) -> None:
    _bread_costs(counter, LATE)
    ordered = order_of(counter, bread=1)
    waiting = _plain(_hand_over(till, ordered, _open(till, ordered), method="card"))
    assert 'hx-trigger="every 2s"' in waiting and "/hand-over" not in waiting
    until_known()
    paid = _plain(till.get(f"/till/orders/{ordered.order}", headers=PART))
    assert "100,07 ₸" in paid and "/hand-over" in paid
    assert _receipt(_hand_over(till, ordered, paid, method="none")).amount == LATE
    assert _charged(ordered.order) == [("captured", LATE)]
