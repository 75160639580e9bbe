"""Cards are blocked, given anew, and end; their codes are hidden for ever."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from prilavok.domains.giftcards.actions.issuing import draw_card
from prilavok.domains.giftcards.errors import GiftCardHeld, GiftCardNotGood, GiftCardShort, GiftCardUnfit
from prilavok.domains.giftcards.models import GiftCard
from prilavok.domains.giftcards.queries.cards import (
    SHOWN_FOR,
    SHOWN_TO_BUYER,
    entity_account,
    own_account,
    read_gift_card,
    read_gift_cards,
)
from prilavok.domains.giftcards.types import BLOCK_REASONS, GiftCardView, NewGiftCard
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfGiftCard
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import Posting


def block_gift_card(card: UUID, reason: str, *, actor: Actor, at: datetime) -> GiftCardView:
    """Let the card pay nothing any more; what is kept on it for orders stays kept. Again is no other block.

    Records giftcard.blocked. Raises GiftCardNotGood for one that was given anew or is over, GiftCardUnfit.
    """
    if reason not in BLOCK_REASONS:
        raise GiftCardUnfit
    return _turned(card, "active", "blocked", "giftcard.blocked", reason, actor, at)


def unblock_gift_card(card: UUID, *, actor: Actor, at: datetime) -> GiftCardView:
    """Let a blocked card pay again. Records giftcard.unblocked. Raises GiftCardNotGood."""
    return _turned(card, "blocked", "active", "giftcard.unblocked", "", actor, at)


def replace_gift_card(card: UUID, reason: str, *, place: UUID | None, actor: Actor, at: datetime) -> GiftCardView:
    """Give the card anew under another code, with all that is on it and the same end; the new card.

    Records giftcard.replaced. Raises GiftCardNotGood, GiftCardHeld while a part is kept for an order, GiftCardShort
    where nothing is on it, GiftCardUnfit.
    """
    if reason not in BLOCK_REASONS:
        raise GiftCardUnfit
    row = GiftCard.objects.select_for_update().get(id=read_gift_card(card).id)
    old = read_gift_card(card)
    if row.state not in ("active", "blocked"):
        raise GiftCardNotGood(row.state)
    if old.held:
        raise GiftCardHeld(old.held)
    if old.balance <= 0:
        raise GiftCardShort(0)
    row.state, row.reason, row.version = GiftCard.State.REPLACED, reason, row.version + 1
    row.save(update_fields=["state", "reason", "version"])
    new = NewGiftCard(old.balance, old.currency, old.legal_entity, place, None, old.leaf, None)
    made = draw_card(new, actor, at, replaces=card)
    GiftCard.objects.filter(id=made).update(ends_at=row.ends_at)
    was, own = own_account(card, old.currency), own_account(made, old.currency)
    open_accounts([was, own])
    moved = Posting(
        id=new_id(at), debit=was.id, credit=own.id, units=old.balance, cause="replace", occurred_at=at, cause_id=made
    )
    post_moves([moved], at, origin="live")
    _tell("giftcard.replaced", old, old.balance, actor, at, other=made)
    return read_gift_card(made)


def end_gift_cards(*, at: datetime, actor: Actor, limit: int = 200) -> int:
    """End the cards whose time is over: what is on them goes to who issued them; how many ended.

    A card with money kept for an order waits until that is spent or given back. Records giftcard.ended.
    """
    rows = list(
        GiftCard.objects.select_for_update(skip_locked=True)
        .filter(state=GiftCard.State.ACTIVE, ends_at__lte=at)
        .order_by("ends_at", "id")[:limit]
    )
    cards = read_gift_cards([row.id for row in rows])
    ended = [cards[row.id] for row in rows if not cards[row.id].held]
    names = [own_account(one.id, one.currency) for one in ended]
    sinks = [entity_account(one.legal_entity, one.currency, "ended") for one in ended]
    open_accounts([*names, *sinks])
    moves = [
        Posting(id=new_id(at), debit=own.id, credit=sink.id, units=one.balance, cause="end", occurred_at=at)
        for one, own, sink in zip(ended, names, sinks, strict=True)
        if one.balance
    ]
    if moves:
        post_moves(moves, at, origin="live")
    GiftCard.objects.filter(id__in=[one.id for one in ended]).update(state=GiftCard.State.ENDED)
    for one in ended:
        _tell("giftcard.ended", one, one.balance, actor, at)
    return len(ended)


def hide_gift_codes(at: datetime) -> int:
    """Forget for ever the codes that were shown for long enough; only their digests stay. How many that were."""
    late = GiftCard.objects.filter(code__isnull=False, issued_at__lte=at - SHOWN_FOR)
    handed = Q(issued_by__isnull=False) | Q(order__isnull=True)
    return late.filter(handed | Q(issued_at__lte=at - SHOWN_TO_BUYER)).update(code=None)


def _turned(card: UUID, frm: str, to: str, verb: str, reason: str, actor: Actor, at: datetime) -> GiftCardView:
    row = GiftCard.objects.select_for_update().get(id=read_gift_card(card).id)
    if row.state == to:
        return read_gift_card(card)
    if row.state != frm:
        raise GiftCardNotGood(row.state)
    row.state, row.reason, row.version = to, reason, row.version + 1
    row.save(update_fields=["state", "reason", "version"])
    turned = read_gift_card(card)
    _tell(verb, turned, turned.balance, actor, at)
    return turned


def _tell(verb: str, card: GiftCardView, amount: int, actor: Actor, at: datetime, other: UUID | None = None) -> None:
    facts = OfGiftCard(card.id, amount, card.currency, None, other)
    record(
        [
            NewEvent(
                verb=verb,
                occurred_at=at,
                leaf=card.leaf,
                subject_kind="giftcard",
                subject=card.id,
                place=card.place,
                actor=actor,
                facts=facts,
            )
        ],
        at,
    )
