"""By when a parcel is at the door: picked in the place's hours, handed to the courier, brought on days of bringing."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.shipments.rules.promising import ready_in
from prilavok.domains.shipments.types.doors import AtDoor, DoorTerms, DoorTermsView, SendsFrom, WhyDay
from prilavok.kit.open_hours import closed_days

_DAY = 1440
#: a parcel that does not go within so many days goes on no day that can be named
LOOKED_AHEAD = 90
MOST_DAYS = 60


def unfit_terms(told: DoorTerms) -> str | None:
    """The field of terms that cannot be so; None where all can."""
    for name in ("cut_off", "leaves", "until"):
        if not 0 <= getattr(told, name) <= _DAY:
            return name
    if told.cut_off > told.leaves:
        return "cut_off"
    if not 0 <= told.least <= told.most <= MOST_DAYS:
        return "days"
    if told.most == 0 and told.until <= told.leaves:
        return "until"
    if not told.weekdays or set(told.weekdays) - set(range(1, 8)) or len(set(told.weekdays)) != len(told.weekdays):
        return "weekdays"
    return None


def terms_of_way(rows: Sequence[DoorTermsView], place: UUID, zone: UUID | None) -> DoorTermsView | None:
    """The terms that hold from a place to a part of town: the place's own before those of all, then the zone's before
    those of wherever. None: nobody has said.
    """
    fitting = [row for row in rows if row.place in (None, place) and row.zone in (None, zone)]
    return min(fitting, key=lambda row: (row.place is None, row.zone is None, str(row.id)), default=None)


def at_door(sender: SendsFrom, lead: int, terms: DoorTerms, rest: Collection[date], *, warn: int = 0) -> AtDoor | None:
    """When a parcel whose picking may begin at an instant is at the door. None: no day can be named.

    lead: minutes of picking, of which only open hours count. rest: days on which nothing is brought from the place;
    on a day on which it is closed nothing is either.
    """
    rest = {*rest, *closed_days(sender.hours)}
    here = ZoneInfo(sender.clock)
    ready = ready_in(sender.begins, lead, sender.hours, sender.clock)
    day = sender.begins.astimezone(here).date()
    why: list[WhyDay] = ["awaited"] if sender.awaited else []
    for _nth in range(LOOKED_AHEAD):
        hindrance = _hinders(day, sender.begins, ready, terms, rest, here)
        if hindrance is None:
            return _brought(day, terms, rest, here, why, warn)
        if hindrance not in why:
            why.append(hindrance)
        day += timedelta(days=1)
    return None


def _hinders(
    day: date, begins: datetime, ready: datetime, terms: DoorTerms, rest: Collection[date], here: ZoneInfo
) -> WhyDay | None:
    """What keeps a parcel from leaving on a day."""
    if not _is_brought(day, terms, rest):
        return "rest_day"
    if begins > _instant(day, terms.cut_off, here):
        return "cut_off"
    return "picking" if ready > _instant(day, terms.leaves, here) else None


def _brought(
    left: date, terms: DoorTerms, rest: Collection[date], here: ZoneInfo, why: Sequence[WhyDay], warn: int
) -> AtDoor | None:
    days = [left]
    day = left
    for _nth in range(LOOKED_AHEAD + MOST_DAYS):
        if len(days) > terms.most:
            break
        day += timedelta(days=1)
        if _is_brought(day, terms, rest):
            days.append(day)
    if len(days) <= terms.most:
        return None
    told = list(why)
    # A day off within the way puts it off as much as one before it.
    if (days[terms.most] - left).days > terms.most and "rest_day" not in told:
        told.append("rest_day")
    if terms.most:
        told.append("way")
    by, leaves = _instant(days[terms.most], terms.until, here), _instant(left, terms.leaves, here)
    return AtDoor(days[terms.least], days[terms.most], by, leaves, tuple(told), warn)


def _is_brought(day: date, terms: DoorTerms, rest: Collection[date]) -> bool:
    return day.isoweekday() in terms.weekdays and day not in rest


def _instant(day: date, minutes: int, here: ZoneInfo) -> datetime:
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return local.replace(tzinfo=here).astimezone(UTC)
