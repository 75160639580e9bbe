"""Time passes: points end, and before that it is told that they will."""

from datetime import datetime

from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PointsEnding, PointsExpired
from prilavok.kit.events.record import NewEvent, record


def end_points(*, at: datetime, actor: Actor, most: int = 500) -> int:
    """Move points whose time is over to `expired`, of at most so many lots; how many accounts lost some.

    Records points.expired for each of them.
    """
    ended = call("loyalty_expire", at, most)
    record(
        [
            NewEvent(
                verb="points.expired",
                occurred_at=at,
                leaf=leaf,
                subject_kind="programme",
                subject=programme,
                actor=actor,
                facts=PointsExpired(points, programme),
            )
            for programme, leaf, points, _move in ended
        ],
        at,
    )
    return len(ended)


def warn_of_ends(*, at: datetime, actor: Actor, most: int = 500) -> int:
    """Record points.ending of points whose end comes near by their rule, once for each end; how many were told of."""
    ending = call("loyalty_warn", at, most)
    record(
        [
            NewEvent(
                verb="points.ending",
                occurred_at=at,
                leaf=leaf,
                subject_kind="programme",
                subject=programme,
                actor=actor,
                facts=PointsEnding(points, programme, int(ends_at.timestamp())),
            )
            for programme, leaf, points, ends_at in ending
        ],
        at,
    )
    return len(ending)
