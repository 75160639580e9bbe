"""A place that is closed on a day closes its masters, rooms and tables; a resource that says otherwise works.

prilavok.flows.keep_days_off says the days, prilavok.flows.make_booking and prilavok.flows.move_booking keep to them.
"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.bookings_world import NOW, STAFF, TOMORROW, Salon, book, open_salon

from prilavok.domains.bookings.actions import put_other_days
from prilavok.domains.bookings.errors import OutsideHours
from prilavok.domains.bookings.queries import list_working, read_booking, read_service
from prilavok.domains.bookings.rules import spans_worked
from prilavok.domains.bookings.types import Spans, WorkingDay
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import SaidDay
from prilavok.flows.keep_days_off import say_day
from prilavok.flows.make_booking import make_booking
from prilavok.flows.move_booking import move_booking
from prilavok.insights.booking_pages import read_choice
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.open_hours import other_minutes

pytestmark = pytest.mark.usefixtures("rolled_back")
HOUR = 60


def said(salon: Salon, spans: tuple[tuple[str, str], ...] | None, day: date = TOMORROW) -> None:
    say_day(salon.place, day, SaidDay(day, spans, {}), actor=SYSTEM, at=NOW)


def clocks(salon: Salon, day: date = TOMORROW) -> list[str]:
    return [f"{slot.starts_at + timedelta(hours=5):%H:%M}" for slot in salon.free(day)]


def test_a_closed_place_closes_who_works_there() -> None:
    salon, elsewhere = open_salon(2), open_salon()
    wanted, me = salon.wanted(), make.leaf()
    said(salon, ())
    assert salon.slots() == [] and len(elsewhere.slots()) == 8 and len(salon.slots(TOMORROW + timedelta(days=1))) == 16
    for actor in (Actor("leaf", me), STAFF):
        with pytest.raises(OutsideHours) as refused:
            make_booking(wanted, leaf=me, key="k", touchpoint="site", actor=actor, at=NOW)
        assert refused.value.nearest and all(
            slot.starts_at.date() != wanted.starts_at.date() for slot in refused.value.nearest
        )
    assert read_choice(read_service(salon.service), salon.place, NOW, day=TOMORROW).times == ()
    said(salon, None)
    assert len(salon.slots()) == 16, "open as usual, though the day is off in the country"


def test_what_a_resource_says_of_the_day_itself_goes_before() -> None:
    salon = open_salon(2)
    said(salon, ())
    put_other_days([salon.master], [TOMORROW], ((720, 840),), at=NOW)
    assert clocks(salon) == ["12:00", "13:00"]
    assert {slot.resource for slot in salon.slots()} == {salon.master}
    assert read_booking(book(salon)).resource == salon.master
    put_other_days([salon.master], [TOMORROW], None, at=NOW)
    assert salon.slots() == []


def test_a_day_off_of_ones_own_stands_beside_an_open_place() -> None:
    salon = open_salon(2)
    put_other_days([salon.master], [TOMORROW], (), at=NOW)
    assert {slot.resource for slot in salon.slots()} == {salon.masters[1]}


def test_a_short_day_of_the_place_is_a_short_day_there() -> None:
    salon = open_salon()
    said(salon, (("09:00", "11:30"), ("12:30", "14:30")))
    assert clocks(salon) == ["10:00", "12:30", "13:30"]


def test_nothing_is_moved_to_a_closed_day_and_what_is_booked_stays() -> None:
    salon = open_salon()
    booking, day_after = book(salon), TOMORROW + timedelta(days=1)
    to = salon.wanted(day=day_after).starts_at
    said(salon, ())
    said(salon, (), day_after)
    assert read_booking(booking).state == "booked"
    with pytest.raises(OutsideHours):
        move_booking(booking, to, touchpoint="tablet", actor=STAFF, at=NOW)
    said(salon, None, day_after)
    assert move_booking(booking, to, touchpoint="tablet", actor=STAFF, at=NOW)


def test_hours_over_midnight_reach_into_a_closed_day() -> None:
    bar = open_salon(week=dict.fromkeys(range(1, 8), ((20 * HOUR, 26 * HOUR),)))
    said(bar, ())
    assert clocks(bar) == ["00:00", "01:00"], "the night before is worked to its end"


SPANS = st.lists(st.integers(0, 48), max_size=4, unique=True).map(
    lambda ends: tuple((one * 30, other * 30) for one, other in zip(*[iter(sorted(ends))] * 2, strict=False))
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(week=SPANS, own=st.none() | SPANS, place=st.none() | SPANS)
def test_the_calendar_and_the_times_know_the_same_hours(week: Spans, own: Spans | None, place: Spans | None) -> None:
    """The rule is written in Python for the calendar and in SQL for the times: they must agree on every day."""
    salon = open_salon(week={TOMORROW.isoweekday(): week}, minutes=30, step=30)
    if place is not None:
        said(salon, tuple((f"{one // 60:02}:{one % 60:02}", f"{two // 60:02}:{two % 60:02}") for one, two in place))
    if own is not None:
        put_other_days(salon.masters, [TOMORROW], own, at=NOW)
    midnight = NOW.replace(hour=19, minute=0, second=0, microsecond=0)  # of tomorrow, in Almaty
    begun = {int((slot.starts_at - midnight).total_seconds()) // 60 for slot in salon.slots()}
    spans = spans_worked(week, own, place)
    assert begun == {minute for begins, ends in spans for minute in range(begins, ends, 30)}
    day = list_working([salon.master], TOMORROW, 1, other_minutes(read_place(salon.place).hours))[salon.master][
        TOMORROW
    ]
    by = "own" if own is not None else "week" if place is None else "place"
    assert day == WorkingDay(spans, by)
