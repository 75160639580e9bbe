"""What stands around every page of the shop: its bar, the ways to basket and chat. Nothing kept is of a person."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from prilavok.doors.web.parts.figures import words
from prilavok.doors.web.parts.kept import kept

_PLACES = {"/shop/favourites": "favourites", "/shop/me": "me"}


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar has: a store that is chosen, the place one is at ("catalogue", "favourites", "me", else ""), an open
    chat.

    unread: something was said since they looked. goods: so many lie in the basket.
    """

    language: str
    store: bool = False
    place: str = ""
    in_chat: bool = False
    unread: bool = False
    goods: int = 0


def shop_bar(context: template.Context) -> SafeString:
    """The bar above a page: `{% shop_bar %}`."""
    request, store, language = context["request"], context.get("store"), _language()
    place = next((name for way, name in _PLACES.items() if request.path.startswith(way)), "")
    place = "catalogue" if request.path == "/shop/" else place
    bar = Bar(language, store=bool(store), place=place, in_chat=_in_chat(context), unread=_unread(context))
    return kept(
        "shop/bar.html",
        bar,
        next=quote(request.get_full_path(), safe="/"),
        named=words(store.name) if store else "",
        text=context.get("text") or "",
        line=kept("parts/line.html", Bar(language)),
        badge=shop_badge(context),
    )


def shop_badge(context: template.Context) -> SafeString:
    """The way to the basket, and how many products lie in it: `{% shop_badge %}`."""
    shopper: Any = context.get("shopper")
    goods = len(shopper.basket.lines) if shopper and shopper.basket else 0
    place = "basket" if context["request"].path == "/shop/basket" else ""
    return kept("shop/badge.html", Bar(_language(), place=place, goods=goods))


def shop_chat(context: template.Context) -> SafeString:
    """The conversation folded up below a page, but on its own page: `{% shop_chat %}`."""
    if _in_chat(context):
        return SafeString("")
    about = getattr(getattr(context.get("about"), "product", None), "id", None)
    asked = f"?product={about}" if about else ""
    return kept("shop/chat_panel.html", Bar(_language(), unread=_unread(context)), asked=asked)


def _in_chat(context: template.Context) -> bool:
    return bool(context.get("in_chat"))


def _unread(context: template.Context) -> bool:
    shopper: Any = context.get("shopper")
    return bool(shopper and shopper.unread)


def _language() -> str:
    return get_language() or "ru"
