"""Any order of booking, moving, cancelling, coming and staying away: no seat is taken twice, what is shown is bookable.

Slots are also reckoned anew in Python by the clock of a zone, through nights and changes of the clock.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import make
from tests.bookings_world import NOW, STAFF, TOMORROW, open_salon
from tests.long_form import LONG, run_machine

from prilavok.domains.bookings.actions import put_other_days
from prilavok.domains.bookings.errors import OutsideHours, SlotTaken
from prilavok.domains.bookings.queries import read_booking
from prilavok.domains.bookings.types import Spans, Wanted
from prilavok.flows.cancel_booking import cancel_booking
from prilavok.flows.keep_booking import keep_booking, miss_booking
from prilavok.flows.make_booking import make_booking
from prilavok.flows.move_booking import move_booking
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

pytestmark = pytest.mark.usefixtures("rolled_back")
which = st.integers(0, 40)
_OVERLAPS = """
SELECT count(*) FROM bookings_seat a JOIN bookings_seat b
    ON a.id < b.id AND a.living AND b.living AND a.resource_id = b.resource_id AND a.nth = b.nth AND a.span && b.span
"""


class Days(RuleBasedStateMachine):
    """A house of two rooms of two seats; the model is the list of spans per room, seats counted by hand."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.salon = open_salon(2, seats=2, holds=2, kind="table", resource="table", minutes=90, step=30, after=15)
        self.open: list[UUID] = []
        self.nth = 0

    @rule(slot=which, party=st.integers(1, 4), named=st.booleans())
    def book(self, slot: int, party: int, named: bool) -> None:
        slots = self.salon.slots(party=party)
        chosen = slots[slot % len(slots)]
        self.nth += 1
        wanted = Wanted(
            service=self.salon.service, place=self.salon.place, starts_at=chosen.starts_at, party=party,
            resource=chosen.resource if named else None,
        )  # fmt: skip
        shown = any(one.open for one in slots if one.starts_at == chosen.starts_at)
        shown = chosen.open if named else shown
        leaf = make.leaf()
        try:
            made = make_booking(
                wanted, leaf=leaf, key=f"{self.nth}", touchpoint="site", actor=Actor("leaf", leaf), at=NOW
            )  # fmt: skip
        except (SlotTaken, OutsideHours):
            assert not shown, "what is shown is bookable"
        else:
            assert shown, "what is not shown is not"
            self.open.append(made.booking)

    @rule(one=which, slot=which, named=st.booleans())
    def move(self, one: int, slot: int, named: bool) -> None:
        if not self.open:
            return
        slots = self.salon.slots()
        chosen = slots[slot % len(slots)]
        before = read_booking(self.open[one % len(self.open)])
        try:
            move_booking(
                before.id, chosen.starts_at, resource=chosen.resource if named else None, touchpoint="site",
                actor=STAFF, at=NOW,
            )  # fmt: skip
        except Refused:
            assert read_booking(before.id) == before

    @rule(one=which, how=st.sampled_from(["cancel", "came", "stayed away"]))
    def end(self, one: int, how: str) -> None:
        if not self.open:
            return
        booking = self.open[one % len(self.open)]
        at, place = read_booking(booking).starts_at, self.salon.place
        if how == "cancel":
            cancel_booking(booking, actor=STAFF, at=NOW)
        elif how == "came":
            keep_booking(booking, place=place, actor=STAFF, at=at)
        else:
            miss_booking(booking, place=place, actor=STAFF, at=at)
        self.open.remove(booking)

    @invariant()
    def no_seat_is_taken_twice(self) -> None:
        if not hasattr(self, "salon"):
            return
        assert make.ask(_OVERLAPS) == [(0,)]
        for booking in self.open:
            found = read_booking(booking)
            [(seats, resources, starts, ends)] = make.ask(
                "SELECT count(*), count(DISTINCT resource_id), min(lower(span)), max(upper(span)) FROM bookings_seat"
                " WHERE living AND booking_id = %s",
                booking,
            )
            assert (seats, resources) == (-(-found.party // 2), 1)
            assert (starts, ends) == (found.starts_at, found.ends_at + timedelta(minutes=15))

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)


def test_no_order_of_acts_takes_a_seat_twice() -> None:
    run_machine(Days, short=6, long=60, steps=25)


@dataclass(frozen=True)
class Night:
    """Somewhere the clock is turned, and the day before it is."""

    zone: str
    day: date


NIGHTS = (
    Night("Europe/Berlin", date(2026, 3, 28)),
    Night("Europe/Berlin", date(2026, 10, 24)),
    Night("Asia/Almaty", date(2026, 3, 2)),
    Night("America/New_York", date(2026, 11, 1)),
)
hours = st.tuples(st.integers(0, 47), st.integers(1, 47)).map(
    lambda pair: ((pair[0] * 30, min(pair[0] * 30 + pair[1] * 30, pair[0] * 30 + 1440)),)
)


def reckoned(night: Night, week: dict[int, Spans], other: Spans | None, minutes: int, step: int) -> set[datetime]:
    """The beginnings of two days, minute by minute, as a person with a calendar would find them."""
    zone = ZoneInfo(night.zone)

    def there(day: date, minute: int) -> datetime:
        local = (datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)).replace(tzinfo=zone)
        # Of an hour that comes twice the second one, of one that is left out what the clock shows after it: as
        # PostgreSQL has it.
        return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))

    spans = []
    for nth in range(-1, 3):
        day = night.day + timedelta(days=nth)
        here = other if other is not None and nth == 1 else week.get(day.isoweekday(), ())
        spans += [(there(day, begin), there(day, end)) for begin, end in here]
    spans = [span for span in spans if span[0] < span[1]]
    worked = {
        begin + timedelta(minutes=30 * n)
        for begin, end in spans
        for n in range(int((end - begin) / timedelta(minutes=30)))
    }
    found = set()
    for begin, end in spans:
        at = begin
        while at < end:
            need = {at + timedelta(minutes=30 * n) for n in range(minutes // 30)}
            if need <= worked and night.day <= at.astimezone(zone).date() <= night.day + timedelta(days=1):
                found.add(at)
            at += timedelta(minutes=step)
    return found


@settings(max_examples=200 if LONG else 25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(NIGHTS), st.dictionaries(st.integers(1, 7), hours, min_size=1), st.none() | st.just(()) | hours,
    st.sampled_from([30, 60, 180]), st.sampled_from([30, 60, 90]),
)  # fmt: skip
def test_slots_go_by_the_clock_through_nights_and_its_changes(
    night: Night, week: dict[int, Spans], other: Spans | None, minutes: int, step: int
) -> None:
    mark = transaction.savepoint()
    salon = open_salon(zone=night.zone, week=week, minutes=minutes, step=step, ahead=300)
    if other is not None:
        put_other_days(salon.masters, [night.day + timedelta(days=1)], other, at=NOW)
    at = datetime.combine(night.day, datetime.min.time(), UTC) - timedelta(days=2)
    shown = {slot.starts_at for slot in salon.slots(night.day, at, days=2)}
    transaction.savepoint_rollback(mark)
    assert shown == reckoned(night, week, other, minutes, step)


def test_hours_of_two_days_that_touch_are_one() -> None:
    week = {2: ((1320, 1440),), 3: ((0, 120),)}
    salon = open_salon(week=week, minutes=180, step=30)
    there = [slot.starts_at.astimezone(ZoneInfo(salon.zone)).strftime("%d %H:%M") for slot in salon.slots(days=2)]
    assert there == ["03 22:00", "03 22:30", "03 23:00"]
    assert [len(salon.slots(TOMORROW + timedelta(days=n))) for n in (0, 1)] == [3, 0]
