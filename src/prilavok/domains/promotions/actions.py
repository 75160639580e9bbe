"""What changes promotions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.models import Coupon, CouponVariant, Redemption
from prilavok.domains.promotions.types import NewCoupon, NewRedemption
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CouponRedeemed
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def put_coupons(coupons: Sequence[NewCoupon], *, origin: str) -> dict[tuple[str, UUID | None], UUID]:
    """Add coupons that are new (by code and campaign) and their variants; return all ids by code and campaign."""
    Coupon.objects.bulk_create(
        [Coupon(id=new_id(), code=coupon.code, campaign=coupon.campaign, origin=origin) for coupon in coupons],
        ignore_conflicts=True,
    )
    ids = {
        (code, campaign): coupon
        for coupon, code, campaign in Coupon.objects.filter(code__in={coupon.code for coupon in coupons})
        .values_list("id", "code", "campaign")
    }
    CouponVariant.objects.bulk_create(
        [
            CouponVariant(id=new_id(), coupon_id=ids[coupon.code, coupon.campaign], variant_id=variant)
            for coupon in coupons
            for variant in coupon.variants
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )
    return ids


def redeem_coupons(
    redemptions: Sequence[NewRedemption], *, source: UUID, actor: Actor, at: datetime, origin: str
) -> int:
    """Record uses of coupons, each once by (source, source_key), with their events; return how many were new."""
    known = set(
        Redemption.objects.filter(source=source, source_key__in=[one.source_key for one in redemptions])
        .values_list("source_key", flat=True)
    )
    fresh = [one for one in {one.source_key: one for one in redemptions}.values() if one.source_key not in known]
    Redemption.objects.bulk_create(
        [
            Redemption(id=new_id(), coupon_id=one.coupon, leaf_id=one.leaf, order=one.order, redeemed_on=one.day,
                       recorded_at=at, source=source, source_key=one.source_key)
            for one in fresh
        ]
    )
    record([
        NewEvent(
            verb="coupon.redeemed", occurred_at=one.at, leaf=one.leaf, subject_kind="coupon",
            subject=one.coupon, place=one.place, actor=actor, origin=origin,
            facts=CouponRedeemed(one.coupon, order=one.order, campaign=one.campaign),
        )
        for one in fresh
    ], at)
    return len(fresh)
