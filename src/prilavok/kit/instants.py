"""Instants as whole numbers: what ids carry and programs of the islands are told."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970 (UTC), rounded down. Raises ValueError for an instant without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return (at - _EPOCH) // timedelta(milliseconds=1)
