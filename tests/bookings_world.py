"""A salon to book at: a service, masters with their hours, and people who ask for times."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests import make

from prilavok.domains.bookings.actions import put_resource, put_service
from prilavok.domains.bookings.queries import list_slots, read_service
from prilavok.domains.bookings.types import NewBookable, NewResource, ResourceKind, SlotView, Spans, Wanted
from prilavok.domains.places.queries import read_place
from prilavok.kit.events.actor import Actor
from prilavok.kit.open_hours import other_minutes

#: from ten to six, every day
WEEK: Mapping[int, Spans] = dict.fromkeys(range(1, 8), ((600, 1080),))
ZONE = "Asia/Almaty"
#: a Monday; nine in the morning in Greenwich is two in the afternoon in Almaty
NOW = make.AT
TOMORROW = date(2026, 3, 3)
STAFF = Actor("staff", UUID(int=77))
_numbers = iter(range(1, 10**6))


@dataclass(frozen=True)
class Salon:
    """A place, what is booked there, and who gives it."""

    place: UUID
    service: UUID
    masters: tuple[UUID, ...]
    zone: str = ZONE
    seen: dict[str, object] = field(default_factory=dict)

    @property
    def master(self) -> UUID:
        return self.masters[0]

    def slots(self, day: date = TOMORROW, at: datetime = NOW, days: int = 1, party: int = 1) -> list[SlotView]:
        place_days = other_minutes(read_place(self.place).hours)
        return list_slots(
            read_service(self.service), self.place, day, zone=self.zone, place_days=place_days, at=at, days=days,
            party=party,
        )  # fmt: skip

    def free(self, day: date = TOMORROW, at: datetime = NOW, **more: int) -> list[SlotView]:
        return [slot for slot in self.slots(day, at, **more) if slot.open]

    def wanted(self, nth: int = 0, *, day: date = TOMORROW, resource: UUID | None = None, **more: Any) -> Wanted:
        """The nth time of the day at which somebody works."""
        times = sorted({slot.starts_at for slot in self.slots(day)})
        return replace(Wanted(service=self.service, place=self.place, starts_at=times[nth], resource=resource), **more)


def open_salon(
    masters: int = 1,
    *,
    place: UUID | None = None,
    zone: str = ZONE,
    week: Mapping[int, Spans] = WEEK,
    seats: int = 1,
    holds: int = 1,
    resource: ResourceKind = "master",
    **service: Any,
) -> Salon:
    """A salon of so many masters with the same hours."""
    place = place or make.place(zone=zone)
    nth = next(_numbers)
    name = {"ru": "Стрижка", "en": "Haircut"}
    haircut = NewBookable(code=f"service-{nth}", kind="appointment", name=name, minutes=60, step=60, change=60)
    made = put_service(replace(haircut, **service), of=None, version=None, at=NOW)
    given = tuple(
        put_resource(
            NewResource(
                place=place, kind=resource, name={"ru": f"Мастер {n}", "en": f"Master {n}"}, gives=(made,),
                week=week, seats=seats, holds=holds,
            ),
            of=None, version=None, at=NOW,
        )
        for n in range(masters)
    )  # fmt: skip
    return Salon(place, made, given, zone)


def book(
    salon: Salon, leaf: UUID | None = None, *, key: str = "", at: datetime = NOW, nth: int = 0, **more: Any
) -> UUID:
    """The nth time of tomorrow, booked on the site; the booking."""
    from prilavok.flows.make_booking import make_booking

    whose = leaf or make.leaf()
    asked = salon.wanted(nth, **more)
    key = key or f"key-{next(_numbers)}"
    return make_booking(asked, leaf=whose, key=key, touchpoint="site", actor=Actor("leaf", whose), at=at).booking


def later(at: datetime, **more: float) -> datetime:
    return at + timedelta(**more)
