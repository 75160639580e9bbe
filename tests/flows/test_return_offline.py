"""What a till sold without a connection against a terminal of its own comes back: by that terminal, once, exactly."""

from datetime import timedelta

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.make import AT
from tests.offline_till import bring, lines_of, told
from tests.people import staff
from tests.shop_world import PRICE, open_counter

from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.queries import list_payments, list_refunds, paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.flows.open_till import open_till
from prilavok.flows.return_goods import preview_return, return_goods
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")


def test_a_sale_paid_outside_comes_back_outside_and_never_in_cash() -> None:
    counter = open_counter(9)
    till = open_till(counter.place, "Касса", actor=CASHIER, at=AT - timedelta(hours=1))
    order = bring(told(till, staff(), lines_of(counter.variant, 3, PRICE), method="outside"), at=AT).id
    [line] = list_lines(order)
    for nth, units in enumerate((1, 2)):
        back = [BringBack(line.id, units, "changed_mind", "for_sale")]
        plan = preview_return(order, back, place=counter.place, actor=CASHIER, at=AT)
        assert [(way.method, way.amount, way.attempt) for way in plan.ways] == [("outside", units * PRICE, None)]
        for _again in range(2):
            return_goods(order, back, Agreed(), key=f"{nth}", place=counter.place, actor=CASHIER, at=AT)
    paid = [(one.kind, one.method, one.amount) for one in list_payments([order])]
    assert paid == [
        ("capture", "outside", 3 * PRICE), ("refund", "outside", PRICE), ("refund", "outside", 2 * PRICE),
    ]  # fmt: skip
    assert (paid_for(order), list_refunds([order]), read_surplus(order).amount) == (0, [], 0)
    assert read_order(order).fulfilment == "returned"
    papers = [(one.kind, one.amount, [(t.method, t.amount) for t in one.tenders]) for one in list_receipts([order])]
    assert papers == [
        ("sale", 3 * PRICE, [("outside", 3 * PRICE)]),
        ("refund", PRICE, [("outside", PRICE)]),
        ("refund", 2 * PRICE, [("outside", 2 * PRICE)]),
    ]
    assert make.posted("stock", counter.place, counter.variant, "unexplained") == 0 and check() == []
