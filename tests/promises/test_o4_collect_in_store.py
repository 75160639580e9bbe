"""O4: ordered from afar, collected in a store: picked, told, found by the code, changed, paid with points, handed over."""

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER, buyer_with_phone, digits_of, earned
from tests.promises.house_at_work import ask
from tests.shop_world import PRICE, open_counter, placed

from prilavok.domains.customers.errors import CodeWrong
from prilavok.domains.customers.queries import proves
from prilavok.domains.loyalty.errors import PointsCodeNeeded
from prilavok.domains.loyalty.queries import points_of, spendable
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import open_code
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.ask_for_points import ask_for_points
from prilavok.flows.change_at_pickup import Act, confirm_change, preview_change
from prilavok.flows.find_pickup import find_pickup
from prilavok.flows.hand_over_order import Paying, PointsCode, hand_over
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.kit.ledger.checks import check

NOW = make.AT


@pytest.mark.thin("several parts, delivery, a fiscal receipt")
def test_one_item_is_swapped_at_pickup_and_one_decision_settles_all(own_database: OwnDatabase) -> None:
    own = own_database
    counter = open_counter(3, 2)
    one, other = counter.variants
    here = counter.place
    make.programme()
    card = buyer_with_phone()
    earned(card, 1000, here)
    order = placed(counter, card, 3)
    # What is reserved is reserved: nobody else is promised it.
    with pytest.raises(OutOfStock):
        placed(counter, make.leaf(), 1)
    start_shipment(order.shipment, place=here, actor=CASHIER, at=NOW)
    [line] = list_lines(order.order)
    pick(order.shipment, line.id, 3, 0, place=here, actor=CASHIER, at=NOW)
    assert ready_shipment(order.shipment, place=here, actor=CASHIER, at=NOW)
    assert ask(own, "SELECT count(*) FROM kit_event WHERE verb = 'shipment.ready' AND leaf = %s", card) == [(1,)]
    # The customer stands at the counter and says the code; it opens this order here, and nowhere else.
    code = open_code(order.shipment)
    assert ask(own, "SELECT count(*) FROM shipments_shipment WHERE encode(code, 'escape') LIKE %s", f"%{code}%") == [
        (0,)
    ]
    with pytest.raises(ShipmentUnknown):
        find_pickup(code, place=make.place(), actor=CASHIER, at=NOW)
    assert find_pickup(code, place=here, actor=CASHIER, at=NOW).order == order.order
    swap = [Act("take_out", one, 1), Act("add", other, 1)]
    seen = preview_change(order.order, swap, place=here, actor=CASHIER, at=NOW)
    assert (seen.amount_before, seen.amount_after, seen.due, seen.lacks) == (3 * PRICE, 3 * PRICE, 3 * PRICE, ())
    assert seen.points is not None and (seen.points.points, seen.points.most) == (1000, 1000)
    confirm_change(order.order, swap, key="swap", version=seen.version, place=here, actor=CASHIER, at=NOW)
    free = spendable([card], "KZT", owed=read_order(order.order).owed)
    assert free is not None
    tenders = Paying("points", free.most_amount), Paying("cash", 3 * PRICE - free.most_amount, given=5000)
    # The pickup code takes the goods and spends nothing: the points wait for the customer's own word.
    with pytest.raises(PointsCodeNeeded):
        hand_over(order.order, tenders, code=code, key="pay", place=here, actor=CASHIER, at=NOW)
    assert proves("pickup_code").spend == "no" and points_of([card])[0].points == 1000
    asked = ask_for_points(order.order, 1000, key="ask", place=here, actor=CASHIER, at=NOW)
    with pytest.raises(CodeWrong):
        guessed = PointsCode(asked.code, "no")
        hand_over(order.order, tenders, code=code, key="pay", place=here, actor=CASHIER, at=NOW, points_code=guessed)
    said = PointsCode(asked.code, digits_of(asked.code))
    done = hand_over(order.order, tenders, code=code, key="pay", place=here, actor=CASHIER, at=NOW, points_code=said)
    assert (done.change_due, done.points_earned) == (5000 - 3500, 35)
    assert [(line.variant, line.quantity, line.amount) for line in done.receipt.lines] == [
        (one, 2, 2 * PRICE),
        (other, 1, PRICE),
    ]
    assert {tender.method: (tender.amount, tender.points) for tender in done.receipt.tenders} == {
        "points": (1000, 1000),
        "cash": (3500, 0),
    }
    assert points_of([card])[0].points == 35
    assert [stock_at(here, it).on_hand for it in counter.variants] == [1, 1]
    assert [stock_at(here, it).held for it in counter.variants] == [0, 0]
    head = read_order(order.order)
    assert (head.commercial, head.payment, head.fulfilment) == ("completed", "paid", "handed_over")
    # The code has opened what it could.
    with pytest.raises(ShipmentUnknown):
        find_pickup(code, place=here, actor=CASHIER, at=NOW)
    assert check() == []
