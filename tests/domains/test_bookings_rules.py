"""Rules of bookings: spans as typed, seats, when a customer may still change it, when to remind."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.bookings.rules import (
    may_change,
    may_turn,
    read_spans,
    reminded_when,
    write_spans,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        ("10:00-14:00, 15:00-19:00", [(600, 840), (900, 1140)]),
        ("15.00–19.00; 9:30 — 12:00", [(570, 720), (900, 1140)]),
        ("22:00-02:00", [(1320, 1560)]),
        ("00:00-24:00", [(0, 1440)]),
        ("10:00-14:00, 13:00-15:00", None),
        ("10-14", None),
        ("25:00-26:00", None),
        ("24:00-25:00", None),
        ("10:00-14:00-15:00", None),
    ],
)
def test_spans_as_typed(typed: str, spans: list[tuple[int, int]] | None) -> None:
    assert read_spans(typed) == spans


@given(st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True))
def test_what_is_written_is_read_again(ends: list[int]) -> None:
    marks = sorted(ends)
    spans = list(zip(marks[::2], marks[1::2], strict=False))
    assert read_spans(write_spans(spans)) == spans


def test_how_a_booking_goes_on() -> None:
    states = ("booked", "kept", "missed", "cancelled")
    assert {(one, to) for one in states for to in states if may_turn(one, to)} == {
        ("booked", "kept"),
        ("booked", "missed"),
        ("booked", "cancelled"),
        ("kept", "missed"),
        ("missed", "kept"),
    }


@given(st.integers(0, 10_000), st.integers(-20_000, 20_000))
def test_changing_and_reminding_go_by_the_minutes_left(minutes: int, left: int) -> None:
    starts = AT + timedelta(minutes=left)
    assert may_change(starts, minutes, AT) == (left >= minutes)
    when = reminded_when(starts, minutes, AT)
    assert when == (starts - timedelta(minutes=minutes) if minutes and left > minutes else None)
