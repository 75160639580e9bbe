"""A customer puts goods side by side before choosing, or takes one of them away again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.actions import compare_no_more, compare_variant
from prilavok.domains.baskets.errors import NotOnSale
from prilavok.domains.catalog.queries import offered_variants, read_variants
from prilavok.domains.customers.queries import leaves_shown
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def compare_goods(leaf: UUID, variant: UUID, *, touchpoint: str, actor: Actor, at: datetime) -> bool:
    """Put a variant beside the others of its shelf; whether it was not there yet. Raises NotOnSale, ComparedFull."""
    if variant not in offered_variants([variant]):
        raise NotOnSale([variant])
    category = read_variants([variant])[variant].category
    with story():
        return compare_variant(
            variant, category, leaf=leaf, leaves=leaves_shown(leaf), touchpoint=touchpoint, actor=actor, at=at
        )


def take_out_compared(leaf: UUID, variant: UUID, *, touchpoint: str, actor: Actor, at: datetime) -> bool:
    """Compare it no more; whether it was there. What is compared is the person's, whichever leaf put it there."""
    with story():
        return compare_no_more(variant, leaf=leaf, leaves=leaves_shown(leaf), touchpoint=touchpoint, actor=actor, at=at)
