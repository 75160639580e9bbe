"""How parcels go, for who sets it up: the terms that hold, days off, and what other terms would promise."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.places.queries import name_places, read_places, read_sending, zone_of
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.shipments.queries import (
    list_door_terms,
    list_rest_days,
    list_zones,
    read_zones,
    try_terms,
    when_at_door,
)
from prilavok.domains.shipments.types.delivering import ZoneView
from prilavok.domains.shipments.types.doors import AtDoor, DoorTerms, DoorTermsView
from prilavok.insights.home_way import sends_from


@dataclass(frozen=True, slots=True)
class TermsRow:
    """Terms with the names of what they are of; None: of every place, or wherever it is brought."""

    kept: DoorTermsView
    place: PlaceName | None
    zone: ZoneView | None


@dataclass(frozen=True, slots=True)
class DoorSetUp:
    """Everything the shop says of by when parcels are at the door. rest: days off to come, with their places."""

    rows: tuple[TermsRow, ...]
    rest: tuple[tuple[PlaceName | None, date], ...]
    zones: tuple[ZoneView, ...]
    senders: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What an order placed now would be promised from a place: as things are, and by the terms that are tried."""

    place: PlaceView
    now: AtDoor | None
    then: AtDoor | None


def door_set_up(at: datetime) -> DoorSetUp:
    """How parcels go, with names."""
    rows, places = list_door_terms(at), name_places()
    zones = read_zones([row.zone for row in rows if row.zone])
    today = at.astimezone(ZoneInfo(zone_of(None))).date()
    return DoorSetUp(
        tuple(
            TermsRow(row, places.get(row.place) if row.place else None, zones.get(row.zone) if row.zone else None)
            for row in rows
        ),
        tuple((places.get(one.place) if one.place else None, one.day) for one in list_rest_days(today)),
        tuple(list_zones()),
        tuple(_senders()),
    )


def try_door_terms(told: DoorTerms, *, place: UUID | None, zone: UUID | None, at: datetime) -> list[Trial]:
    """What an order placed now to a part of town would be promised, from each place these terms are of that sends.

    What is said more narrowly than these terms goes on holding, and is not tried.
    """
    rows, trials = list_door_terms(at), []
    for one in _senders():
        if place not in (None, one.id):
            continue
        sender = sends_from(one, at)
        now = when_at_door([sender], zone, at)[one.id]
        narrower = place is None and any(row.place == one.id and row.zone in (None, zone) for row in rows)
        trials.append(Trial(one, now, now if narrower else try_terms(sender, told)))
    return trials


def _senders() -> list[PlaceView]:
    names = [one.id for one in name_places().values() if one.kind in ("store", "warehouse")]
    sending = {one for one, kept in read_sending(names).items() if kept.told.sends}
    return sorted(read_places(list(sending)).values(), key=lambda one: one.code)
