"""What a till sells beyond what is free is taken from the youngest holds, once, and the ledger shows the shelf again.

The orders are changed by prilavok.flows.give_way.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER, hand
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.shipments.queries import read_shipment
from prilavok.domains.stock.queries import list_holds, stock_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.lose_hold import lose_holds
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.kit import clock
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def sell_now(counter: Counter, units: int, nth: int = 0) -> UUID:
    """Somebody takes so many from the shelf to the till; the sale's order."""
    key, paid = f"till-{nth}-{units}", [Paying("cash", units * PRICE)]
    sold = sell([Selling(counter.variant, units)], paid, place=counter.place, key=key, actor=CASHIER, at=NOW)
    return sold.receipt.order


def found() -> list[UUID]:
    """The discrepancies recorded so far, in order."""
    rows = make.ask("SELECT id FROM kit_event WHERE verb = 'discrepancy.found' ORDER BY recorded_at, id")
    return [UUID(str(event)) for (event,) in rows]


def follow(event: UUID) -> None:
    lose_holds(Due(event, "default", "hold.lose", {"event": str(event)}, None, NOW, 1, 8))


def standing(counter: Counter) -> tuple[int, int, int]:
    stock = stock_at(counter.place, counter.variant)
    return stock.on_hand, stock.held, make.posted("stock", counter.place, counter.variant, "unexplained")


def test_the_youngest_order_loses_what_the_till_sold() -> None:
    counter = open_counter(3)
    orders = [placed(counter, make.leaf(), 1, at=NOW + timedelta(seconds=nth)).order for nth in range(3)]
    sale = sell_now(counter, 1)
    assert standing(counter) == (3, 3, -1)  # the ledger still shows a piece that is gone
    [event] = found()
    follow(event)
    assert standing(counter) == (2, 2, 0)
    assert [read_order(order).commercial for order in orders] == ["placed", "placed", "cancelled"]
    shipment = read_shipment(orders[2])
    assert shipment is not None and shipment.state == "cancelled"
    told = make.ask("SELECT subject, leaf, facts->>'by', facts->>'units' FROM kit_event WHERE verb = 'hold.lost'")
    assert told == [(orders[2], read_order(orders[2]).leaf, str(sale), "1")]
    ended = make.ask("SELECT subject, facts->>'reason' FROM kit_event WHERE verb = 'order.cancelled'")
    assert ended == [(orders[2], "hold_lost")]
    assert {task.kind for task in list_tasks_about(orders[2])} == {"hold.lost"}
    assert [task.kind for task in list_tasks_about(counter.variant)] == ["stock.count"]
    before = make.rows_of_all_tables()
    follow(event)
    assert make.grown(before) == {} and standing(counter) == (2, 2, 0)
    for order in orders[:2]:
        hand(order, Paying("cash", PRICE), place=counter.place)
    assert standing(counter) == (0, 0, 0)
    assert check() == []


def test_goods_in_the_bag_are_lost_last() -> None:
    counter = open_counter(2)
    old, young = (placed(counter, make.leaf(), 1, at=NOW + timedelta(seconds=nth)) for nth in range(2))
    [line] = list_lines(young.order)
    pick(young.shipment, line.id, 1, 0, place=counter.place, actor=CASHIER, at=NOW)
    ready_shipment(young.shipment, place=counter.place, actor=CASHIER, at=NOW)
    sell_now(counter, 1)
    follow(found()[0])
    assert [read_order(one.order).commercial for one in (old, young)] == ["cancelled", "placed"]


def test_an_order_loses_a_part_and_keeps_the_rest_at_its_price() -> None:
    counter = open_counter(3, 1)
    order = placed(counter, make.leaf(), 3, 1).order
    sell_now(counter, 2)
    follow(found()[0])
    head = read_order(order)
    assert (head.commercial, head.amount, head.owed) == ("placed", 2 * PRICE, 2 * PRICE)
    assert [(line.quantity, line.cancelled, line.amount) for line in list_lines(order)] == [
        (3, 2, PRICE),
        (1, 0, PRICE),
    ]
    assert standing(counter) == (1, 1, 0)
    hand(order, Paying("cash", 2 * PRICE), place=counter.place)
    assert check() == []


def test_two_sales_before_anybody_followed_lose_two() -> None:
    counter = open_counter(3)
    for nth in range(3):
        placed(counter, make.leaf(), 1, at=NOW + timedelta(seconds=nth))
    for nth in range(2):
        sell_now(counter, 1, nth)
    for event in found():
        follow(event)
    assert standing(counter) == (1, 1, 0)
    assert check() == []


def test_more_sold_than_there_ever_was_loses_every_hold_and_nothing_else() -> None:
    counter = open_counter(3)
    placed(counter, make.leaf(), 2)
    sell_now(counter, 5)
    assert standing(counter) == (2, 2, -4)
    follow(found()[0])
    assert standing(counter) == (0, 0, -2)  # two pieces were on the shelf that the ledger never knew of
    assert check() == []


def test_what_the_ledger_never_knew_of_takes_nothing_from_anybody() -> None:
    counter = open_counter(0, 2)
    other = placed(counter, make.leaf(), 0, 2).order
    sell_now(counter, 1)
    follow(found()[0])
    assert standing(counter) == (0, 0, -1)
    assert read_order(other).commercial == "placed" and list_holds(counter.place, counter.variants[1]) != []
    assert make.verbs_of([other])["hold.lost"] == 0


def test_a_hold_given_back_meanwhile_loses_no_other() -> None:
    counter = open_counter(2)
    first, second = (placed(counter, make.leaf(), 1, at=NOW + timedelta(seconds=nth)).order for nth in range(2))
    sell_now(counter, 1)
    cancel_order(first, actor=CASHIER, at=NOW)
    follow(found()[0])
    assert standing(counter) == (1, 1, 0)
    assert read_order(second).commercial == "placed"
    assert check() == []
