"""The shop says how parcels go and on which days none does; by when a parcel is at its door is promised."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from prilavok.domains.shipments.errors import DoorTermsUnfit
from prilavok.domains.shipments.models import DoorTime, NoBringingDay, Promised
from prilavok.domains.shipments.queries import check_door_terms
from prilavok.domains.shipments.types.doors import AtDoor, DoorTerms
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

MOST_REST_DAYS = 60


def set_door_terms(
    told: DoorTerms | None, *, place: UUID | None, zone: UUID | None, actor: Actor, at: datetime
) -> None:
    """Parcels go so from now on, from a place (None: from any) to a zone (None: to any); told None: nothing is said.

    What was promised before stays. Raises DoorTermsUnfit.
    """
    if told is not None:
        check_door_terms(told)
    DoorTime.objects.filter(place=place, zone=zone, valid_to=None).update(valid_to=at)
    if told is None:
        return
    DoorTime.objects.create(
        id=new_id(at), place_id=place, zone_id=zone, cut_off=told.cut_off, leaves=told.leaves, least=told.least,
        most=told.most, until=told.until, weekdays=sorted(told.weekdays), valid_from=at, set_by=actor.id,
    )  # fmt: skip


def set_rest_days(days: Sequence[date], *, place: UUID | None, rest: bool, actor: Actor, at: datetime) -> None:
    """Nothing is brought on these days from a place (None: from any), or (rest False) as usual again.

    Raises DoorTermsUnfit where no day is named, or more than can be meant.
    """
    if not 0 < len(set(days)) <= MOST_REST_DAYS:
        raise DoorTermsUnfit("day")
    known = NoBringingDay.objects.filter(place=place, day__in=days)
    if not rest:
        known.delete()
        return
    kept = set(known.values_list("day", flat=True))
    NoBringingDay.objects.bulk_create(
        NoBringingDay(id=new_id(at), place_id=place, day=day, set_by=actor.id, set_at=at)
        for day in sorted(set(days) - kept)
    )


def promise_door(shipment: UUID, place: UUID, plan: AtDoor, *, known: datetime | None = None, at: datetime) -> None:
    """Promise by when a parcel is at the door, or promise it anew.

    known: by when its customer reckons with it already. What is later than that is said to be late at once, and the
    promise stays what it was; what is sooner changes nothing for them.
    """
    late = known is not None and plan.by > known
    said = {
        "place_id": place,
        "ready_by": known or plan.by,
        "warn_at": at if late else plan.leaves - timedelta(minutes=plan.warn),
        "leaves_at": plan.leaves,
        "home_from": plan.earliest,
        "told_at": None,
        "expected_at": None,
        "over": False,
    }
    Promised.objects.update_or_create(shipment_id=shipment, defaults=said)
