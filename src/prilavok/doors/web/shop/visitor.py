"""Who looks at the shop: known by the browser's cookie, with their basket and store; and how pages are answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import BasketView
from prilavok.domains.connections.queries import working_kinds
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.conversations.types import ConversationView
from prilavok.domains.customers.queries import leaves_shown, opens
from prilavok.domains.favourites.queries import favourite_variants
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.doors.web.parts.rights import open_to_all
from prilavok.flows.meet_visitor import Visitor, meet_visitor
from prilavok.insights.shop_stores import default_store
from prilavok.kit import clock
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.settings import where

COOKIE = "counter"
STORE_COOKIE = "store"
ZONE_COOKIE = "zone"
SEEN_COOKIE = "chat_seen"
FAVOURITES_COOKIE = "favourites"
COOKIE_SECONDS = 400 * 24 * 3600
_KINDS = ("store", "pickup")


@dataclass
class Shopper:
    """The one who looks. Everything of theirs is read when a page first asks for it, and once."""

    request: HttpRequest
    visitor: Visitor
    at: datetime

    @property
    def leaf(self) -> UUID:
        """The browser's leaf."""
        return self.visitor.leaf

    @property
    def customer(self) -> UUID | None:
        """Who it is, once this browser proved a contact; one that a link alone ties to somebody is nobody here."""
        return self.visitor.customer if self.visitor.customer and self._proven else None

    @cached_property
    def _proven(self) -> bool:
        return opens(self.leaf).see_own == "yes"

    @property
    def actor(self) -> Actor:
        """The browser as the one who acts."""
        return self.visitor.actor

    @cached_property
    def leaves(self) -> list[UUID]:
        """Every leaf of the same person, as far as this browser has proven to be theirs; else its own alone."""
        return leaves_shown(self.leaf) if self.visitor.customer else [self.leaf]

    @cached_property
    def basket(self) -> BasketView | None:
        """The open basket, whichever channel it was filled in."""
        return None if self.visitor.unmet else find_open_basket(self.leaves)

    @cached_property
    def favourites(self) -> frozenset[UUID]:
        """Variants in their favourites. Nothing is asked for a browser that is nobody's and never had any."""
        had = self.visitor.customer or FAVOURITES_COOKIE in self.request.COOKIES or self.request.method == "POST"
        return favourite_variants(self.leaves) if had and not self.visitor.unmet else frozenset()

    @cached_property
    def talk(self) -> ConversationView | None:
        """The open conversation, whichever channel it goes on in."""
        return None if self.visitor.unmet else find_conversation(self.leaves)

    @cached_property
    def store(self) -> PlaceView | None:
        """The store whose prices are shown: the basket's, else the browser's own choice, else the best stocked."""
        kept = read_id(self.request.COOKIES.get(STORE_COOKIE, ""))
        chosen = self.basket.place if self.basket else None
        known = read_places([one for one in (chosen, kept) if one])
        for place in (chosen, kept):
            if place in known and known[place].kind in _KINDS:
                return known[place]
        usual = default_store()
        return read_places([usual]).get(usual) if usual else None

    @property
    def zone(self) -> UUID | None:
        """The part of town this browser chose, to which things are brought; None: it chose none."""
        return read_id(self.request.COOKIES.get(ZONE_COOKIE, ""))

    @property
    def unread(self) -> bool:
        """Whether something was said to them since they last looked at the conversation."""
        if self.talk is None or self.talk.waiting_since is not None:
            return False
        return self.request.COOKIES.get(SEEN_COOKIE, "") < _instant(self.talk.last_at)


View = Callable[..., HttpResponseBase]


def for_shoppers(view: View) -> View:
    """Hand the view its Shopper; keep the browser's cookie; say refusals of a form on the page it came from."""

    @wraps(view)
    def served(request: HttpRequest, **named: object) -> HttpResponseBase:
        at = clock.now()
        looking = request.method not in ("POST",)
        visitor = meet_visitor(request.COOKIES.get(COOKIE), actor=SYSTEM, at=at, looking=looking)
        shopper = Shopper(request, visitor, at)
        try:
            response = view(request, shopper, **named)
        except NotFound as gone:
            response = show(request, shopper, "shop/gone.html", {"what": gone.say(gettext)}, status=404)
        except Refused as refused:
            if looking:
                response = show(request, shopper, "shop/gone.html", {"what": refused.say(gettext)}, status=422)
            else:
                response = told_back(request, refused)
        if COOKIE not in response.cookies and (visitor.new or request.headers.get("HX-Request") != "true"):
            remember(response, visitor.token)
        response.headers["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response

    return open_to_all(served)


def show(
    request: HttpRequest, shopper: Shopper, template: str, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """The page in the shop's frame."""
    known = {
        "shopper": shopper,
        "store": shopper.store,
        "who": f"shop:{shopper.leaf}:{shopper.customer or ''}",
        "messengers": SimpleLazyObject(lambda: working_kinds(MESSENGERS)),
    }
    return render(request, template, {**known, **shown}, status=status)


def remember(response: HttpResponseBase, token: str) -> None:
    """Give the browser the token it is known by."""
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=where().secure, path="/"
    )


def keep_store(response: HttpResponseBase, place: UUID, name: str = STORE_COOKIE) -> None:
    """Keep the chosen store (or, under another name, what else is chosen for good) with the browser."""
    response.set_cookie(name, str(place), max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=where().secure)


def keep_seen(response: HttpResponseBase, talk: ConversationView | None) -> None:
    """Note that all that was said until now was on the screen."""
    if talk is not None:
        response.set_cookie(
            SEEN_COOKIE,
            _instant(talk.last_at),
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=where().secure,
        )


def keep_loving(response: HttpResponseBase) -> None:
    """Note with the browser that it has had favourites, so that pages ask for them."""
    response.set_cookie(
        FAVOURITES_COOKIE, "1", max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=where().secure
    )


def told_back(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Back to the page of the form, which says why nothing was done."""
    messages.error(request, refused.say(gettext))
    return see_other(request)


def see_other(request: HttpRequest, otherwise: str = "/shop/") -> HttpResponse:
    """To the page the form names in `next`, if it is one of ours."""
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(asked if asked and safe else otherwise)
    response.status_code = 303
    return response


def posted_id(request: HttpRequest, name: str) -> UUID | None:
    """An id of a form's field; None where it is none."""
    return read_id(request.POST.get(name, ""))


def read_id(text: str) -> UUID | None:
    """An id; None where the text is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _instant(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S%f")
