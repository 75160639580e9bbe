"""Questions to promotions."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.promotions.models import Coupon, CouponVariant
from prilavok.domains.promotions.types import CouponView, KnownCoupon, RedemptionView
from prilavok.kit.pages import Condition, read_rows


def read_coupons(coupons: Sequence[UUID]) -> dict[UUID, CouponView]:
    """Those of the coupons that there are, by id."""
    if not coupons:
        return {}
    asked = [Condition("id = ANY(%s::uuid[])", list(set(coupons)))]
    return {one.id: one for one in read_rows("id, code, campaign", "promotions_coupon", row=CouponView, where=asked)}


def list_redemptions(leaves: Sequence[UUID], *, order: UUID | None = None) -> list[RedemptionView]:
    """Uses of coupons by these leaves, the latest first; with `order` those known to belong to it. At most 200."""
    if not leaves:
        return []
    asked = [Condition("r.leaf_id = ANY(%s::uuid[])", list(leaves))]
    if order is not None:
        asked.append(Condition('r."order" = %s::uuid', order))
    return read_rows(
        'r.id, r.coupon_id, c.code, c.campaign, r.leaf_id, r."order", r.redeemed_on',
        "promotions_redemption r JOIN promotions_coupon c ON c.id = r.coupon_id",
        row=RedemptionView,
        where=asked,
        rest="ORDER BY r.redeemed_on DESC, r.id DESC LIMIT 200",
    )


def list_coupons() -> dict[tuple[str, UUID | None], KnownCoupon]:
    """All coupons by code and campaign."""
    variants: dict[UUID, list[UUID]] = {}
    for coupon, variant in CouponVariant.objects.values_list("coupon_id", "variant_id").iterator(20_000):
        variants.setdefault(coupon, []).append(variant)
    return {
        (code, campaign): KnownCoupon(coupon, tuple(variants.get(coupon, ())))
        for coupon, code, campaign in Coupon.objects.values_list("id", "code", "campaign")
    }
