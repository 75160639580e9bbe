"""Expected goods that orders wait for: held for them as soon as they come, promised otherwise, given back.

Whoever changes what is expected or promised of a variant at a place holds its balance there (lock_stock_at) from before
until the end of the story, as placing an order does.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.stock.actions.awaiting import AWAITED, split_awaited
from prilavok.domains.stock.actions.holding import prolong_holds
from prilavok.domains.stock.actions.locking import lock_stock_at
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.models import StockAllocation, StockPaperLine, StockPreOrder
from prilavok.domains.stock.queries.levels import free_at
from prilavok.domains.stock.rules import Share, share_supply
from prilavok.domains.stock.types import Keeping, Lacking
from prilavok.kit.columns import Origin
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfHold, OrderAwaited
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def settle_supply(
    place: UUID, variants: Sequence[UUID], *, came: Mapping[UUID, int] | None = None, keep_until: datetime, on: date,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """What is free or expected now goes to whoever waits for these variants at the place; see rules.share_supply.

    came: by line of expected goods what it has just brought. keep_until: what is held now is kept until then at least.
    on: the day at the place; nobody is promised what was to come before. Records hold.made for what is held, and
    order.awaited for each order for which anything is another.
    """
    lock_stock_at([], {place: variants})
    rows = list(
        StockAllocation.objects.select_for_update(of=("self",))
        .filter(place_id=place, variant_id__in=set(variants), **AWAITED)
        .order_by("ordered_at", "id")
    )
    if not rows:
        return
    held: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    before = {row.id: (row.line_id, row.units) for row in rows}
    for variant in sorted({row.variant_id for row in rows}):
        waiting = [row for row in rows if row.variant_id == variant]
        for order, units in _share(place, variant, waiting, came or {}, keep_until, on, at).items():
            held[order][variant] = units
    moved = {row.order for row in rows if before[row.id] != (row.line_id, row.units) or row.held_at}
    moved |= _told_otherwise({row.order for row in rows})
    record([*_made(place, held, actor, at), *_changed(place, sorted(moved), actor, at)], at)


def hold_or_await(
    order: UUID, place: UUID, units: Mapping[UUID, int], *, keeping: Keeping, until: datetime, on: date,
    wait_until: date, leaf: UUID, actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Hold what is free of these units, and wait for the rest of them until a last day, all or nothing.

    on: the day at the place. Records hold.made and order.awaited. Raises StockShort, and then nothing is held.
    """
    variants, counts = list(units), list(units.values())
    paths = [keeping.paths.get(one, "") for one in variants]
    lacks = call(
        "stock_hold_or_await", order, place, keeping.place_kind, variants, paths, counts, keeping.touchpoint, until,
        on, wait_until, at, Origin.LIVE.value,
    )  # fmt: skip
    if lacks:
        raise StockShort([Lacking(*row) for row in lacks])
    awaited = call("stock_awaited", order)[0]
    facts: dict[str, OfHold | OrderAwaited] = {}
    if held := sum(counts) - awaited:
        facts["hold.made"] = OfHold(order, held, len(variants))
    if awaited:
        facts["order.awaited"] = OrderAwaited(order, awaited)
    told = [
        NewEvent(
            verb=verb, occurred_at=at, leaf=leaf, subject_kind="order", subject=order, place=place, actor=actor,
            facts=said,
        )
        for verb, said in facts.items()
    ]  # fmt: skip
    record(told, at)


def tell_awaited(order: UUID, *, keep_until: datetime, at: datetime) -> None:
    """The customer knows now by which days the goods of the order are expected; they are kept until then at least.

    Lock with lock_stock before.
    """
    for row in StockAllocation.objects.select_related("line__paper").filter(order=order, **AWAITED):
        row.told_on = row.line.paper.due_on if row.line else None
        row.keep_until = max(row.keep_until, keep_until)
        row.save(update_fields=["told_on", "keep_until"])
    prolong_holds(order, keep_until, at=at)


def keep_awaited(order: UUID, until: datetime) -> None:
    """What the order waits for is kept until an instant at least, once it has come. Lock with lock_stock before."""
    StockAllocation.objects.filter(order=order, keep_until__lt=until, **AWAITED).update(keep_until=until)


def allow_pre_orders(place: UUID, variant: UUID | None, allowed: bool | None, *, actor: Actor, at: datetime) -> None:
    """Orders may wait for what is expected at the place, or not: of one variant, or (None) of all that says nothing.

    allowed None: nothing is said of it any more. What waits already goes on waiting.
    """
    if allowed is None:
        said_here = StockPreOrder.objects.filter(place_id=place)
        (said_here.filter(variant=None) if variant is None else said_here.filter(variant_id=variant)).delete()
        return
    said = {"allowed": allowed, "set_at": at, "set_by": actor.id}
    StockPreOrder.objects.update_or_create(
        place_id=place, variant_id=variant, defaults=said, create_defaults={"id": new_id(at), **said}
    )


def _share(
    place: UUID, variant: UUID, rows: Sequence[StockAllocation], came: Mapping[UUID, int], keep_until: datetime,
    on: date, at: datetime,
) -> dict[UUID, int]:  # fmt: skip
    """Share what there is of one variant, and write it down; by order what is held for it now."""
    lines = StockPaperLine.objects.filter(variant_id=variant, paper__place_id=place, paper__kind="expected")
    waiting = [Share(row.id, row.line_id, row.units) for row in rows]
    mine = _sums(waiting)
    room = {}
    for line in lines.filter(paper__state="sent").order_by("paper__due_on", "id").select_related("paper"):
        left, due = max(line.units - (line.arrived or 0), 0), line.paper.due_on
        # What was to come before today is promised to nobody new; whoever waits for it still does.
        room[line.id] = left if due and due >= on else min(left, mine.get(line.id, 0))
    shares = share_supply(waiting, room, free=free_at(place, [variant]).get(variant, 0), came=came)
    by_row: dict[UUID, list[Share]] = defaultdict(list)
    for share in shares:
        by_row[share.allocation].append(share)
    held: dict[UUID, int] = defaultdict(int)
    for row in rows:
        for units in [share.units for share in by_row[row.id] if share.held]:
            until = max(row.keep_until, keep_until)
            lacks = call("stock_hold", row.order, place, [variant], [units], until, at, Origin.LIVE.value)
            assert not lacks, "what is free under the lock can be held"
            held[row.order] += units
        _write(row, by_row[row.id], at)
    promised = dict.fromkeys(mine, 0) | _sums(shares)
    for of_line, units in sorted(promised.items()):
        StockPaperLine.objects.filter(id=of_line).exclude(promised=units).update(promised=units)
    return held


def _write(row: StockAllocation, shares: Sequence[Share], at: datetime) -> None:
    """The row becomes the first of its shares; each other one is a row of its own."""
    first, *others = sorted(shares, key=lambda share: share.held)
    for share in others:
        split_awaited(row, share.units, line=share.line, held_at=at if share.held else None, at=at)
    if (row.line_id, first.held) != (first.line, False) or others:
        row.line_id, row.held_at = first.line, at if first.held else None
        row.save(update_fields=["line", "held_at"])


def _sums(shares: Sequence[Share]) -> dict[UUID, int]:
    sums: dict[UUID, int] = defaultdict(int)
    for share in shares:
        if share.line is not None and not share.held:
            sums[share.line] += share.units
    return dict(sums)


def _told_otherwise(orders: set[UUID]) -> set[UUID]:
    """Of these orders those whose customers know another day than the one that is expected now."""
    waiting = StockAllocation.objects.filter(order__in=orders, **AWAITED)
    rows = waiting.values_list("order", "told_on", "line__paper__due_on")
    return {order for order, told, due in rows if told != due}


def _made(place: UUID, held: Mapping[UUID, Mapping[UUID, int]], actor: Actor, at: datetime) -> list[NewEvent]:
    return [
        NewEvent(
            verb="hold.made", occurred_at=at, subject_kind="order", subject=order, place=place, actor=actor,
            facts=OfHold(order, sum(units.values()), len(units)),
        )
        for order, units in sorted(held.items())
    ]  # fmt: skip


def _changed(place: UUID, orders: Sequence[UUID], actor: Actor, at: datetime) -> list[NewEvent]:
    left: dict[UUID, int] = dict.fromkeys(orders, 0)
    for order, units in StockAllocation.objects.filter(order__in=orders, **AWAITED).values_list("order", "units"):
        left[order] += units
    return [
        NewEvent(
            verb="order.awaited", occurred_at=at, subject_kind="order", subject=order, place=place, actor=actor,
            facts=OrderAwaited(order, units),
        )
        for order, units in left.items()
    ]  # fmt: skip
