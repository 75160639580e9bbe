"""Goods that an order gives up go to those who wait for them and of whose goods nobody knows when they come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.actions.awaiting import AWAITED, split_awaited
from prilavok.domains.stock.models import StockAllocation
from prilavok.domains.stock.queries.levels import free_at
from prilavok.domains.stock.rules import Share, share_supply
from prilavok.domains.stock.types import HoldView
from prilavok.kit.columns import Origin
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfHold, OrderAwaited
from prilavok.kit.events.record import NewEvent, record


def pass_on_freed(released: Sequence[HoldView], *, actor: Actor, at: datetime) -> dict[UUID, int]:
    """What was just given up goes to whoever waits for it without a day; see pass_on."""
    freed: dict[UUID, set[UUID]] = defaultdict(set)
    for hold in released:
        freed[hold.place].add(hold.variant)
    return pass_on({place: sorted(variants) for place, variants in freed.items()}, actor=actor, at=at)


def pass_on(freed: Mapping[UUID, Sequence[UUID]], *, actor: Actor, at: datetime) -> dict[UUID, int]:
    """Hold what is free for whoever waits for it without a day, whoever ordered first; units by order.

    freed: variants by place, of which the caller gave something up and so holds the balances: nobody can have taken it
    in between. Who is promised a delivery goes on waiting for that. Records hold.made and order.awaited.
    """
    given: dict[UUID, int] = defaultdict(int)
    for place, variants in sorted(freed.items()):
        held = _give(place, sorted(set(variants)), at)
        for order, units in sorted(held.items()):
            given[order] += units
            record(_told(order, place, units, actor, at), at)
    return dict(given)


def _give(place: UUID, variants: Sequence[UUID], at: datetime) -> dict[UUID, int]:
    waiting = StockAllocation.objects.select_for_update(of=("self",)).filter(
        place_id=place, variant_id__in=variants, line=None, **AWAITED
    )
    rows = {row.id: row for row in waiting.order_by("ordered_at", "id")}
    free = free_at(place, variants) if rows else {}
    held: dict[UUID, int] = defaultdict(int)
    for variant in variants:
        mine = [Share(row.id, None, row.units) for row in rows.values() if row.variant_id == variant]
        for share in share_supply(mine, {}, free=free.get(variant, 0), came={}):
            if share.held:
                row = rows[share.allocation]
                lacks = call(
                    "stock_hold", row.order, place, [variant], [share.units], row.keep_until, at, Origin.LIVE.value
                )
                assert not lacks, "what is free under the lock can be held"
                _end(row, share.units, at)
                held[row.order] += share.units
    return held


def _end(row: StockAllocation, units: int, at: datetime) -> None:
    if units < row.units:
        split_awaited(row, units, held_at=at, at=at)
        return
    row.held_at = at
    row.save(update_fields=["held_at"])


def _told(order: UUID, place: UUID, units: int, actor: Actor, at: datetime) -> list[NewEvent]:
    left = sum(StockAllocation.objects.filter(order=order, **AWAITED).values_list("units", flat=True))
    facts = {"hold.made": OfHold(order, units, 1), "order.awaited": OrderAwaited(order, left)}
    return [
        NewEvent(
            verb=verb, occurred_at=at, subject_kind="order", subject=order, place=place, actor=actor, facts=said
        )
        for verb, said in facts.items()
    ]  # fmt: skip
