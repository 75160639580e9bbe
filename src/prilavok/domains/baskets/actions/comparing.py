"""Goods of one shelf are put side by side, and taken away again."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from prilavok.domains.baskets.errors import ComparedFull
from prilavok.domains.baskets.rules import MOST_COMPARED, MOST_SHELVES
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ComparisonChanged, Touchpoint
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def compare_variant(
    variant: UUID,
    category: UUID | None,
    *,
    leaf: UUID,
    leaves: Sequence[UUID],
    touchpoint: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Put a variant beside the others of its shelf, for the leaf; whether it was not there yet for any of the person's.

    Records comparison.changed. Raises ComparedFull.
    """
    most = (MOST_COMPARED, MOST_COMPARED * MOST_SHELVES)
    [trouble] = call("baskets_compare", new_id(at), leaf, sorted({leaf, *leaves}), variant, category, *most, at)
    if trouble == "full":
        raise ComparedFull
    if trouble is None:
        record([_compared(leaf, variant, True, touchpoint, actor, at)], at)
    return trouble is None


def compare_no_more(
    variant: UUID, *, leaf: UUID, leaves: Sequence[UUID], touchpoint: str, actor: Actor, at: datetime
) -> bool:
    """Take a variant out of the comparison of a person; whether it was there. Records comparison.changed."""
    [gone] = call("baskets_compare_no_more", sorted({leaf, *leaves}), variant)
    if gone:
        record([_compared(leaf, variant, False, touchpoint, actor, at)], at)
    return bool(gone)


def _compared(leaf: UUID, variant: UUID, there: bool, touchpoint: str, actor: Actor, at: datetime) -> NewEvent:
    facts = ComparisonChanged(variant, there, cast(Touchpoint, touchpoint))
    return NewEvent(
        verb="comparison.changed", occurred_at=at, leaf=leaf, subject_kind="variant", subject=variant, actor=actor,
        facts=facts,
    )  # fmt: skip
