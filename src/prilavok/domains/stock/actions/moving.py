"""Goods come to places and leave them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from prilavok.domains.stock.types import Opening, Shortage, Taking
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import DiscrepancyFound, StockMoved, StockOpened
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids


def take_sold(takings: Sequence[Taking], *, actor: Actor, at: datetime, origin: str) -> list[Shortage]:
    """Take goods that are already in the customer's hands; never refused.

    What the ledger did not know of comes from the place's `unexplained` account and is returned as shortages,
    each with its event `discrepancy.found`.
    """
    takings = [taking for taking in takings if taking.quantity > 0]
    if not takings:
        return []
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
