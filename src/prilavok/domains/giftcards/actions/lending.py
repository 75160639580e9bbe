"""Parts of gift cards are kept for a till that works without a line, and pay the sales it brings, several of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.giftcards.actions.paying import tell_of_cards
from prilavok.domains.giftcards.models import GiftCard
from prilavok.domains.giftcards.queries.cards import entity_account, own_account, read_gift_cards
from prilavok.domains.giftcards.queries.holds import gift_holds_of
from prilavok.domains.giftcards.rules import merged
from prilavok.domains.giftcards.types import GiftPart, LentPart
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import record
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.holds import settle_holds
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import Posting, Settlement


def spend_lent_cards(
    order: UUID, asked: Sequence[LentPart], *, seller: UUID, leaf: UUID, place: UUID, actor: Actor, at: datetime
) -> list[GiftPart]:
    """Pay an order that has happened out of what was kept for the till; what each card really paid.

    The rest of a hold stays. Never more than a card's lease still promises: its holder said yes to no more. Where the
    hold has ended meanwhile it is taken of what is free on the card, and of what is not there nothing: no balance falls
    below nought. seller: the legal entity that sold. Records giftcard.spent.
    """
    wanted = [replace(one, amount=units) for one in asked if (units := min(one.amount, one.most)) > 0]
    cards = sorted({one.card for one in wanted})
    list(GiftCard.objects.select_for_update().filter(id__in=cards).order_by("id").values_list("id"))
    found = read_gift_cards(cards)
    own = {id: own_account(id, found[id].currency) for id in cards}
    spent = {id: entity_account(seller, found[id].currency, "spent") for id in cards}
    open_accounts([*own.values(), *spent.values()])
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [[one.lease for one in wanted]])
        cursor.execute(_BALANCES, [[name.id for name in own.values()]])
    given = _out_of_holds(order, wanted, at)
    free, moves = {id: max(one.free, 0) for id, one in read_gift_cards(cards).items()}, list[Posting]()
    for one in wanted:
        if part := min(one.amount - given[one.lease], free[one.card]):
            debit, credit = own[one.card].id, spent[one.card].id
            moves.append(
                Posting(
                    id=new_id(at), debit=debit, credit=credit, units=part, cause="spend", occurred_at=at, cause_id=order
                )
            )
            given[one.lease] += part
            free[one.card] -= part
    if moves:
        post_moves(moves, at, origin="live")
    parts = merged([GiftPart(one.card, given[one.lease]) for one in wanted])
    paid = {card: amount for card, amount in parts.items() if amount}
    record(tell_of_cards("giftcard.spent", paid, order, leaf, place, actor, at), at)
    return [GiftPart(card, amount) for card, amount in paid.items()]


def _out_of_holds(order: UUID, wanted: Sequence[LentPart], at: datetime) -> dict[UUID, int]:
    """Settle what is kept under each lease, as far as it goes; how much, by lease."""
    given, settlements = dict.fromkeys((one.lease for one in wanted), 0), list[Settlement]()
    for one in wanted:
        for hold in gift_holds_of(one.lease, at):
            if part := min(one.amount - given[one.lease], hold.amount):
                settlements.append(
                    Settlement(id=new_id(at), hold=hold.hold, occurred_at=at, units=part, cause="spend", cause_id=order)
                )
                given[one.lease] += part
    if settlements:
        settle_holds(settlements, at, origin="live", rest_stays=True)
    return given


_HOLDS = "SELECT FROM kit_hold WHERE owner = ANY(%s::uuid[]) ORDER BY move_id FOR UPDATE"
_BALANCES = "SELECT FROM kit_balance WHERE account_id = ANY(%s::uuid[]) ORDER BY account_id FOR UPDATE"
