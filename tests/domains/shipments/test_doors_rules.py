"""By when a parcel is at the door: a pure rule of the cut-off, picking in open hours, the courier and days of bringing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.shipments.rules.doors import at_door, terms_of_way, unfit_terms
from prilavok.domains.shipments.types.doors import AtDoor, DoorTerms, DoorTermsView, SendsFrom

ALMATY = "Asia/Almaty"
HERE = UUID(int=1)
HOURS = {str(day): [["09:00", "21:00"]] for day in range(1, 8)}
WEEK = (1, 2, 3, 4, 5)
TERMS = DoorTerms(cut_off=15 * 60, leaves=18 * 60, least=1, most=2, until=21 * 60, weekdays=WEEK)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026 in Almaty (+5); the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=5)


def plan(
    at: datetime, terms: DoorTerms = TERMS, *, lead: int = 120, rest: tuple[int, ...] = (), **more: Any
) -> AtDoor | None:
    sender = SendsFrom(HERE, ALMATY, more.get("hours", HOURS), at, more.get("awaited", False))
    return at_door(sender, lead, terms, {date(2026, 11, day) for day in rest})


@pytest.mark.parametrize(
    ("at", "more", "days", "why"),
    [
        (local(23, 14), {}, (24, 25), ("way",)),
        (local(23, 15), {}, (24, 25), ("way",)),  # the last minute of the cut-off still goes today
        (local(23, 15, 1), {}, (25, 26), ("cut_off", "way")),
        (local(23, 14), {"lead": 300}, (25, 26), ("picking", "way")),  # ready at 19, the courier left at 18
        (local(22, 20), {"lead": 601}, (25, 26), ("rest_day", "picking", "way")),  # nine hours of it on Monday
        (local(26, 16), {}, (30, 1), ("cut_off", "rest_day", "way")),  # Friday it goes, then a weekend
        (local(28, 10), {}, (1, 2), ("rest_day", "way")),
        (local(23, 14), {"rest": (23, 24)}, (26, 27), ("rest_day", "way")),
        (local(23, 14), {"rest": (25,)}, (24, 26), ("rest_day", "way")),  # a day off on the way
        (local(23, 0), {"awaited": True}, (24, 25), ("awaited", "way")),
    ],
)  # fmt: skip
def test_the_days_and_what_makes_them(
    at: datetime, more: dict[str, Any], days: tuple[int, int], why: tuple[str, ...]
) -> None:
    found = plan(at, **more)
    assert found is not None
    assert ((found.earliest.day, found.latest.day), found.why) == (days, why)
    assert found.by == datetime(found.latest.year, found.latest.month, found.latest.day, 16, tzinfo=UTC)


def test_the_same_day_where_parcels_go_so() -> None:
    today = DoorTerms(12 * 60, 14 * 60, 0, 0, 20 * 60, (1, 2, 3, 4, 5, 6, 7))
    found = plan(local(23, 11, 30), today, lead=60)
    assert found == AtDoor(date(2026, 11, 23), date(2026, 11, 23), local(23, 20), local(23, 14), ())


def test_what_no_day_can_be_named_for_has_none() -> None:
    assert plan(local(23, 14), rest=()) is not None
    every = {date(2026, 11, 1) + timedelta(days=nth) for nth in range(400)}
    assert at_door(SendsFrom(HERE, ALMATY, HOURS, local(23, 14)), 120, TERMS, every) is None
    # Goods that are weeks in picking go on no day that can be named.
    assert plan(local(23, 14), lead=91 * 1440) is None


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ({"cut_off": 1081}, "cut_off"), ({"leaves": 1441}, "leaves"), ({"until": -1}, "until"), ({"least": 3}, "days"),
        ({"most": 61}, "days"), ({"weekdays": ()}, "weekdays"), ({"weekdays": (0,)}, "weekdays"),
        ({"weekdays": (1, 1)}, "weekdays"), ({"least": 0, "most": 0, "until": 1080}, "until"), ({}, None),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_named(field: dict[str, Any], named: str | None) -> None:
    said = {name: getattr(TERMS, name) for name in ("cut_off", "leaves", "least", "most", "until", "weekdays")}
    assert unfit_terms(DoorTerms(**{**said, **field})) == named


def test_the_place_goes_before_all_and_the_zone_before_wherever() -> None:
    zone, at = uuid4(), local(23, 14)
    rows = [DoorTermsView(uuid4(), place, to, TERMS, at, None) for place in (None, HERE) for to in (None, zone)]
    assert terms_of_way(rows, HERE, zone) is rows[3]
    assert terms_of_way(rows[:3], HERE, zone) is rows[2]
    assert terms_of_way(rows[:2], HERE, zone) is rows[1]
    assert terms_of_way(rows[:1], HERE, zone) is rows[0]
    assert terms_of_way(rows[1:2], HERE, uuid4()) is None
    assert terms_of_way([], HERE, zone) is None


@given(
    st.integers(0, 60 * 24 * 60), st.integers(1, 3000), st.integers(0, 1440), st.integers(0, 1440), st.integers(0, 5),
    st.integers(0, 5), st.sets(st.integers(1, 7), min_size=1), st.sets(st.integers(1, 28)),
)  # fmt: skip
def test_who_asks_later_is_never_promised_sooner(
    minutes: int, lead: int, cut_off: int, leaves: int, least: int, more: int, week: set[int], rest: set[int]
) -> None:
    terms = DoorTerms(min(cut_off, leaves), leaves, least, least + more, 1440, tuple(sorted(week)))
    at = local(1, 0) + timedelta(minutes=minutes)
    off = tuple(sorted(rest))
    one, other = plan(at, terms, lead=lead, rest=off), plan(at + timedelta(minutes=37), terms, lead=lead, rest=off)
    assert one is not None and other is not None
    assert (one.latest, one.leaves) <= (other.latest, other.leaves)
    assert at <= one.leaves <= one.by and one.earliest <= one.latest
    for day in (one.earliest, one.latest):
        assert day.isoweekday() in week and day not in {date(2026, 11, nth) for nth in rest}
