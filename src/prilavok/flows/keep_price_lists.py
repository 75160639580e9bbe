"""The office says where, how and for whom price lists hold, and how far others may be behind."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.pricing import actions
from prilavok.domains.pricing.errors import ListUnfit
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "prices.change"


def keep_price_list(
    price_list: UUID, *, touchpoints: Sequence[str], segments: Sequence[UUID], order: int, seen: int, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Where and for whom a list holds, empty for all, and its order among those that fit; baskets see it at once.

    seen: the version that was edited. Raises ListUnfit, ListMoved, NotFound.
    """
    with story():
        if set(segments) - {one.id for one in list_segments()}:
            raise ListUnfit
        actions.set_list_conditions(
            price_list, touchpoints=touchpoints, segments=segments, order=order, expected_version=seen
        )


def keep_lag(outside: UUID, minutes: int, *, actor: Actor, at: datetime) -> None:
    """A system of others may be so many minutes behind before somebody is told. Raises LagUnfit, NotFound."""
    with story():
        actions.set_lag(outside, minutes)


def forget_outside(outside: UUID, *, actor: Actor, at: datetime) -> int:
    """The system shows nothing of ours any more: what it said is forgotten; how many prices that were."""
    with story():
        return actions.forget_told(outside)
