"""What may be booked is set up: services, resources, hours, exceptions."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from prilavok.domains.bookings.errors import (
    ResourceUnfit,
    ResourceUnknown,
    ServiceUnfit,
    ServiceUnknown,
    SetUpMovedOn,
)
from prilavok.domains.bookings.models import Bookable, Given, OtherDay, Resource, WorkingHours
from prilavok.domains.bookings.rules import DAY_OF_MINUTES
from prilavok.domains.bookings.types import RESOURCE_KINDS, SERVICE_KINDS, NewBookable, NewResource, Spans
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import check_words

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LONGEST_NAME = 120
_MONTH = 31 * DAY_OF_MINUTES
#: the least and the most of each number of a service
_BOUNDS: Mapping[str, tuple[int, int]] = {
    "minutes": (1, DAY_OF_MINUTES),
    "before": (0, DAY_OF_MINUTES),
    "after": (0, DAY_OF_MINUTES),
    "step": (5, DAY_OF_MINUTES),
    "notice": (0, _MONTH),
    "ahead": (1, 366),
    "change": (0, _MONTH),
    "grace": (1, DAY_OF_MINUTES),
    "remind": (0, _MONTH),
}
_MOST_SEATS = 200


def put_service(told: NewBookable, *, of: UUID | None, version: int | None, at: datetime) -> UUID:
    """Keep a service; its id. of: the one that is changed, None for a new one; version: as it was looked at.

    What is booked already keeps its time. Raises ServiceUnfit naming the field, ServiceUnknown, SetUpMovedOn, Refused
    for words that are none.
    """
    name = check_words(told.name, needed=("ru",), longest=_LONGEST_NAME)
    if not _CODE.fullmatch(told.code):
        raise ServiceUnfit("code")
    if told.kind not in SERVICE_KINDS:
        raise ServiceUnfit("kind")
    numbers = {field: int(getattr(told, field)) for field in _BOUNDS}
    for field, (least, most) in _BOUNDS.items():
        if not least <= numbers[field] <= most:
            raise ServiceUnfit(field)
    kept = {"code": told.code, "kind": told.kind, "name": name, "variant_id": told.variant, **numbers}
    try:
        with transaction.atomic():
            if of is None:
                return Bookable.objects.create(id=new_id(at), **kept).id
            row = Bookable.objects.select_for_update(no_key=True).filter(id=of).first()
            if row is None:
                raise ServiceUnknown
            _same(of, row.version, version)
            Bookable.objects.filter(id=of).update(**kept, version=row.version + 1)
            return of
    except IntegrityError:  # somebody took the code in the same moment
        raise ServiceUnfit("code") from None


def put_resource(told: NewResource, *, of: UUID | None, version: int | None, at: datetime) -> UUID:
    """Keep a master, room or table with its weekly hours and services; its id. See put_service.

    What is booked already stays. Raises ResourceUnfit naming the field, ResourceUnknown, SetUpMovedOn.
    """
    name = check_words(told.name, needed=("ru",), longest=_LONGEST_NAME)
    if told.kind not in RESOURCE_KINDS:
        raise ResourceUnfit("kind")
    for field in ("seats", "holds"):
        if not 1 <= int(getattr(told, field)) <= _MOST_SEATS:
            raise ResourceUnfit(field)
    for weekday, spans in told.week.items():
        if weekday not in range(1, 8) or not _fit(spans):
            raise ResourceUnfit("hours")
    kept = {"kind": told.kind, "name": name, "seats": told.seats, "holds": told.holds, "staff_id": told.staff}
    if of is None:
        of = Resource.objects.create(id=new_id(at), place_id=told.place, **kept).id
    else:
        row = _locked(of)
        _same(of, row.version, version)
        Resource.objects.filter(id=of).update(**kept, version=row.version + 1)
    _give(of, told.gives, at)
    WorkingHours.objects.filter(resource=of).delete()
    spans_of = [(weekday, *span) for weekday, spans in told.week.items() for span in spans]
    WorkingHours.objects.bulk_create(
        [
            WorkingHours(id=id, resource_id=of, weekday=weekday, begins=begins, ends=ends)
            for id, (weekday, begins, ends) in zip(new_ids(len(spans_of), at), spans_of, strict=True)
        ]
    )
    return of


def put_other_days(resources: Sequence[UUID], days: Sequence[date], spans: Spans | None, *, at: datetime) -> None:
    """Work these days in these spans instead of the usual ones; none of them: days off; None: as usual again.

    What is booked already stays, and stands in the journal. Raises ResourceUnknown, ResourceUnfit.
    """
    if spans is not None and not _fit(spans):
        raise ResourceUnfit("hours")
    for resource in sorted(set(resources)):
        _locked(resource)
    OtherDay.objects.filter(resource__in=resources, day__in=days).delete()
    if spans is None:
        return
    rows = [
        (resource, day, *span)
        for resource in resources
        for day in sorted(set(days))
        for span in spans or ((None, None),)
    ]
    OtherDay.objects.bulk_create(
        [
            OtherDay(id=id, resource_id=resource, day=day, begins=begins, ends=ends)
            for id, (resource, day, begins, ends) in zip(new_ids(len(rows), at), rows, strict=True)
        ]
    )


def archive_service(service: UUID, *, away: bool, at: datetime) -> bool:
    """Put a service away, or take it up again; whether that changed anything. What is booked stays."""
    rows = Bookable.objects.filter(id=service)
    if not rows.exists():
        raise ServiceUnknown
    return bool(rows.filter(archived_at__isnull=away).update(archived_at=at if away else None))


def archive_resource(resource: UUID, *, away: bool, at: datetime) -> bool:
    """Put a resource away, or take it up again; whether that changed anything. What is booked stays."""
    _locked(resource)
    rows = Resource.objects.filter(id=resource, archived_at__isnull=away)
    return bool(rows.update(archived_at=at if away else None))


def _locked(resource: UUID) -> Resource:
    """Held against whoever books it in this moment."""
    row = Resource.objects.select_for_update(no_key=True).filter(id=resource).first()
    if row is None:
        raise ResourceUnknown
    return row


def _same(thing: UUID, is_now: int, looked_at: int | None) -> None:
    if looked_at is not None and looked_at != is_now:
        raise SetUpMovedOn(thing)


def _fit(spans: Spans) -> bool:
    each = all(0 <= begin < DAY_OF_MINUTES and begin < end <= begin + DAY_OF_MINUTES for begin, end in spans)
    return each and all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))


def _give(resource: UUID, services: Sequence[UUID], at: datetime) -> None:
    known = list(Bookable.objects.filter(id__in=services).values_list("id", flat=True))
    if len(known) != len(set(services)):
        raise ServiceUnknown
    Given.objects.filter(resource=resource).exclude(service__in=known).delete()
    held = set(Given.objects.filter(resource=resource).values_list("service_id", flat=True))
    fresh = [one for one in known if one not in held]
    Given.objects.bulk_create(
        [
            Given(id=id, resource_id=resource, service_id=service)
            for id, service in zip(new_ids(len(fresh), at), fresh, strict=True)
        ]
    )
