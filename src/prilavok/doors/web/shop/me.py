"""The own page: who we take you for and why, orders of every channel, points, consents."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.customers.queries import list_passkeys, own_contacts
from prilavok.domains.giftcards.queries import cards_shown_to
from prilavok.domains.loyalty.queries import tiers_held
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other, show
from prilavok.flows.say_consent import say_consent
from prilavok.insights.booking_pages import list_own_bookings
from prilavok.insights.favourites import name_favourites
from prilavok.insights.own_page import list_own_orders, list_own_points, read_own_page, read_own_reasons
from prilavok.insights.own_tiers import read_own_tiers
from prilavok.kit.channels import WRITTEN
from prilavok.kit.errors import Refused

_PURPOSES = ("orders", "offers")
_LOVED = 5  # favourites that are named there


class ConsentUnclear(Refused):
    """The form names no channel or purpose of ours."""

    def __init__(self) -> None:
        super().__init__("consent.unclear", _("It is not clear what to switch. Open the page again."))


@for_shoppers
@require_safe
def me(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Who we take you for, with orders; for somebody unknown what this browser ordered, and the way to be known."""
    chosen = asked(request, f"shop:me:{shopper.leaf}", filters=(), sorts=(), sort="-time")
    page = list_own_orders(shopper.leaves, after=chosen.after)
    loved, all_loved = name_favourites(shopper.leaves, _LOVED) if shopper.favourites else ([], 0)
    shown = {
        "loved": loved,
        "all_loved": all_loved,
        "own": read_own_page(shopper.customer, shopper.leaves) if shopper.customer else None,
        "contacts": own_contacts(shopper.leaves) if shopper.customer else [],
        "passkeys": list_passkeys(shopper.leaves) if shopper.customer else [],
        "orders": page.rows,
        "next": chosen.cursor(page),
        "gifts": cards_shown_to(shopper.leaves),
        "tiers": tiers_held(shopper.leaves, shopper.at) if shopper.customer else (),
        "bookings": () if chosen.after else list_own_bookings(shopper.leaves, shopper.at, limit=5).rows,
    }
    more = request.headers.get("HX-Target") == "more"
    return show(request, shopper, "shop/own_orders.html" if more else "shop/me.html", shown)


@for_shoppers
@require_safe
def points(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Every change of one's points."""
    if shopper.customer is None:
        return redirect("shop:me")
    chosen = asked(request, f"shop:points:{shopper.leaf}", filters=(), sorts=(), sort="-time")
    page = list_own_points(shopper.leaves, after=chosen.after)
    shown = {
        "own": read_own_page(shopper.customer, shopper.leaves),
        "tiers": read_own_tiers(shopper.leaves, shopper.at),
        "moves": page.rows,
        "next": chosen.cursor(page),
    }
    return show(request, shopper, "shop/points.html", shown)


@for_shoppers
@require_safe
def why(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Why we think that all of this is you."""
    if shopper.customer is None:
        return redirect("shop:me")
    known, reasons = read_own_reasons(shopper.customer)
    return show(request, shopper, "shop/why.html", {"known": known, "reasons": reasons})


@for_shoppers
@require_POST
def consent(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Switch one channel on or off for one purpose."""
    channel, purpose = request.POST.get("channel", ""), request.POST.get("purpose", "")
    if channel not in WRITTEN or purpose not in _PURPOSES or shopper.customer is None:
        raise ConsentUnclear
    yes = request.POST.get("yes") == "1"
    say_consent(shopper.leaf, [channel], purpose, yes=yes, source="own_page", actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("Switched on.") if yes else gettext("Switched off: we will not write there."))
    return see_other(request, "/shop/me")
