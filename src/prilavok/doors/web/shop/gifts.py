"""Gift cards of a customer: entered to pay an order of theirs, taken off it, kept on their own page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.domains.giftcards.errors import GiftCardUnknown
from prilavok.domains.shipments.queries import find_delivery
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other
from prilavok.flows.pay_with_own_card import drop_own_card, pay_with_own_card, tie_own_card
from prilavok.kit.limits import address_block, client_address
from prilavok.kit.settings import where


@for_shoppers
@require_POST
def pay(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """The card is kept for the order until it is collected, or sent home."""
    try:
        kept = pay_with_own_card(
            _code(request), order, leaf=shopper.leaf, where=_address(request), actor=shopper.actor, at=shopper.at
        )
    except GiftCardUnknown as unknown:
        messages.error(request, unknown.say(gettext))
    else:
        told = gettext("The gift card is kept for this order and pays it when you collect.")
        if find_delivery(kept.order):
            told = gettext("The gift card is kept for this order and pays it when it is sent.")
        messages.success(request, told)
    return see_other(request, f"/shop/order/{order}")


@for_shoppers
@require_POST
def drop(request: HttpRequest, shopper: Shopper, order: UUID, card: UUID) -> HttpResponseBase:
    """The card does not pay the order after all; its money is free again."""
    drop_own_card(order, card, leaf=shopper.leaf, actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("The gift card was taken off. All of its money can be spent again."))
    return see_other(request, f"/shop/order/{order}")


@for_shoppers
@require_POST
def tie(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Show a card with its balance on the own page; whoever has the code may."""
    try:
        tie_own_card(_code(request), leaf=shopper.leaf, where=_address(request), actor=shopper.actor, at=shopper.at)
    except GiftCardUnknown as unknown:
        messages.error(request, unknown.say(gettext))
    return see_other(request, "/shop/me")


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "").replace("\x00", "")[:40]


def _address(request: HttpRequest) -> str:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return address_block(client_address(headers, str(request.META.get("REMOTE_ADDR") or ""), where().trusted_proxies))
