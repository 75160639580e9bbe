"""Booking a time: service, place, whom, day and time on one page; and one's own booking, moved and given back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.bookings.errors import BookingUnknown, OutsideHours, ServiceUnknown, SlotTaken
from prilavok.domains.bookings.queries import read_booking, read_service
from prilavok.domains.bookings.types import FITTING, ServiceView, SlotView
from prilavok.domains.catalog.queries import read_variants
from prilavok.doors.web.parts.booking_forms import (
    FormUnclear,
    read_day,
    read_one,
    read_party,
    read_starts,
    read_version,
    read_wanted,
)
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, see_other, show
from prilavok.flows.cancel_booking import cancel_booking
from prilavok.flows.make_booking import make_booking
from prilavok.flows.move_booking import move_booking
from prilavok.flows.say_consent import say_consent
from prilavok.insights.booking_pages import list_offered, places_of, read_choice, read_own_booking
from prilavok.insights.shop_checkout import ORDERS, contacts_of
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id


class PhoneNeeded(Refused):
    """Somebody unknown books without a phone: nobody could tell them if the time falls through."""

    def __init__(self) -> None:
        super().__init__("booking.no_phone", _("Leave a phone, so that we can tell you if anything changes."))


@for_shoppers
@require_safe
def bookings(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """What may be booked."""
    return show(request, shopper, "shop/services.html", {"offered": list_offered(shopper.store, shopper.at)})


@for_shoppers
@require_safe
def times(request: HttpRequest, shopper: Shopper, service: UUID) -> HttpResponseBase:
    """The free times of a service; with `move` those to which one's own booking can go."""
    return _choosing(request, shopper, _open(service))


@for_shoppers
@require_POST
def make(request: HttpRequest, shopper: Shopper, service: UUID) -> HttpResponseBase:
    """Book the time; the same form sent twice is one booking."""
    chosen, place = _open(service), posted_id(request, "place")
    key = request.POST.get("key", "")[:60]
    if place is None or not key:
        raise FormUnclear
    contacts = contacts_of(shopper.customer, shopper.leaves, shopper.at)
    phone = request.POST.get("phone", "").strip()[:30]
    if not contacts.phone and not contacts.channels and not phone:
        raise PhoneNeeded
    if request.POST.get("tell") == "yes" and contacts.channels:
        say_consent(
            shopper.leaf, contacts.channels, ORDERS, yes=True, source="checkout", actor=shopper.actor, at=shopper.at
        )
    wanted = read_wanted(request, chosen.id, place, _goods(request, shopper, chosen))
    try:
        made = make_booking(
            wanted, leaf=shopper.leaf, key=key, touchpoint="site", phone="" if contacts.phone else phone,
            actor=shopper.actor, at=shopper.at,
        )  # fmt: skip
    except (SlotTaken, OutsideHours) as taken:
        return _choosing(request, shopper, chosen, nearest=taken.nearest, why=taken, status=409)
    if made.overlaps:
        messages.warning(request, gettext("You have another booking at that time. Look at both on your page."))
    response = see_other(request, f"/shop/booking/{made.booking}?new=1")
    response.headers["Location"] = f"/shop/booking/{made.booking}{'?new=1' if made.new else ''}"
    return response


@for_shoppers
@require_safe
def booking(request: HttpRequest, shopper: Shopper, booking: UUID) -> HttpResponseBase:
    """One's own booking."""
    row, moved = read_own_booking(booking, shopper.leaves, shopper.at)
    shown = {"row": row, "moved": moved, "new": request.GET.get("new") == "1"}
    return show(request, shopper, "shop/booking.html", shown)


@for_shoppers
@require_POST
def move(request: HttpRequest, shopper: Shopper, booking: UUID) -> HttpResponseBase:
    """Move it to the time chosen."""
    row, _moved = read_own_booking(booking, shopper.leaves, shopper.at)
    try:
        move_booking(
            booking, read_starts(request), resource=read_one(request.POST, "resource"),
            version=read_version(request.POST), leaf=shopper.leaf, touchpoint="site", actor=shopper.actor,
            at=shopper.at,
        )  # fmt: skip
    except (SlotTaken, OutsideHours) as taken:
        return _choosing(
            request, shopper, row.service, nearest=taken.nearest, why=taken, moving=booking, status=409
        )  # fmt: skip
    messages.success(request, gettext("The booking was moved."))
    return see_other(request, f"/shop/booking/{booking}")


@for_shoppers
@require_POST
def cancel(request: HttpRequest, shopper: Shopper, booking: UUID) -> HttpResponseBase:
    """Give the time back. Done twice it is done once."""
    cancel_booking(
        booking, version=read_version(request.POST), leaf=shopper.leaf, actor=shopper.actor, at=shopper.at
    )  # fmt: skip
    messages.success(request, gettext("The booking is cancelled; the time is free again."))
    return see_other(request, f"/shop/booking/{booking}")


def _open(service: UUID) -> ServiceView:
    found = read_service(service)
    if found.archived_at is not None:
        raise ServiceUnknown
    return found


def _choosing(
    request: HttpRequest, shopper: Shopper, service: ServiceView, *, nearest: tuple[SlotView, ...] = (),
    why: Refused | None = None, moving: UUID | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    told = request.POST if request.method == "POST" else request.GET
    moving = moving or read_one(told, "move")
    moved = read_booking(moving) if moving else None
    if moved is not None and moved.leaf not in shopper.leaves:
        raise BookingUnknown
    places = places_of(service.id) if moved is None else [one for one in places_of(service.id) if one.id == moved.place]
    if not places:
        raise ServiceUnknown
    ids = [one.id for one in places]
    wished = [read_one(told, "place"), moved.place if moved else None, shopper.store.id if shopper.store else None]
    place = next((one for one in wished if one in ids), ids[0])
    resource = read_one(told, "resource")
    party = moved.party if moved else read_party(told)
    choice = read_choice(
        service, place, shopper.at, day=read_day(told), resource=resource, party=party, but=moving
    )  # fmt: skip
    shown = {
        "choice": choice,
        "places": places,
        "resource": resource,
        "party": party,
        "moving": moved,
        "nearest": nearest,
        "why": why.say(gettext) if why else "",
        "key": told.get("key") or new_id(shopper.at),
        "words": told.get("words", ""),
        "phone": told.get("phone", ""),
        "contacts": contacts_of(shopper.customer, shopper.leaves, shopper.at),
        "goods": _in_basket(shopper) if service.kind == FITTING and moved is None else (),
    }
    return show(request, shopper, "shop/times.html", shown, status=status)


def _in_basket(shopper: Shopper) -> list[object]:
    lines = shopper.basket.lines if shopper.basket else ()
    variants = read_variants([line.variant for line in lines])
    return [(variants[line.variant], line.quantity) for line in lines if line.variant in variants]


def _goods(request: HttpRequest, shopper: Shopper, service: ServiceView) -> dict[UUID, int]:
    """The lines of the basket that were ticked, with as many units as lie in it."""
    if service.kind != FITTING or shopper.basket is None:
        return {}
    ticked = set(request.POST.getlist("goods"))
    return {line.variant: line.quantity for line in shopper.basket.lines if str(line.variant) in ticked}
