"""What one firm sold and another handed over is owed, undone by returns, closed by a paper, and never changed after."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.claims_world import claim, decided, one, sold
from tests.counter_world import CASHIER
from tests.delivery_world import FEE, Town, open_town, sent_home
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.orders.errors import NothingToSettle, SettlementUnfit
from prilavok.domains.orders.queries import (
    day_balances,
    list_lines,
    list_settlements,
    read_settlement_paper,
    settled_goods,
    settling_rule,
)
from prilavok.domains.orders.types.claiming import Decision
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.shipments.errors import NoRoute
from prilavok.domains.shipments.queries import goods_in, list_shipments
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.flows.close_settlement import change_settling_rule, close_settlement
from prilavok.flows.deliver_parcel import Paying, give_parcel, take_parcel
from prilavok.flows.give_instead import give_instead
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.return_goods import return_goods
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.idempotency.answers import KeyReused
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
MODULES = ("prilavok.flows.settle_parcels",)
NOW = make.AT


def two_firms() -> tuple[Town, UUID, UUID]:
    """A store that has nothing, and the place of another firm that has all; the two firms."""
    town = open_town((0,), (5,))
    other = put_legal_entities([NewLegalEntity(f"o{uuid4().hex[:6]}", {"en": "Other"}, "llp", "KZ")])
    [(entity,)] = make.ask(
        "UPDATE places_place SET legal_entity_id = (SELECT id FROM places_legal_entity ORDER BY id DESC LIMIT 1)"
        " WHERE id = %s RETURNING legal_entity_id", town.places[1],
    )  # fmt: skip
    assert other is None or other
    assert isinstance(entity, UUID)
    assert (settling_rule(NOW).basis, settling_rule(NOW).sends) == ("net", False)
    with pytest.raises(NoRoute):  # as long as the shop has not said at which price, no firm sends for another
        sent_home(town, make.leaf(), 1)
    change_settling_rule("paid", 8_000, sends=True, actor=CASHIER, at=NOW - timedelta(hours=1))
    return town, read_place(town.store).legal_entity, entity


def brought(town: Town, units: int) -> UUID:
    order = sent_home(town, make.leaf(), units).order
    [parcel] = list_shipments([order])
    assert parcel.place == town.places[1]
    for goods in goods_in([parcel.id]):
        pick(parcel.id, goods.line, goods.units, 0, place=parcel.place, actor=CASHIER, at=NOW)
    ready_shipment(parcel.id, place=parcel.place, actor=CASHIER, at=NOW)
    take_parcel(parcel.id, place=parcel.place, actor=CASHIER, at=NOW)
    assert list_settlements().rows == ()
    paid = [Paying("cash", units * PRICE + FEE)]
    for _twice in range(2):
        give_parcel(parcel.id, paid, key=f"{order}", place=parcel.place, actor=CASHIER, at=NOW)
    return order


def back(order: UUID, units: int, place: UUID, at: int = 0) -> None:
    brought = [BringBack(list_lines(order)[0].id, units, "changed_mind", "for_sale")]
    when = NOW + timedelta(minutes=at)
    return_goods(order, brought, Agreed(), key=str(uuid4()), place=place, actor=CASHIER, at=when)


def test_goods_of_another_firm_are_owed_once_and_undone_by_a_return_there() -> None:
    town, seller, sender = two_firms()
    order = brought(town, 2)
    row, cash = sorted(list_settlements().rows, key=lambda one: one.kind)
    price = 2 * PRICE * 8 // 10
    # What the customer paid at the door is in the hand of the other firm's courier: it is the seller's.
    assert (cash.kind, cash.debtor, cash.creditor, cash.amount, cash.order, cash.of, cash.place) == (
        "money", sender, seller, 2 * PRICE + FEE, order, None, town.places[1],
    )  # fmt: skip
    assert (row.kind, row.debtor, row.creditor, row.amount, row.order, row.place) == (
        "handed", seller, sender, price, order, town.places[1],
    )  # fmt: skip
    assert settled_goods([row.id]) == {row.id: ((town.counter.variant, 2, price),)}
    change_settling_rule("paid", 10_000, sends=False, actor=CASHIER, at=NOW + timedelta(minutes=1))
    assert sorted(list_settlements().rows, key=lambda one: one.kind) == [row, cash]  # what is owed already stays
    back(order, 1, town.places[1], 2)
    kinds = {one.kind: (one.debtor, one.creditor, one.amount) for one in list_settlements(of_returns=True).rows}
    # The other firm takes its goods in again at the price they were settled at, and gave the seller's money.
    assert kinds["goods"] == (sender, seller, price // 2)
    assert kinds["money"] == (seller, sender, PRICE)
    back(order, 1, town.store, 3)  # at the seller's own store nobody owes anybody
    assert len(list_settlements().rows) == 4 and check() == []


def test_goods_that_another_firm_did_not_hand_over_are_owed_at_what_was_paid() -> None:
    town, seller, sender = two_firms()
    order = brought(town, 3)
    # One of the three is written down as come from the seller's own place.
    make.ask(
        "UPDATE orders_settlement_line SET quantity = 2, amount = 2401 WHERE settlement_id IN"
        " (SELECT id FROM orders_settlement WHERE kind = 'handed') RETURNING 1",
    )
    for minute in (1, 2, 3):
        back(order, 1, town.places[1], minute)
    rows = [one for one in list_settlements().rows if one.kind == "goods"]
    # First its own two, together at the very price they were settled at; then the seller's, at what was paid.
    assert [one.amount for one in reversed(rows)] == [1200, 1201, PRICE]
    assert {(one.debtor, one.creditor) for one in rows} == {(sender, seller)}


def test_the_price_of_what_a_firm_keeps_loses_nothing_over_several_returns() -> None:
    from prilavok.domains.orders.rules import price_kept

    assert price_kept(5, 1000, handed=0, settled=0, before=0) == 1000
    assert price_kept(3, 1000, handed=3, settled=500, before=0) == 500
    one_by_one = [price_kept(1, 333, handed=3, settled=500, before=before) for before in range(3)]
    assert (one_by_one, sum(one_by_one)) == ([166, 167, 167], 500)
    assert price_kept(3, 1001, handed=2, settled=500, before=1) == 250 + 667
    assert price_kept(2, 600, handed=2, settled=500, before=2) == 600


def given_instead(town: Town, order: UUID, place: UUID, condition: str) -> None:
    """A claim about one unit is answered at the place by another piece, for the old one in that condition."""
    found = claim(order, wanted="replacement")
    there = Counter(place, town.counter.variants)
    done = decided(found, Decision("replacement", one(found, 1, condition)), there)
    assert done.shipment is not None and list_settlements().rows == ()
    give_instead(found.id, place=place, actor=CASHIER, at=NOW)
    give_instead(found.id, place=place, actor=CASHIER, at=NOW)


def test_an_old_piece_that_another_firm_keeps_is_owed_as_the_piece_it_gave_is() -> None:
    town = open_town((5,), (5,))
    put_legal_entities([NewLegalEntity("sister", {"en": "Sister"}, "llp", "KZ")])
    sister = put_places([NewPlace("sister", {"en": "Sister"}, "store", "Asia/Almaty", "KZT", "sister", {})])["sister"]
    stock = [Opening(sister, town.counter.variant, 5, False)]
    open_stock(stock, occurred=NOW - timedelta(days=1), actor=SYSTEM, at=NOW, origin="load")
    seller, keeper = (read_place(place).legal_entity for place in (town.store, sister))
    change_settling_rule("paid", 8_000, sends=True, actor=CASHIER, at=NOW - timedelta(hours=1))
    order = sold(town.counter, 2)
    given_instead(town, order, sister, "supplier")
    rows = {one.kind: one for one in list_settlements().rows}
    owed = {kind: (row.debtor, row.creditor, row.amount) for kind, row in rows.items()}
    assert owed == {
        # The piece it gave, at the price between the two; the old one, which is the seller's, at what was paid.
        "handed": (seller, keeper, PRICE * 8_000 // 10_000),
        "goods": (keeper, seller, PRICE),
    }
    assert settled_goods([rows["goods"].id]) == {rows["goods"].id: ((town.counter.variant, 1, PRICE),)}
    # The new piece comes back there too: at the price it was given for, so the firm owes for one piece that it keeps.
    back(order, 1, sister)
    goods = [one.amount for one in list_settlements().rows if one.kind == "goods"]
    assert sorted(goods) == [PRICE * 8_000 // 10_000, PRICE] and check() == []


@pytest.mark.parametrize("here", [True, False])
def test_nothing_is_owed_for_an_old_piece_that_its_seller_keeps_or_that_never_came(here: bool) -> None:
    town, _seller, _sender = two_firms()
    counter = open_counter(5, place=town.store) if here else open_counter(5)
    order = sold(counter, 1)
    given_instead(Town(counter, town.zone, town.places), order, counter.place, "supplier" if here else "not_taken")
    assert list_settlements().rows == ()


def test_a_paper_closes_what_is_open_and_nothing_changes_it() -> None:
    town, seller, sender = two_firms()
    order = brought(town, 1)
    row, cash = sorted(list_settlements().rows, key=lambda one: one.kind)
    net = row.amount - cash.amount
    later = NOW + timedelta(days=1)
    [day] = day_balances("Asia/Almaty")
    sign = 1 if day.one == seller else -1
    assert (day.owes, day.moved, day.day) == (sign * net, sign * net, day.day)
    for until, key in ((later + timedelta(hours=1), "a"),):
        with pytest.raises(SettlementUnfit):
            close_settlement(seller, sender, "KZT", until=until, key=key, actor=CASHIER, at=later)
    with pytest.raises(SettlementUnfit):
        close_settlement(seller, seller, "KZT", until=later, key="b", actor=CASHIER, at=later)
    with pytest.raises(NothingToSettle):
        close_settlement(seller, sender, "USD", until=later, key="c", actor=CASHIER, at=later)
    paper = close_settlement(seller, sender, "KZT", until=later, key="k", actor=CASHIER, at=later)
    assert (abs(paper.net), paper.rows, {paper.one, paper.other}) == (-net, 2, {seller, sender})
    assert close_settlement(seller, sender, "KZT", until=later, key="k", actor=CASHIER, at=later) == paper
    with pytest.raises(KeyReused):
        close_settlement(seller, sender, "KZT", until=NOW, key="k", actor=CASHIER, at=later)
    with pytest.raises(NothingToSettle):
        close_settlement(sender, seller, "KZT", until=later, key="again", actor=CASHIER, at=later)
    assert [one.paper for one in list_settlements(paper=paper.id).rows] == [paper.number] * 2
    assert day_balances("Asia/Almaty") == []
    back(order, 1, town.places[1], 24 * 60 + 5)
    assert read_settlement_paper(paper.id) == paper  # what comes back is of the next paper
    assert {one.kind for one in list_settlements().rows if not one.paper} == {"goods", "money"}
    assert len(list_settlements(paper=paper.id).rows) == 2


def test_a_share_of_what_was_paid_without_its_tax() -> None:
    from prilavok.domains.orders.rules import price_between

    assert price_between(1120, 1200, net=True, share=10_000) == 1000
    assert price_between(1120, 1200, net=False, share=10_000) == 1120
    assert price_between(1120, 1200, net=True, share=5_001) == 500  # 500.1
    assert price_between(0, 1200, net=True, share=10_000) == 0
