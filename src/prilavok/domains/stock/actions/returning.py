"""Goods that were sold come back: to be sold again, or kept apart."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.rules import EVERYWHERE, GUARDED, side_back
from prilavok.domains.stock.types import Lacking, Returning
from prilavok.kit.columns import Origin
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import StockMoved
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.ledger.accounts import balance_of, open_accounts
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import AccountName, Posting


def put_back_sold(returning: Sequence[Returning], order: UUID, place: UUID, *, actor: Actor, at: datetime) -> None:
    """Take goods of an order in at the place: to be sold, or apart, where nothing is sold from; or on to the supplier.

    Records stock.moved. Lock with lock_stock before.
    """
    if not returning:
        return
    sold = [AccountName("stock", EVERYWHERE, one.variant, "sold", guarded=False) for one in returning]
    here = [_goal(one, place) for one in returning]
    open_accounts([*sold, *here])
    post_moves(
        [
            Posting(
                id=id, debit=out.id, credit=into.id, units=one.quantity, cause="return", occurred_at=at, cause_id=order
            )
            for id, out, into, one in zip(new_ids(len(returning), at), sold, here, returning, strict=True)
        ],
        at,
        origin=Origin.LIVE,
    )
    here_now = sum(one.quantity for one in returning if one.to != "supplier")
    facts = StockMoved(len(returning), units_in=here_now, order=order)
    moved = NewEvent(
        verb="stock.moved",
        occurred_at=at,
        subject_kind="order",
        subject=order,
        place=place,
        actor=actor,
        facts=facts,
    )
    record([moved], at)


def hand_back(returned: Sequence[Returning], order: UUID, place: UUID, *, actor: Actor, at: datetime) -> None:
    """Goods of an order that put_back_sold took in leave for their customer again, as they are.

    Records stock.moved. Lock with lock_stock before. Raises StockShort where they lie there no more, or are kept for
    somebody else by now; what went on to the supplier never lies there.
    """
    names = [_goal(one, place) for one in returned]
    standing = balance_of([one.id for one in names])
    short = [
        Lacking(one.variant, one.quantity, max(free, 0))
        for one, name in zip(returned, names, strict=True)
        if (free := 0 if one.to == "supplier" else standing[name.id].posted - standing[name.id].held) < one.quantity
    ]
    if short:
        raise StockShort(short)
    sold = [AccountName("stock", EVERYWHERE, one.variant, "sold", guarded=False) for one in returned]
    open_accounts([*names, *sold])
    post_moves(
        [
            Posting(
                id=id, debit=out.id, credit=into.id, units=one.quantity, cause="sale", occurred_at=at, cause_id=order
            )
            for id, out, into, one in zip(new_ids(len(returned), at), names, sold, returned, strict=True)
        ],
        at,
        origin=Origin.LIVE,
    )
    facts = StockMoved(len(returned), units_out=sum(one.quantity for one in returned), order=order)
    moved = NewEvent(
        verb="stock.moved", occurred_at=at, subject_kind="order", subject=order, place=place, actor=actor, facts=facts
    )
    record([moved], at)


def _goal(one: Returning, place: UUID) -> AccountName:
    holder, state = side_back(one.to, place)
    return AccountName("stock", holder, one.variant, state, guarded=state in GUARDED)
