"""A guest pays an order by card over the public API: taken, refused, not answered yet, never charged twice."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import Program, program_of
from tests.doors.card_world import LATE, REFUSED, TAKEN, connected, running_terminal, until_known
from tests.make import grown, rows_of_all_tables
from tests.shop_world import open_counter

from prilavok.domains.payments.queries import list_attempts, paid_for
from prilavok.kit import clock

pytestmark = pytest.mark.usefixtures("rolled_back")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running terminal."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address:
        yield address


@pytest.fixture
def card(rolled_back: None, terminal: str) -> Iterator[None]:
    """Cards are taken."""
    with connected(terminal):
        yield


def _ordered(price: int) -> tuple[Program, UUID]:
    """A guest, and their order of this price."""
    counter = open_counter(3, at=clock.now(), price=price)
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    wish = {"place": str(counter.place), "lines": [{"variant": str(counter.variant), "quantity": 1}]}
    put = guest.send("PUT", "/shop/basket", data=_json(wish), content_type="application/json")
    assert put.status_code == 200
    quote = guest.post("/shop/quotes", {}).json()["id"]
    return guest, UUID(guest.post("/shop/orders", {"quote": quote}).json()["order"])


def _json(body: Any) -> bytes:
    import orjson

    return orjson.dumps(body)


def _pay(guest: Program, order: UUID, key: str = "") -> Any:
    return guest.post(f"/shop/orders/{order}/pay", {}, headers={"Idempotency-Key": key} if key else {})


def _tried(order: UUID) -> list[tuple[str, int]]:
    return [(one.state, one.amount) for one in list_attempts(order)]


def test_a_card_pays_once_however_often_it_is_asked(card: None) -> None:
    guest, order = _ordered(TAKEN)
    paid = _pay(guest, order, "one")
    assert (paid.status_code, paid.json()) == (
        200, {"state": "captured", "amount": {"amount": TAKEN, "currency": "KZT"}},
    )  # fmt: skip
    assert _pay(guest, order, "one").json() == paid.json()
    again = _pay(guest, order, "another")
    assert again.json() == {"state": "captured", "amount": {"amount": 0, "currency": "KZT"}}
    assert (_tried(order), paid_for(order)) == ([("captured", TAKEN)], TAKEN)
    seen = guest.get(f"/shop/orders/{order}").json()
    assert (seen["commercial"], seen["payment"]) == ("placed", "paid")


def test_a_refused_card_leaves_the_order_to_be_paid_at_the_counter(card: None) -> None:
    guest, order = _ordered(REFUSED)
    assert _pay(guest, order).json()["state"] == "refused"
    assert (_tried(order), paid_for(order)) == ([("refused", REFUSED)], 0)
    seen = guest.get(f"/shop/orders/{order}").json()
    assert (seen["commercial"], seen["payment"], seen["pickup"]["state"]) == ("placed", "unpaid", "planned")


def test_a_terminal_that_has_not_said_is_asked_until_it_has(card: None) -> None:
    guest, order = _ordered(LATE)
    assert _pay(guest, order).json()["state"] == "unknown"
    before = rows_of_all_tables()
    second = _pay(guest, order)
    assert (second.status_code, second.json()["code"]) == (422, "payment.unresolved")
    assert grown(before) == {}, "no second charge while the first is open"
    until_known()
    assert (_tried(order), paid_for(order)) == ([("captured", LATE)], LATE)
    assert guest.get(f"/shop/orders/{order}").json()["payment"] == "paid"


def test_where_no_cards_are_taken_it_says_so() -> None:
    guest, order = _ordered(TAKEN)
    before = rows_of_all_tables()
    refused = _pay(guest, order)
    assert (refused.status_code, refused.json()["code"]) == (422, "payment.not_offered")
    assert grown(before) == {}


def test_anothers_order_is_not_paid(card: None) -> None:
    _guest, order = _ordered(TAKEN)
    stranger, _own = _ordered(TAKEN)
    assert _pay(stranger, order).status_code == 404
    assert (_tried(order), make.ask("SELECT count(*) FROM payments_attempt")) == ([], [(0,)])
