"""Orders wait for goods expected by a day: promised once, held as they come, moved and given back exactly once.

The flows are prilavok.flows.place_order, prilavok.flows.share_supply and prilavok.flows.follow_supply.
"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import Counter, open_counter, quoted

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import Placed
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.queries import read_promise, read_shipment
from prilavok.domains.stock.actions import allow_pre_orders
from prilavok.domains.stock.errors import GoodsAwaited, StockShort
from prilavok.domains.stock.queries import (
    awaited_by,
    list_due_orders,
    list_holds_of,
    promised_drift,
    stock_at,
)
from prilavok.domains.stock.types import Goods, PaperHead, PaperView, Safety
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_at_pickup import Act, confirm_change
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.expect_supply import change_expected, close_expected
from prilavok.flows.follow_supply import follow_supply
from prilavok.flows.keep_back import keep_back
from prilavok.flows.pick_shipment import start_shipment
from prilavok.flows.place_order import place_order
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.insights.promised import promisable
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def day(counter: Counter, after: int = 0) -> date:
    return read_place(counter.place).day_at(NOW) + timedelta(days=after)


def waiting_counter(*units: int) -> Counter:
    counter = open_counter(*units)
    allow_pre_orders(counter.place, None, True, actor=CASHIER, at=NOW)
    return counter


def expected(counter: Counter, after: int, *units: int) -> PaperView:
    goods = [Goods(variant, count) for variant, count in zip(counter.variants, units, strict=False)]
    head = PaperHead(due_on=day(counter, after))
    paper = write_stock_paper.draft("expected", counter.place, head, goods, key=str(uuid4()), actor=CASHIER, at=NOW)
    return book(paper.id, actor=CASHIER, at=NOW)


def received(counter: Counter, supply: UUID | None, units: int, at: datetime = NOW) -> PaperView:
    head, goods = PaperHead(against=supply), [Goods(counter.variant, units)]
    paper = write_stock_paper.draft("receiving", counter.place, head, goods, key=str(uuid4()), actor=CASHIER, at=at)
    return book(paper.id, actor=CASHIER, at=at)


def ordered(counter: Counter, *units: int, until: int | None = 30, at: datetime = NOW) -> Placed:
    leaf = make.leaf()
    quote = quoted(counter, leaf, *units, at=at)
    last = None if until is None else day(counter, until)
    return place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at, wait_until=last)


def waits(counter: Counter, order: UUID) -> list[tuple[int | None, int]]:
    """In how many days how many are expected for the order."""
    return [
        ((one.day - day(counter)).days if one.day else None, one.units) for one in awaited_by([order]).get(order, [])
    ]


def held(order: UUID) -> int:
    return sum(hold.units for hold in list_holds_of(order))


def coming(counter: Counter) -> list[tuple[int, int]]:
    told = promisable(counter.place, [counter.variant], on=day(counter), touchpoint="site", at=NOW)[counter.variant]
    return [((one.day - day(counter)).days, one.units) for one in told.coming]


def sound() -> None:
    assert promised_drift() == [] and check() == []


def follow(*orders: UUID, at: datetime = NOW) -> None:
    for order in orders:
        follow_supply(order, key=uuid4(), actor=SYSTEM, at=at)


def test_what_is_not_free_is_promised_by_its_day_only_where_that_is_allowed_and_agreed() -> None:
    counter = open_counter(1)
    expected(counter, 3, 4)
    before = make.rows_of_all_tables()
    for allowed, until in ((None, 30), (True, None), (True, 2)):
        allow_pre_orders(counter.place, None, allowed, actor=CASHIER, at=NOW)
        with pytest.raises(OutOfStock):
            ordered(counter, 3, until=until)
    allow_pre_orders(counter.place, counter.variant, False, actor=CASHIER, at=NOW)
    with pytest.raises(OutOfStock) as none:
        ordered(counter, 3)
    assert none.value.lacks[0].wait_until is None
    assert not {"stock_allocation", "orders_order", "kit_hold"} & set(make.grown(before))
    allow_pre_orders(counter.place, counter.variant, None, actor=CASHIER, at=NOW)
    with pytest.raises(OutOfStock) as short:
        ordered(counter, 3, until=None)
    assert short.value.lacks[0].wait_until == day(counter, 3)
    order = ordered(counter, 3).order
    assert (held(order), waits(counter, order), coming(counter)) == (1, [(3, 2)], [(3, 2)])
    shipment = read_shipment(order)
    assert shipment is not None
    promise = read_promise(shipment.id)
    zone = read_place(counter.place)
    assert promise is not None and zone.day_at(promise.ready_by) == day(counter, 4)
    assert shipment.keep_until > promise.ready_by
    assert make.verbs_of([order]) == {"order.placed": 1, "hold.made": 1, "order.awaited": 1}
    with pytest.raises(GoodsAwaited):
        start_shipment(shipment.id, place=counter.place, actor=CASHIER, at=NOW)
    sound()


def test_the_first_delivery_goes_first_and_the_last_piece_to_one_alone() -> None:
    counter = waiting_counter(0)
    expected(counter, 5, 3)
    expected(counter, 2, 2)
    first, second = ordered(counter, 3).order, ordered(counter, 2).order
    assert waits(counter, first) == [(2, 2), (5, 1)] and waits(counter, second) == [(5, 2)]
    assert coming(counter) == []
    with pytest.raises(OutOfStock):
        ordered(counter, 1)
    sound()


def test_what_comes_is_held_for_whoever_ordered_first() -> None:
    counter = waiting_counter(0)
    supply = expected(counter, 1, 5)
    first, second = ordered(counter, 2).order, ordered(counter, 3, at=later(1)).order
    received(counter, supply.id, 3, at=later(5))
    assert [held(one) for one in (first, second)] == [2, 1]
    assert waits(counter, first) == [] and waits(counter, second) == [(1, 2)]
    assert stock_at(counter.place, counter.variant).available == 0
    follow(first, second)
    shipment = read_shipment(first)
    assert shipment is not None
    start_shipment(shipment.id, place=counter.place, actor=CASHIER, at=later(6))
    last = received(counter, supply.id, 4, at=later(7))
    assert (held(second), waits(counter, second)) == (3, [])
    assert stock_at(counter.place, counter.variant).available == 2, "what came beyond it is free"
    with pytest.raises(StockShort):
        take_back(last.id, actor=CASHIER, at=later(8))
    sound()


def test_what_does_not_come_goes_to_the_next_delivery_or_is_visibly_short() -> None:
    counter = waiting_counter(0)
    supply = expected(counter, 1, 4)
    first, second, third = (ordered(counter, 1, at=later(nth)).order for nth in range(3))
    change_expected(supply.id, day(counter, 1), {counter.variant: 2}, reason="few", seen=None, actor=CASHIER, at=NOW)
    assert [waits(counter, one) for one in (first, second, third)] == [[(1, 1)], [(1, 1)], [(None, 1)]]
    follow(first, second, third)
    [task] = list_tasks_about(third)
    assert (task.kind, task.facts["units"], list_tasks_about(first)) == ("order.awaited", 1, [])
    follow(third)
    assert len(list_tasks_about(third)) == 1, "told once"
    again = expected(counter, 9, 5)
    assert waits(counter, third) == [(9, 1)] and coming(counter) == [(9, 4)]
    follow(third)
    assert [one.told_on for one in awaited_by([third])[third]] == [day(counter, 9)]
    close_expected(supply.id, seen=None, actor=CASHIER, at=NOW)
    assert [waits(counter, one) for one in (first, second, third)] == [[(9, 1)]] * 3
    received(counter, None, 2, at=later(9))
    assert [held(one) for one in (first, second, third)] == [0, 0, 0], "they have a day of their own"
    close_expected(again.id, seen=None, actor=CASHIER, at=later(10))
    assert [held(one) for one in (first, second, third)] == [1, 1, 0]
    assert waits(counter, third) == [(None, 1)]
    received(counter, None, 1, at=later(11))
    follow(third)
    assert held(third) == 1 and [one.done_at is not None for one in list_tasks_about(third)] == [True]
    sound()


def test_what_a_cancellation_frees_goes_to_who_waits_without_a_day_whoever_ordered_first() -> None:
    counter = waiting_counter(3)
    supply = expected(counter, 2, 4)
    holder, other = ordered(counter, 1).order, ordered(counter, 2, at=later(1)).order
    first, second, third = (ordered(counter, 1, at=later(nth)).order for nth in (2, 3, 4))
    dated = expected(counter, 8, 1)
    close_expected(supply.id, seen=None, actor=CASHIER, at=later(5))
    assert [waits(counter, one) for one in (first, second, third)] == [[(8, 1)], [(None, 1)], [(None, 1)]]
    cancel_order(holder, actor=CASHIER, at=later(6))
    # Who has a day keeps it; of the others the first gets the piece, and nobody else can take it.
    assert [held(one) for one in (first, second, third)] == [0, 1, 0]
    assert stock_at(counter.place, counter.variant).available == 0
    assert [waits(counter, one) for one in (first, second, third)] == [[(8, 1)], [], [(None, 1)]]
    with pytest.raises(OutOfStock):
        ordered(counter, 1, until=None, at=later(7))
    follow(second, third, at=later(8))
    assert [one.done_at for one in list_tasks_about(second) + list_tasks_about(third)].count(None) == 1
    # What a customer leaves at the counter too; what nobody waits for is free again.
    confirm_change(
        other, [Act("take_out", counter.variant, 2)], key="left", place=counter.place, actor=CASHIER, at=later(9)
    )
    assert (held(third), stock_at(counter.place, counter.variant).available) == (1, 1)
    assert waits(counter, first) == [(8, 1)] and dated.state == "sent"
    sound()


def test_another_day_moves_the_promise_and_a_better_one_is_no_task() -> None:
    counter = waiting_counter(0)
    supply = expected(counter, 3, 2)
    order = ordered(counter, 2).order
    shipment = read_shipment(order)
    assert shipment is not None

    def said(days: int) -> tuple[int, int]:
        change_expected(supply.id, day(counter, days), {}, reason="so", seen=None, actor=CASHIER, at=NOW)
        follow(order)
        promise = read_promise(shipment.id)
        assert promise is not None
        return (read_place(counter.place).day_at(promise.ready_by) - day(counter)).days, len(list_tasks_about(order))

    assert [said(9), said(9), said(2)] == [(10, 1), (10, 1), (3, 1)]
    moved = read_shipment(order)
    assert moved is not None and moved.keep_until > shipment.keep_until
    sound()


def test_a_cancelled_order_gives_back_once_what_it_waited_for() -> None:
    counter = waiting_counter(1)
    expected(counter, 3, 4)
    order = ordered(counter, 3).order
    for _twice in range(2):
        cancel_order(order, actor=CASHIER, at=later(1))
        assert (held(order), waits(counter, order), coming(counter)) == (0, [], [(3, 4)])
    assert stock_at(counter.place, counter.variant).available == 1
    sound()


def test_what_is_taken_out_is_first_what_has_not_come() -> None:
    counter = waiting_counter(1)
    expected(counter, 3, 4)
    order = ordered(counter, 4).order
    acts = [Act("take_out", counter.variant, 2)]
    for _twice in range(2):
        confirm_change(order, acts, key="k", place=counter.place, actor=CASHIER, at=later(1))
    assert (held(order), waits(counter, order), coming(counter)) == (1, [(3, 1)], [(3, 3)])
    confirm_change(
        order, [Act("take_out", counter.variant, 2)], key="l", place=counter.place, actor=CASHIER, at=later(2)
    )
    assert (held(order), waits(counter, order), coming(counter)) == (0, [], [(3, 4)])
    assert read_order(order).commercial == "cancelled"
    sound()


def test_an_order_that_waits_is_not_uncollected_and_is_kept_anew_when_its_goods_come_late() -> None:
    counter = waiting_counter(1)
    supply = expected(counter, 2, 4)
    order = ordered(counter, 3).order
    late = NOW + timedelta(days=20)
    clock.set_clock(late)
    assert list_due_orders(late) == [] and not end_uncollected(order, actor=SYSTEM, at=late)
    received(counter, supply.id, 2, at=late)
    assert list_due_orders(late + timedelta(minutes=1)) == [], "nothing is over before the rest is kept longer too"
    follow(order, at=late)
    assert held(order) == 3 and all(hold.expires_at > late + timedelta(days=1) for hold in list_holds_of(order))
    over = late + timedelta(days=9)
    assert list_due_orders(over) == [order] and end_uncollected(order, actor=SYSTEM, at=over)
    assert held(order) == 0
    sound()


def test_what_comes_fills_up_what_is_kept_back_before_any_of_it_is_promised() -> None:
    counter = waiting_counter(1)
    kept = Safety(units=2, valid_from=NOW, touchpoints=("site",))
    keep_back(kept, key=str(uuid4()), actor=CASHIER, at=NOW)
    expected(counter, 3, 1)
    expected(counter, 5, 4)
    assert coming(counter) == [(5, 4)], "the one that comes first is left on the shelf"
    with pytest.raises(OutOfStock) as short:
        ordered(counter, 5)
    assert (short.value.lacks[0].free, short.value.lacks[0].wait_until) == (0, None)
    order = ordered(counter, 4).order
    assert waits(counter, order) == [(5, 4)] and held(order) == 0
    assert coming(counter) == []
    sound()
