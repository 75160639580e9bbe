"""The conversation on every page: what was said in any channel, writing on, and going on in a messenger."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.catalog.queries import read_products
from prilavok.domains.catalog.types import ProductView
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, keep_seen, posted_id, show
from prilavok.flows.make_passport import make_passport
from prilavok.flows.write_message import write_message
from prilavok.insights.shop_chat import read_thread

_LONGEST_KEY = 64


@for_shoppers
@require_safe
def chat(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The conversation as a page of its own; what phones and browsers without scripts use."""
    return _thread(request, shopper, "shop/chat.html", _asked_about(request.GET.get("product", "")))


@for_shoppers
@require_safe
def thread(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """What was said alone: asked for again when something is."""
    return _thread(request, shopper, "shop/thread.html", _asked_about(request.GET.get("product", "")))


@for_shoppers
@require_POST
def write(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Say something; the form's key makes a form sent twice one message."""
    product = posted_id(request, "product")
    write_message(
        shopper.leaf,
        request.POST.get("text", "").replace("\x00", "").strip(),
        key=request.POST.get("key", "")[:_LONGEST_KEY] or str(uuid4()),
        product=product,
        language=get_language() or "",
        actor=shopper.actor,
        at=shopper.at,
    )
    if request.headers.get("HX-Request") == "true":
        return _thread(request, shopper, "shop/thread.html", None)
    response = redirect(f"{reverse('shop:chat')}#say")
    response.status_code = 303
    return response


@for_shoppers
@require_POST
def go_on(request: HttpRequest, shopper: Shopper, by: str) -> HttpResponseBase:
    """Off into a messenger with basket, thread and product: the link is made at the touch, since it is good once."""
    link = make_passport(shopper.leaf, by, product=posted_id(request, "product"), actor=shopper.actor, at=shopper.at)
    return show(request, shopper, "shop/on_to_messenger.html", {"link": link, "by": by})


def _thread(request: HttpRequest, shopper: Shopper, template: str, about: ProductView | None) -> HttpResponse:
    found = read_thread(shopper.leaves)
    shown = {"thread": found, "about": about, "key": str(uuid4()), "in_chat": True}
    response = show(request, shopper, template, shown)
    keep_seen(response, found.talk)
    return response


def _asked_about(text: str) -> ProductView | None:
    try:
        product = UUID(text)
    except ValueError:
        return None
    return read_products([product]).get(product)
