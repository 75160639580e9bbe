"""Goods are kept for orders: held, posted when they are handed over, given back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from prilavok.domains.stock.actions.awaiting import give_back_awaited
from prilavok.domains.stock.errors import HoldGone, StockShort
from prilavok.domains.stock.queries import list_holds_of
from prilavok.domains.stock.types import HoldView, Keeping, Lacking
from prilavok.kit.columns import Origin
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfHold, StockMoved
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.ledger.errors import HoldEnded
from prilavok.kit.ledger.holds import settle_holds, void_holds
from prilavok.kit.ledger.types import Settlement


def hold_stock(
    order: UUID, place: UUID, units: Mapping[UUID, int], *, until: datetime, keeping: Keeping | None = None,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Keep so many units of variants at the place for an order until an instant, all or nothing.

    keeping: who promises them and leaves what is kept back from it; None: what is kept back is there for this.
    Records hold.made. Raises StockShort, and then nothing is held.
    """
    wanted = {variant: count for variant, count in units.items() if count > 0}
    if not wanted:
        return
    if lacks := _hold(order, place, wanted, until, keeping, at):
        raise StockShort([Lacking(*row) for row in lacks])
    facts = OfHold(order, sum(wanted.values()), len(wanted))
    record([_of_order("hold.made", order, place, facts, actor, at)], at)


def settle_holds_of(
    order: UUID, units: Mapping[UUID, int], *, place: UUID | None = None, actor: Actor, at: datetime
) -> None:
    """Hand over so many units of variants out of what is kept for the order; what is left stays kept.

    place: only of what is kept there.

    Records stock.moved. Raises HoldGone where less is kept than is handed over.
    """
    settlements: list[tuple[UUID, int]] = []
    places: set[UUID] = set()
    left = {variant: count for variant, count in units.items() if count > 0}
    for hold in _kept(order, place):
        taken = min(left.get(hold.variant, 0), hold.units)
        if taken:
            settlements.append((hold.hold, taken))
            places.add(hold.place)
            left[hold.variant] -= taken
    if any(left.values()):
        raise HoldGone(order)
    if not settlements:
        return
    ids = new_ids(len(settlements), at)
    try:
        settle_holds(
            [
                Settlement(id=id, hold=hold, units=count, occurred_at=at)
                for id, (hold, count) in zip(ids, settlements, strict=True)
            ],
            at,
            origin=Origin.LIVE,
            rest_stays=True,
        )
    except HoldEnded as ended:
        raise HoldGone(order) from ended
    out = sum(count for _hold, count in settlements)
    facts = StockMoved(len(settlements), units_out=out, order=order)
    record([_of_order("stock.moved", order, place, facts, actor, at) for place in sorted(places)[:1]], at)


def release_holds(
    order: UUID, *, actor: Actor, at: datetime, reason: Literal["cancelled", "changed", "lost", "expired"]
) -> list[HoldView]:
    """Give back all that is still kept for an order; what that was. Nor does it wait for anything any more.

    Records hold.expired where its time was over.
    """
    give_back_awaited(order, at=at)
    kept = list_holds_of(order)
    open_still = {release.hold for release in void_holds([hold.hold for hold in kept], at, origin=Origin.LIVE)}
    released = [hold for hold in kept if hold.hold in open_still]
    if reason == "expired":
        record(_expired(released, actor, at), at)
    return released


def lessen_holds(
    order: UUID, units: Mapping[UUID, int], *, place: UUID | None = None, actor: Actor, at: datetime
) -> None:
    """Give back so many units of variants out of what is kept for the order; the rest stays kept as long as before.

    place: only of what is kept there.

    Raises HoldGone where less is kept than is to be given back.
    """
    left = {variant: count for variant, count in units.items() if count > 0}
    touched: list[tuple[HoldView, int]] = []
    for hold in _kept(order, place):
        given = min(left.get(hold.variant, 0), hold.units)
        if given:
            touched.append((hold, given))
            left[hold.variant] -= given
    if any(left.values()):
        raise HoldGone(order)
    void_holds([hold.hold for hold, _given in touched], at, origin=Origin.LIVE)
    for hold, given in touched:
        if rest := hold.units - given:
            # The balance is locked by the release just made: nobody can have taken it in between.
            call("stock_hold", order, hold.place, [hold.variant], [rest], hold.expires_at, at, Origin.LIVE.value)


def keep_longer(order: UUID, until: datetime, *, at: datetime) -> None:
    """Keep what is kept for an order until a later instant; what is kept longer than that already stays as it is.

    The rows of the stock are held by the caller (lock_stock), so nobody takes the goods between the two.
    """
    shorter = [hold for hold in list_holds_of(order) if at < hold.expires_at < until]
    void_holds([hold.hold for hold in shorter], at, origin=Origin.LIVE)
    for hold in shorter:
        call("stock_hold", order, hold.place, [hold.variant], [hold.units], until, at, Origin.LIVE.value)


def prolong_holds(order: UUID, until: datetime, *, at: datetime) -> None:
    """Keep all that is kept for an order until an instant at least, also what was kept until now: its goods are due.

    As keep_longer, which see for the lock.
    """
    shorter = [hold for hold in list_holds_of(order) if hold.expires_at < until]
    void_holds([hold.hold for hold in shorter], at, origin=Origin.LIVE)
    for hold in shorter:
        call("stock_hold", order, hold.place, [hold.variant], [hold.units], until, at, Origin.LIVE.value)


def _hold(
    order: UUID, place: UUID, wanted: Mapping[UUID, int], until: datetime, keeping: Keeping | None, at: datetime
) -> Sequence[tuple[UUID, int, int]]:
    variants, units, origin = list(wanted), list(wanted.values()), Origin.LIVE.value
    if keeping is None:
        return call("stock_hold", order, place, variants, units, until, at, origin)
    paths = [keeping.paths.get(one, "") for one in variants]
    kind, via = keeping.place_kind, keeping.touchpoint
    return call("stock_hold_above", order, place, kind, variants, paths, units, via, until, at, origin)


def _kept(order: UUID, place: UUID | None) -> list[HoldView]:
    return [hold for hold in list_holds_of(order) if place in (None, hold.place)]


def _expired(released: Sequence[HoldView], actor: Actor, at: datetime) -> list[NewEvent]:
    by_order: dict[tuple[UUID, UUID], list[HoldView]] = defaultdict(list)
    for hold in released:
        by_order[hold.order, hold.place].append(hold)
    return [
        _of_order("hold.expired", order, place, OfHold(order, sum(hold.units for hold in held), len(held)), actor, at)
        for (order, place), held in by_order.items()
    ]


def _of_order(verb: str, order: UUID, place: UUID, facts: OfHold | StockMoved, actor: Actor, at: datetime) -> NewEvent:
    return NewEvent(
        verb=verb, occurred_at=at, subject_kind="order", subject=order, place=place, actor=actor, facts=facts
    )
