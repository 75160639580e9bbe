"""Of those suggested by likeness the surest are joined by themselves, as far as the owner's setting lets them be."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import join_alike, joins_left
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # follows from a comparison, and from what the owner has set


def join_surest(
    suggested: Sequence[tuple[UUID, float]],
    *,
    join_from: float = 0.0,
    at_most: int | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """Join those of the suggestions (with their confidence) that the setting lets be joined; how many were.

    Where the setting is off nobody is. join_from, at_most: narrow it. Each join is a story, under the day's bound.
    """
    joined = 0
    for one in suggested:
        if at_most is not None and joined >= at_most:
            break
        with story():
            joined += join_surest_here([one], join_from=join_from, actor=actor, at=at)
    return joined


def join_surest_here(
    suggested: Sequence[tuple[UUID, float]], *, join_from: float = 0.0, actor: Actor, at: datetime
) -> int:
    """The same within the caller's story, for the few of one newcomer."""
    joined = 0
    for suggestion, confidence in suggested:
        bound = joins_left(at)
        if bound is None or bound[1] <= 0:
            break
        if confidence >= max(bound[0], join_from):
            joined += join_alike(suggestion, actor=actor, at=at) is not None
    return joined
