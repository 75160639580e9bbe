"""Being known: a code to one's phone, e-mail or messenger, the code entered, and being forgotten by this device."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.customers.errors import CodeEnded, CodeWrong
from prilavok.domains.customers.queries import BOT_LINK, read_code_to_enter
from prilavok.doors.web.entrance import address_of
from prilavok.doors.web.shop.visitor import (
    STORE_COOKIE,
    Shopper,
    for_shoppers,
    posted_id,
    remember,
    see_other,
    show,
    told_back,
)
from prilavok.flows.make_sign_in_link import make_sign_in_link
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.messages import sign_in_link
from prilavok.flows.prove_code import prove_code
from prilavok.flows.send_code import send_code
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.settings import where

#: the longest contact that is read: an e-mail's
_LONGEST = 255


@for_shoppers
@require_safe
def sign_in(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Where to send a code to; with `code` in the address, the code to enter, as long as it opens anything."""
    further = own_address(request.GET.get("next", ""))
    shown: dict[str, object] = {"next": further}
    if asked := request.GET.get("code", ""):
        try:
            code = read_code_to_enter(_id(asked), shopper.leaf, shopper.at)
            link = sign_in_link(code) if code.kind == BOT_LINK else ""
            shown |= {"code": code, "link": link, "outbox": where().outside == "sandbox"}
        except Refused as refused:
            if shopper.customer is not None:  # who comes back to the page of a code they used is known already
                return redirect(further)
            shown["refused"] = refused.say(gettext)
    return show(request, shopper, "shop/sign_in.html", shown)


@for_shoppers
@sensitive_post_parameters("contact", "phone")
@require_POST
def send(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Send six digits to the phone or e-mail, or to the messenger of whoever has it; who that is is told to nobody."""
    # `phone` is the field of pages that stood open when the house was renewed.
    typed = request.POST.get("contact") or request.POST.get("phone", "")
    sent = send_code(
        shopper.leaf,
        typed[:_LONGEST],
        by=request.POST.get("by", ""),
        actor=shopper.actor,
        language=get_language() or "ru",
        address=address_of(request),
        at=shopper.at,
    )
    return to_enter(sent.code, request.POST.get("then", ""))


@for_shoppers
@require_POST
def by_bot(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """A link into our bot, made at the touch since it is good once; its page takes the digits that the bot answers."""
    by = request.POST.get("by") or MESSENGERS[0]  # pages that stood open when the house was renewed name none
    made = make_sign_in_link(shopper.leaf, by, actor=shopper.actor, address=address_of(request), at=shopper.at)
    return to_enter(made.code, request.POST.get("then", ""))


@for_shoppers
@sensitive_post_parameters("digits")
@require_POST
def enter(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Enter the code: from now on this browser is known as whoever was sent it."""
    code = posted_id(request, "code")
    if code is None:
        return told_back(request, CodeEnded())
    try:
        proved = prove_code(shopper.leaf, code, typed_digits(request), actor=shopper.actor, at=shopper.at)
    except CodeWrong as wrong:
        return told_back(request, wrong) if wrong.left else _dead(request)
    return known_from_now_on(request, proved.token)


@for_shoppers
@require_POST
def sign_out(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """This device forgets who it was: a new token, an empty basket; what is theirs stays with them."""
    stranger = meet_visitor(None, actor=SYSTEM, at=shopper.at, looking=True)
    messages.success(request, gettext("This device no longer knows you."))
    response = see_other(request, "/shop/me")
    remember(response, stranger.token)
    response.delete_cookie(STORE_COOKIE, samesite="Lax")
    return response


def to_enter(code: UUID, then: str) -> HttpResponseBase:
    """To the page that takes the digits of a code. then: the page of the shop to go on to."""
    query = urlencode({"code": str(code), "next": own_address(then)})
    response = HttpResponseRedirect(f"/shop/sign-in?{query}")
    response.status_code = 303
    return response


def _dead(request: HttpRequest) -> HttpResponseBase:
    """No try is left: instead of the form for that code, the one that sends another."""
    told = gettext("The code is not right, and that was the last try: it opens nothing any more. Ask for a new one.")
    messages.error(request, told)
    response = redirect(f"/shop/sign-in?{urlencode({'next': own_address(request.POST.get('then', ''))})}")
    response.status_code = 303
    return response


def known_from_now_on(request: HttpRequest, token: str | None) -> HttpResponseBase:
    """On to where they wanted, signed in. token: a new one for the browser, None where it keeps its own."""
    messages.success(request, gettext("You are signed in."))
    response = redirect(own_address(request.POST.get("then", "")))
    response.status_code = 303
    if token:
        remember(response, token)
    return response


def typed_digits(request: HttpRequest) -> str:
    """The digits of a code as typed, without what people put between them."""
    return "".join(sign for sign in request.POST.get("digits", "")[:20] if sign.isdigit())


def own_address(address: str) -> str:
    """Where to go on: a page of the shop, the own page otherwise."""
    plain = address.startswith("/shop/") and "//" not in address and "\\" not in address
    return address[:300] if plain else "/shop/me"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CodeEnded from None
