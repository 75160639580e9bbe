"""My contacts on the own page: how each was proven, another one added, one taken away; and no said by a link."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prilavok.domains.customers.errors import CodeEnded, CodeWrong, ContactUnknown
from prilavok.domains.customers.queries import own_contacts, read_code_to_enter, shown_lately
from prilavok.domains.customers.types import CodeSent
from prilavok.doors.web.entrance import address_of
from prilavok.doors.web.parts.rights import open_to_all
from prilavok.doors.web.shop.signing import to_enter, typed_digits
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, read_id, see_other, show, told_back
from prilavok.flows.add_own_contact import add_own_contact
from prilavok.flows.ask_own_contact import ask_own_contact, confirm_own_contact
from prilavok.flows.disown_contact import disown_contact
from prilavok.flows.messages import read_not_me_link
from prilavok.flows.remove_own_contact import remove_own_contact
from prilavok.insights.own_contacts import read_removal
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.limits import Limit, address_block, take
from prilavok.kit.settings import where

_HERE = "/shop/me/contacts"
_LONGEST = 255
#: guesses at links that are none of ours, and presses of those that are, from one network
_BY_ADDRESS = Limit("not me", capacity=30, per_minute=30)


class NotMeTooOften(Refused):
    """429: too many links were tried from one address of the network."""

    def __init__(self, seconds: int) -> None:
        super().__init__("not_me.too_often", _("Too many tries. Wait a minute and press again."), seconds=seconds)


@for_shoppers
@require_safe
def contacts(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The contacts; with `code` in the address, the digits that add one, as long as they add anything."""
    if shopper.customer is None:
        return redirect("shop:me")
    shown: dict[str, object] = {
        "contacts": own_contacts(shopper.leaves),
        "fresh": bool(shown_lately(shopper.leaf, shopper.at)),
        "outbox": where().outside == "sandbox",
    }
    if asked := request.GET.get("code", ""):
        try:
            shown["code"] = _to_add(asked, shopper)
        except Refused as refused:
            shown["refused"] = refused.say(gettext)
    return show(request, shopper, "shop/contacts.html", shown)


@for_shoppers
@require_POST
def confirm(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Send a code to a contact of theirs, to show that it is they; it is entered where one signs in."""
    contact = posted_id(request, "contact")
    if contact is None:
        raise ContactUnknown
    sent = confirm_own_contact(
        shopper.leaf,
        contact,
        actor=shopper.actor,
        language=get_language() or "ru",
        address=address_of(request),
        at=shopper.at,
    )
    return to_enter(sent.code, _HERE)


@for_shoppers
@sensitive_post_parameters("contact")
@require_POST
def ask(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Send six digits to a phone or e-mail that is theirs too; whose it was is told to nobody."""
    sent = ask_own_contact(
        shopper.leaf,
        request.POST.get("contact", "")[:_LONGEST],
        actor=shopper.actor,
        language=get_language() or "ru",
        address=address_of(request),
        at=shopper.at,
    )
    return _back(f"?code={sent.code}")


@for_shoppers
@sensitive_post_parameters("digits")
@require_POST
def add(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Enter them: the contact is theirs."""
    code = posted_id(request, "code")
    if code is None:
        return told_back(request, CodeEnded())
    try:
        added = add_own_contact(shopper.leaf, code, typed_digits(request), actor=shopper.actor, at=shopper.at)
    except CodeWrong as wrong:
        return told_back(request, wrong)
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return _back()
    if added.joined:
        told = gettext("The contact is yours. What we knew by it stands here too; orders and points came along.")
    else:
        told = gettext("The contact is yours. From now on it signs you in.")
    messages.success(request, told)
    return _back()


@for_shoppers
@require_safe
def removal(request: HttpRequest, shopper: Shopper, contact: UUID) -> HttpResponseBase:
    """What would go with a contact, and the button."""
    if shopper.customer is None or not shown_lately(shopper.leaf, shopper.at):
        return redirect("shop:contacts")
    return show(request, shopper, "shop/contact_removal.html", {"removal": read_removal(shopper.leaf, contact)})


@for_shoppers
@require_POST
def remove(request: HttpRequest, shopper: Shopper, contact: UUID) -> HttpResponseBase:
    """Take it away."""
    remove_own_contact(shopper.leaf, contact, actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("The contact is removed: it opens nothing of yours any more."))
    return see_other(request, _HERE)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who was told that a contact was added says that it was not they. Looking changes nothing; only the press does."""
    at = clock.now()
    taken = take(_BY_ADDRESS, address_block(address_of(request)), at)
    try:
        if not taken.allowed:
            raise NotMeTooOften(taken.retry_after)
        read_not_me_link(token, at)
        gone = disown_contact(token, actor=SYSTEM, at=at) if request.method == "POST" else None
    except Refused as refused:
        return _told(request, {"refused": refused.say(gettext)}, 422 if taken.allowed else 429)
    return _told(request, {"done": gone is not None, "gone": gone}, 200)


def _back(query: str = "") -> HttpResponseBase:
    response = HttpResponseRedirect(f"{_HERE}{query}")
    response.status_code = 303
    return response


def _to_add(text: str, shopper: Shopper) -> CodeSent:
    code = read_id(text)
    if code is None:
        raise CodeEnded
    return read_code_to_enter(code, shopper.leaf, shopper.at)


def _told(request: HttpRequest, shown: dict[str, object], status: int) -> HttpResponse:
    response = render(request, "shop/not_me.html", shown, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"  # the link goes nowhere else; its own form needs its origin
    return response
