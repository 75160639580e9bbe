"""Which goods are sold as gift cards, and for how long cards are good in a country."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.giftcards.errors import GiftCardUnfit
from prilavok.domains.giftcards.queries import gift_terms_at
from prilavok.doors.web.office.typed import told_back, whole
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.flows.sell_gift_cards import name_gift_goods, name_gift_term, unname_gift_goods
from prilavok.insights.gift_card_page import list_gift_goods
from prilavok.insights.sale_page import find_on_shelf
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

SEE, CHANGE = "giftcards.see", "giftcards.issue"


@needs(SEE)
@require_GET
def gift_goods(request: HttpRequest) -> HttpResponseBase:
    """What is sold as gift cards, and the terms in force now."""
    shown = {
        "goods": list_gift_goods(),
        "terms": gift_terms_at(clock.now()),
        "may_change": scope_of(request, CHANGE) is not None,
    }
    return render(request, "office/gift_goods.html", shown)


@needs(CHANGE)
@require_POST
def put_goods(request: HttpRequest) -> HttpResponseBase:
    """Goods, by their SKU or barcode, are sold as gift cards from now on."""
    post = request.POST
    found = find_on_shelf(post.get("code", "").replace("\x00", "")[:60])

    def act(actor: Actor) -> None:
        if found is None:
            raise GiftCardUnfit
        name_gift_goods(
            found.id, free=post.get("free") == "yes", days=_days(post.get("days", "")), actor=actor, at=clock.now()
        )

    return _done(request, "goods", act, gettext("Kept. What is sold of it from now on are gift cards."))


@needs(CHANGE)
@require_POST
def take_out(request: HttpRequest, variant: UUID) -> HttpResponseBase:
    """It is sold as goods again; cards that were sold stay good."""
    return _done(
        request,
        "goods",
        lambda actor: unname_gift_goods(variant, actor=actor, at=clock.now()),
        gettext("It is sold as goods again. Cards that were sold stay what they are."),
    )


@needs(CHANGE)
@require_POST
def put_term(request: HttpRequest) -> HttpResponseBase:
    """For how long cards issued from now on are good."""
    post = request.POST
    return _done(
        request,
        "terms",
        lambda actor: name_gift_term(
            post.get("country", "").strip().upper(),
            _days(post.get("days", "")),
            basis=post.get("basis", "").replace("\x00", ""),
            actor=actor,
            at=clock.now(),
        ),
        gettext("Kept. It holds for cards that are issued from now on."),
    )


def _days(text: str) -> int | None:
    return whole(text) if text.strip() else None


def _done(request: HttpRequest, part: str, act: Callable[[Actor], None], said: str) -> HttpResponseBase:
    try:
        act(actor_here(request))
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, said)
    return told_back("office:gift_goods", part)
