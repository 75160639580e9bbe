"""A receipt's tenders make its sum, whatever was taken or given back before: a fiscal device takes no other."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.counter_world import CASHIER, hand
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.giftcards.queries import read_gift_card, shown_codes
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.payments.queries import list_payments, paid_for
from prilavok.domains.payments.rules import parts_kept
from prilavok.domains.payments.types import PaidPart, WayBack
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.shipments.queries import read_shipment
from prilavok.flows.charge_card import charge_card
from prilavok.flows.give_back_surplus import give_back_surplus
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit import clock

MODULES = ("prilavok.insights.receipt_to_print",)
connected = pytest.mark.usefixtures("connected")


def charged(counter: Counter, order: UUID, amount: int) -> UUID:
    """The order's card payment, which went through."""
    attempt = charge_card(order, amount, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now())
    assert attempt.state == "captured"
    return attempt.id


def picked_short(counter: Counter, order: UUID, short: int) -> None:
    """So many of the order's units are not found on the shelf."""
    shipment, [line] = read_shipment(order), list_lines(order)
    assert shipment is not None
    start_shipment(shipment.id, place=counter.place, actor=CASHIER, at=clock.now())
    pick(shipment.id, line.id, line.quantity - short, short, place=counter.place, actor=CASHIER, at=clock.now())
    assert ready_shipment(shipment.id, place=counter.place, actor=CASHIER, at=clock.now())


def tendered(done: HandedOver) -> list[tuple[str, int]]:
    """How the receipt says it was paid; together always its sum."""
    assert sum(one.amount for one in done.receipt.tenders) == done.receipt.amount
    return [(one.method, one.amount) for one in done.receipt.tenders]


@connected
def test_a_card_that_took_more_than_is_left_stands_with_what_it_paid() -> None:
    counter = open_counter(9)
    order = placed(counter, make.leaf(), 3).order
    card = charged(counter, order, 3 * PRICE)
    picked_short(counter, order, 1)
    done = hand(order, Paying("card", 3 * PRICE, attempt=card), place=counter.place)
    assert (done.receipt.amount, tendered(done)) == (2 * PRICE, [("card", 2 * PRICE)])
    # The rest is not lost: it is still to be given back, by the card.
    assert [(way.method, way.amount) for way in read_surplus(order).ways] == [("card", PRICE)]
    assert (paid_for(order), read_order(order).owed) == (3 * PRICE, 2 * PRICE)


@connected
@pytest.mark.parametrize("in_cash", [False, True])
def test_what_was_given_back_before_is_no_tender(in_cash: bool) -> None:
    counter = open_counter(9)
    order = placed(counter, make.leaf(), 3).order
    card = charged(counter, order, 3 * PRICE)
    picked_short(counter, order, 2)
    give_back_surplus(order, 2 * PRICE, in_cash=in_cash, place=counter.place, actor=CASHIER, at=clock.now())
    done = hand(order, Paying("card", 3 * PRICE, attempt=card), place=counter.place)
    assert (done.receipt.amount, tendered(done)) == (PRICE, [("card", PRICE)])
    assert [(one.kind, one.amount) for one in list_payments([order])] == [("capture", 3 * PRICE), ("refund", 2 * PRICE)]


@connected
def test_a_gift_card_pays_no_more_than_is_left() -> None:
    counter = open_counter(9)
    card = issue_by_staff(5 * PRICE, place=counter.place, key="c", actor=CASHIER, at=clock.now())
    [shown] = shown_codes(clock.now(), card=card)
    order = placed(counter, make.leaf(), 3).order
    keep_gift_card(shown.code, order, 2 * PRICE, place=counter.place, actor=CASHIER, at=clock.now())
    charge = charged(counter, order, PRICE)
    picked_short(counter, order, 1)
    by_gift = PRICE  # two units are left, of which the card has paid one
    tenders = [Paying("card", PRICE, attempt=charge), Paying("gift_card", by_gift, attempt=card)]
    done = hand(order, *tenders, place=counter.place)
    assert tendered(done) == [("card", PRICE), ("gift_card", PRICE)]
    left = read_gift_card(card)
    assert (left.balance, left.held, read_surplus(order).amount) == (4 * PRICE, 0, 0)


def test_parts_of_points_are_the_last_to_pay_less() -> None:
    taken = [PaidPart("points", 100), PaidPart("cash", 200), PaidPart("card", 300, UUID(int=1))]
    assert parts_kept(taken, [], owed=600) == taken
    assert parts_kept(taken, [], owed=350) == [
        PaidPart("points", 100),
        PaidPart("cash", 200),
        PaidPart("card", 50, UUID(int=1)),
    ]
    assert parts_kept(taken, [], owed=50) == [PaidPart("points", 50)]
    # By cash came back what a card had paid: the cash is less by it, and what is too much then is the card's.
    assert parts_kept(taken, [WayBack("cash", 150)], owed=350) == [
        PaidPart("points", 100), PaidPart("cash", 50), PaidPart("card", 200, UUID(int=1)),
    ]  # fmt: skip


METHODS = st.sampled_from([("cash", None), ("card", UUID(int=1)), ("card", UUID(int=2)), ("points", None)])
AMOUNTS = st.integers(1, 10**6)


@given(st.data())
def test_parts_make_what_is_owed(data: st.DataObject) -> None:
    taken = [PaidPart(way[0], amount, way[1]) for way, amount in data.draw(st.lists(st.tuples(METHODS, AMOUNTS)))]
    whole = sum(one.amount for one in taken)
    owed = data.draw(st.integers(0, whole))
    back = [
        WayBack(way[0], amount, way[1])
        for way, amount in data.draw(st.lists(st.tuples(METHODS, AMOUNTS), max_size=3))
    ]  # fmt: skip
    if sum(one.amount for one in back) > whole - owed:
        back = []
    kept = parts_kept(taken, back, owed=owed)
    assert sum(one.amount for one in kept) == owed and all(one.amount > 0 for one in kept)
