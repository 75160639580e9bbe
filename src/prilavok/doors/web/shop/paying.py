"""A customer's card is charged for their own order, and they are told what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from prilavok.domains.giftcards.queries import cards_of_order
from prilavok.domains.payments.types import AttemptView
from prilavok.doors.web.shop.visitor import Shopper
from prilavok.flows.pay_own_order import pay_own_order
from prilavok.kit.errors import Refused


def pay_and_tell(request: HttpRequest, shopper: Shopper, order: UUID, *, home: bool) -> None:
    """Charge what is due; done twice it is charged once. home: the order is brought, not collected."""
    try:
        tried = pay_own_order(order, leaf=shopper.leaf, actor=shopper.actor, at=shopper.at)
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return
    if tried is not None and cards_of_order(order):
        messages.success(request, gettext("It is paid: your gift card is on this page."))
    else:
        say_paid(request, tried, home=home)


def say_paid(request: HttpRequest, tried: AttemptView | None, *, home: bool = False) -> None:
    """Say how the payment came out; None: nothing was owed."""
    if tried is None or tried.state == "captured":
        told = (
            gettext("Paid. We will write when the order is on its way.")
            if home
            else gettext("It is paid: say the code, take it and go.")
        )
        messages.success(request, told)
    elif tried.state == "refused":
        told = (
            gettext("The bank refused the card. The order is kept: pay it on its page.")
            if home
            else gettext("The card was refused and nothing was charged. You can pay at the store.")
        )
        messages.error(request, told)
    else:
        messages.warning(request, gettext("The bank has not answered yet. We ask it and show here what it says."))
