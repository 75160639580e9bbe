"""A customer chooses the store where they would collect."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.types import BasketView
from prilavok.flows.change_basket import change_basket
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def choose_store(
    leaf: UUID, place: UUID, *, touchpoint: str, actor: Actor, at: datetime, expected_version: int | None = None
) -> BasketView:
    """Choose the place in the open basket of the leaf's person; see change_basket."""
    return change_basket(
        leaf, (), place=place, touchpoint=touchpoint, actor=actor, at=at, expected_version=expected_version
    )
