"""Delivery: parts of town, what bringing costs, who sends, and by which rules the sending place is chosen."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.places.queries import name_places, read_sending
from prilavok.domains.places.types import Sends
from prilavok.domains.shipments.queries import delivery_prices, list_zones, read_zones, routing_rules
from prilavok.domains.shipments.types.delivering import Point
from prilavok.domains.shipments.types.routing import SPLITS, RoutingRules, RoutingRulesView, Split
from prilavok.doors.web.office.typed import told_back
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.clear_place import clear_place
from prilavok.flows.keep_delivery_terms import (
    PriceTold,
    drop_zone,
    name_zone,
    price_delivery,
    rule_routing,
    say_sending,
)
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.money import Money, exact_text, read_money

_SET_UP = "deliveries.set_up"
_SENDERS = ("store", "warehouse")
_MICRO = 1_000_000
_COSTS = ("parcel", "km", "waiting", "closed")


class NoNumber(Refused):
    """What was typed is no number where one is asked."""

    def __init__(self) -> None:
        super().__init__("delivery.no_number", _("Type numbers: sums, metres, and points as 43.238000."))


@needs(_SET_UP)
@require_GET
def delivery(request: HttpRequest) -> HttpResponseBase:
    """Everything the shop says of delivery, in each currency its places sell in."""
    at, places = clock.now(), name_places()
    currencies = sorted({one.currency for one in places.values() if one.kind in _SENDERS})
    senders = [one for one in places.values() if one.kind in _SENDERS]
    sending = read_sending([one.id for one in senders])
    prices = [row for currency in currencies for row in delivery_prices(currency, at)]
    zones = read_zones([row.zone for row in prices if row.zone])
    kept = {currency: routing_rules(currency, at) for currency in currencies}
    shown = {
        "zones": [(one, _degrees(one.point.latitude), _degrees(one.point.longitude)) for one in list_zones()],
        "prices": [
            (row, places.get(row.place) if row.place else None, zones.get(row.zone) if row.zone else None)
            for row in prices
        ],
        "rules": [_rules_row(currency, one) for currency, one in kept.items()],
        "splits": SPLITS,
        "currencies": currencies,
        "stores": [one for one in senders if one.kind == "store"],
        "senders": [
            (
                one, sending[one.id], _degrees(sending[one.id].told.latitude), _degrees(sending[one.id].told.longitude),
                exact_text(Money(sending[one.id].told.handling, one.currency)),
            )
            for one in senders
        ],
    }  # fmt: skip
    return render(request, "office/delivery.html", shown)


@needs(_SET_UP)
@require_POST
def rules(request: HttpRequest) -> HttpResponseBase:
    """By these rules from now on."""

    def keep() -> None:
        form, currency = request.POST, request.POST.get("currency", "")[:3]
        split = form.get("split", "")
        sums = {f"{name}_amount": _sum(form.get(name, ""), currency) or 0 for name in _COSTS}
        told = RoutingRules(
            _split(split), _whole(form.get("most_parts", "")) or 0, _whole(form.get("most_metres", "")), **sums,
            unknown_metres=_whole(form.get("unknown_metres", "")) or 0,
        )  # fmt: skip
        rule_routing(told, currency=currency, actor=actor_here(request), at=clock.now())

    return _kept(request, keep, "rules")


@needs(_SET_UP)
@require_POST
def zone(request: HttpRequest) -> HttpResponseBase:
    """A new part of town, or a changed one."""

    def keep() -> None:
        form = request.POST
        latitude, longitude = _spot(form.get("latitude", "")), _spot(form.get("longitude", ""))
        if latitude is None or longitude is None:
            raise NoNumber
        name = {language: form.get(f"name-{language}", "") for language in ("ru", "kk", "en")}
        of = _id(form.get("zone", ""))
        version = _whole(form.get("version", "")) if of else None
        name_zone(
            form.get("code", "")[:41], name, Point(latitude, longitude), of=of, version=version,
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip

    return _kept(request, keep, "zones")


@needs(_SET_UP)
@require_POST
def zone_out(request: HttpRequest, zone: UUID) -> HttpResponseBase:
    """Bring nothing there any more."""
    return _kept(request, lambda: drop_zone(zone, actor=actor_here(request), at=clock.now()), "zones")


@needs(_SET_UP)
@require_POST
def price(request: HttpRequest) -> HttpResponseBase:
    """Bringing costs so much from now on; an empty sum: it is not brought there."""

    def keep() -> None:
        form, currency = request.POST, request.POST.get("currency", "")[:3]
        told = PriceTold(
            _id(form.get("place", "")), _id(form.get("zone", "")), _whole(form.get("up_to", "")),
            _sum(form.get("amount", ""), currency), _sum(form.get("free_from", ""), currency), currency,
        )  # fmt: skip
        price_delivery(told, actor=actor_here(request), at=clock.now())

    return _kept(request, keep, "prices")


@needs(_SET_UP)
@require_POST
def sending(request: HttpRequest) -> HttpResponseBase:
    """Whether and how a place sends."""

    def keep() -> None:
        form, place = request.POST, _id(request.POST.get("place", ""))
        known = name_places()
        if place not in known:
            raise NoNumber
        told = Sends(
            form.get("sends") == "yes", _spot(form.get("latitude", "")), _spot(form.get("longitude", "")),
            _sum(form.get("handling", ""), known[place].currency) or 0, _whole(form.get("most_waiting", "")),
            form.get("ahead") == "yes",
        )  # fmt: skip
        say_sending(
            place, told, version=_whole(form.get("version", "")) or 0, actor=actor_here(request), at=clock.now()
        )

    return _kept(request, keep, "senders")


@needs(_SET_UP)
@require_POST
def clear(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """Give the parcels that wait at a place to others."""
    try:
        done = clear_place(place, actor=actor_here(request), at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return told_back("office:delivery", "senders")
    said = gettext("Given to other places: %(given)s. Left, with a task for the place: %(left)s.")
    messages.success(request, said % {"given": done.given, "left": done.left})
    if done.by == "list":
        messages.warning(request, gettext("Weighing all of them took too long: they were served one after another."))
    if done.more:
        messages.warning(request, gettext("There are more: do it once more for the rest."))
    return told_back("office:delivery", "senders")


def _kept(request: HttpRequest, keep: Callable[[], object], part: str) -> HttpResponseBase:
    try:
        keep()
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. It holds from now on; what was agreed before stays as it was."))
    return told_back("office:delivery", part)


def _rules_row(currency: str, kept: RoutingRulesView | None) -> tuple[object, ...]:
    rules = kept.rules if kept else RoutingRules()
    return currency, rules, kept.valid_from if kept else None, _sums(currency, rules)


def _sums(currency: str, told: RoutingRules) -> dict[str, str]:
    return {name: exact_text(Money(getattr(told, f"{name}_amount"), currency)) for name in _COSTS}


def _split(text: str) -> Split:
    for one in SPLITS:
        if one == text:
            return one
    raise NoNumber


def _whole(text: str) -> int | None:
    """A whole number; None where nothing is typed. Raises NoNumber."""
    told = text.strip()
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise NoNumber
    return int(told)


def _sum(text: str, currency: str) -> int | None:
    """Minor units of a sum; None where nothing is typed. Raises Refused."""
    told = text.replace(",", ".").replace(" ", "").strip()
    return read_money(told, currency).amount if told else None


def _spot(text: str) -> int | None:
    """Millionths of a degree; None where nothing is typed. Raises NoNumber."""
    told = text.replace(",", ".").strip()
    if not told:
        return None
    try:
        return int((Decimal(told[:14]) * _MICRO).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError) as unfit:
        raise NoNumber from unfit


def _degrees(micro: int | None) -> str:
    return "" if micro is None else str((Decimal(micro) / _MICRO).quantize(Decimal("0.000001")))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
