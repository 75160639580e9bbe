"""The day's journal of bookings: who comes when and to whom; came, did not come, moved, booked by staff."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.bookings.errors import BookingUnknown, OutsideHours, SlotTaken
from prilavok.domains.bookings.queries import list_services, read_booking, read_service
from prilavok.domains.bookings.types import BookingView, SlotView
from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.parts.booking_forms import (
    FormUnclear,
    read_day,
    read_one,
    read_party,
    read_starts,
    read_version,
    read_wanted,
)
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import place_of, stand_at, standing_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.flows.book_by_phone import book_by_phone
from prilavok.flows.cancel_booking import cancel_booking
from prilavok.flows.free_fitting import free_fitting
from prilavok.flows.keep_booking import keep_booking, miss_booking
from prilavok.flows.move_booking import move_booking
from prilavok.insights.booking_pages import read_choice, read_journal
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id

_SEE, _KEEP = "bookings.see", "bookings.keep"
_NOTHING = Empty(
    gettext_lazy("Nobody can be booked here yet"),
    gettext_lazy(
        "The office keeps services, masters, rooms and tables with their hours. Once they are there, the day stands"
        " here by master, room and table, and what customers book appears by itself."
    ),
    "calendar",
)


@needs(_SEE)
@require_GET
def journal(request: HttpRequest) -> HttpResponseBase:
    """The day of the store by master, room and table; the list alone where the live screen asks again."""
    standing = standing_of(request, _SEE)
    shown: dict[str, object] = {"standing": standing, "empty": _NOTHING}
    if standing.place is not None:
        at = clock.now()
        today = at.astimezone(ZoneInfo(standing.place.zone)).date()
        day = read_day(request.GET) or today
        shown |= {
            "place": standing.place,
            "day": day,
            "today": today,
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "columns": read_journal(standing.place, day, at, actor=staff_of(request)),
            "now": at,
            "may_keep": scope_of(request, _KEEP) is not None,
        }
    return page_or_part(request, "tablet/journal.html", shown, {"journal": "tablet/day.html"})


@needs(_SEE)
@require_POST
def stand(request: HttpRequest) -> HttpResponseBase:
    """Look at another store from now on."""
    stand_at(request, _SEE)
    return HttpResponseRedirect(reverse("tablet:journal"))


@needs(_KEEP)
@require_GET
def times(request: HttpRequest) -> HttpResponseBase:
    """The free times: for a new booking of a service, or for one that is to be moved."""
    here = place_of(request, _KEEP)
    moving = read_one(request.GET, "move")
    return _times(request, here, _own(moving, here) if moving else None)


@needs(_KEEP)
@require_POST
def make(request: HttpRequest) -> HttpResponseBase:
    """Book the time for whose phone was said; the same form sent twice is one booking."""
    here, service, key = place_of(request, _KEEP), read_one(request.POST, "service"), request.POST.get("key", "")[:60]
    if service is None or not key:
        raise FormUnclear
    wanted = read_wanted(request, service, here.id, {})
    try:
        made = book_by_phone(
            request.POST.get("phone", "")[:30], wanted, key=key, actor=actor_here(request), at=clock.now()
        )
    except (SlotTaken, OutsideHours) as taken:
        return _times(request, here, None, why=taken, nearest=taken.nearest, status=409)
    if made.overlaps:
        messages.warning(request, _("This person has another booking at that time."))
    messages.success(request, _("Booked."))
    return _to_day(read_booking(made.booking), here)


@needs(_KEEP)
@require_POST
def move(request: HttpRequest, booking: UUID) -> HttpResponseBase:
    """Move it to the time and person chosen: the customer is told."""
    here = place_of(request, _KEEP)
    try:
        move_booking(
            booking, read_starts(request), resource=read_one(request.POST, "resource"),
            version=read_version(request.POST), place=here.id, touchpoint="tablet", actor=actor_here(request),
            at=clock.now(),
        )  # fmt: skip
    except (SlotTaken, OutsideHours) as taken:
        return _times(request, here, _own(booking, here), why=taken, nearest=taken.nearest, status=409)
    messages.success(request, _("Moved; the customer is being told."))
    return _to_day(read_booking(booking), here)


@needs(_KEEP)
@require_POST
def came(request: HttpRequest, booking: UUID) -> HttpResponseBase:
    """They are here."""
    here = place_of(request, _KEEP)
    keep_booking(booking, place=here.id, actor=actor_here(request), at=clock.now())
    return _to_day(read_booking(booking), here)


@needs(_KEEP)
@require_POST
def missed(request: HttpRequest, booking: UUID) -> HttpResponseBase:
    """They did not come: the time and the goods are free again."""
    here = place_of(request, _KEEP)
    miss_booking(booking, place=here.id, actor=actor_here(request), at=clock.now())
    return _to_day(read_booking(booking), here)


@needs(_KEEP)
@require_POST
def cancel(request: HttpRequest, booking: UUID) -> HttpResponseBase:
    """It falls through: the customer is told."""
    here = place_of(request, _KEEP)
    cancel_booking(
        booking, version=read_version(request.POST), place=here.id, actor=actor_here(request), at=clock.now()
    )  # fmt: skip
    messages.success(request, _("Cancelled; the customer is being told."))
    return _to_day(read_booking(booking), here)


@needs(_KEEP)
@require_POST
def free(request: HttpRequest, booking: UUID) -> HttpResponseBase:
    """The goods of the fitting room are bought or back on the shelf."""
    here = place_of(request, _KEEP)
    free_fitting(booking, place=here.id, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The goods are free again."))
    return _to_day(read_booking(booking), here)


def _times(
    request: HttpRequest, here: PlaceName, moving: BookingView | None, *, why: Refused | None = None,
    nearest: tuple[SlotView, ...] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    told = request.POST if request.method == "POST" else request.GET
    services = list_services(place=here.id)
    wished = moving.service if moving else read_one(told, "service")
    service = read_service(wished) if wished else next(iter(services), None)
    shown: dict[str, object] = {
        "place": here,
        "services": services,
        "moving": moving,
        "why": why.say(_) if why else "",
        "nearest": nearest,
        "key": told.get("key") or new_id(clock.now()),
        "resource": read_one(told, "resource"),
        "party": moving.party if moving else read_party(told),
        "phone": told.get("phone", ""),
        "words": told.get("words", ""),
        "empty": _NOTHING,
    }
    if service is not None:
        shown["choice"] = read_choice(
            service, here.id, clock.now(), day=read_day(told), resource=read_one(told, "resource"),
            party=moving.party if moving else read_party(told), by_staff=True, but=moving.id if moving else None,
        )  # fmt: skip
    return render(request, "tablet/times.html", shown, status=status)


def _own(booking: UUID, here: PlaceName) -> BookingView:
    found = read_booking(booking)
    if found.place != here.id:
        raise BookingUnknown
    return found


def _to_day(booking: BookingView, here: PlaceName) -> HttpResponseBase:
    day = booking.starts_at.astimezone(ZoneInfo(here.zone)).date()
    return HttpResponseRedirect(f"{reverse('tablet:journal')}?day={day.isoformat()}")
