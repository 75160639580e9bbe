"""What indicators count of orders: completed ones, with what was left in them; never what is only placed or ended."""

from datetime import timedelta

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone, hand
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.orders.queries import read_order
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_at_pickup import Act, confirm_change
from prilavok.flows.hand_over_order import Paying
from prilavok.insights.metrics import catalogue, sales
from prilavok.insights.metrics.reading import Scope
from prilavok.insights.metrics.spans import Span
from prilavok.insights.reconciliation import check_order_events, check_order_sums

LINES = "SELECT position, quantity, list_amount, amount FROM counted_line WHERE order_id = %s ORDER BY position"
ORDERS = "SELECT line_count, list_amount, amount, paid_amount FROM counted_order WHERE id = %s"


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    return open_counter(9, 9, 9)


def test_an_order_is_a_sale_once_it_is_completed(counter: Counter) -> None:
    buyer = buyer_with_phone()
    done, open_, ended = (placed(counter, buyer, 3, 2, 1).order for _ in range(3))
    for order in (done, open_, ended):
        assert make.ask(ORDERS, order) == [] == make.ask(LINES, order)
    # Of the first one unit stays on the shelf, and a whole line; the third ends after a unit was taken out of it.
    acts = [Act("take_out", counter.variants[0], 1), Act("take_out", counter.variants[2], 1)]
    confirm_change(done, acts, key="less", place=counter.place, actor=CASHIER, at=make.AT)
    confirm_change(ended, acts[:1], key="less", place=counter.place, actor=CASHIER, at=make.AT)
    assert cancel_order(ended, actor=CASHIER, at=make.AT)
    hand(done, Paying("cash", 4 * PRICE), place=counter.place)
    assert make.ask(LINES, done) == [(1, 2, 2 * PRICE, 2 * PRICE), (2, 2, 2 * PRICE, 2 * PRICE)]
    assert make.ask(ORDERS, done) == [(2, 4 * PRICE, 4 * PRICE, 4 * PRICE)]
    for order in (open_, ended):
        assert make.ask(ORDERS, order) == [] == make.ask(LINES, order)
    assert (check_order_sums(), check_order_events()) == ([], [])
    day = read_order(done).local_day
    scope = Scope("KZT", Span(day - timedelta(days=1), day + timedelta(days=1)))
    numbers = catalogue.read_numbers(("sales", "orders", "active_customers", "average_basket"), scope)
    assert {id: number.value for id, number in numbers.items()} == {
        "sales": 4 * PRICE, "orders": 1, "active_customers": 1, "average_basket": 4 * PRICE,
    }  # fmt: skip
    assert [row["amount"] for row in sales.read_categories(scope, None)] == [4 * PRICE]
    assert [(row["orders"], row["amount"]) for row in sales.read_places(scope, None)] == [(1, 4 * PRICE)]
    hand(open_, Paying("cash", 6 * PRICE), place=counter.place)
    again = catalogue.read_numbers(("sales", "orders"), scope)
    assert {id: number.value for id, number in again.items()} == {"sales": 10 * PRICE, "orders": 2}
