"""A coupon code is entered in the basket, or taken out again; it is there in every channel from then on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.actions import set_coupons
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.baskets.types import BasketView
from prilavok.domains.promotions.errors import CouponUnknown
from prilavok.domains.promotions.queries import find_rights, tidy_coupon
from prilavok.flows.change_basket import basket_of_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own; the doors of staff ask for baskets.change


def enter_coupon(leaf: UUID, code: str, *, touchpoint: str, actor: Actor, at: datetime) -> BasketView:
    """Put a code into the open basket of the leaf's person; see enter_coupons_here for what is raised."""
    with story():
        basket = _basket(leaf, touchpoint, actor, at)
        codes = [one for one in basket.coupons if one != tidy_coupon(code)]
        return enter_coupons_here(leaf, [*codes, code], touchpoint=touchpoint, actor=actor, at=at)


def take_coupon_out(leaf: UUID, code: str, *, touchpoint: str, actor: Actor, at: datetime) -> BasketView:
    """Take a code out of the open basket; one that is not in it is out already."""
    with story():
        basket = _basket(leaf, touchpoint, actor, at)
        codes = [one for one in basket.coupons if one != tidy_coupon(code)]
        return set_coupons(basket.id, codes, touchpoint=touchpoint, actor=actor, at=at)


def enter_coupons_here(leaf: UUID, codes: Sequence[str], *, touchpoint: str, actor: Actor, at: datetime) -> BasketView:
    """Within the caller's story: exactly these codes lie in the open basket from now on; those in it are not asked.

    What they take off is said where the basket is priced. Raises CouponUnknown where there is no such code, or it has
    ended or is used up: the three are not told apart, so that nobody can try codes out. Raises CouponsTooMany.
    """
    basket = _basket(leaf, touchpoint, actor, at)
    plain = list(dict.fromkeys(tidy_coupon(code) for code in codes))
    fresh = [code for code in plain if code not in basket.coupons]
    for code in find_rights(fresh, (), at).refused:
        raise CouponUnknown(code)
    return set_coupons(basket.id, plain, touchpoint=touchpoint, actor=actor, at=at)


def _basket(leaf: UUID, touchpoint: str, actor: Actor, at: datetime) -> BasketView:
    return read_basket(basket_of_here(leaf, place=None, touchpoint=touchpoint, actor=actor, at=at))
