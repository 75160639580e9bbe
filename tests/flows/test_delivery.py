"""Orders brought home: placed (prilavok.flows.agree_order, prilavok.flows.send_parcels), brought
(prilavok.flows.finish_delivery), not found (prilavok.flows.resend_goods), not taken, sent by others."""

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone
from tests.delivery_world import ADDRESS, FEE, asked, open_town, sent_home
from tests.shop_world import PRICE, quoted

from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.orders.errors import PartHandedOver
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.errors import TendersUnfit
from prilavok.domains.payments.queries import surplus_of
from prilavok.domains.payments.types import Tender
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.errors import (
    CourierHasIt,
    DeliveryRepriced,
    DeliveryUnfit,
    NoRoute,
    NotDelivered,
    NotPaidYet,
    ShipmentUnknown,
)
from prilavok.domains.shipments.queries import find_delivery, goods_in, list_routes, list_shipments
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.clear_place import clear_place
from prilavok.flows.deliver_parcel import Paying, fail_parcel, give_parcel, take_parcel
from prilavok.flows.give_way import take_from_holds
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.return_parcel import return_parcel
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


def readied(shipment, place) -> None:
    for goods in goods_in([shipment]):
        pick(shipment, goods.line, goods.units, 0, place=place, actor=CASHIER, at=NOW)
    assert ready_shipment(shipment, place=place, actor=CASHIER, at=NOW)


def test_brought_home_and_paid_at_the_door() -> None:
    make.programme()
    town, leaf = open_town((0, 5), (4, 4)), buyer_with_phone()
    order = sent_home(town, leaf, 2, 1)
    [parcel] = list_shipments([order.order])
    # The store has nothing of the first, so the other place sends all of it: one parcel where it is paid at the door.
    sender = town.places[1]
    assert (parcel.kind, parcel.place, parcel.state) == ("deliver", sender, "planned")
    assert {(hold.place, hold.units) for hold in list_holds_of(order.order)} == {(sender, 2), (sender, 1)}
    head = read_order(order.order)
    assert (head.amount, head.place, head.line_count) == (3 * PRICE + FEE, town.store, 3)
    [kept] = list_routes(order.order)
    assert [part.place for part in kept.route.parts] == [sender]
    assert [(one.place, one.why) for one in kept.route.refused] == [(town.store, "lacks")]
    agreed = find_delivery(order.order)
    assert agreed is not None and (agreed.address, agreed.recipient) == (ADDRESS, "Айгуль")
    assert make.ask("SELECT count(*) FROM shipments_delivery WHERE encode(address, 'escape') LIKE '%%Абая%%'") == [(0,)]

    readied(parcel.id, sender)
    with pytest.raises(ShipmentUnknown):
        take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert take_parcel(parcel.id, place=sender, actor=CASHIER, at=NOW)
    assert not take_parcel(parcel.id, place=sender, actor=CASHIER, at=NOW)
    with pytest.raises(CourierHasIt):
        call_off_order(order.order, leaf=leaf, actor=Actor("leaf", leaf), at=NOW)
    with pytest.raises(TendersUnfit):
        give_parcel(parcel.id, [Paying("cash", 100)], key="k0", place=sender, actor=CASHIER, at=NOW)
    paid = [Paying("cash", head.amount, given=head.amount + 500)]
    for _twice in range(2):
        assert give_parcel(parcel.id, paid, key="k", place=sender, actor=CASHIER, at=NOW) == order.order
    after = read_order(order.order)
    assert (after.commercial, after.payment, after.fulfilment) == ("completed", "paid", "handed_over")
    assert [stock_at(sender, one).on_hand for one in town.counter.variants] == [2, 3]
    [receipt] = list_receipts([order.order])
    assert (receipt.amount, receipt.change, len(receipt.lines)) == (head.amount, 500, 3)
    assert receipt.earned == 3 * PRICE // 100
    assert make.verbs_of([parcel.id])["shipment.delivered"] == 1
    assert make.verbs_of([order.order])["order.completed"] == 1
    assert not check()


def test_the_same_quote_is_the_same_order_and_refusals_order_nothing() -> None:
    town, leaf = open_town((3,), (0,)), make.leaf()
    quote, actor = quoted(town.counter, leaf, 2), Actor("leaf", leaf)
    before = make.rows_of_all_tables()
    tries = [
        (DeliveryUnfit, asked(town).__class__("", "A", "+77010001122", zone=town.zone)),
        (NotDelivered, asked(town).__class__("A", "A", "+77010001122")),
        (DeliveryRepriced, asked(town, expected=FEE - 1)),
    ]
    for refusal, told in tries:
        with pytest.raises(refusal):
            place_delivery(quote.id, told, leaf=leaf, touchpoint="site", actor=actor, at=NOW)
    assert make.grown(before) == {}
    told = asked(town, expected=FEE)
    first = place_delivery(quote.id, told, leaf=leaf, touchpoint="site", actor=actor, at=NOW)
    again = place_delivery(quote.id, told, leaf=leaf, touchpoint="site", actor=actor, at=NOW)
    assert (first.new, again.new, again.order, again.shipment) == (True, False, first.order, first.shipment)
    other = make.leaf()
    short = quoted(town.counter, other, 2)
    before = make.rows_of_all_tables()
    with pytest.raises(NoRoute) as none:
        place_delivery(short.id, told, leaf=other, touchpoint="site", actor=Actor("leaf", other), at=NOW)
    assert none.value.route.lacks == {town.counter.variant: 1}
    assert make.grown(before) == {}


def test_an_order_paid_before_comes_in_two_parcels_and_one_of_them_is_not_taken() -> None:
    town, leaf = open_town((2, 0), (0, 2), free_from=100), make.leaf()
    order = sent_home(town, leaf, 2, 2, pay="before")
    parcels = {one.place: one for one in list_shipments([order.order])}
    assert set(parcels) == set(town.places) and read_order(order.order).amount == 4 * PRICE
    assert all(line.kind == "goods" for line in list_lines(order.order))
    here, there = (parcels[place] for place in town.places)
    readied(here.id, here.place)
    with pytest.raises(NotPaidYet):
        take_parcel(here.id, place=here.place, actor=CASHIER, at=NOW)
    capture_tenders([Tender(order.order, "card", 4 * PRICE, "KZT", NOW)], actor=CASHIER, at=NOW, origin="live")
    take_parcel(here.id, place=here.place, actor=CASHIER, at=NOW)
    give_parcel(here.id, [], key="one", place=here.place, actor=CASHIER, at=NOW)
    part = read_order(order.order)
    assert (part.commercial, part.fulfilment) == ("placed", "part_handed")
    # What the other place keeps is still kept.
    assert [(hold.place, hold.units) for hold in list_holds_of(order.order)] == [(there.place, 2)]
    with pytest.raises(PartHandedOver):
        cancel_order(order.order, actor=CASHIER, at=NOW)
    readied(there.id, there.place)
    take_parcel(there.id, place=there.place, actor=CASHIER, at=NOW)
    assert fail_parcel(there.id, "nobody_home", place=there.place, actor=CASHIER, at=NOW)
    take_parcel(there.id, place=there.place, actor=CASHIER, at=NOW)
    fail_parcel(there.id, "refused", place=there.place, actor=CASHIER, at=NOW)
    return_parcel(there.id, place=there.place, actor=CASHIER, at=NOW)
    after = read_order(order.order)
    assert (after.commercial, after.amount, surplus_of(order.order, owed=after.owed)) == (
        "completed", 2 * PRICE, 2 * PRICE,
    )  # fmt: skip
    assert list_holds_of(order.order) == [] and stock_at(there.place, town.counter.variants[1]).available == 2
    assert make.ask("SELECT count(*) FROM tasks_task WHERE subject = %s AND kind = 'payment.surplus'", order.order) == [
        (1,)
    ]
    assert make.verbs_of([order.order])["order.completed"] == 1 and len(list_receipts([order.order])) == 1
    assert not check()


def test_an_order_that_waits_is_called_off_wherever_its_goods_lie() -> None:
    town, leaf = open_town((2, 0), (0, 2)), make.leaf()
    order = sent_home(town, leaf, 2, 2, pay="before")
    assert call_off_order(order.order, leaf=leaf, actor=Actor("leaf", leaf), at=NOW)
    assert {one.state for one in list_shipments([order.order])} == {"cancelled"}
    assert read_order(order.order).commercial == "cancelled" and list_holds_of(order.order) == []


def test_what_the_picker_does_not_find_is_sent_by_another_place() -> None:
    """resend_goods: of a prepaid order what lacks, of one paid at the door all of it; the rest leaves the order."""
    for pay, moved in (("before", 1), ("door", 2)):
        town, leaf = open_town((2,), (5,), (3,)), make.leaf()
        order = sent_home(town, leaf, 2, pay=pay)  # type: ignore[arg-type]
        [first] = list_shipments([order.order])
        assert first.place == town.store
        [goods] = goods_in([first.id])
        pick(first.id, goods.line, 1, 1, place=town.store, actor=CASHIER, at=NOW)
        assert ready_shipment(first.id, place=town.store, actor=CASHIER, at=NOW) == (pay == "before")
        second = next(one for one in list_shipments([order.order]) if one.id != first.id)
        assert second.place == town.places[1] and [one.units for one in goods_in([second.id])] == [moved]
        held = {(one.place, one.units) for one in list_holds_of(order.order)}
        assert held == {(town.places[1], moved)} | ({(town.store, 1)} if pay == "before" else set())
        assert read_order(order.order).amount == 2 * PRICE + FEE
        assert [one.cause for one in list_routes(order.order)] == ["short", "placed"]
        # The piece that is not there is no longer counted as lying in the store.
        assert stock_at(town.store, town.counter.variant).on_hand == 1
        assert make.ask("SELECT count(*) FROM tasks_task WHERE subject = %s", order.order) == [(0,)]
        assert make.verbs_of([order.order])["hold.lost"] == 0
    assert not check()


def test_what_nobody_can_send_leaves_the_order_and_the_place_speaks_to_the_customer() -> None:
    town, leaf = open_town((3,), (1,)), make.leaf()
    order = sent_home(town, leaf, 3, pay="before")
    [first] = list_shipments([order.order])
    [goods] = goods_in([first.id])
    pick(first.id, goods.line, 1, 2, place=town.store, actor=CASHIER, at=NOW)
    assert ready_shipment(first.id, place=town.store, actor=CASHIER, at=NOW)
    assert read_order(order.order).amount == 2 * PRICE + FEE
    assert sorted(one.units for one in goods_in([one.id for one in list_shipments([order.order])])) == [1, 1]
    assert make.ask("SELECT count(*) FROM tasks_task WHERE subject = %s AND kind = 'hold.lost'", order.order) == [(1,)]
    assert not check()


def test_a_place_that_cannot_send_gives_its_orders_to_others_which_are_weighed_together() -> None:
    """clear_place: two small orders are served rather than the big one that came first; that one is asked about."""
    town = open_town((9,), (2,))
    big, *small = (sent_home(town, make.leaf(), units).order for units in (2, 1, 1))
    done = clear_place(town.store, actor=CASHIER, at=NOW)
    assert (done.given, done.left, done.by, done.more) == (2, 1, "solver", False)
    for order in small:
        states = {one.place: one.state for one in list_shipments([order])}
        assert states == {town.store: "cancelled", town.places[1]: "planned"}
        assert [(one.place, one.units) for one in list_holds_of(order)] == [(town.places[1], 1)]
        assert [(one.cause, one.by) for one in list_routes(order)][0] == ("scarce", "solver")
    assert [(one.place, one.state) for one in list_shipments([big])] == [(town.store, "planned")]
    assert [(one.place, one.units) for one in list_holds_of(big)] == [(town.store, 2)]
    assert make.ask("SELECT count(*) FROM tasks_task WHERE subject = %s AND kind = 'delivery.stuck'", big) == [(1,)]
    again = clear_place(town.store, actor=CASHIER, at=NOW)
    assert (again.given, again.left) == (0, 1)
    assert stock_at(town.store, town.counter.variant).available == 7 and not check()


def test_a_till_sells_what_was_kept_for_a_parcel_and_another_place_sends_it() -> None:
    town, leaf = open_town((2,), (5,)), make.leaf()
    order = sent_home(town, leaf, 2)
    held = lock_orders([order.order])
    take_from_holds(
        town.store, town.counter.variant, 1, orders=held, by=None, key=order.order, actor=CASHIER, at=NOW
    )  # fmt: skip
    assert {(one.place, one.units) for one in list_holds_of(order.order)} == {(town.places[1], 2)}
    assert read_order(order.order).amount == 2 * PRICE + FEE and make.verbs_of([order.order])["hold.lost"] == 0
    elsewhere = open_town((2,), (0,))
    alone = sent_home(elsewhere, make.leaf(), 2)
    take_from_holds(
        elsewhere.store, elsewhere.counter.variant, 1, orders=lock_orders([alone.order]), by=None, key=alone.order,
        actor=CASHIER, at=NOW,
    )  # fmt: skip
    [parcel] = list_shipments([alone.order])
    assert [one.units for one in goods_in([parcel.id])] == [1] and read_order(alone.order).amount == PRICE + FEE
