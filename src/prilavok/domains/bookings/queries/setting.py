"""Services, resources and their hours."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from prilavok.domains.bookings.errors import ResourceUnknown, ServiceUnknown
from prilavok.domains.bookings.rules import read_spans, write_spans
from prilavok.domains.bookings.types import OtherDayView, ResourceView, ServiceView, Spans
from prilavok.kit.pages import Condition, read_rows

_SERVICE = (
    "id, code, kind, name, minutes, before, after, step, notice, ahead, change, grace, remind, variant_id, version,"
    " archived_at"
)
_RESOURCE = "id, place_id, kind, name, seats, holds, staff_id, version, archived_at"


def list_services(*, place: UUID | None = None, kind: str = "", archived: bool = False) -> list[ServiceView]:
    """The services that may be booked, by code. place: given there. archived: those put away too."""
    asked = [] if archived else [Condition("archived_at IS NULL")]
    if kind:
        asked.append(Condition("kind = %s", kind))
    if place is not None:
        asked.append(
            Condition(
                "EXISTS (SELECT FROM bookings_given g JOIN bookings_resource r ON r.id = g.resource_id"
                " WHERE g.service_id = bookings_service.id AND r.place_id = %s::uuid AND r.archived_at IS NULL)",
                place,
            )
        )
    return read_rows(_SERVICE, "bookings_service", row=ServiceView, where=asked, rest="ORDER BY code LIMIT 500")


def read_services(services: Sequence[UUID]) -> dict[UUID, ServiceView]:
    """Those of the services that there are, put away or not, by id."""
    if not services:
        return {}
    asked = [Condition("id = ANY(%s::uuid[])", list(set(services)))]
    return {one.id: one for one in read_rows(_SERVICE, "bookings_service", row=ServiceView, where=asked)}


def read_service(service: UUID) -> ServiceView:
    """One service, put away or not. Raises ServiceUnknown."""
    for found in read_services([service]).values():
        return found
    raise ServiceUnknown


def list_resources(
    place: UUID | None = None, *, service: UUID | None = None, archived: bool = False
) -> list[ResourceView]:
    """Masters, rooms and tables, of a place or of all. service: those that give it."""
    asked = [] if archived else [Condition("archived_at IS NULL")]
    if place is not None:
        asked.append(Condition("place_id = %s::uuid", place))
    if service is not None:
        asked.append(
            Condition(
                "EXISTS (SELECT FROM bookings_given g WHERE g.resource_id = bookings_resource.id"
                " AND g.service_id = %s::uuid)",
                service,
            )
        )
    return read_rows(_RESOURCE, "bookings_resource", row=ResourceView, where=asked, rest="ORDER BY id LIMIT 1000")


def read_resources(resources: Sequence[UUID]) -> dict[UUID, ResourceView]:
    """Those of the resources that there are, put away or not, by id."""
    if not resources:
        return {}
    asked = [Condition("id = ANY(%s::uuid[])", list(set(resources)))]
    return {one.id: one for one in read_rows(_RESOURCE, "bookings_resource", row=ResourceView, where=asked)}


def read_resource(resource: UUID) -> ResourceView:
    """One resource, put away or not. Raises ResourceUnknown."""
    for found in read_resources([resource]).values():
        return found
    raise ResourceUnknown


def places_giving(service: UUID) -> list[UUID]:
    """At which places the service may be booked."""
    return read_rows(
        "DISTINCT r.place_id",
        "bookings_given g JOIN bookings_resource r ON r.id = g.resource_id",
        row=_alone,
        where=[Condition("g.service_id = %s::uuid AND r.archived_at IS NULL", service)],
    )


def services_given(resources: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Which services each of these resources gives."""
    found: dict[UUID, list[UUID]] = {one: [] for one in resources}
    if resources:
        asked = [Condition("resource_id = ANY(%s::uuid[])", list(resources))]
        for resource, service in read_rows("resource_id, service_id", "bookings_given", row=_pair, where=asked):
            found[resource].append(service)
    return found


def hours_of(resource: UUID) -> Mapping[int, Spans]:
    """The working spans of a resource by ISO weekday; a day without any is left out."""
    rows = read_rows(
        "weekday, begins, ends",
        "bookings_hours",
        row=lambda *row: row,
        where=[Condition("resource_id = %s::uuid", resource)],
        rest="ORDER BY weekday, begins",
    )
    week: dict[int, Spans] = {}
    for weekday, begins, ends in rows:
        week[weekday] = (*week.get(weekday, ()), (begins, ends))
    return week


def list_other_days(resource: UUID, since: date) -> list[OtherDayView]:
    """The dated exceptions of a resource from a day on."""
    rows = read_rows(
        "day, begins, ends",
        "bookings_other_day",
        row=lambda *row: row,
        where=[Condition("resource_id = %s::uuid AND day >= %s", resource, since)],
        rest="ORDER BY day, begins LIMIT 400",
    )
    days: dict[date, Spans] = {}
    for day, begins, ends in rows:
        days[day] = (*days.get(day, ()), *(() if begins is None else ((begins, ends),)))
    return [OtherDayView(day, spans) for day, spans in days.items()]


def spans_typed(text: str) -> Spans | None:
    """Spans as typed ("10:00-14:00, 15:00-19:00"); None where they cannot be read."""
    spans = read_spans(text)
    return None if spans is None else tuple(spans)


def spans_as_typed(spans: Spans) -> str:
    """The same the other way round."""
    return write_spans(spans)


def _alone(value: UUID) -> UUID:
    return value


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return one, other
