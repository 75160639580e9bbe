"""Slots and promises as rules: what is offered lies in the hours, and what is promised can be done in them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.shipments.rules import fit_spans, later_by, ready_in, slots_between
from prilavok.domains.shipments.types import Span, Terms

ZONES = st.sampled_from(["Asia/Almaty", "Europe/Berlin", "America/New_York", "UTC"])
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)).map(lambda at: at.replace(tzinfo=UTC))


@st.composite
def _spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=6)))
    return tuple(Span(a * 15, b * 15) for a, b in zip(edges[::2], edges[1::2], strict=False))


@given(INSTANTS, ZONES, st.dictionaries(st.integers(1, 7), _spans(), min_size=1), st.integers(5, 90), st.integers(0, 5))
def test_every_slot_lies_in_a_span_of_its_day_and_none_overlaps_another_of_its_span(
    at: datetime, zone: str, week: dict[int, tuple[Span, ...]], minutes: int, days: int
) -> None:
    assert all(fit_spans(spans) for spans in week.values())
    terms = [Terms(date(2026, 1, 1), minutes, 3, 10, 5, 5, week=week)]
    cuts = slots_between(at, days, zone, terms, {})
    here = ZoneInfo(zone)
    assert [one.starts_at for one in cuts] == sorted({one.starts_at for one in cuts})
    for one in cuts:
        local = one.starts_at.astimezone(here)
        assert one.starts_at >= at and one.ends_at - one.starts_at == timedelta(minutes=minutes) and one.capacity == 3
        assert at.astimezone(here).date() <= local.date() <= at.astimezone(here).date() + timedelta(days=days)
        clock = local.hour * 60 + local.minute
        assert any(span.begins <= clock < span.ends for span in week.get(local.isoweekday(), ()))


@given(INSTANTS, ZONES, st.integers(1, 600))
def test_what_is_promised_is_so_many_open_minutes_away(at: datetime, zone: str, lead: int) -> None:
    hours = {str(day): [["09:00", "13:00"], ["14:00", "24:00"]] for day in range(1, 7)}
    ready = ready_in(at, lead, hours, zone)
    assert ready >= at + timedelta(minutes=lead) and ready.second == ready.microsecond == 0
    here, worked, one = ZoneInfo(zone), 0, at
    while one < ready:  # counted minute by minute, as somebody with a watch would
        local = one.astimezone(here)
        clock = local.hour * 60 + local.minute
        worked += local.isoweekday() < 7 and (540 <= clock < 780 or 840 <= clock < 1440)
        one += timedelta(minutes=1)
    assert lead <= worked + 1 and worked <= lead + 1
    # Later orders are never promised sooner.
    assert ready_in(at + timedelta(minutes=7), lead, hours, zone) >= ready


def test_without_hours_the_clock_alone_counts_and_a_late_promise_is_later() -> None:
    at = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)
    assert ready_in(at, 20, {}, "Asia/Almaty") == datetime(2026, 3, 2, 9, 21, tzinfo=UTC)
    assert ready_in(at, 20, {"1": []}, "Asia/Almaty") == datetime(2026, 3, 2, 9, 21, tzinfo=UTC)
    assert later_by(at, at - timedelta(hours=1)) == at + timedelta(minutes=5)
