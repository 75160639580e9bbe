"""O6: goods wait in a fitting room of a chosen store at a chosen time; nobody comes, and they are back on sale."""

from datetime import timedelta

import pytest
from tests import make
from tests.bookings_world import NOW, book, open_salon
from tests.doors.counter_world import at_work, open_counter
from tests.shop_world import Counter as Shelf
from tests.shop_world import placed

from prilavok.domains.bookings.queries import read_booking
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.stock.queries import stock_at
from prilavok.flows import miss_bookings
from prilavok.kit import clock
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check

#: what the worker runs here
RUN = (miss_bookings,)


@pytest.mark.thin("the fitting of what was sold at the till before its goods were said to be free is a discrepancy")
def test_goods_are_held_stand_on_the_list_and_come_back_when_nobody_comes(
    rolled_back: None, quick_passwords: None
) -> None:
    clock.set_clock(NOW)
    counter = open_counter()
    room = open_salon(place=counter.here, kind="fitting_room", resource="room", grace=20)
    milk = counter.shop.variants["milk"]
    free = stock_at(counter.here, milk).available
    booking = book(room, goods={milk: free})
    # Really held: nobody else is promised them, and the tablet's list has them.
    assert stock_at(counter.here, milk).available == 0
    with pytest.raises(OutOfStock):
        placed(Shelf(counter.here, (milk,)), make.leaf(), 1, at=NOW)
    found = read_booking(booking)
    worker = at_work("cashier", counter.here)
    day = worker.get("/tablet/bookings?day=2026-03-03").content.decode()
    assert str(booking) in day and "отложены" in day
    # Nobody comes by the end of the grace: the clock of the house sees it, and the goods are for sale.
    clock.set_clock(found.starts_at + timedelta(minutes=19))
    queue_jobs([NewJob(verb="bookings.miss", key="a", queue="chores")], clock.now())
    run_due("chores")
    run_due()
    assert (read_booking(booking).state, stock_at(counter.here, milk).available) == ("booked", 0)
    clock.set_clock(found.starts_at + timedelta(minutes=20))
    queue_jobs([NewJob(verb="bookings.miss", key="b", queue="chores")], clock.now())
    run_due("chores")
    run_due()
    assert (read_booking(booking).state, stock_at(counter.here, milk).available) == ("missed", free)
    assert placed(Shelf(counter.here, (milk,)), make.leaf(), 1, at=clock.now()).new
    assert check() == []
