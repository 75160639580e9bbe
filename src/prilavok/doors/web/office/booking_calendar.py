"""The calendar of bookings: a day or a week of a place by master, room and table, and a booking moved from it."""

from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from prilavok.domains.bookings.errors import BookingUnknown, OutsideHours, SlotTaken
from prilavok.domains.bookings.queries import read_booking, read_service
from prilavok.domains.bookings.types import BookingView, SlotView
from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.parts.booking_forms import read_day, read_one, read_starts, read_version
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import Standing, standing_of
from prilavok.flows.move_booking import move_booking
from prilavok.insights.booking_calendar import WEEK, read_calendar
from prilavok.insights.booking_pages import booking_rows, read_choice
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_SEE, _KEEP = "bookings.see", "bookings.keep"
_NOBODY = gettext_lazy("Nobody can be booked here yet")
_TEACHES = gettext_lazy(
    "First a service: a haircut, a consultation, a fitting room, a table. Then the masters, rooms or tables that give"
    " it, with their hours. From then on the day stands here: who comes when, and what is free."
)


@needs(_SEE)
@require_GET
def calendar(request: HttpRequest) -> HttpResponseBase:
    """A day of a place by master, room and table, or its week."""
    standing, asked = standing_of(request, _SEE), read_one(request.GET, "place")
    place = _one_of(standing, asked) if asked else standing.place or next(iter(standing.choices), None)
    if asked and place is None:
        raise NotFound("place.unknown", _("There is no such place."))
    shown: dict[str, object] = {"standing": standing}
    if place is not None:
        at = clock.now()
        today = at.astimezone(ZoneInfo(place.zone)).date()
        day, week = read_day(request.GET) or today, request.GET.get("view") == "week"
        first = day - timedelta(days=day.weekday()) if week else day
        step = timedelta(days=WEEK if week else 1)
        set_up = (_("What may be booked"), reverse("office:bookings")) if scope_of(request, "bookings.set_up") else None
        shown |= {
            "place": place,
            "calendar": read_calendar(place.id, first, WEEK if week else 1, at, actor=staff_of(request)),
            "day": day,
            "last": first + step - timedelta(days=1),
            "today": today,
            "week": week,
            "of_today": _address(place, today, week),
            "before": _address(place, day - step, week),
            "after": _address(place, day + step, week),
            "of_day": _address(place, day, False),
            "of_week": _address(place, day, True),
            "may_keep": _may_keep(request, place.id),
            "empty": Empty(_NOBODY, _TEACHES, "calendar", set_up),
        }
    return render(request, "office/booking_calendar.html", shown)


@needs(_KEEP)
def move(request: HttpRequest, booking: UUID) -> HttpResponseBase:
    """The free times to which a booking may be moved; POST moves it, and the customer is told."""
    found = read_booking(booking)
    place = _one_of(standing_of(request, _KEEP), found.place)
    if place is None:
        raise BookingUnknown
    if request.method != "POST":
        return _times(request, found, place)
    try:
        move_booking(
            booking, read_starts(request), resource=read_one(request.POST, "resource"),
            version=read_version(request.POST), place=place.id, touchpoint="desk",
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except (SlotTaken, OutsideHours) as taken:
        return _times(request, found, place, why=taken, nearest=taken.nearest, status=409)
    messages.success(request, _("Moved; the customer is being told."))
    day = read_booking(booking).starts_at.astimezone(ZoneInfo(place.zone)).date()
    return HttpResponseRedirect(f"{reverse('office:booking_calendar')}{_address(place, day, False)}")


def _times(
    request: HttpRequest, moving: BookingView, place: PlaceName, *, why: Refused | None = None,
    nearest: tuple[SlotView, ...] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    told, at = request.POST if request.method == "POST" else request.GET, clock.now()
    resource = read_one(told, "resource")
    now = moving.starts_at.astimezone(ZoneInfo(place.zone)).date()
    shown = {
        "place": place,
        "row": booking_rows([moving], at, actor=staff_of(request))[0],
        "back": f"{reverse('office:booking_calendar')}{_address(place, now, False)}",
        "choice": read_choice(
            read_service(moving.service), place.id, at, day=read_day(told) or now, resource=resource,
            party=moving.party, by_staff=True, but=moving.id,
        ),
        "resource": resource,
        "why": why.say(_) if why else "",
        "nearest": nearest,
    }  # fmt: skip
    return render(request, "office/move_booking.html", shown, status=status)


def _one_of(standing: Standing, asked: UUID) -> PlaceName | None:
    """The place, if it is one of those at which the one who looks may stand."""
    known = (standing.place, *standing.choices) if standing.place else standing.choices
    return next((one for one in known if one.id == asked), None)


def _may_keep(request: HttpRequest, place: UUID) -> bool:
    if scope_of(request, _KEEP) is None:
        return False
    return scope_of(request, _KEEP) == "company" or staff_of(request).place == place


def _address(place: PlaceName, day: date, week: bool) -> str:
    return "?" + urlencode({"place": place.id, "day": day.isoformat()} | ({"view": "week"} if week else {}))
