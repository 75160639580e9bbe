"""Passkeys in the shop: added on the own page, used instead of a code to sign in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from prilavok.domains.customers.errors import PasskeyUnknown
from prilavok.doors.web.entrance import address_of
from prilavok.doors.web.shop.signing import known_from_now_on
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, see_other
from prilavok.flows.ask_for_passkey import ask_to_make, ask_to_sign
from prilavok.flows.enter_by_passkey import enter_by_passkey
from prilavok.flows.keep_passkey import drop_passkey, keep_passkey
from prilavok.insights.own_page import read_own_page
from prilavok.kit.errors import Refused
from prilavok.kit.passkeys import Site


@for_shoppers
@require_POST
def options(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """What the browser hands to the device, as JSON; a refusal in the person's words."""
    site, address = _site(request), address_of(request)
    try:
        if request.POST.get("what") == "add":
            asked = ask_to_make(
                shopper.leaf, site=site, label=_called(shopper), address=address, actor=shopper.actor, at=shopper.at
            )
        else:
            asked = ask_to_sign(shopper.leaf, site=site, address=address, actor=shopper.actor, at=shopper.at)
    except Refused as refused:
        return JsonResponse({"refused": refused.say(gettext)}, status=422)
    return JsonResponse(asked)


@for_shoppers
@sensitive_post_parameters("credential")
@require_POST
def add(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Keep the key that the device made."""
    label = request.POST.get("label", "")[:200]
    keep_passkey(shopper.leaf, _answered(request), site=_site(request), label=label, actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("The passkey is kept: next time this device signs you in without a code."))
    return see_other(request, "/shop/me")


@for_shoppers
@sensitive_post_parameters("credential")
@require_POST
def enter(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Sign in by a key."""
    entered = enter_by_passkey(
        shopper.leaf, _answered(request), site=_site(request), actor=shopper.actor, at=shopper.at
    )
    return known_from_now_on(request, entered.token)


@for_shoppers
@require_POST
def drop(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Take a key away."""
    passkey = posted_id(request, "passkey")
    if passkey is None:
        raise PasskeyUnknown
    drop_passkey(shopper.leaf, passkey, actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("The passkey is removed; it opens nothing any more."))
    return see_other(request, "/shop/me")


def _site(request: HttpRequest) -> Site:
    host = request.get_host()  # one of ours, or Django had refused it
    return Site(host.partition(":")[0], f"{request.scheme}://{host}", host)


def _answered(request: HttpRequest) -> str:
    return request.POST.get("credential", "")


def _called(shopper: Shopper) -> str:
    """How the device lists the key: by the masked contact, for others may hold the device."""
    own = read_own_page(shopper.customer, shopper.leaves) if shopper.customer else None
    contact = own.contacts[0] if own and own.contacts else None
    return contact.value if contact else gettext("Customer")
