"""A program sets wishes and coupons of a basket by one call: all of it, or nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.types import BasketView, Wish
from prilavok.flows.change_basket import change_basket, change_basket_here
from prilavok.flows.enter_coupon import enter_coupons_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def fill_basket(
    leaf: UUID,
    wishes: Sequence[Wish],
    coupons: Sequence[str] | None,
    *,
    place: UUID | None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> BasketView:
    """See change_basket and enter_coupons_here. coupons: None leaves those that are in it."""
    if coupons is None:
        return change_basket(
            leaf, wishes, place=place, touchpoint=touchpoint, actor=actor, at=at, expected_version=expected_version
        )
    with story():
        return fill_basket_here(
            leaf, wishes, coupons, place=place, touchpoint=touchpoint, actor=actor, at=at,
            expected_version=expected_version,
        )  # fmt: skip


def fill_basket_here(
    leaf: UUID,
    wishes: Sequence[Wish],
    coupons: Sequence[str] | None,
    *,
    place: UUID | None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> BasketView:
    """The same in the caller's story."""
    basket = change_basket_here(
        leaf, wishes, place=place, touchpoint=touchpoint, actor=actor, at=at, expected_version=expected_version
    )
    if coupons is None:
        return basket
    return enter_coupons_here(leaf, coupons, touchpoint=touchpoint, actor=actor, at=at)
