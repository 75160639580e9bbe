"""What changes promotions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.models import Redemption
from prilavok.domains.promotions.types import NewCoupon, NewRedemption
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CouponRedeemed
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.secrets import lookup
from prilavok.kit.words import wordless


def put_coupons(coupons: Sequence[NewCoupon], *, at: datetime, origin: str) -> None:
    """Add coupons that are new (by code and campaign), and the variants they are good for."""
    pairs = [(nth, variant) for nth, coupon in enumerate(coupons, 1) for variant in coupon.variants]
    call(
        "promotions_put",
        list(new_ids(len(coupons), at)),
        [coupon.code for coupon in coupons],
        [coupon.campaign for coupon in coupons],
        list(new_ids(len(pairs), at)),
        [nth for nth, _ in pairs],
        [variant for _, variant in pairs],
        origin,
    )


def redeem_coupons(
    redemptions: Sequence[NewRedemption], *, source: UUID, actor: Actor, at: datetime, origin: str
) -> int:
    """Record uses of coupons, each once by (source, source_key), with their events; return how many were new."""
    keyed = {_keyed(one.source_key): one for one in redemptions}
    before = Redemption.objects.filter(source=source, source_key__in=list(keyed))
    known = set(before.values_list("source_key", flat=True))
    fresh = {key: one for key, one in keyed.items() if key not in known}
    Redemption.objects.bulk_create(
        [
            Redemption(
                id=new_id(),
                coupon_id=one.coupon,
                leaf_id=one.leaf,
                order=one.order,
                redeemed_on=one.day,
                recorded_at=at,
                source=source,
                source_key=key,
            )
            for key, one in fresh.items()
        ]
    )
    record(
        [
            NewEvent(
                verb="coupon.redeemed",
                occurred_at=one.at,
                leaf=one.leaf,
                subject_kind="coupon",
                subject=one.coupon,
                place=one.place,
                actor=actor,
                origin=origin,
                facts=CouponRedeemed(one.coupon, order=one.order, campaign=one.campaign),
            )
            for one in fresh.values()
        ],
        at,
    )
    return len(fresh)


def _keyed(told: str) -> str:
    # It has the customer's code in it, which an erasure would not find here. Older ones: migration 0054.
    return lookup(told, "promotions redemption").hex()


wordless("promotions_redemption", ["source_key"], "a keyed digest of codes of customer, coupon, campaign and day")
