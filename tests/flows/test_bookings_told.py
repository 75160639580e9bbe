"""prilavok.flows.tell_of_booking, prilavok.flows.remind_bookings, prilavok.flows.lose_fittings: told once, in time."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make, people, talking
from tests.bookings_world import NOW, STAFF, book, open_salon
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, open_counter

from prilavok.domains.bookings.queries import goods_booked, read_booking
from prilavok.domains.consent.actions import give_consent
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.cancel_booking import cancel_booking
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.lose_hold import lose_holds
from prilavok.flows.miss_bookings import queue_missed
from prilavok.flows.move_booking import move_booking
from prilavok.flows.remind_bookings import remind_bookings
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.flows.tell_of_booking import tell_of_booking
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about
from prilavok.kit.jobs.registry import Due
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back", "at")


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(NOW)
    yield


def due(verb: str) -> Due:
    return Due(UUID(int=1), "chores", verb, {}, None, clock.now(), 1, 8)


def person() -> UUID:
    """Somebody with a proven phone who agreed to be told by SMS."""
    browser = people.browser()
    people.prove(browser, people.new_phone())
    give_consent(browser, "sms", "orders", source="test", actor=Actor("leaf", browser), at=clock.now())
    return browser


def follow(booking: UUID) -> None:
    for event in events_about(booking):
        tell_of_booking(event, actor=SYSTEM)


def said(leaf: UUID) -> list[str]:
    rows = make.ask(
        "SELECT text FROM conversations_message WHERE leaf_id = ANY(%s::uuid[]) AND direction = 'out' ORDER BY id",
        leaves_with(leaf),
    )
    return [str(text) for (text,) in rows]


def test_each_turn_is_told_once_by_the_clock_of_the_place() -> None:
    talking.connect()
    salon, me = open_salon(), person()
    booking = book(salon, me)
    follow(booking)
    follow(booking)
    [told] = said(me)
    assert "3 марта, 10:00" in told and "Стрижка" in told and "Мастер 0" in told
    move_booking(booking, salon.wanted(2).starts_at, touchpoint="tablet", actor=STAFF, at=NOW)
    follow(booking)
    cancel_booking(booking, actor=STAFF, at=NOW)
    follow(booking)
    assert len(said(me)) == 3 and "12:00" in said(me)[1] and "отмен" in said(me)[2]


def test_what_ended_meanwhile_is_not_told_as_if_it_stood() -> None:
    talking.connect()
    salon, me = open_salon(), person()
    booking = book(salon, me)
    cancel_booking(booking, leaf=me, actor=Actor("leaf", me), at=NOW)
    follow(booking)
    assert len(said(me)) == 1


def test_reminded_once_before_and_again_after_a_move() -> None:
    salon = open_salon(remind=120)
    booking, imported, ended = book(salon, nth=0), book(salon, nth=1), book(salon, nth=2)
    make.ask("UPDATE bookings_booking SET origin = 'load' WHERE id = %s RETURNING 1", imported)
    cancel_booking(ended, actor=STAFF, at=NOW)
    starts = read_booking(booking).starts_at

    def reminded() -> int:
        remind_bookings(due("bookings.remind"))
        remind_bookings(due("bookings.remind"))
        return sum(make.verbs_of([booking, imported, ended])[verb] for verb in ("booking.reminded",))

    clock.set_clock(starts - timedelta(minutes=121))
    assert reminded() == 0
    clock.set_clock(starts - timedelta(minutes=120))
    assert reminded() == 1
    move_booking(booking, salon.wanted(6).starts_at, touchpoint="tablet", actor=STAFF, at=clock.now())
    assert reminded() == 1
    clock.set_clock(starts + timedelta(hours=5))
    assert reminded() == 2, "of the time it has now"
    clock.set_clock(starts + timedelta(days=1))
    assert reminded() == 2, "and of what was loaded nobody is"


def test_who_did_not_come_has_missed_it_by_the_clock_of_the_house() -> None:
    salon = open_salon(grace=10)
    stayed, moved = book(salon), book(salon, nth=1)
    clock.set_clock(read_booking(stayed).miss_at)
    queue_missed(due("bookings.miss"))
    move_booking(moved, salon.wanted(5).starts_at, touchpoint="tablet", actor=STAFF, at=clock.now())
    run_due()
    queue_missed(due("bookings.miss"))
    run_due()
    assert [read_booking(one).state for one in (stayed, moved)] == ["missed", "booked"]
    assert make.verbs_of([stayed])["booking.missed"] == 1


def test_goods_of_a_fitting_room_give_way_first_and_staff_are_told() -> None:
    shop = open_counter(2)
    room = open_salon(place=shop.place, kind="fitting_room", resource="room")
    booking = book(room, goods={shop.variant: 2})
    sell([Selling(shop.variant, 1)], [Paying("cash", PRICE)], place=shop.place, key="till", actor=CASHIER, at=NOW)
    [(event,)] = make.ask("SELECT id FROM kit_event WHERE verb = 'discrepancy.found'")
    follow_loss = Due(UUID(str(event)), "default", "hold.lose", {"event": str(event)}, None, NOW, 1, 8)
    lose_holds(follow_loss)
    lose_holds(follow_loss)
    stock = stock_at(shop.place, shop.variant)
    assert (stock.on_hand, stock.held, [hold.units for hold in list_holds_of(booking)]) == (1, 1, [1])
    assert goods_booked([booking]) == {booking: {shop.variant: 1}}
    assert [task.kind for task in list_tasks_about(booking)] == ["hold.lost"]
    assert check() == []
