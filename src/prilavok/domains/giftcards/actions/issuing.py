"""Gift cards are issued: to whoever paid, or given by staff."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from prilavok.domains.giftcards.errors import GiftCardUnfit
from prilavok.domains.giftcards.models import GiftCard
from prilavok.domains.giftcards.queries.cards import (
    CODE_PURPOSE,
    entity_account,
    gift_lookup,
    own_account,
    read_gift_cards,
)
from prilavok.domains.giftcards.rules import TAIL_DIGITS, end_of, new_gift_code
from prilavok.domains.giftcards.types import GiftCardView, NewGiftCard
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfGiftCard
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import Posting
from prilavok.kit.secrets import seal
from prilavok.kit.words import wordless

#: nobody gives more than twenty years, nor more than a card that a till can add up
LONGEST_DAYS = 7_300
MOST_ON_CARD = 10**12
_TRIES = 5


def issue_gift_cards(cards: Sequence[NewGiftCard], *, actor: Actor, at: datetime) -> list[GiftCardView]:
    """Make the cards, each with its balance; their codes may be shown for a while (queries.shown_codes).

    Records giftcard.issued for each. Raises GiftCardUnfit.
    """
    if any(not 0 < one.amount <= MOST_ON_CARD or not _days_fit(one.days) for one in cards):
        raise GiftCardUnfit
    made = [(new, draw_card(new, actor, at)) for new in cards]
    names = [own_account(card, new.currency) for new, card in made]
    issued = [entity_account(new.legal_entity, new.currency, "issued") for new in cards]
    open_accounts([*names, *issued])
    if made:
        moves = [
            Posting(
                id=new_id(at), debit=debit.id, credit=credit.id, units=new.amount, cause="issue", occurred_at=at,
                cause_id=new.order,
            )
            for new, credit, debit in zip(cards, names, issued, strict=True)
        ]  # fmt: skip
        post_moves(moves, at, origin="live")
    record([_issued(card, new, actor, at) for new, card in made], at)
    found = read_gift_cards([card for _new, card in made])
    return [found[card] for _new, card in made]


def draw_card(new: NewGiftCard, actor: Actor, at: datetime, *, replaces: UUID | None = None) -> UUID:
    """Write down a card with a code that no other has, and nothing on it yet; its id."""
    for tries_left in reversed(range(_TRIES)):
        code = new_gift_code()
        try:
            with transaction.atomic():
                return GiftCard.objects.create(
                    id=new_id(at),
                    code=seal(code.encode(), CODE_PURPOSE),
                    code_lookup=gift_lookup(code),
                    tail=code[-TAIL_DIGITS:],
                    currency=new.currency,
                    amount=new.amount,
                    legal_entity=new.legal_entity,
                    place_id=new.place,
                    order=new.order,
                    leaf_id=new.leaf,
                    state=GiftCard.State.ACTIVE,
                    ends_at=end_of(at, new.days),
                    replaces_id=replaces,
                    issued_by=actor.id if actor.kind == "staff" else None,
                    issued_at=at,
                ).id
        except IntegrityError as clash:
            if "code_lookup" not in str(clash) or not tries_left:
                raise
    raise AssertionError("every try returns or raises")


def tie_gift_card(card: UUID, leaf: UUID) -> None:
    """Show the card on the own page of a leaf, whose holder has just entered its code; the last who did has it."""
    GiftCard.objects.filter(id=card).exclude(leaf_id=leaf).update(leaf_id=leaf)


def _days_fit(days: int | None) -> bool:
    return days is None or 0 < days <= LONGEST_DAYS


def _issued(card: UUID, new: NewGiftCard, actor: Actor, at: datetime) -> NewEvent:
    return NewEvent(
        verb="giftcard.issued",
        occurred_at=at,
        leaf=new.leaf,
        subject_kind="giftcard",
        subject=card,
        place=new.place,
        actor=actor,
        facts=OfGiftCard(card, new.amount, new.currency, new.order),
    )


wordless("giftcards_card", ["code", "code_lookup"], "a random number, sealed, and its digest; nobody is named by it")
