"""Goods come to places and leave them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from prilavok.domains.stock.actions.locking import lock_stock_at
from prilavok.domains.stock.queries import counted_since
from prilavok.domains.stock.types import Opening, Shortage, Taking
from prilavok.kit.columns import Origin
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import DiscrepancyFound, StockMoved, StockOpened
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import AccountName, Posting

#: what is told sooner than this after it occurred is asked of no count: the hot way of a till that has a line
_TOLD_AT_ONCE = timedelta(seconds=5)


def take_sold(takings: Sequence[Taking], *, actor: Actor, at: datetime, origin: str) -> list[Shortage]:
    """Take goods that are already in the customer's hands; never refused.

    What the ledger did not know of comes from the place's `unexplained` account and is returned as shortages,
    each with its event `discrepancy.found`. What is told so late that the shelf was counted meanwhile is no shortage:
    the count found it missing, so it comes back from there first.
    """
    takings = [taking for taking in takings if taking.quantity > 0]
    if not takings:
        return []
    if origin != Origin.LOAD:
        _bring_back_counted([one for one in takings if one.at < at - _TOLD_AT_ONCE], at, origin, among=takings)
    short = call(
        "stock_take",
        list(new_ids(len(takings), at)),
        [taking.order for taking in takings],
        [taking.place for taking in takings],
        [taking.variant for taking in takings],
        [taking.quantity for taking in takings],
        [taking.at for taking in takings],
        at,
        origin,
    )
    shortages = [Shortage(takings[nth - 1], units) for nth, units in short]
    record(_moved(takings, actor, origin) + [_found(shortage, actor, origin) for shortage in shortages], at)
    return shortages


def _bring_back_counted(late: Sequence[Taking], at: datetime, origin: str, *, among: Sequence[Taking]) -> None:
    """Give the ledger back what a count of the shelf has booked as missing and these late takings will book."""
    found = counted_since([(one.place, one.variant, one.at) for one in late])
    if not found:
        return
    goods = defaultdict(list)
    for one in among:
        goods[one.place].append(one.variant)
    lock_stock_at([], goods)  # all that is taken next, so that rows are locked in one order
    counted = [late[nth] for nth in found]
    names = [AccountName("stock", one.place, one.variant, "goods") for one in counted]
    missing = [AccountName("stock", one.place, one.variant, "unexplained", guarded=False) for one in counted]
    open_accounts([*names, *missing])
    post_moves(
        [
            Posting(
                id=id, debit=out.id, credit=into.id, units=one.quantity, cause="discrepancy", occurred_at=one.at,
                cause_id=one.order,
            )
            for id, out, into, one in zip(new_ids(len(counted), at), missing, names, counted, strict=True)
        ],
        at,
        origin=origin,
    )  # fmt: skip


def open_stock(openings: Sequence[Opening], *, occurred: datetime, actor: Actor, at: datetime, origin: str) -> int:
    """Put first stock, one move of cause `opening` per variant and place, ever; return how many were new."""
    put: list[Opening] = []
    for generated in (False, True):
        alike = [one for one in openings if one.generated is generated and one.quantity > 0]
        if alike:
            fresh = call(
                "stock_open_first",
                list(new_ids(len(alike), at)),
                [opening.place for opening in alike],
                [opening.variant for opening in alike],
                [opening.quantity for opening in alike],
                occurred,
                at,
                origin,
                generated,
            )
            put += [alike[nth - 1] for nth in fresh]
    record(_opened(put, occurred, actor, origin), at)
    return len(put)


def _opened(openings: Sequence[Opening], occurred: datetime, actor: Actor, origin: str) -> list[NewEvent]:
    by_place = groupby(sorted(openings, key=lambda one: one.place), key=lambda one: one.place)
    return [
        NewEvent(
            verb="stock.opened",
            occurred_at=occurred,
            subject_kind="place",
            subject=place,
            place=place,
            actor=actor,
            origin=origin,
            facts=StockOpened(
                len(rows), sum(one.quantity for one in rows), generated=all(one.generated for one in rows)
            ),
        )
        for place, group in by_place
        for rows in [list(group)]
    ]


def _moved(takings: Sequence[Taking], actor: Actor, origin: str) -> list[NewEvent]:
    return [
        NewEvent(
            verb="stock.moved",
            occurred_at=first.at,
            subject_kind="order",
            subject=order,
            place=first.place,
            actor=actor,
            origin=origin,
            facts=StockMoved(len(rows), units_out=sum(row.quantity for row in rows), order=order),
        )
        for order, group in groupby(takings, key=lambda taking: taking.order)
        for rows in [list(group)]
        for first in rows[:1]
    ]


def _found(shortage: Shortage, actor: Actor, origin: str) -> NewEvent:
    taking = shortage.taking
    return NewEvent(
        verb="discrepancy.found",
        occurred_at=taking.at,
        subject_kind="variant",
        subject=taking.variant,
        place=taking.place,
        actor=actor,
        origin=origin,
        facts=DiscrepancyFound(taking.variant, -shortage.units, order=taking.order),
    )
