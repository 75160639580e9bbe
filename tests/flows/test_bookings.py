"""prilavok.flows.make_booking, move_booking, cancel_booking, keep_booking, miss_bookings, remind_bookings, free_fitting:

times are booked, moved, given back, kept and missed; every refusal says why and changes nothing.
"""

from datetime import timedelta

import pytest
from tests import make
from tests.bookings_world import NOW, STAFF, TOMORROW, book, open_salon
from tests.shop_world import open_counter

from prilavok.domains.bookings.actions import lock_booking, put_other_days
from prilavok.domains.bookings.errors import (
    BookingEnded,
    BookingMovedOn,
    BookingUnknown,
    GoodsUnfit,
    OutsideHours,
    SlotTaken,
    TooEarlyToSay,
    TooLateToChange,
    TooManyBookings,
)
from prilavok.domains.bookings.queries import list_moved, read_booking
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.flows.cancel_booking import cancel_booking
from prilavok.flows.free_fitting import free_fitting
from prilavok.flows.keep_booking import keep_booking, miss_booking
from prilavok.flows.make_booking import make_booking
from prilavok.flows.miss_bookings import end_missed
from prilavok.flows.move_booking import move_booking
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("rolled_back")


def test_a_time_is_booked_once_by_its_key_and_taken_for_others() -> None:
    salon, me = open_salon(), make.leaf()
    asked = salon.wanted()
    made = make_booking(asked, leaf=me, key="k", touchpoint="site", actor=Actor("leaf", me), at=NOW)
    again = make_booking(asked, leaf=me, key="k", touchpoint="site", actor=Actor("leaf", me), at=NOW)
    assert (made.new, again.new, again.booking) == (True, False, made.booking)
    late = make.leaf()
    before = make.rows_of_all_tables()
    with pytest.raises(SlotTaken) as refused:
        book(salon, late)
    assert make.grown(before) == {}
    assert [slot.starts_at - asked.starts_at for slot in refused.value.nearest] == [
        timedelta(hours=n) for n in (1, 2, 3)
    ]
    assert make.verbs_of([made.booking]) == {"booking.made": 1}
    assert asked.starts_at not in {slot.starts_at for slot in salon.free()}


def test_anyone_means_whoever_has_the_least_to_do() -> None:
    salon = open_salon(2)
    first = read_booking(book(salon)).resource
    assert read_booking(book(salon)).resource != first
    with pytest.raises(SlotTaken):
        book(salon)
    with pytest.raises(SlotTaken):
        book(salon, resource=first)


def test_times_that_are_none_are_refused() -> None:
    salon = open_salon(notice=60, ahead=5)
    asked = salon.wanted()
    from dataclasses import replace

    for starts_at in (
        asked.starts_at + timedelta(minutes=7),
        asked.starts_at - timedelta(hours=3),
        asked.starts_at + timedelta(days=30),
        NOW - timedelta(days=1),
    ):
        with pytest.raises(OutsideHours):
            make_booking(
                replace(asked, starts_at=starts_at), leaf=make.leaf(), key="k", touchpoint="site",
                actor=Actor("leaf", make.leaf()), at=NOW,
            )  # fmt: skip
    put_other_days(salon.masters, [TOMORROW], (), at=NOW)
    assert salon.slots() == []
    with pytest.raises(OutsideHours):
        make_booking(asked, leaf=make.leaf(), key="k", touchpoint="site", actor=Actor("leaf", make.leaf()), at=NOW)
    put_other_days(salon.masters, [TOMORROW], ((1200, 1380),), at=NOW)
    assert len(salon.slots()) == 3
    put_other_days(salon.masters, [TOMORROW], None, at=NOW)
    assert len(salon.slots()) == 8


def test_minutes_around_a_time_are_not_free_either() -> None:
    salon = open_salon(minutes=30, step=30, after=30)
    taken = salon.wanted(2).starts_at
    book(salon, nth=2)
    gone = {slot.starts_at for slot in salon.slots()} - {slot.starts_at for slot in salon.free()}
    assert gone == {taken - timedelta(minutes=30), taken, taken + timedelta(minutes=30)}


def test_a_party_takes_as_many_seats_as_it_needs() -> None:
    hall = open_salon(seats=3, holds=2, resource="table", kind="table")
    book(hall, party=3)
    assert [slot.free for slot in hall.slots()][:2] == [1, 3]
    with pytest.raises(SlotTaken):
        book(hall, party=3)
    book(hall, party=2)
    with pytest.raises(SlotTaken):
        book(hall, party=1)
    with pytest.raises(OutsideHours):
        book(hall, party=7)


def test_ones_own_other_time_is_told_and_not_forbidden() -> None:
    one, other, me = open_salon(), open_salon(), make.leaf()
    first = book(one, me)
    made = make_booking(other.wanted(), leaf=me, key="k", touchpoint="site", actor=Actor("leaf", me), at=NOW)
    assert made.overlaps == (first,)


def test_one_person_holds_so_many_times_and_no_more() -> None:
    salon, me = open_salon(12), make.leaf()
    for _ in range(10):
        book(salon, me)
    before = make.rows_of_all_tables()
    with pytest.raises(TooManyBookings):
        book(salon, me)
    assert make.grown(before) == {}


def test_moved_it_keeps_where_it_was_and_frees_it() -> None:
    salon, me = open_salon(), make.leaf()
    booking = book(salon, me)
    was = read_booking(booking)
    to = salon.wanted(3).starts_at
    mine = {"leaf": me, "touchpoint": "site", "actor": Actor("leaf", me), "at": NOW}
    assert move_booking(booking, to, version=was.version, **mine)
    assert not move_booking(booking, to, **mine), "there it stands already"
    assert (read_booking(booking).starts_at, read_booking(booking).version) == (to, 2)
    assert [(one.starts_at, one.resource) for one in list_moved(booking)] == [(was.starts_at, was.resource)]
    assert was.starts_at in {slot.starts_at for slot in salon.free()}
    assert make.verbs_of([booking]) == {"booking.made": 1, "booking.moved": 1}
    with pytest.raises(BookingMovedOn):
        move_booking(booking, was.starts_at, version=1, **mine)
    with pytest.raises(BookingUnknown):
        move_booking(booking, was.starts_at, **{**mine, "leaf": make.leaf()})
    book(salon, nth=0)
    with pytest.raises(SlotTaken):
        move_booking(booking, was.starts_at, **mine)
    assert read_booking(booking).starts_at == to


def test_a_customer_may_change_it_until_the_service_says_and_staff_longer() -> None:
    salon, me = open_salon(change=120), make.leaf()
    booking = book(salon, me)
    starts = read_booking(booking).starts_at
    late = starts - timedelta(minutes=119)
    with pytest.raises(TooLateToChange):
        cancel_booking(booking, leaf=me, actor=Actor("leaf", me), at=late)
    with pytest.raises(TooLateToChange):
        move_booking(
            booking, salon.wanted(4).starts_at, leaf=me, touchpoint="site", actor=Actor("leaf", me), at=late
        )  # fmt: skip
    assert cancel_booking(booking, place=salon.place, actor=STAFF, at=late)
    assert not cancel_booking(booking, place=salon.place, actor=STAFF, at=late), "twice is once"
    assert starts in {slot.starts_at for slot in salon.free()}
    with pytest.raises(BookingEnded):
        move_booking(booking, salon.wanted(4).starts_at, touchpoint="tablet", actor=STAFF, at=late)


def test_they_came_or_they_did_not() -> None:
    salon = open_salon(grace=15)
    came, stayed, late = book(salon, nth=0), book(salon, nth=1), book(salon, nth=2)
    starts = read_booking(came).starts_at
    with pytest.raises(TooEarlyToSay):
        miss_booking(came, place=salon.place, actor=STAFF, at=starts - timedelta(minutes=1))
    with pytest.raises(BookingUnknown):
        keep_booking(came, place=make.place(), actor=STAFF, at=starts)
    assert keep_booking(came, place=salon.place, actor=STAFF, at=starts)
    assert not keep_booking(came, place=salon.place, actor=STAFF, at=starts)
    begins = read_booking(stayed).starts_at
    assert not end_missed(stayed, actor=SYSTEM, at=begins + timedelta(minutes=14))
    assert end_missed(stayed, actor=SYSTEM, at=begins + timedelta(minutes=15))
    assert not end_missed(stayed, actor=SYSTEM, at=begins + timedelta(minutes=16))
    assert not end_missed(came, actor=SYSTEM, at=begins + timedelta(days=1))
    assert miss_booking(late, place=salon.place, actor=STAFF, at=read_booking(late).starts_at)
    # They came after all, and a wrong press is taken back.
    assert keep_booking(late, place=salon.place, actor=STAFF, at=begins + timedelta(hours=2))
    assert [read_booking(one).state for one in (came, stayed, late)] == ["kept", "missed", "kept"]
    with pytest.raises(BookingEnded):
        cancel_booking(came, place=salon.place, actor=STAFF, at=starts)
    assert make.verbs_of([came, stayed]) == {"booking.made": 2, "booking.kept": 1, "booking.missed": 1}


def test_goods_wait_in_the_fitting_room_and_nowhere_else() -> None:
    shop = open_counter(2, 1)
    room = open_salon(place=shop.place, kind="fitting_room", resource="room", grace=20)
    one, other = shop.variants
    me = make.leaf()
    booking = book(room, me, goods={one: 2})
    assert [stock_at(shop.place, it).available for it in shop.variants] == [0, 1]
    found = read_booking(booking)
    assert {hold.expires_at for hold in list_holds_of(booking)} == {found.ends_at + timedelta(minutes=20)}
    before = make.rows_of_all_tables()
    with pytest.raises(StockShort):
        book(room, nth=1, goods={one: 1, other: 1})
    with pytest.raises(GoodsUnfit):
        book(open_salon(place=shop.place), goods={other: 1})
    move_booking(
        booking, room.wanted(5).starts_at, leaf=me, touchpoint="site", actor=Actor("leaf", me), at=NOW
    )  # fmt: skip
    moved = read_booking(booking)
    assert {(hold.units, hold.expires_at) for hold in list_holds_of(booking)} == {
        (2, moved.ends_at + timedelta(minutes=20))
    }
    assert make.grown(before).get("kit_hold") is None
    keep_booking(booking, place=shop.place, actor=STAFF, at=moved.starts_at)
    assert stock_at(shop.place, one).available == 0
    assert free_fitting(booking, place=shop.place, actor=STAFF, at=moved.starts_at)
    assert not free_fitting(booking, place=shop.place, actor=STAFF, at=moved.starts_at)
    assert stock_at(shop.place, one).available == 2
    missed = book(room, nth=1, goods={one: 1})
    assert end_missed(missed, actor=SYSTEM, at=read_booking(missed).miss_at)
    called_off = book(room, nth=2, goods={one: 2})
    cancel_booking(called_off, actor=STAFF, at=NOW)
    assert stock_at(shop.place, one).available == 2
    lock_booking(missed)
