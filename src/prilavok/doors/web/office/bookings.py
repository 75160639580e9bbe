"""What may be booked: services, masters, rooms and tables, their hours and the days that are otherwise."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.bookings.errors import ResourceUnfit, ServiceUnfit
from prilavok.domains.bookings.queries import (
    hours_of,
    list_other_days,
    list_resources,
    list_services,
    read_resource,
    read_service,
    services_given,
    spans_as_typed,
    spans_typed,
)
from prilavok.domains.bookings.types import (
    RESOURCE_KINDS,
    SERVICE_KINDS,
    NewBookable,
    NewResource,
    ResourceKind,
    ServiceKind,
    Spans,
)
from prilavok.domains.catalog.queries import list_variant_keys, read_variants
from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.staff.queries import list_staff
from prilavok.doors.web.parts.booking_forms import read_one, read_version
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.days import day_said
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.flows.set_up_bookings import (
    keep_other_days,
    keep_resource,
    keep_service,
    put_away_resource,
    put_away_service,
)
from prilavok.insights.booking_calendar import days_of_place
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.words import LANGUAGES

_SET_UP = "bookings.set_up"
_WEEK = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
#: what is asked of a service in whole minutes (of `ahead` in days): field, what it is, what a new one begins with
_NUMBERS = (
    ("minutes", _("How long it lasts, minutes"), 60),
    ("before", _("To make ready before, minutes"), 0),
    ("after", _("To tidy up after, minutes"), 0),
    ("step", _("A beginning every so many minutes"), 30),
    ("notice", _("Customers book at least so many minutes before"), 60),
    ("ahead", _("Customers book at most so many days ahead"), 60),
    ("change", _("Customers move or cancel until so many minutes before"), 120),
    ("grace", _("After so many minutes it counts as missed"), 15),
    ("remind", _("Remind so many minutes before (0: not at all)"), 120),
)
_MOST_DAYS = 62


class VariantUnknown(Refused):
    """No goods of ours have this number, so no price could be shown."""

    def __init__(self) -> None:
        super().__init__("booking.no_variant", _("No product has this number: leave it empty, or look it up."))


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a service's form."""

    field: str
    title: object
    value: int


@needs(_SET_UP)
def bookings(request: HttpRequest) -> HttpResponseBase:
    """Services, and masters, rooms and tables by place."""
    places = name_places()
    resources = list_resources(archived=True)
    given = services_given([one.id for one in resources])
    services = list_services(archived=True)
    named = {one.id: one for one in services}
    rows = [(one, places.get(one.place), [named[it] for it in given[one.id] if it in named]) for one in resources]
    rows.sort(key=lambda row: (row[1].code if row[1] else "", row[0].id))
    return render(request, "office/bookings.html", {"services": services, "resources": rows})


@needs(_SET_UP)
def service(request: HttpRequest, service: UUID | None = None) -> HttpResponseBase:
    """One service, or a new one; POST keeps it."""
    if request.method == "POST":
        kept = keep_service(
            _service(request), of=service, version=read_version(request.POST), actor=actor_here(request), at=clock.now()
        )
        messages.success(request, gettext("Kept."))
        return HttpResponseRedirect(reverse("office:service", args=[kept]))
    found = read_service(service) if service else None
    variant = read_variants([found.variant]).get(found.variant) if found and found.variant else None
    shown = {
        "service": found,
        "variant": variant,
        "kinds": SERVICE_KINDS,
        "numbers": [
            Number(field, title, getattr(found, field) if found else first) for field, title, first in _NUMBERS
        ],
    }
    return render(request, "office/service.html", shown)


@needs(_SET_UP)
def resource(request: HttpRequest, resource: UUID | None = None) -> HttpResponseBase:
    """A master, room or table, or a new one; POST keeps it with its week and services."""
    if request.method == "POST":
        kept = keep_resource(
            _resource(request, resource), of=resource, version=read_version(request.POST), actor=actor_here(request),
            at=clock.now(),
        )  # fmt: skip
        messages.success(request, gettext("Kept."))
        return HttpResponseRedirect(reverse("office:resource", args=[kept]))
    found = read_resource(resource) if resource else None
    week = hours_of(found.id) if found else dict.fromkeys(range(1, 6), ((600, 1140),))
    place = read_place(found.place) if found else None
    zone = place.zone if place else zone_for(request, staff_of(request))()
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    own = list_other_days(found.id, today) if found else []
    shown = {
        "resource": found,
        "place": place,
        "places": [one for one in name_places().values() if one.kind in ("store", "pickup")],
        "kinds": RESOURCE_KINDS,
        "services": list_services(),
        "given": services_given([found.id])[found.id] if found else [],
        "staff": list_staff(),
        "week": [(nth, name, spans_as_typed(week.get(nth, ()))) for nth, name in enumerate(_WEEK, 1)],
        "other_days": [(one, spans_as_typed(one.spans)) for one in own],
        "place_days": days_of_place(place, today, {one.day for one in own}) if place else [],
        "today": today,
    }
    return render(request, "office/resource.html", shown)


@needs(_SET_UP)
@require_POST
def other_days(request: HttpRequest, resource: UUID) -> HttpResponseBase:
    """Days off or of other hours, for one or for all of the place; with `again` as usual again."""
    found = read_resource(resource)
    first, last = day_said(request.POST.get("since", "")), day_said(request.POST.get("until", ""))
    if first is None:
        raise ResourceUnfit("day")
    days = [first + timedelta(days=nth) for nth in range(((last or first) - first).days + 1)][:_MOST_DAYS]
    spans = None if request.POST.get("again") else _spans(request.POST.get("spans", ""))
    all_here = [one.id for one in list_resources(found.place)]
    chosen = all_here if request.POST.get("all") else [found.id]
    keep_other_days(chosen, days, spans, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("Kept. What is booked on these days already stays in the journal."))
    return HttpResponseRedirect(reverse("office:resource", args=[resource]))


@needs(_SET_UP)
@require_POST
def put_away(request: HttpRequest, what: str, thing: UUID) -> HttpResponseBase:
    """Offer a service, master, room or table no more, or again; what is booked stays."""
    away = request.POST.get("away") == "1"
    act = put_away_service if what == "services" else put_away_resource
    act(thing, away=away, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("Put away; what is booked stays.") if away else gettext("Offered again."))
    return HttpResponseRedirect(reverse("office:bookings"))


def _service(request: HttpRequest) -> NewBookable:
    told = request.POST
    numbers = {field: _whole(told.get(field, ""), field) for field, _title, _first in _NUMBERS}
    sku = told.get("sku", "").strip()[:60]
    variant = list_variant_keys([sku]).get(sku) if sku else None
    if sku and variant is None:
        raise VariantUnknown
    return NewBookable(
        code=told.get("code", "").strip().lower()[:40],
        kind=cast(ServiceKind, told.get("kind", "")),
        name=_name(request),
        variant=variant.id if variant else None,
        **numbers,
    )


def _resource(request: HttpRequest, of: UUID | None) -> NewResource:
    told = request.POST
    place = read_resource(of).place if of else read_one(told, "place")
    if place is None or read_place(place).kind not in ("store", "pickup"):
        raise ResourceUnfit("place")
    return NewResource(
        place=place,
        kind=cast(ResourceKind, told.get("kind", "")),
        name=_name(request),
        gives=tuple(one.id for one in list_services(archived=True) if str(one.id) in told.getlist("gives")),
        week={nth: _spans(told.get(f"day-{nth}", "")) for nth in range(1, 8)},
        seats=_seats(told.get("seats", "")),
        holds=_seats(told.get("holds", "")),
        staff=read_one(told, "staff"),
    )


def _name(request: HttpRequest) -> dict[str, str]:
    return {language: request.POST.get(f"name-{language}", "").replace("\x00", "") for language in LANGUAGES}


def _spans(typed: str) -> Spans:
    spans = spans_typed(typed[:200])
    if spans is None:
        raise ResourceUnfit("hours")
    return spans


def _whole(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ServiceUnfit(field)
    return int(text)


def _seats(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise ResourceUnfit("seats")
    return int(text)
