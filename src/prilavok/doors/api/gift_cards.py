"""Gift cards: the list, one card, what a code holds; issuing, blocking and giving anew."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Header, Query, Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.giftcards.queries import list_gift_cards, read_gift_card, shown_codes
from prilavok.domains.giftcards.types import BlockReason, GiftCardView, GiftFilter
from prilavok.domains.places.queries import name_places
from prilavok.doors.api.askers import acting_caller, caller
from prilavok.doors.api.repeats import KEY, CallKey, KeyMissing, kept_once
from prilavok.doors.api.routes import declare, page_of, reads
from prilavok.doors.api.shapes import Amount, Code, Instant, Listed, Shape, Turning
from prilavok.flows.block_gift_card import block, unblock
from prilavok.flows.issue_gift_card import issue_by_staff, replace
from prilavok.flows.keep_gift_card import look_at_gift_card
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

router = Router(tags=["gift cards"])
_CLOSED = ConfigDict(extra="forbid", frozen=True)
GivenKey = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=60, pattern=r"^[!-~]+$"),
    Header(None, alias=KEY, description="Names the card: sent again, it is the same one."),
]


class GiftCard(Shape):
    """A card by its last digits. balance: what is on it; held: of it, kept for orders that are not paid yet.

    state: active, blocked, replaced, ended. order: the sale it came of. replaces: the card it was given instead of.
    """

    id: UUID
    tail: str
    state: str
    issued_for: Amount
    balance: Amount
    held: Amount
    legal_entity: UUID
    place: UUID | None
    order: UUID | None
    replaces: UUID | None
    issued_at: Instant
    ends_at: Instant | None
    version: int


class IssuedGiftCard(Shape):
    """A card just issued. code: what pays with it; null where it is told to nobody any more."""

    card: GiftCard
    code: str | None


class GiftCardsAsked(Turning):
    """tail: the last four digits. state: only cards that stand so."""

    tail: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None
    state: Literal["active", "blocked", "replaced", "ended"] | None = None


class NewGiftCardAsked(Shape):
    """amount: minor units of the currency of the place (its code). days: for how long; null: by the country's rule."""

    model_config = _CLOSED

    place: Code
    amount: Annotated[int, Field(strict=True, ge=1, le=10**12)]
    days: Annotated[int | None, Field(strict=True, ge=1, le=7300)] = None


class GiftCodeAsked(Shape):
    """code: as it stands on the card."""

    model_config = _CLOSED

    code: Code


class GiftReasonAsked(Shape):
    """Why it is blocked or given anew."""

    model_config = _CLOSED

    reason: BlockReason


class GiftNothing(Shape):
    """An empty object."""

    model_config = _CLOSED


@reads(router, "/gift-cards", needs="giftcards.see", gives=Listed[GiftCard])
def list_of_gift_cards(request: HttpRequest, asked: Query[GiftCardsAsked]) -> Listed[GiftCard]:
    """Cards, those issued last first."""
    chosen = GiftFilter(asked.tail or "", asked.state or "")
    return page_of("gift-cards", asked, lambda after, limit: list_gift_cards(chosen, after=after, limit=limit), _shown)


@reads(router, "/gift-cards/{card}", needs="giftcards.see", gives=GiftCard, versioned=True)
def one_gift_card(request: HttpRequest, card: UUID) -> GiftCard:
    """One card with its balance."""
    return _shown(read_gift_card(card))


def check_gift_code(request: HttpRequest, asked: GiftCodeAsked) -> HttpResponse:
    """What the card of a code holds now; nothing is changed. Codes that no card has are soon slowed down."""
    actor = caller(request)
    found = look_at_gift_card(asked.code, where="api", actor=Actor("staff", actor.id), at=clock.now())
    return HttpResponse(_shown(found).model_dump_json().encode(), content_type="application/json")


def issue_new_gift_card(request: HttpRequest, new: NewGiftCardAsked, idempotency_key: GivenKey = None) -> HttpResponse:
    """Issue a card; the same key again is the same card."""
    if idempotency_key is None:
        raise KeyMissing
    place = next((one for one in name_places().values() if one.code == new.place), None)
    if place is None:
        raise NotFound("place.unknown", _("There is no such place."))
    here, key = place.id, idempotency_key

    def story() -> IssuedGiftCard:
        return _issued(
            issue_by_staff(new.amount, place=here, key=key, days=new.days, actor=acting_caller(request), at=clock.now())
        )

    return kept_once(request, key, story, keys_of="gift cards of", sealed=True)


def block_one_gift_card(
    request: HttpRequest, card: UUID, asked: GiftReasonAsked, idempotency_key: CallKey = None
) -> HttpResponse:
    """Let the card pay nothing more; done twice it is done once."""

    def story() -> GiftCard:
        return _shown(block(card, asked.reason, actor=acting_caller(request), at=clock.now()))

    return kept_once(request, idempotency_key, story)


def unblock_one_gift_card(
    request: HttpRequest, card: UUID, nothing: GiftNothing, idempotency_key: CallKey = None
) -> HttpResponse:
    """Let a blocked card pay again."""

    def story() -> GiftCard:
        return _shown(unblock(card, actor=acting_caller(request), at=clock.now()))

    return kept_once(request, idempotency_key, story)


def replace_one_gift_card(
    request: HttpRequest, card: UUID, asked: GiftReasonAsked, idempotency_key: CallKey = None
) -> HttpResponse:
    """Give what is on the card under another code; the old one pays nothing any more."""

    def story() -> IssuedGiftCard:
        newer = replace(card, asked.reason, place=caller(request).place, actor=acting_caller(request), at=clock.now())
        return _issued(newer.id)

    return kept_once(request, idempotency_key, story, sealed=True)


declare(router, "POST", "/gift-cards", issue_new_gift_card, needs="giftcards.issue", gives=IssuedGiftCard)
declare(router, "POST", "/gift-codes/check", check_gift_code, needs="payments.take", gives=GiftCard)
declare(router, "POST", "/gift-cards/{card}/block", block_one_gift_card, needs="giftcards.block", gives=GiftCard)
declare(router, "POST", "/gift-cards/{card}/unblock", unblock_one_gift_card, needs="giftcards.block", gives=GiftCard)
declare(
    router, "POST", "/gift-cards/{card}/replace", replace_one_gift_card, needs="giftcards.issue", gives=IssuedGiftCard
)


def _issued(card: UUID) -> IssuedGiftCard:
    codes = [one.code for one in shown_codes(clock.now(), card=card)]
    return IssuedGiftCard(card=_shown(read_gift_card(card)), code=codes[0] if codes else None)


def _shown(one: GiftCardView) -> GiftCard:
    return GiftCard(
        id=one.id,
        tail=one.tail,
        state=one.state,
        issued_for=Amount.of(one.amount, one.currency),
        balance=Amount.of(one.balance, one.currency),
        held=Amount.of(one.held, one.currency),
        legal_entity=one.legal_entity,
        place=one.place,
        order=one.order,
        replaces=one.replaces,
        issued_at=one.issued_at,
        ends_at=one.ends_at,
        version=one.version,
    )
