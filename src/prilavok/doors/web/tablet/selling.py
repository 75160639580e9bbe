"""The store's tablet sells what the store lacks: found elsewhere, sent home, paid once."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.connections.queries import is_connected
from prilavok.domains.pricing.types import PricedWish
from prilavok.doors.web.parts.home_forms import read_delivering
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.doors.web.parts.slot_forms import read_wait
from prilavok.doors.web.parts.standing import place_of, stand_at, standing_of
from prilavok.doors.web.tablet.paying import charge, show_code
from prilavok.flows.sell_ahead import sell_ahead
from prilavok.flows.sell_home import sell_home
from prilavok.insights.home_sale import find_home_goods, read_home_sale
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id

_SEND = "orders.send_home"
_MOST_LINES = 20
_NOTHING = Empty(
    gettext_lazy("Nobody sends it home from here"),
    gettext_lazy(
        "The office says under Delivery to which parts of town this store brings orders and what that costs, and which"
        " places send. Then whatever any of them has can be ordered here."
    ),
    "places",
)


@needs(_SEND)
@require_GET
def sell(request: HttpRequest) -> HttpResponseBase:
    """Look goods up, put them together, take the address."""
    return _shown(request, request.GET)


@needs(_SEND)
@require_POST
def stand(request: HttpRequest) -> HttpResponseBase:
    """Sell at another store from now on."""
    stand_at(request, _SEND)
    return HttpResponseRedirect(reverse("tablet:sell_home"))


@needs(_SEND)
@require_POST
def order(request: HttpRequest) -> HttpResponseBase:
    """Order it; the same form sent twice is one order. Paid before: the card is charged, or the code shown."""
    here, told, by_qr = place_of(request, _SEND), read_delivering(request.POST), request.POST.get("pay") == "qr"
    told = replace(told, pay="before") if by_qr else told
    lines, shown = _wishes(request.POST), request.POST.get("amount", "")
    try:
        if not lines:
            raise NothingChosen
        placed = sell_home(
            lines, told, place=here.id, key=request.POST.get("key", "")[:60],
            expected=int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 16 else None,
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, request.POST, why=refused, status=409)
    messages.success(request, _("Order %(number)s is placed.") % {"number": placed.number})
    if told.pay == "before" and placed.new and scope_of(request, "payments.take"):
        (show_code if by_qr else charge)(request, placed.order, here)
    return HttpResponseRedirect(reverse("tablet:home_paid", args=[placed.order]))


@needs(_SEND)
@require_POST
def ahead(request: HttpRequest) -> HttpResponseBase:
    """Order what is to come, to be collected here; the same form sent twice is one order."""
    here, lines = place_of(request, _SEND), _wishes(request.POST)
    shown, wait_until = request.POST.get("amount", ""), read_wait(request.POST)
    try:
        if not lines or wait_until is None:
            raise NothingChosen
        placed = sell_ahead(
            lines, request.POST.get("phone", "")[:60], place=here.id, key=request.POST.get("key", "")[:60],
            wait_until=wait_until,
            expected=int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 16 else None,
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, request.POST, why=refused, status=409)
    told = _("Order %(number)s is placed: it is collected here once all of it has come. We keep it for the customer.")
    messages.success(request, told % {"number": placed.number})
    return HttpResponseRedirect(reverse("tablet:sell_home"))


class NothingChosen(Refused):
    """No goods were chosen."""

    def __init__(self) -> None:
        super().__init__("home.nothing_chosen", gettext_lazy("Choose goods first: look them up and add them."))


def _shown(request: HttpRequest, form: QueryDict, *, why: Refused | None = None, status: int = 200) -> HttpResponseBase:
    standing = standing_of(request, _SEND)
    shown: dict[str, object] = {"standing": standing, "empty": _NOTHING, "why": why.say(_) if why else ""}
    if standing.place is not None:
        at, text, lines = clock.now(), form.get("q", "")[:80], _wishes(form)
        shown |= {
            "text": text,
            "found": find_home_goods(standing.place.id, text, at, get_language() or "ru"),
            "sale": read_home_sale(standing.place.id, lines, at),
            "currency": standing.place.currency,
            "typed": form,
            "key": form.get("key") or new_id(at),
            "takes_cards": scope_of(request, "payments.take") is not None,
            "online": is_connected("online"),
        }
    return render(request, "tablet/sell_home.html", shown, status=status)


def _wishes(form: QueryDict) -> list[PricedWish]:
    """The goods of the form: each variant with how many, those at nought left out; `add` is one more of a variant."""
    units: dict[UUID, int] = {}
    pairs = [*zip(form.getlist("variant"), form.getlist("quantity"), strict=False), (form.get("add", ""), "1")]
    for named, counted in pairs[: _MOST_LINES + 1]:
        try:
            variant = UUID(named)
        except ValueError:
            continue
        if counted.isascii() and counted.isdigit() and len(counted) < 7:
            units[variant] = units.get(variant, 0) + int(counted)
    return [PricedWish(variant, count) for variant, count in units.items() if count > 0]
