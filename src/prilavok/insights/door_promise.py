"""By when an order that is brought home was promised to be at the door, and when it can be where that fails."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.queries import (
    door_instead,
    expect_instead,
    find_delivery,
    list_shipments,
    read_promises,
    when_at_door,
)
from prilavok.domains.shipments.types import PromiseView
from prilavok.domains.shipments.types.doors import AtDoor
from prilavok.insights.awaited import after_day, goods_from
from prilavok.insights.home_way import sends_from

_GONE = ("cancelled", "returned")


@dataclass(frozen=True, slots=True)
class DoorPromise:
    """By when all of an order is at the door, on the clock of the place that sends last.

    by: as it was promised; now: as the customer reckons with it, None where they were told that nobody knows.
    earliest: the first day on which all of it may be there. late: whether the customer was told that it is late.
    """

    earliest: date | None
    by: datetime
    now: datetime | None
    late: bool
    clock: str
    brought: bool

    @property
    def day(self) -> date:
        """The day by which it was promised, by that clock."""
        return self.by.astimezone(ZoneInfo(self.clock)).date()


def door_promise(order: UUID) -> DoorPromise | None:
    """What was promised of an order that is brought home; None where nothing could be said, or it is collected."""
    return door_promises([order]).get(order)


def door_promises(orders: Collection[UUID]) -> dict[UUID, DoorPromise]:
    """The same of several orders; those of which nothing was said are left out."""
    parcels = [one for one in list_shipments(list(orders)) if one.home and one.state not in _GONE]
    promises = read_promises([one.id for one in parcels])
    clocks = {id: one.zone for id, one in name_places({one.place for one in promises.values()}).items()}
    found = {}
    for order in dict.fromkeys(one.order for one in parcels):
        mine = [one for one in parcels if one.order == order]
        known = [promises[one.id] for one in mine if one.id in promises and promises[one.id].leaves_at]
        if known and len(known) == len(mine):
            last = max(known, key=lambda one: (_lost(one), one.now))
            earliest = max((one.home_from for one in known if one.home_from), default=None)
            late = any(one.told_at for one in known)
            brought = all(one.state == "delivered" for one in mine)
            now = None if _lost(last) else last.now
            found[order] = DoorPromise(earliest, last.ready_by, now, late, clocks[last.place], brought)
    return found


def door_known(order: UUID, *, but: Collection[UUID]) -> datetime | None:
    """By when the customer reckons with the order already, by other parcels than these; None: nothing was said."""
    others = [one.id for one in list_shipments([order]) if one.home and one.id not in but]
    return max((one.now for one in read_promises(others).values() if one.leaves_at), default=None)


def plan_home(order: UUID, place: PlaceView, day: date | None, at: datetime) -> AtDoor | None:
    """When a parcel of an order from a place is at the door, its goods there by a day or (None) now."""
    agreed = find_delivery(order)
    begin = after_day(day, place.zone, at) if day else at
    sender = sends_from(place, begin, awaited=day is not None)
    return when_at_door([sender], agreed.zone if agreed else None, at)[place.id]


def time_instead(order: UUID, promise: PromiseView, at: datetime) -> datetime | None:
    """The new time to tell the customer of what will be late; None: nobody can say."""
    place = read_place(promise.place)
    begin = goods_from(order, place.zone, at) or at
    if promise.leaves_at is None:
        return expect_instead(promise, zone=place.zone, hours=place.hours, at=begin)
    agreed = find_delivery(order)
    return door_instead(promise, sends_from(place, begin), agreed.zone if agreed else None, at)


def _lost(one: PromiseView) -> bool:
    return one.told_at is not None and one.expected_at is None
