"""A shelf that was counted is right, whenever else a till tells what it sold, and whoever the goods were kept for.

The flows are prilavok.flows.lose_hold, prilavok.flows.lose_goods, prilavok.flows.book_stock_paper and
prilavok.flows.bought_from_fitting.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.bookings_world import STAFF, open_salon
from tests.bookings_world import book as book_time
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.bookings.queries import goods_booked, read_booking
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.domains.stock.types import Goods, PaperHead
from prilavok.domains.tasks.queries import list_tasks, list_tasks_about
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.keep_booking import keep_booking
from prilavok.flows.lend_to_till import lend
from prilavok.flows.lose_hold import lose_holds
from prilavok.flows.open_till import open_till
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def sold(counter: Counter, units: int, at: datetime, leaf: UUID | None = None) -> UUID:
    paid = [Paying("cash", units * PRICE)]
    lines = [Selling(counter.variant, units)]
    return sell(
        lines, paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=at, leaf=leaf
    ).receipt.order  # fmt: skip


def counted(counter: Counter, units: int, at: datetime) -> UUID:
    paper = write_stock_paper.draft("count", counter.place, PaperHead(), key=str(uuid4()), actor=CASHIER, at=at)
    write_stock_paper.set_line(paper.id, counter.variant, units, cost=None, seen=None, actor=CASHIER, at=at)
    return paper.id


def follow_all() -> int:
    rows = make.ask("SELECT id FROM kit_event WHERE verb = 'discrepancy.found' ORDER BY recorded_at, id")
    for (event,) in rows:
        lose_holds(Due(UUID(str(event)), "default", "hold.lose", {"event": str(event)}, None, NOW, 1, 8))
    return len(rows)


def standing(counter: Counter) -> tuple[int, int, int]:
    stock = stock_at(counter.place, counter.variant)
    return stock.on_hand, stock.held, make.posted("stock", counter.place, counter.variant, "unexplained")


def test_a_shortage_that_a_count_has_booked_is_not_booked_again() -> None:
    counter = open_counter(3)
    orders = [placed(counter, make.leaf(), 1, at=NOW + timedelta(seconds=nth)).order for nth in range(3)]
    sold(counter, 1, later(1))
    assert standing(counter) == (3, 3, -1)
    book(counted(counter, 2, later(2)), actor=CASHIER, at=later(3))
    assert standing(counter) == (2, 2, 0)
    clock.set_clock(later(4))
    assert follow_all() == 1
    assert standing(counter) == (2, 2, 0)
    assert [read_order(one).commercial for one in orders] == ["placed", "placed", "cancelled"]
    assert list_tasks(counter.place, kind="stock.count") == []  # it has just been counted
    assert check() == []


def test_a_shelf_counted_before_the_sale_says_nothing_of_it() -> None:
    counter = open_counter(3)
    orders = [placed(counter, make.leaf(), 1, at=NOW + timedelta(seconds=nth)).order for nth in range(3)]
    paper = counted(counter, 3, later(1))
    sold(counter, 1, later(2))
    book(paper, actor=CASHIER, at=later(3))
    assert standing(counter) == (3, 3, -1)
    clock.set_clock(later(4))
    follow_all()
    assert standing(counter) == (2, 2, 0)
    assert [read_order(one).commercial for one in orders] == ["placed", "placed", "cancelled"]
    assert check() == []


@pytest.mark.parametrize("kept", [0, 4])
def test_what_was_sold_before_a_count_and_told_after_it_is_no_second_shortage(kept: int) -> None:
    counter = open_counter(5)
    order = placed(counter, make.leaf(), kept, at=NOW).order if kept else None
    book(counted(counter, 4, later(10)), actor=CASHIER, at=later(11))
    assert standing(counter) == (4, kept, 1)
    clock.set_clock(later(60))
    make_told_sale(counter, 1, at=later(5), told=later(60))
    follow_all()
    assert standing(counter) == (4, kept, 0)  # what the count had found missing was that sale
    assert order is None or read_order(order).commercial == "placed"
    make_told_sale(counter, 1, at=later(12), told=later(61))
    follow_all()
    assert standing(counter)[0] == 3  # a sale after the counting is one
    assert check() == []


def make_told_sale(counter: Counter, units: int, *, at: datetime, told: datetime) -> None:
    """A till's sale that it tells of later."""
    from prilavok.domains.stock.actions import take_sold
    from prilavok.domains.stock.types import Taking

    taking = Taking(uuid4(), counter.place, counter.variant, units, at)
    take_sold([taking], actor=CASHIER, at=told, origin="live")


def test_a_count_ends_with_what_is_there_whoever_it_was_kept_for() -> None:
    counter = open_counter(4)
    room = open_salon(place=counter.place, kind="fitting_room", resource="room")
    booking = book_time(room, goods={counter.variant: 2})
    till = open_till(counter.place, "Касса", actor=CASHIER, at=NOW - timedelta(hours=1))
    [lease] = lend(till.id, sku_of(counter.variant), 1, actor=CASHIER, at=NOW)
    order = placed(counter, make.leaf(), 1).order
    assert standing(counter) == (4, 4, 0)
    book(counted(counter, 2, later(1)), actor=CASHIER, at=later(2))
    assert standing(counter) == (2, 2, 2)
    # What a till may sell without a line goes first, then what waits in a fitting room, orders last.
    assert list_holds_of(lease.id) == [] and [one.units for one in list_holds_of(booking)] == [1]
    assert goods_booked([booking]) == {booking: {counter.variant: 1}}
    assert [task.kind for task in list_tasks_about(booking)] == ["hold.lost"]
    assert read_order(order).commercial == "placed"
    book(counted(counter, 0, later(3)), actor=CASHIER, at=later(4))
    assert standing(counter) == (0, 0, 4)
    assert read_order(order).commercial == "cancelled"
    assert check() == []


def test_a_write_off_takes_what_waits_in_fitting_rooms_only_when_told_to() -> None:
    counter = open_counter(2)
    room = open_salon(place=counter.place, kind="fitting_room", resource="room")
    booking = book_time(room, goods={counter.variant: 2})
    head = PaperHead(reason="damaged")
    goods = [Goods(counter.variant, 1)]
    paper = write_stock_paper.draft("write_off", counter.place, head, goods, key="w", actor=CASHIER, at=NOW)
    with pytest.raises(StockShort):
        book(paper.id, actor=CASHIER, at=later(1))
    assert standing(counter) == (2, 2, 0) and list_tasks_about(booking) == []
    book(paper.id, from_holds=True, actor=CASHIER, at=later(1))
    assert standing(counter) == (1, 1, 0)
    assert goods_booked([booking]) == {booking: {counter.variant: 1}}
    assert [task.kind for task in list_tasks_about(booking)] == ["hold.lost"]
    assert check() == []


def test_what_was_lent_to_a_till_gives_way_to_a_sale_of_the_same_goods() -> None:
    counter = open_counter(2)
    till = open_till(counter.place, "Касса", actor=CASHIER, at=NOW - timedelta(hours=1))
    [lease] = lend(till.id, sku_of(counter.variant), 2, actor=CASHIER, at=NOW)
    sold(counter, 1, later(1))
    follow_all()
    assert standing(counter) == (1, 1, 0)
    assert [one.units for one in list_holds_of(lease.id)] == [1]
    assert [task.kind for task in list_tasks_about(counter.variant)] == ["stock.count"]
    assert check() == []


def test_what_is_bought_out_of_a_fitting_room_is_no_discrepancy() -> None:
    counter = open_counter(2)
    room = open_salon(place=counter.place, kind="fitting_room", resource="room")
    booking = book_time(room, goods={counter.variant: 2})
    starts = read_booking(booking).starts_at
    clock.set_clock(starts + timedelta(minutes=5))
    keep_booking(booking, place=counter.place, actor=STAFF, at=starts)
    sold(counter, 1, starts + timedelta(minutes=5))
    assert follow_all() == 0
    assert standing(counter) == (1, 1, 0)
    assert [one.units for one in list_holds_of(booking)] == [1]
    assert list_tasks_about(booking) == [] and list_tasks_about(counter.variant) == []
    assert check() == []


def test_who_booked_buys_what_waits_for_them_before_their_time_too() -> None:
    counter = open_counter(3)
    room = open_salon(place=counter.place, kind="fitting_room", resource="room")
    me, other = make.leaf(), make.leaf()
    mine = book_time(room, me, goods={counter.variant: 1})
    others = book_time(room, other, nth=1, goods={counter.variant: 1})
    sold(counter, 1, later(5), leaf=me)  # a third piece lies free, and still it is their own that is gone
    assert follow_all() == 0
    assert standing(counter) == (2, 1, 0)
    assert list_holds_of(mine) == [] and [one.units for one in list_holds_of(others)] == [1]
    assert check() == []


def test_a_stranger_takes_nothing_that_waits_for_a_later_hour_in_silence() -> None:
    counter = open_counter(1)
    room = open_salon(place=counter.place, kind="fitting_room", resource="room")
    booking = book_time(room, goods={counter.variant: 1})
    sold(counter, 1, later(5))
    assert follow_all() == 1
    assert standing(counter) == (0, 0, 0)
    assert [task.kind for task in list_tasks_about(booking)] == ["hold.lost"]


@pytest.mark.parametrize("counted_at", [1, 3])
def test_what_a_picker_missed_is_not_booked_again_after_a_count(counted_at: int) -> None:
    counter = open_counter(4)
    order = placed(counter, make.leaf(), 2)
    if counted_at == 1:  # before the picker looked: the count knows nothing of what they miss
        book(counted(counter, 4, later(1)), actor=CASHIER, at=later(1))
    [line] = list_lines(order.order)
    pick(order.shipment, line.id, 1, 1, place=counter.place, actor=CASHIER, at=later(2))
    if counted_at == 3:
        book(counted(counter, 3, later(3)), actor=CASHIER, at=later(3))
        assert standing(counter) == (3, 2, 1)
    ready_shipment(order.shipment, place=counter.place, actor=CASHIER, at=later(4))
    assert standing(counter) == (3, 1, 1)  # three lie there, whoever said so first
    assert check() == []


def sku_of(variant: UUID) -> str:
    [(sku,)] = make.ask("SELECT sku FROM catalog_variant WHERE id = %s", variant)
    return str(sku)
