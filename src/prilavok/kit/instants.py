"""Instants as whole numbers: what ids carry and programs of the islands are told."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 4_102_444_800_000  # 2100


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970 (UTC), rounded down. Raises ValueError for an instant without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return (at - _EPOCH) // timedelta(milliseconds=1)


def from_milliseconds(count: int) -> datetime:
    """The instant of so many milliseconds since 1970; a wild count is taken to the nearest end of 1970 to 2100."""
    return _EPOCH + timedelta(milliseconds=max(0, min(count, _LAST)))
