"""A card pays an order: kept for it, then spent; given back where the order does not come about, or goods come back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from prilavok.domains.giftcards.errors import (
    GiftCardElsewhere,
    GiftCardNotGood,
    GiftCardNothing,
    GiftCardShort,
    GiftHoldEnded,
)
from prilavok.domains.giftcards.models import GiftCard
from prilavok.domains.giftcards.queries.cards import (
    entity_account,
    own_account,
    read_gift_card,
    read_gift_cards,
    replaced_by,
)
from prilavok.domains.giftcards.queries.holds import due_gift_holds, gift_holds_of
from prilavok.domains.giftcards.rules import merged
from prilavok.domains.giftcards.types import GiftCardView, GiftHold, GiftPart
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfGiftCard
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.errors import HoldEnded, NotEnough
from prilavok.kit.ledger.holds import reserve_units, settle_holds, void_holds
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import Posting, Reservation, Settlement

#: a card whose time was over is good for so long again once money came back on it
GOOD_AGAIN = timedelta(days=90)


def hold_gift_card(
    card: UUID, order: UUID, due: int, *, currency: str, seller: UUID, until: datetime, at: datetime
) -> GiftHold:
    """Keep on the card what it can pay of an order, at most `due` minor units, until an instant; what is kept.

    What was kept on it for the same order before is kept anew. seller: the legal entity that sells. Of two that keep
    at once one finds what the other left. Raises GiftCardNotGood, GiftCardElsewhere, GiftCardNothing, GiftCardShort.
    """
    GiftCard.objects.select_for_update().get(id=card)  # one at a time keeps, blocks or gives it anew
    found = read_gift_card(card)
    if not found.is_good(at):
        raise GiftCardNotGood(found.state if found.state != "active" else "ended")
    if found.currency != currency:
        raise GiftCardElsewhere(found.currency)
    kept = [one for one in gift_holds_of(order, at) if one.card == card]
    others = sum(one.amount for one in gift_holds_of(order, at) if one.card != card)
    amount = min(found.free + sum(one.amount for one in kept), due - others)
    if due - others <= 0:
        raise GiftCardNothing
    if amount <= 0:
        raise GiftCardShort(found.free)
    own, spent = own_account(card, currency), entity_account(seller, currency, "spent")
    open_accounts([own, spent])
    void_holds([one.hold for one in kept], at, origin="live")
    hold = Reservation(
        id=new_id(at), debit=own.id, credit=spent.id, units=amount, cause="spend", cause_id=order, occurred_at=at,
        owner=order, expires_at=until,
    )  # fmt: skip
    try:
        reserve_units([hold], at, origin="live")
    except NotEnough as short:
        raise GiftCardShort(short.lacks[0].free) from short
    return GiftHold(hold.id, card, found.tail, order, amount, until)


def release_gift_cards(order: UUID, *, at: datetime, card: UUID | None = None) -> list[GiftHold]:
    """Give back what is kept for an order, on all cards or on one of them; what that was."""
    kept = [one for one in gift_holds_of(order, datetime.min.replace(tzinfo=at.tzinfo)) if card in (None, one.card)]
    ended = {one.hold for one in void_holds([one.hold for one in kept], at, origin="live")}
    return [one for one in kept if one.hold in ended]


def release_late_gifts(*, at: datetime, limit: int = 500) -> int:
    """Give back what was kept until now and no longer; how many holds that were."""
    return len(void_holds([one.hold for one in due_gift_holds(at, limit=limit)], at, origin="live"))


def lock_gift_cards(order: UUID, cards: Sequence[UUID]) -> None:
    """Hold what is kept for an order on cards, and the cards that are given money, until the story ends.

    For stories that give money back on some cards and spend others: cards, then what is kept on them by id, then
    balances by id, as everywhere. Points are locked before.
    """
    given = sorted({_last(card).id for card in cards})
    list(GiftCard.objects.select_for_update().filter(id__in=given).order_by("id").values_list("id"))
    names = [own_account(id, one.currency) for id, one in read_gift_cards(given).items()]
    open_accounts(names)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [order])
        cursor.execute(_BALANCES, [[name.id for name in names], order])


_HOLDS = """
SELECT h.move_id FROM kit_hold h JOIN kit_move m ON m.id = h.move_id JOIN kit_account a ON a.id = m.debit_id
 WHERE h.owner = %s::uuid AND a.book = 'giftcards' ORDER BY h.move_id FOR UPDATE OF h
"""
_BALANCES = """
SELECT account_id FROM kit_balance
 WHERE account_id = ANY(ARRAY(
    SELECT unnest(%s::uuid[]) UNION
    SELECT m.debit_id FROM kit_hold h JOIN kit_move m ON m.id = h.move_id JOIN kit_account a ON a.id = m.debit_id
     WHERE h.owner = %s::uuid AND a.book = 'giftcards'))
 ORDER BY account_id FOR UPDATE
"""


def spend_gift_cards(
    order: UUID, parts: Sequence[GiftPart], *, leaf: UUID, place: UUID, actor: Actor, at: datetime
) -> None:
    """Pay an order out of what is kept for it; what else is kept for it is free again. All or nothing.

    Records giftcard.spent. Raises GiftHoldEnded where less is kept than is to be paid.
    """
    wanted, settlements = merged(parts), []
    for kept in gift_holds_of(order, at):
        units = min(wanted.get(kept.card, 0), kept.amount)
        if units:
            settlements.append(Settlement(id=new_id(at), hold=kept.hold, occurred_at=at, units=units))
            wanted[kept.card] -= units
    if any(wanted.values()):
        raise GiftHoldEnded
    if settlements:
        try:
            settle_holds(settlements, at, origin="live")
        except HoldEnded as ended:
            raise GiftHoldEnded from ended
    release_gift_cards(order, at=at)
    record(tell_of_cards("giftcard.spent", merged(parts), order, leaf, place, actor, at), at)


def give_back_on_cards(
    order: UUID, parts: Sequence[GiftPart], *, seller: UUID, leaf: UUID, place: UUID, actor: Actor, at: datetime
) -> None:
    """Goods that cards had paid came back: their money is on the cards again, or on those given instead of them.

    A card whose time was over is good again for a while. seller: the legal entity that had sold. Records
    giftcard.returned.
    """
    given: dict[UUID, int] = {}
    for card, amount in merged(parts).items():
        last = _last(card)
        given[last.id] = given.get(last.id, 0) + amount
    cards = read_gift_cards(list(given))
    for id in sorted(given):
        row = GiftCard.objects.select_for_update().get(id=id)
        if row.state == "ended" or (row.ends_at and row.ends_at < at + GOOD_AGAIN):
            row.state = GiftCard.State.ACTIVE if row.state == "ended" else row.state
            row.ends_at, row.version = at + GOOD_AGAIN, row.version + 1
            row.save(update_fields=["state", "ends_at", "version"])
    names = {id: own_account(id, cards[id].currency) for id in given}
    spent = {id: entity_account(seller, cards[id].currency, "spent") for id in given}
    open_accounts([*names.values(), *spent.values()])
    moves = [
        Posting(
            id=new_id(at), debit=spent[id].id, credit=names[id].id, units=amount, cause="spend_back", occurred_at=at,
            cause_id=order,
        )
        for id, amount in sorted(given.items())
    ]  # fmt: skip
    if moves:
        post_moves(moves, at, origin="live")
    record(tell_of_cards("giftcard.returned", given, order, leaf, place, actor, at), at)


def _last(card: UUID) -> GiftCardView:
    """The card that stands for this one today."""
    found = read_gift_card(card)
    while found.state == "replaced" and (newer := replaced_by(found.id)) is not None:
        found = newer
    return found


def tell_of_cards(
    verb: str, parts: dict[UUID, int], order: UUID, leaf: UUID, place: UUID, actor: Actor, at: datetime
) -> list[NewEvent]:
    """What became of so many minor units of each card by an order, as events to be recorded."""
    cards = read_gift_cards(list(parts))
    return [
        NewEvent(
            verb=verb,
            occurred_at=at,
            leaf=leaf,
            subject_kind="giftcard",
            subject=card,
            place=place,
            actor=actor,
            facts=OfGiftCard(card, amount, cards[card].currency, order),
        )
        for card, amount in parts.items()
    ]
