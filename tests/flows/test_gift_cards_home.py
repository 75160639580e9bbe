"""A gift card pays an order that is brought home (prilavok.flows.keep_card_home): kept, spent as the parcel leaves
(prilavok.flows.spend_kept_cards), let go with the order, on the card again by prilavok.flows.give_back_beyond."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone
from tests.delivery_world import FEE, Town, asked, open_town, sent_home
from tests.flows.test_delivery import readied
from tests.flows.test_return_goods import back, bring
from tests.shop_world import PRICE, Counter, quoted

from prilavok.domains.giftcards.errors import GiftCardAtStore, GiftCardNothing, GiftCardUnknown
from prilavok.domains.giftcards.queries import gift_holds_of, read_gift_card, shown_codes
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.queries import list_payments, paid_for, surplus_of
from prilavok.domains.payments.types import Tender
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.errors import NotPaidYet, ShipmentUnknown
from prilavok.domains.shipments.queries import list_shipments
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.deliver_parcel import Paying, fail_parcel, give_parcel, take_parcel
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_card_home import KEPT_HOME, drop_card_home, keep_card_home
from prilavok.flows.pay_own_order import pay_own_order
from prilavok.flows.pay_with_own_card import drop_own_card, pay_with_own_card
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.return_parcel import return_parcel
from prilavok.flows.sell_gift_cards import name_gift_goods
from prilavok.insights.courier_list import read_parcel
from prilavok.insights.home_order import read_home_order
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT
WHOLE = PRICE + FEE


@pytest.fixture(autouse=True)
def at_now(rolled_back: None) -> None:
    clock.set_clock(NOW)


def given(town: Town, amount: int, key: str = "c") -> tuple[UUID, str]:
    """A gift card of so much, and its code."""
    card = issue_by_staff(amount, place=town.store, key=key, actor=CASHIER, at=NOW)
    [shown] = shown_codes(NOW, card=card)
    return card, shown.code


def entered(order: UUID, leaf: UUID, code: str) -> int:
    kept = pay_with_own_card(code, order, leaf=leaf, where="a", actor=Actor("leaf", leaf), at=NOW)
    assert kept.expires_at == NOW + KEPT_HOME
    return kept.amount


def on(card: UUID) -> tuple[int, int]:
    """What is on a card, and how much of it is kept for orders."""
    return read_gift_card(card).balance, read_gift_card(card).held


def captured(order: UUID) -> list[tuple[str, str, int]]:
    return [(one.kind, one.method, one.amount) for one in list_payments([order])]


def test_a_part_by_gift_card_and_the_rest_at_the_door() -> None:
    make.programme()
    town, leaf = open_town((5,)), buyer_with_phone()
    order = sent_home(town, leaf, 1).order
    card, code = given(town, 30_000)
    assert entered(order, leaf, code) == 30_000 and on(card) == (30_000, 30_000)
    assert read_home_order(order).due == WHOLE - 30_000 and captured(order) == []
    [parcel] = list_shipments([order])
    readied(parcel.id, parcel.place)
    assert read_parcel(parcel.id, place=town.store).due == WHOLE - 30_000

    assert take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert not take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert on(card) == (0, 0) and captured(order) == [("capture", "gift_card", 30_000)]
    assert read_order(order).payment == "part_paid"
    with pytest.raises(ShipmentUnknown):
        entered(order, leaf, given(town, 1_000, "late")[1])
    rest = WHOLE - 30_000
    give_parcel(parcel.id, [Paying("cash", rest)], key="k", place=town.store, actor=CASHIER, at=NOW)
    [receipt] = list_receipts([order])
    assert [(one.method, one.amount) for one in receipt.tenders] == [("gift_card", 30_000), ("cash", rest)]
    assert receipt.earned == PRICE // 100, "what a card pays is paid in money"
    assert (read_order(order).commercial, paid_for(order)) == ("completed", WHOLE) and not check()

    returned = bring(order, back(order, 1), town.store, key="r")
    assert returned.amount == PRICE  # by the ways it came: out of the drawer first, then on the card
    assert on(card) == (max(PRICE - rest, 0), 0) and not check()


def test_paid_wholly_before_it_is_sent_and_not_taken_it_is_on_the_card_again() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1, pay="before").order
    card, code = given(town, 2 * WHOLE)
    [parcel] = list_shipments([order])
    readied(parcel.id, parcel.place)
    with pytest.raises(NotPaidYet):
        take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert entered(order, leaf, code) == WHOLE
    assert pay_own_order(order, leaf=leaf, actor=Actor("leaf", leaf), at=NOW) is None, "nothing is left for a card"
    with pytest.raises(GiftCardNothing):
        entered(order, leaf, given(town, 1_000, "more")[1])
    assert take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert on(card) == (WHOLE, 0) and read_order(order).payment == "paid"
    fail_parcel(parcel.id, "nobody_home", place=town.store, actor=CASHIER, at=NOW)
    return_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert read_order(order).commercial == "cancelled" and on(card) == (2 * WHOLE, 0)
    assert captured(order) == [("capture", "gift_card", WHOLE), ("refund", "gift_card", WHOLE)]
    assert (surplus_of(order, owed=0), list_tasks_about(order)) == (0, []) and not check()


def test_an_order_that_a_card_covers_is_not_ended_for_want_of_money() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1, pay="before").order
    card, code = given(town, WHOLE)
    entered(order, leaf, code)
    late = list_shipments([order])[0].keep_until + timedelta(minutes=1)
    assert not end_uncollected(order, actor=CASHIER, at=late) and on(card) == (WHOLE, WHOLE)
    drop_own_card(order, card, leaf=leaf, actor=Actor("leaf", leaf), at=late)
    assert end_uncollected(order, actor=CASHIER, at=late) and on(card) == (WHOLE, 0)


@pytest.mark.parametrize("pay", ["before", "door"])
def test_cancelled_lets_the_card_go(pay: str) -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1, pay="before" if pay == "before" else "door").order
    card, code = given(town, PRICE)
    entered(order, leaf, code)
    call_off_order(order, leaf=leaf, actor=Actor("leaf", leaf), at=NOW)
    assert on(card) == (PRICE, 0) and gift_holds_of(order, NOW) == [] and captured(order) == []


def test_what_was_paid_otherwise_meanwhile_no_card_pays() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1, pay="before").order
    card, code = given(town, WHOLE)
    entered(order, leaf, code)
    capture_tenders([Tender(order, "card", WHOLE - 100, "KZT", NOW)], actor=CASHIER, at=NOW, origin="live")
    [parcel] = list_shipments([order])
    readied(parcel.id, parcel.place)
    take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert on(card) == (WHOLE - 100, 0) and surplus_of(order, owed=WHOLE) == 0


def test_staff_enter_it_for_a_customer_and_take_it_off() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1).order
    card, code = given(town, PRICE)
    kept = keep_card_home(code, order, place=town.store, actor=CASHIER, at=NOW)
    assert (kept.amount, read_gift_card(card).leaf) == (PRICE, None), "on whose page it is, only its holder says"
    for _twice in range(2):
        drop_card_home(order, card, actor=CASHIER, at=NOW)
        assert on(card) == (PRICE, 0)
    with pytest.raises(GiftCardUnknown):
        keep_card_home("0000", order, place=town.store, actor=CASHIER, at=NOW)


def test_one_parcel_of_two_comes_back_and_only_its_part_is_on_the_card_again() -> None:
    town, leaf = open_town((2, 0), (0, 2), free_from=100), make.leaf()
    order = sent_home(town, leaf, 2, 2, pay="before").order
    card, code = given(town, 4 * PRICE)
    entered(order, leaf, code)
    parcels = {one.place: one for one in list_shipments([order])}
    here, there = (parcels[place] for place in town.places)
    for one in (here, there):
        readied(one.id, one.place)
        take_parcel(one.id, place=one.place, actor=CASHIER, at=NOW)
        assert on(card) == (0, 0), "the first one takes all that is owed"
    give_parcel(here.id, [], key="one", place=here.place, actor=CASHIER, at=NOW)
    fail_parcel(there.id, "nobody_home", place=there.place, actor=CASHIER, at=NOW)
    return_parcel(there.id, place=there.place, actor=CASHIER, at=NOW)
    assert on(card) == (2 * PRICE, 0) and paid_for(order) == 2 * PRICE
    [receipt] = list_receipts([order])
    assert [(one.method, one.amount) for one in receipt.tenders] == [("gift_card", 2 * PRICE)]
    assert list_tasks_about(order) == [] and not check()


def test_a_gift_card_is_not_sent_home() -> None:
    town, leaf, gift = open_town((5,)), make.leaf(), make.variant()
    set_prices([NewPrice(make.price_list(town.store), gift, 5_000, 1, NOW)], at=NOW)
    name_gift_goods(gift, free=False, days=None, actor=CASHIER, at=NOW)
    quote = quoted(Counter(town.store, (*town.counter.variants, gift)), leaf, 1, 1)
    before = make.rows_of_all_tables()
    with pytest.raises(GiftCardAtStore):
        place_delivery(quote.id, asked(town), leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=NOW)
    assert make.grown(before) == {}
