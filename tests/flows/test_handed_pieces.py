"""Orders that are handed over or sent home say which pieces they take, where the shop wants to know.

The flows are prilavok.flows.name_handed, prilavok.flows.finish_hand_over at the counter; prilavok.flows.lose_short,
prilavok.flows.pack_pieces, prilavok.flows.hand_parcel on the way home.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone, code_of, give_out
from tests.delivery_world import Town, open_town, sent_home
from tests.flows.test_lots import books_are_right, done, here, lot, sold
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.types import Tender
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.shipments.queries import goods_in, list_shipments, packed_in
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.actions import keep_tracking, take_lots
from prilavok.domains.stock.errors import (
    LotBlocked,
    LotMissing,
    LotUnfit,
    PieceOfAnother,
    PieceOfOtherGoods,
    PieceSold,
)
from prilavok.domains.stock.queries import find_lots, lots_sold_by, orders_with
from prilavok.domains.stock.types import LotSaid, Tracking
from prilavok.flows.block_lot import block
from prilavok.flows.deliver_parcel import Paying, fail_parcel, give_parcel, take_parcel
from prilavok.flows.hand_over_order import hand_over
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.return_goods import return_goods
from prilavok.flows.return_parcel import return_parcel
from prilavok.insights.lot_check import check as lot_check
from prilavok.kit import clock

NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def asking(way: str, *codes: str, units: int = 1) -> Counter:
    """A store whose till asks for the lot or number of its one product, of which these came."""
    counter = open_counter(0)
    told(counter, way)
    done("receiving", counter.place, *(lot(counter, code, units) for code in codes))
    return counter


def told(counter: Counter, way: str) -> None:
    keep_tracking(Tracking(way=way, variant=counter.variant, at_till=True), actor=CASHIER, at=NOW)  # type: ignore[arg-type]


def handed(counter: Counter, order: UUID, *lots: LotSaid, overruled: bool = False) -> HandedOver:
    paid = [Paying("cash", read_order(order).owed)]
    return hand_over(
        order, paid, code=code_of(order) or "000000", key=f"{order}", place=counter.place, actor=CASHIER, at=NOW,
        lots=lots, overruled=overruled,
    )  # fmt: skip


def pay(order: UUID) -> None:
    """Paid before anybody collects or brings it."""
    due = Tender(order, "card", read_order(order).owed, "KZT", NOW)
    capture_tenders([due], actor=CASHIER, at=NOW, origin="live")


def took(order: UUID) -> dict[str, int]:
    return {one.lot.code: one.units for one in lots_sold_by([order])}


def overrules(order: UUID) -> int:
    return make.verbs_of([order])["lot.overruled"]


def test_an_order_is_handed_over_by_the_numbers_of_its_pieces() -> None:
    counter, other = asking("serial", "SN1", "SN2", "SN3", "SN4"), asking("serial", "TV1")
    sold(counter, 1, lot(counter, "SN3"))
    block(find_lots("SN4")[0].id, "faulty", actor=CASHIER, at=NOW)
    order = placed(counter, make.leaf(), 2).order
    said = {code: lot(counter, code) for code in ("SN1", "SN2", "SN3", "SN4", "TV1")}
    before = make.rows_of_all_tables()
    tried: list[tuple[Sequence[str], type[Exception]]] = [
        ((), LotMissing), (("SN1",), LotMissing), (("SN1", "SN1"), LotUnfit), (("SN1", "SN2", "SN3"), LotUnfit),
        (("SN1", "TV1"), PieceOfOtherGoods), (("SN1", "SN3"), PieceSold), (("SN1", "SN4"), LotBlocked),
    ]  # fmt: skip
    for codes, refusal in tried:
        with pytest.raises(refusal):
            handed(counter, order, *(said[code] for code in codes))
    with pytest.raises(LotBlocked):
        handed(counter, order, said["SN1"], said["SN4"], overruled=True)
    with pytest.raises(LotUnfit):
        handed(counter, order, said["SN1"], LotSaid(variant=other.variant, code="TV1"))
    assert make.grown(before) == {} and read_order(order).commercial == "placed"
    receipt = handed(counter, order, said["SN1"], said["SN2"]).receipt.id
    assert handed(counter, order, said["SN1"], said["SN2"]).receipt.id == receipt
    assert (took(order), here(counter), overrules(order)) == ({"SN1": 1, "SN2": 1}, {}, 0)
    [buyer] = orders_with(find_lots("SN2")[0].id)
    assert (buyer.order, buyer.units) == (order, 1), "who is told when it is called back"
    books_are_right()
    assert lot_check() == []

    [line] = list_lines(order)
    back = [BringBack(line.id, 1, "faulty", "damaged", ("SN9",))]
    with pytest.raises(PieceOfAnother):
        return_goods(order, back, Agreed(None, None), key="r", place=counter.place, actor=CASHIER, at=NOW)
    own = [BringBack(line.id, 1, "faulty", "damaged", ("SN1",))]
    return_goods(order, own, Agreed(None, None), key="r", place=counter.place, actor=CASHIER, at=NOW)
    assert (took(order), here(counter, state="damaged")) == ({"SN2": 1}, {"SN1": 1})
    books_are_right()


def test_who_may_hands_over_without_the_right_number() -> None:
    counter = asking("serial", "SN1", "SN2", "SN3")
    first, second = placed(counter, make.leaf(), 1).order, placed(counter, make.leaf(), 1).order
    handed(counter, first, overruled=True)
    assert (took(first), here(counter), overrules(first)) == ({}, {"SN1": 1, "SN2": 1, "SN3": 1, "?": -1}, 1)
    sale = sold(counter, 1, lot(counter, "SN1"))
    handed(counter, second, lot(counter, "SN1"), overruled=True)
    assert (took(second), overrules(second)) == ({"SN1": 1}, 1)
    doubted = make.ask("SELECT facts->>'by' FROM kit_event WHERE verb = 'lot.doubted'")
    assert doubted == [(str(second),)] and took(sale) == {"SN1": 1}
    books_are_right()


def test_a_piece_that_another_takes_meanwhile_is_not_handed_over_as_well() -> None:
    counter = asking("serial", "SN1")
    sold(counter, 1, lot(counter, "SN1"))
    said, serials = [lot(counter, "SN1")], {counter.variant: True}
    before = make.rows_of_all_tables()
    with pytest.raises(PieceSold):  # the books said that it was free when it was looked at
        take_lots(
            uuid4(), counter.place, said, serials, {counter.variant: 1}, twice=False, actor=CASHIER, at=NOW
        )  # fmt: skip
    assert make.grown(before) == {}


def test_lots_are_named_by_units_and_goods_that_nobody_asks_of_go_as_before() -> None:
    counter, plain = asking("lot", "A", "B", units=5), open_counter(3)
    order = placed(counter, make.leaf(), 4).order
    with pytest.raises(LotMissing):
        handed(counter, order, lot(counter, "A", 3))
    handed(counter, order, lot(counter, "A", 3), lot(counter, "B", 1))
    assert (took(order), here(counter)) == ({"A": 3, "B": 1}, {"A": 2, "B": 4})
    unasked = placed(plain, make.leaf(), 2).order
    handed(plain, unasked)
    assert (took(unasked), overrules(unasked)) == ({}, 0)
    books_are_right()


def test_what_is_paid_ahead_is_given_out_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = asking("serial", "SN1")
    order = placed(counter, make.leaf(), 1).order
    pay(order)
    taken: list[UUID] = []
    monkeypatch.setattr("prilavok.flows.give_out_paid.held_for", lambda _order: PRICE)
    monkeypatch.setattr("prilavok.flows.give_out_paid.take_held", lambda of, **_: taken.append(of))
    code = code_of(order)
    with pytest.raises(LotMissing):
        give_out(code, place=counter.place)
    assert taken == [], "said before money is taken"
    give_out(code, lots=[lot(counter, "SN1")], place=counter.place)
    assert (taken, took(order), here(counter)) == ([order], {"SN1": 1}, {})


def town_asking(*codes: str) -> Town:
    """A store that brings home goods with numbers: these came."""
    town = open_town((0,))
    told(town.counter, "serial")
    done("receiving", town.store, *(lot(town.counter, code) for code in codes))
    return town


def looked_for(order: UUID, short: int = 0) -> ShipmentView:
    """The one parcel of an order, with so many of its units not found."""
    [parcel] = list_shipments([order])
    [goods] = goods_in([parcel.id])
    pick(parcel.id, goods.line, goods.units - short, short, place=parcel.place, actor=CASHIER, at=NOW)
    return parcel


def packed(parcel: ShipmentView) -> dict[str, int]:
    return {one.code: one.units for one in packed_in(parcel.id)}


def test_who_packs_a_parcel_names_its_pieces_and_they_are_sold_once_it_is_brought() -> None:
    town = town_asking("SN1", "SN2", "SN3")
    counter, order = town.counter, sent_home(town, buyer_with_phone(), 2).order
    parcel = looked_for(order)
    sold(counter, 1, lot(counter, "SN3"))

    def ready(*codes: str, overruled: bool = False) -> bool:
        lots = [lot(counter, code) for code in codes]
        return ready_shipment(
            parcel.id, lots=lots, overruled=overruled, place=town.store, actor=CASHIER, at=NOW
        )  # fmt: skip

    before = make.rows_of_all_tables()
    tried: list[tuple[Sequence[str], type[Exception]]] = [
        ((), LotMissing), (("SN1",), LotMissing), (("SN1", "SN3"), PieceSold), (("SN1", "SN1"), LotUnfit),
    ]  # fmt: skip
    for codes, refusal in tried:
        with pytest.raises(refusal):
            ready(*codes)
    assert make.grown(before) == {} and list_shipments([order])[0].state == "picking"
    assert ready("SN1", "SN2") and not ready("SN1", "SN2"), "pressed twice it is done once"
    assert (packed(parcel), took(order)) == ({"SN1": 1, "SN2": 1}, {})
    assert take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW), "nobody is asked twice"
    assert not take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert here(counter) == {"SN1": 1, "SN2": 1}
    paid = [Paying("cash", read_order(order).owed)]
    for _again in range(2):
        give_parcel(parcel.id, paid, key="k", place=town.store, actor=CASHIER, at=NOW)
    assert (took(order), here(counter), overrules(order)) == ({"SN1": 1, "SN2": 1}, {}, 0)
    books_are_right()
    assert lot_check() == []


def test_what_nobody_took_is_sold_to_nobody() -> None:
    town = town_asking("SN1")
    counter, order = town.counter, sent_home(town, buyer_with_phone(), 1).order
    parcel = looked_for(order)
    ready_shipment(parcel.id, lots=[lot(counter, "SN1")], place=town.store, actor=CASHIER, at=NOW)
    take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    fail_parcel(parcel.id, "nobody_home", place=town.store, actor=CASHIER, at=NOW)
    return_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert (took(order), here(counter)) == ({}, {"SN1": 1})
    sale = sold(counter, 1, lot(counter, "SN1"))
    assert took(sale) == {"SN1": 1} and make.ask("SELECT count(*) FROM kit_event WHERE verb = 'lot.doubted'") == [(0,)]
    books_are_right()


def test_numbers_are_asked_of_what_was_found_and_passed_over_by_who_may() -> None:
    town = town_asking("SN1", "SN2")
    order = sent_home(town, buyer_with_phone(), 2, pay="before").order
    parcel, version = looked_for(order, short=1), read_order(order).version
    with pytest.raises(LotMissing):
        ready_shipment(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert read_order(order).version == version, "what was not found has not left the order either"
    assert ready_shipment(parcel.id, overruled=True, place=town.store, actor=CASHIER, at=NOW)
    assert (packed(parcel), overrules(order)) == ({"": 1}, 1)
    pay(order)
    assert take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW), "it was passed over already"
    give_parcel(parcel.id, [], key="k", place=town.store, actor=CASHIER, at=NOW)
    assert (took(order), overrules(order)) == ({}, 1)
    books_are_right()


def test_the_courier_is_asked_of_what_was_packed_before_the_shop_asked() -> None:
    town = open_town((3,))
    counter, order = town.counter, sent_home(town, buyer_with_phone(), 1).order
    parcel = looked_for(order)
    assert ready_shipment(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    told(counter, "serial")
    with pytest.raises(LotMissing):
        take_parcel(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    assert take_parcel(parcel.id, lots=[lot(counter, "SN7")], place=town.store, actor=CASHIER, at=NOW)
    paid = [Paying("cash", read_order(order).owed)]
    give_parcel(parcel.id, paid, key="k", place=town.store, actor=CASHIER, at=NOW)
    assert (took(order), here(counter)) == ({"SN7": 1}, {"?": 2})
    books_are_right()


def test_a_piece_that_is_called_back_does_not_reach_its_customer() -> None:
    town = town_asking("SN1", "SN2", "SN3")
    counter, orders = town.counter, [sent_home(town, buyer_with_phone(), 1).order for _ in range(2)]
    parcels = [looked_for(order) for order in orders]
    for parcel, code in zip(parcels, ("SN1", "SN2"), strict=True):
        ready_shipment(parcel.id, lots=[lot(counter, code)], place=town.store, actor=CASHIER, at=NOW)
    take_parcel(parcels[1].id, place=town.store, actor=CASHIER, at=NOW)
    block(find_lots("SN1")[0].id, "faulty", actor=CASHIER, at=NOW)
    with pytest.raises(LotMissing):  # the other piece that lies there instead is to be named
        take_parcel(parcels[0].id, place=town.store, actor=CASHIER, at=NOW)
    with pytest.raises(LotBlocked):
        take_parcel(parcels[0].id, lots=[lot(counter, "SN1")], place=town.store, actor=CASHIER, at=NOW)
    assert take_parcel(parcels[0].id, lots=[lot(counter, "SN3")], place=town.store, actor=CASHIER, at=NOW)
    paid = [Paying("cash", read_order(orders[0]).owed)]
    give_parcel(parcels[0].id, paid, key="k", place=town.store, actor=CASHIER, at=NOW)
    assert (packed(parcels[0]), took(orders[0])) == ({"SN3": 1}, {"SN3": 1})

    done("receiving", town.store, lot(counter, "SN5"))
    block(find_lots("SN2")[0].id, "faulty", actor=CASHIER, at=NOW)
    before = make.rows_of_all_tables()
    with pytest.raises(LotBlocked):
        give_parcel(parcels[1].id, paid, key="k2", place=town.store, actor=CASHIER, at=NOW)
    assert make.grown(before) == {} and took(orders[1]) == {}
    assert fail_parcel(parcels[1].id, "nobody_home", place=town.store, actor=CASHIER, at=NOW)
    books_are_right()
