"""What was wrong is given anew or repaired: held at once, picked, collected or brought; else decided once more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests import make
from tests.claims_world import NOW, claim, decided, one, refusals, sold
from tests.counter_world import CASHIER
from tests.delivery_world import open_town, sent_home
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.orders.errors import (
    ClaimNotHome,
    ClaimTooMany,
    ClaimUnfit,
    NothingInstead,
    NothingToReturn,
)
from prilavok.domains.orders.queries import (
    list_changes,
    list_lines,
    list_returns,
    read_claim,
    read_order,
)
from prilavok.domains.orders.types.claiming import Decision
from prilavok.domains.orders.types.returning import BringBack
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.queries import goods_in, list_shipments, shipment_of_id
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.decide_claim import preview_claim
from prilavok.flows.deliver_parcel import fail_parcel, give_parcel, take_parcel
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.give_instead import give_instead, say_repaired
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.return_goods import Agreed, return_goods
from prilavok.flows.return_parcel import return_parcel
from prilavok.flows.sell_at_till import Paying
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
MODULES = ("prilavok.flows.replace_goods", "prilavok.flows.lose_instead", "prilavok.flows.give_instead")


@pytest.fixture
def counter() -> Counter:
    return open_counter(9, 9)


def test_other_goods_are_held_at_once_picked_and_given_free_of_charge(counter: Counter) -> None:
    order = sold(counter, 2)
    found = claim(order, wanted="replacement")
    done = decided(found, Decision("replacement", one(found, 1, "supplier")), counter)
    stock = stock_at(counter.place, counter.variant)
    assert (done.state, stock.on_hand, stock.available) == ("waiting", 7, 6)
    assert [one.key.partition(":")[0] for one in list_changes(order)] == ["claim"] and list_returns([order]) == []
    assert (read_order(order).version, paid_for(order)) == (2, 2 * PRICE)
    with pytest.raises(NothingToReturn):  # the old one is gone, the new one still here: only one is with the customer
        brought = [BringBack(list_lines(order)[0].id, 2, "changed_mind", "for_sale")]
        return_goods(order, brought, Agreed(), key="r", place=counter.place, actor=CASHIER, at=NOW)
    with pytest.raises(ClaimTooMany):
        claim(order, 2)
    assert done.shipment is not None
    parcel = shipment_of_id(done.shipment)
    assert (parcel.kind, parcel.state, parcel.claim) == ("instead", "planned", found.id)
    start_shipment(parcel.id, place=counter.place, actor=CASHIER, at=NOW)
    pick(parcel.id, found.lines[0].line, 1, 0, place=counter.place, actor=CASHIER, at=NOW)
    assert ready_shipment(parcel.id, place=counter.place, actor=CASHIER, at=NOW)
    assert read_claim(found.id).ready_at == NOW
    over = give_instead(found.id, place=counter.place, actor=CASHIER, at=NOW)
    assert (over.state, shipment_of_id(parcel.id).state) == ("closed", "collected")
    assert give_instead(found.id, place=counter.place, actor=CASHIER, at=NOW) == over
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.available, list_lines(order)[0].returned) == (6, 6, 0)
    verbs = make.verbs_of([order])
    assert (verbs["claim.ready"], verbs["claim.closed"], verbs["receipt.issued"], verbs["shipment.ready"]) == (
        1, 1, 1, 0,
    )  # fmt: skip
    assert check() == [] and check_order_sums() == []


def test_what_is_not_there_is_not_promised_instead(counter: Counter) -> None:
    order = sold(counter, 5)
    found = claim(order, 5, wanted="replacement")
    before = make.rows_of_all_tables()
    decision = Decision("replacement", one(found, 5, "for_sale"))
    plan = preview_claim(found.id, decision, place=counter.place, actor=CASHIER, at=NOW)
    assert dict(plan.lacks) == {counter.variant: 1}
    with pytest.raises(NothingInstead):  # what the customer brings does not count
        decided(found, decision, counter)
    with pytest.raises(ClaimNotHome):
        decided(found, Decision("replacement", one(found, 1), home=True), counter)
    assert make.grown(before) == {} and read_claim(found.id) == found


def test_what_nobody_collects_or_finds_has_the_claim_decided_anew(counter: Counter) -> None:
    order = sold(counter, 2)
    found = claim(order, wanted="replacement")
    done = decided(found, Decision("replacement", one(found)), counter)
    later = NOW + timedelta(days=15)
    assert not end_uncollected(order, actor=SYSTEM, at=later)
    again = read_claim(found.id)
    assert done.shipment and (again.state, again.outcome, again.shipment) == ("open", "", None)
    assert (shipment_of_id(done.shipment).state, read_order(order).commercial) == ("cancelled", "completed")
    assert stock_at(counter.place, counter.variant).available == 7 and refusals(found) == 1
    second = decided(again, Decision("replacement", one(found)), counter)
    assert second.shipment
    start_shipment(second.shipment, place=counter.place, actor=CASHIER, at=NOW)
    pick(second.shipment, found.lines[0].line, 0, 1, place=counter.place, actor=CASHIER, at=NOW)
    assert not ready_shipment(second.shipment, place=counter.place, actor=CASHIER, at=NOW)
    assert (read_claim(found.id).state, read_order(order).commercial) == ("open", "completed")
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.available, list_lines(order)[0].handed_over) == (6, 6, 2)
    assert make.verbs_of([order])["claim.reopened"] == 2 and check() == []


def test_a_till_that_sells_what_was_kept_to_be_given_instead_is_not_held_up(counter: Counter) -> None:
    from prilavok.flows.lose_goods import lock_holders, lose_goods

    order = sold(counter, 2)
    found = claim(order, wanted="replacement")
    done = decided(found, Decision("replacement", one(found)), counter)
    holders = lock_holders(counter.place, [counter.variant])
    lose_goods(counter.place, counter.variant, 1, holders=holders, by=None, key=uuid4(), actor=SYSTEM, at=NOW)
    assert done.shipment and shipment_of_id(done.shipment).state == "cancelled"
    assert (read_claim(found.id).state, read_order(order).paid_amount) == ("open", 2 * PRICE)
    assert stock_at(counter.place, counter.variant).available == 7


def test_own_goods_are_repaired_and_collected(counter: Counter) -> None:
    order = sold(counter, 1)
    found = claim(order, wanted="repair")
    with pytest.raises(ClaimUnfit):
        decided(found, Decision("repair", one(found)), counter)
    done = decided(found, Decision("repair", one(found), until=NOW.date() + timedelta(days=9)), counter)
    assert (done.state, done.until, paid_for(order), read_order(order).version) == (
        "waiting", NOW.date() + timedelta(days=9), PRICE, 2,
    )  # fmt: skip
    assert say_repaired(found.id, actor=CASHIER, at=NOW) and not say_repaired(found.id, actor=CASHIER, at=NOW)
    assert give_instead(found.id, place=counter.place, actor=CASHIER, at=NOW).state == "closed"
    assert stock_at(counter.place, counter.variant).on_hand == 8 and list_returns([order]) == []


def test_what_is_given_instead_is_brought_where_the_order_was() -> None:
    make.programme()
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1).order
    with pytest.raises(ClaimTooMany):  # nothing of it was brought yet
        claim(order)
    [parcel] = list_shipments([order])
    amount = read_order(order).amount
    _brought(parcel, [Paying("cash", amount)], "k")
    assert (read_order(order).commercial, paid_for(order)) == ("completed", amount)
    receipts = len(list_receipts([order]))
    found = claim(order, wanted="replacement", reason="missing")
    goods = Counter(parcel.place, town.counter.variants)
    done = decided(found, Decision("replacement", one(found), home=True), goods)
    assert done.shipment
    _brought(shipment_of_id(done.shipment), [], "again", fails=True)
    assert (read_claim(found.id).state, shipment_of_id(done.shipment).state) == ("open", "returned")
    second = decided(read_claim(found.id), Decision("replacement", one(found), home=True), goods)
    assert second.shipment
    _brought(shipment_of_id(second.shipment), [], "third")
    assert (read_claim(found.id).state, paid_for(order), len(list_receipts([order]))) == ("closed", amount, receipts)
    assert (list_lines(order)[0].handed_over, list_lines(order)[0].returned) == (1, 0)
    stock = stock_at(parcel.place, goods.variant)
    assert (stock.on_hand, stock.available) == (3, 3) and check() == [] and check_order_sums() == []


def _brought(parcel: ShipmentView, tenders: list[Paying], key: str, *, fails: bool = False) -> None:
    place = parcel.place
    for goods in goods_in([parcel.id]):
        pick(parcel.id, goods.line, goods.units, 0, place=place, actor=CASHIER, at=NOW)
    assert ready_shipment(parcel.id, place=place, actor=CASHIER, at=NOW)
    assert take_parcel(parcel.id, place=place, actor=CASHIER, at=NOW)
    if fails:
        assert fail_parcel(parcel.id, "nobody_home", place=place, actor=CASHIER, at=NOW)
        return_parcel(parcel.id, place=place, actor=CASHIER, at=NOW)
    else:
        give_parcel(parcel.id, tenders, key=key, place=place, actor=CASHIER, at=NOW)
