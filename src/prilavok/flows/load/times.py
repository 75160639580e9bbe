"""Source times become ours: moved by whole weeks on the place's own clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prilavok.flows.load.slices import Loading

WEEK = timedelta(weeks=1)


def shift_for(last_day: date | None, today: date) -> int:
    """Return by how many whole weeks a source moves so that its last day falls one to seven days before today."""
    return 0 if last_day is None else ((today - last_day).days - 1) // 7


def moved(at: datetime, zone: ZoneInfo, weeks: int) -> tuple[datetime, date]:
    """Move an instant by whole weeks of local time; return it in UTC, and its local day."""
    local = at.astimezone(zone).replace(tzinfo=None) + weeks * WEEK
    return local.replace(tzinfo=zone).astimezone(UTC), local.date()


def first_instant(loading: Loading) -> datetime:
    """Return the midnight (in its place's zone, moved) of the day of the first receipt; of the load where none is."""
    receipt = next(loading.feed.receipts(), None)
    if receipt is None:
        return loading.run.began_at
    zone = ZoneInfo(loading.zones.get(receipt.place, "UTC"))
    _, day = moved(receipt.at, zone, loading.run.shift_weeks)
    return datetime.combine(day, time(), zone).astimezone(UTC)
