"""Points leave their holder's accounts for a while under a name of their own: for a till that works without a line."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.loyalty.actions.giving import lock_points
from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsUnfit
from prilavok.domains.loyalty.queries import lent_points, spendable
from prilavok.domains.loyalty.rules import points_worth
from prilavok.domains.loyalty.types import Burning
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PointsBurned
from prilavok.kit.events.record import NewEvent, record


def lend_points(name: UUID, leaves: Sequence[UUID], currency: str, points: int, *, at: datetime) -> None:
    """Take so many points of a holder out of what may be spent, drawn like those that are spent. All or nothing.

    name: of the lease, under which they lie until they are spent or come back. leaves: in recorded order. Raises
    PointsUnfit where there is no programme in the currency or no points are named, NotEnoughPoints.
    """
    free = spendable(leaves, currency)
    if free is None or points <= 0:
        raise PointsUnfit
    drawn = call("loyalty_lend", free.programme, list(dict.fromkeys(leaves)), points, name, at)
    if not drawn:
        raise NotEnoughPoints(asked=points, most=free.points)


def unlend_points(names: Sequence[UUID], *, at: datetime) -> int:
    """All that is still lent under these names comes back to the accounts it was drawn from, with its end; how many."""
    out = {name: [row for row in call("loyalty_lent", name) if row[2]] for name in names}
    accounts = [(programme, leaf) for rows in out.values() for programme, leaf, _points in rows]
    call("loyalty_lock", [programme for programme, _leaf in accounts], [leaf for _programme, leaf in accounts])
    return sum(
        points
        for name, rows in out.items()
        if rows
        for _leaf, points in call("loyalty_unlend", name, sum(row[2] for row in rows), at)
    )


def spend_lent_points(name: UUID, burning: Burning, *, most: int, actor: Actor, at: datetime) -> int:
    """Pay an order that has happened with points that were lent; how many did. Records points.burned.

    burning.leaves: the holder's, and those that lent_points names. burning.owed is not looked at: whoever sold has kept
    to the programme's share. most: how many of the lent points were not used yet; no more is ever taken, for the holder
    said yes to no more. What came back meanwhile is taken of what is free, and of what is not there nothing: no account
    falls below nought.
    """
    free = spendable([], burning.currency)
    wanted = min(burning.amount // free.worth, most) if free and free.worth > 0 else 0
    if free is None or wanted <= 0:
        return 0
    leaves = list(dict.fromkeys(burning.leaves))
    lock_points([*leaves, burning.leaf], burning.currency)
    out = lent_points(name)
    call("loyalty_unlend", name, min(wanted, sum(out.values())), at)
    found = spendable(leaves, burning.currency)
    points = min(wanted, found.points if found else 0)
    if points <= 0:
        return 0
    call("loyalty_burn", free.programme, leaves, burning.leaf, points, burning.order, at, "live")
    amount = points_worth(points=points, worth=free.worth)
    event = NewEvent(
        verb="points.burned", occurred_at=at, leaf=burning.leaf, subject_kind="order", subject=burning.order,
        place=burning.place, actor=actor, facts=PointsBurned(points, amount, burning.order),
    )  # fmt: skip
    record([event], at)
    return points
