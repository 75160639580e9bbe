"""An order brought home is changed before it leaves (prilavok.flows.change_home, prilavok.flows.change_own_home): goods,
address, price and parcels (prilavok.flows.make_home_change, prilavok.flows.send_anew), and its money
(prilavok.flows.settle_changed, prilavok.flows.trim_kept_cards)."""

from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.delivery_world import ADDRESS, FEE, asked, open_town, sent_home
from tests.flows.test_delivery import readied
from tests.flows.test_gift_cards_home import entered, given, on
from tests.shop_world import PRICE, placed

from prilavok.domains.orders.errors import ActImpossible, CostsMovedOn, OrderEnded, OrderMovedOn
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import LineAct
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.queries import surplus_of
from prilavok.domains.payments.types import Tender
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.errors import NoChange, NoRoute, NotDelivered, NothingLeft, ParcelGone, ShipmentUnknown
from prilavok.domains.shipments.queries import find_delivery, goods_in, list_routes, list_shipments
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_home import confirm_home_change, preview_home_change
from prilavok.flows.change_own_home import change_own_home, preview_own_change
from prilavok.flows.deliver_parcel import Paying, give_parcel, take_parcel
from prilavok.flows.keep_delivery_terms import PriceTold, name_zone, price_delivery
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def at_now(rolled_back: None) -> None:
    clock.set_clock(NOW)


def changed(order: UUID, *acts: LineAct, told: Delivering | None = None, key: str = "k", **more: int) -> int:
    """What the order comes to after the change."""
    change = confirm_home_change(order, acts, told, key=key, actor=CASHIER, at=NOW, **more)
    return change.amount_after


def held(order: UUID) -> dict[tuple[UUID, UUID], int]:
    return {(one.place, one.variant): one.units for one in list_holds_of(order)}


def brought(order: UUID) -> dict[UUID, dict[UUID, int]]:
    """What waits to be brought, by the place that sends it."""
    found: dict[UUID, dict[UUID, int]] = {}
    for one in list_shipments([order]):
        if one.waits:
            found[one.place] = {goods.variant: goods.units for goods in goods_in([one.id])}
    return found


def test_more_less_and_another_product_in_one_change_and_then_it_is_brought() -> None:
    town, leaf = open_town((5, 5)), make.leaf()
    first, second = town.counter.variants
    order = sent_home(town, leaf, 3).order
    version = read_order(order).version
    acts = [LineAct("take_out", first, 2), LineAct("add", second, 4)]
    before = make.rows_of_all_tables()
    preview = preview_home_change(order, acts, None, actor=CASHIER, at=NOW)
    assert make.grown(before) == {} and read_order(order).version == version, "looking changes nothing"
    assert (preview.version, preview.amount_after, preview.difference) == (version, 5 * PRICE + FEE, 2 * PRICE)
    assert (preview.fee, preview.due, preview.back, preview.places) == (FEE, 5 * PRICE + FEE, (), (town.store,))
    assert sorted((one.variant, one.left) for one in preview.lines if one.kind == "goods") == sorted(
        [(first, 1), (second, 4)]
    )

    assert changed(order, *acts, version=version, amount=5 * PRICE + FEE) == 5 * PRICE + FEE
    assert changed(order, *acts, version=version) == 5 * PRICE + FEE, "the same key is the same change"
    assert held(order) == {(town.store, first): 1, (town.store, second): 4}
    assert brought(order) == {town.store: {first: 1, second: 4}}
    assert [stock_at(town.store, one).available for one in (first, second)] == [4, 1]
    assert sorted(one.cause for one in list_routes(order)) == ["changed", "placed"]
    assert make.verbs_of([order])["order.changed"] == 1

    [parcel] = [one for one in list_shipments([order]) if one.waits]
    readied(parcel.id, parcel.place)
    take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    give_parcel(parcel.id, [Paying("cash", 5 * PRICE + FEE)], key="g", place=town.store, actor=CASHIER, at=NOW)
    [receipt] = list_receipts([order])
    assert receipt.amount == 5 * PRICE + FEE and read_order(order).commercial == "completed"
    assert [stock_at(town.store, one).on_hand for one in (first, second)] == [4, 1] and not check()


def test_what_is_picked_already_is_picked_anew_and_an_old_look_is_refused() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 3).order
    [parcel] = list_shipments([order])
    readied(parcel.id, parcel.place)
    version = read_order(order).version
    with pytest.raises(CostsMovedOn) as moved:
        changed(order, LineAct("take_out", town.counter.variant, 1), amount=1)
    assert moved.value.amount == 2 * PRICE + FEE
    with pytest.raises(OrderMovedOn):
        changed(order, LineAct("take_out", town.counter.variant, 1), version=version + 1)
    assert list_shipments([order])[0].state == "ready", "refused, nothing is changed"
    changed(order, LineAct("take_out", town.counter.variant, 1), version=version)
    states = [(one.state, one.place) for one in list_shipments([order])]
    assert states == [("cancelled", town.store), ("planned", town.store)]
    with pytest.raises(OrderMovedOn):
        changed(order, LineAct("take_out", town.counter.variant, 1), version=version, key="late")


def test_nothing_is_changed_once_a_parcel_left_and_what_cannot_be_is_said() -> None:
    town, leaf = open_town((5,)), make.leaf()
    variant = town.counter.variant
    order = sent_home(town, leaf, 2).order
    before = make.rows_of_all_tables()
    for refusal, acts, told in (
        (NothingLeft, [LineAct("take_out", variant, 2)], None),
        (ActImpossible, [LineAct("take_out", variant, 3)], None),
        (NoRoute, [LineAct("add", variant, 4)], None),
        (NoChange, [], None),
        (NoChange, [], asked(town)),
        (NotDelivered, [], Delivering(ADDRESS, "Айгуль", "+7 701 000 11 22", zone=new_id(NOW))),
    ):
        with pytest.raises(refusal):
            confirm_home_change(order, acts, told, key="k", actor=CASHIER, at=NOW)
        with pytest.raises(refusal):
            preview_home_change(order, acts, told, actor=CASHIER, at=NOW)
    assert make.grown(before) == {}
    [parcel] = list_shipments([order])
    readied(parcel.id, parcel.place)
    take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    with pytest.raises(ParcelGone):
        changed(order, LineAct("take_out", variant, 1))
    other = sent_home(town, leaf, 1).order
    cancel_order(other, actor=CASHIER, at=NOW)
    with pytest.raises(OrderEnded):
        changed(other, LineAct("take_out", variant, 1))
    with pytest.raises(ShipmentUnknown):
        changed(placed(town.counter, leaf, 1).order, LineAct("add", variant, 1))


def test_another_address_costs_what_it_costs_there_and_the_words_alone_change_no_price() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1).order
    words = Delivering(ADDRESS, "Болат", "+7 701 000 11 33", "", town.zone)
    [parcel] = list_shipments([order])
    assert changed(order, told=words) == PRICE + FEE
    agreed = find_delivery(order)
    assert agreed is not None and (agreed.recipient, agreed.note, agreed.amount) == ("Болат", "", FEE)
    assert [one.id for one in list_shipments([order])] == [parcel.id], "it goes as it went"
    assert make.ask("SELECT acts FROM orders_change WHERE order_id = %s", order) == [('[{"kind": "move"}]',)]

    far = name_zone("far", {"ru": "Далеко"}, agreed.point, actor=CASHIER, at=NOW)
    price_delivery(
        PriceTold(place=town.store, zone=far, up_to_metres=None, amount=FEE * 2, free_from=None, currency="KZT"),
        actor=CASHIER, at=NOW,
    )  # fmt: skip
    there = Delivering("пр. Аль-Фараби 1", "Болат", "+7 701 000 11 33", "", far)
    preview = preview_home_change(order, [], there, actor=CASHIER, at=NOW)
    assert (preview.fee_before, preview.fee, preview.difference) == (FEE, FEE * 2, FEE)
    assert changed(order, told=there, key="far") == PRICE + 2 * FEE
    [line] = [one for one in list_lines(order) if one.kind == "amount"]
    assert line.amount == 2 * FEE and not check_order_sums()


def test_bringing_stays_free_only_while_there_are_goods_enough_for_it() -> None:
    town, leaf = open_town((5,), free_from=3 * PRICE), make.leaf()
    order = sent_home(town, leaf, 3).order
    assert read_order(order).amount == 3 * PRICE
    assert changed(order, LineAct("take_out", town.counter.variant, 1)) == 2 * PRICE + FEE
    assert changed(order, LineAct("add", town.counter.variant, 2), key="more") == 4 * PRICE
    agreed = find_delivery(order)
    assert agreed is not None and agreed.amount == 0 and not check_order_sums()


def test_what_a_gift_card_keeps_follows_the_sum() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 3, pay="before").order
    one, code = given(town, PRICE + FEE)
    two, other = given(town, 2 * PRICE, "d")
    entered(order, leaf, code)
    entered(order, leaf, other)
    assert (on(one)[1], on(two)[1]) == (PRICE + FEE, 2 * PRICE)
    changed(order, LineAct("take_out", town.counter.variant, 1))
    assert (on(one)[1], on(two)[1]) == (PRICE + FEE, PRICE)
    changed(order, LineAct("take_out", town.counter.variant, 1), key="again")
    assert (on(one)[1], on(two)[1]) == (PRICE + FEE, 0)
    changed(order, LineAct("add", town.counter.variant, 1), key="more")
    assert (on(one)[1], on(two)[1]) == (PRICE + FEE, 0), "nobody said yes to more"


def paid(order: UUID, amount: int) -> None:
    capture_tenders([Tender(order, "card", amount, "KZT", NOW)], actor=CASHIER, at=NOW, origin="live")


def test_a_rest_is_due_and_what_no_bank_gives_back_is_a_task() -> None:
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 2, pay="before").order
    paid(order, 2 * PRICE + FEE)
    preview = preview_own_change(
        order, [LineAct("add", town.counter.variant, 1)], None, leaf=leaf, actor=Actor("leaf", leaf), at=NOW
    )
    assert (preview.due, preview.back) == (PRICE, ())
    own = Actor("leaf", leaf)
    version = read_order(order).version
    less = [LineAct("take_out", town.counter.variant, 1)]
    assert preview_own_change(order, less, None, leaf=leaf, actor=own, at=NOW).back == (("by_hand", PRICE),)
    with pytest.raises(NotFound):
        change_own_home(order, less, None, key="k", version=version, leaf=make.leaf(), actor=own, at=NOW)
    change_own_home(order, less, None, key="k", version=version, leaf=leaf, actor=own, at=NOW)
    assert surplus_of(order, owed=PRICE + FEE) == PRICE
    assert [(task.kind, task.facts["amount"]) for task in list_tasks_about(order)] == [("payment.surplus", PRICE)]


def test_goods_of_two_places_come_from_one_where_less_is_wanted() -> None:
    town, leaf = open_town((2, 0), (0, 2)), make.leaf()
    first, second = town.counter.variants
    order = sent_home(town, leaf, 2, 2, pay="before").order
    assert brought(order) == {town.places[0]: {first: 2}, town.places[1]: {second: 2}}
    changed(order, LineAct("take_out", second, 2))
    assert brought(order) == {town.places[0]: {first: 2}} and held(order) == {(town.places[0], first): 2}
    assert stock_at(town.places[1], second).available == 2
