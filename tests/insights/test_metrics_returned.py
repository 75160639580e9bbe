"""What came back is counted on the day and at the place where it was taken, and taken off the sales."""

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, open_counter

from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.return_goods import return_goods
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.insights.metrics.catalogue import read_numbers
from prilavok.insights.metrics.reading import Scope
from prilavok.insights.metrics.rows import find_rows, read_rows
from prilavok.insights.metrics.spans import Span
from prilavok.kit.events.actor import Actor

pytestmark = pytest.mark.usefixtures("rolled_back")
ASKED = ("sales", "returned", "returns", "return_share", "sales_kept")


def test_a_return_counts_where_and_when_the_goods_were_taken() -> None:
    shop = open_counter(9)
    other = make.place(zone="Asia/Almaty")
    paid = [Paying("cash", 4 * PRICE)]
    sold = sell([Selling(shop.variant, 4)], paid, place=shop.place, key="sold", actor=CASHIER, at=make.AT)
    order = sold.receipt.order
    [line] = list_lines(order)
    # Nine in the evening in Greenwich is the next morning in Almaty.
    late = make.AT.replace(hour=21) + timedelta(days=3)
    brought = [BringBack(line.id, 1, "changed_mind", "for_sale")]
    return_goods(
        order, brought, Agreed(None, None, None), key=str(uuid4()), place=shop.place, actor=Actor("staff", uuid4()),
        at=late,
    )  # fmt: skip

    def numbers(first: date, last: date, place: UUID | None = None) -> list[Fraction | None]:
        scope = Scope("KZT", Span(first, last), place)
        return [read_numbers(ASKED, scope)[id].value for id in ASKED]

    day, back = make.AT.date(), date(2026, 3, 6)
    assert numbers(day, day) == [4 * PRICE, 0, 0, 0, 4 * PRICE]
    assert numbers(day, back - timedelta(days=1)) == [4 * PRICE, 0, 0, 0, 4 * PRICE]
    assert numbers(back, back) == [0, PRICE, 1, None, -PRICE]
    assert numbers(day, back) == [4 * PRICE, PRICE, 1, Fraction(1, 4), 3 * PRICE]
    assert numbers(day, back, other) == [0, 0, 0, None, 0]
    [row] = read_rows(find_rows("returns"), Scope("KZT", Span(day, back), shop.place)).rows
    assert (row["order_id"], row["amount"], row["money"]) == (order, PRICE, PRICE)
