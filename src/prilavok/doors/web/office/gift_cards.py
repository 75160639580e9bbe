"""Gift cards: the list, one card with all that became of it, issuing, blocking, giving anew."""

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.giftcards.errors import GiftCardUnfit
from prilavok.domains.giftcards.types import BLOCK_REASONS, GiftFilter
from prilavok.domains.places.queries import name_places
from prilavok.doors.web.office.choosing import choice_filter
from prilavok.doors.web.office.typed import whole
from prilavok.doors.web.parts.lists import Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import asked, csv_file
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.block_gift_card import block as block_story
from prilavok.flows.block_gift_card import unblock as unblock_story
from prilavok.flows.issue_gift_card import issue_by_staff, replace
from prilavok.insights.gift_card_page import GiftCardRow, list_gift_rows, list_owed, read_gift_page
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.money import Money, exact_text, read_money
from prilavok.kit.pages import Mark, Page

SEE, ISSUE, BLOCK = "giftcards.see", "giftcards.issue", "giftcards.block"
_COLUMNS = (
    Column(_("Card")),
    Column(_("Issued"), "time"),
    Column(_("Place")),
    Column(_("Issued for"), "number"),
    Column(_("On it now"), "number"),
    Column(_("Kept for orders"), "number"),
    Column(_("Good until"), "time"),
    Column(_("State"), "mark"),
)


@needs(SEE)
@require_GET
def gift_cards(request: HttpRequest) -> HttpResponseBase:
    """Every card, those issued last first; found by its last digits."""
    chosen = asked(request, "gift cards", filters=("tail", "state"), sorts=("-issued",), sort="-issued")
    narrowed = GiftFilter("".join(chosen["tail"].split())[-4:], chosen["state"])

    def read(after: Mark | None, limit: int = 1000) -> Page[GiftCardRow]:
        return list_gift_rows(narrowed, after=after, limit=limit)

    if chosen.as_file:
        return csv_file("gift-cards", [*(column.title for column in _COLUMNS), _("Currency")], read, _cells)
    page = read(chosen.after, 50)
    listing = Listing(
        title=_("Gift cards"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/gift_card.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        filters=(
            Filter("tail", _("Last four digits"), value=chosen["tail"]),
            choice_filter(chosen, "state", _("All states"), "gift_state"),
        ),
        empty=Empty(
            _("No gift cards yet"),
            _("A card comes to be when goods named as gift cards are sold at a till, or when one is issued here."),
            "receipt",
        ),
    )
    shown = {
        "may_issue": scope_of(request, ISSUE) is not None,
        "places": [one for one in name_places().values() if one.kind == "store"],
        "owed": list_owed(),
        "key": uuid4(),
    }
    return show_list(request, "office/gift_cards.html", listing, **shown)


@needs(SEE)
@require_GET
def gift_card(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """One card, its balance, and every move that made it."""
    shown = {
        "page": read_gift_page(card, actor=staff_of(request), at=clock.now()),
        "may_block": scope_of(request, BLOCK) is not None,
        "may_issue": scope_of(request, ISSUE) is not None,
        "reasons": BLOCK_REASONS,
    }
    return render(request, "office/gift_card.html", shown)


@needs(ISSUE)
@require_POST
def issue(request: HttpRequest) -> HttpResponseBase:
    """Give a card of an amount; its page shows the code for a while."""
    post = request.POST
    place = next((one for one in name_places().values() if one.code == post.get("place", "")), None)
    days = whole(post["days"]) if post.get("days", "").strip() else None
    try:
        if place is None:
            raise GiftCardUnfit
        amount = read_money("".join(post.get("amount", "").split())[:20].replace(",", "."), place.currency).amount
        made = issue_by_staff(
            amount, place=place.id, key=post.get("key", "")[:60], days=days, actor=actor_here(request), at=clock.now()
        )
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
        return _seen(reverse("office:gift_cards"))
    messages.success(request, gettext("The card is issued. Hand its code over now: it is not shown later."))
    return _seen(reverse("office:gift_card", args=[made]))


@needs(BLOCK)
@require_POST
def block(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """The card pays nothing more."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        card,
        lambda: block_story(card, reason, actor=actor_here(request), at=clock.now()).id,
        gettext("The card is blocked. It can be opened again."),
    )


@needs(BLOCK)
@require_POST
def unblock(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """The card pays again."""
    return _done(
        request,
        card,
        lambda: unblock_story(card, actor=actor_here(request), at=clock.now()).id,
        gettext("The card pays again."),
    )


@needs(ISSUE)
@require_POST
def give_anew(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """The same money under another code, shown on the new card's page for a while."""
    reason, place = request.POST.get("reason", ""), staff_of(request).place
    return _done(
        request,
        card,
        lambda: replace(card, reason, place=place, actor=actor_here(request), at=clock.now()).id,
        gettext("This is the new card. Hand its code over now; the old one pays nothing any more."),
    )


def _done(request: HttpRequest, card: UUID, act: Callable[[], UUID], said: str) -> HttpResponseBase:
    try:
        shown = act()
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return _seen(reverse("office:gift_card", args=[card]))
    messages.success(request, said)
    return _seen(reverse("office:gift_card", args=[shown]))


def _seen(address: str) -> HttpResponseBase:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _cells(row: GiftCardRow, language: str) -> Sequence[object]:
    one = row.card
    return (
        one.tail,
        one.issued_at,
        row.place.code if row.place else "",
        exact_text(Money(one.amount, one.currency)),
        exact_text(Money(one.balance, one.currency)),
        exact_text(Money(one.held, one.currency)),
        one.ends_at or "",
        one.state,
        one.currency,
    )
