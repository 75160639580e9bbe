"""What changes rights: coupon codes, offers made to one person, and what is claimed by an order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from prilavok.domains.promotions.errors import CodeTaken
from prilavok.domains.promotions.models import Coupon, PersonalOffer
from prilavok.domains.promotions.rules import tidy_code
from prilavok.domains.promotions.types.keeping import Claim, NewCode
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CouponRedeemed
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id

SHORTEST_CODE = 3


def put_codes(codes: Sequence[NewCode], *, at: datetime, origin: str = "live") -> int:
    """Add coupon codes; return how many. Raises CodeTaken naming those that are taken or too short: none is added."""
    tidy = [(tidy_code(one.code), one) for one in codes]
    taken = set(
        Coupon.objects.filter(code__in=[code for code, _ in tidy], promotion__isnull=False).values_list(
            "code", flat=True
        )
    )
    unfit = [code for code, _ in tidy if code in taken or len(code) < SHORTEST_CODE]
    if unfit or len({code for code, _ in tidy}) < len(tidy):
        raise CodeTaken(unfit or [code for code, _ in tidy])
    made = [
        Coupon(id=new_id(at), code=code, origin=origin, promotion_id=one.promotion, most_uses=one.most_uses,
               until=one.until)
        for code, one in tidy
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Coupon.objects.bulk_create(made)
    except IntegrityError as clash:  # two who add the same code at once: the second meets its uniqueness
        if "promotions_coupon" not in str(clash):
            raise
        raise CodeTaken([code for code, _ in tidy]) from None
    return len(tidy)


def offer_promotion(promotion: UUID, leaves: Sequence[UUID], *, at: datetime, until: datetime | None = None) -> int:
    """Make a promotion to people, each by a leaf of theirs, once; return how many were new."""
    known = set(PersonalOffer.objects.filter(promotion=promotion, leaf__in=leaves).values_list("leaf_id", flat=True))
    fresh = [leaf for leaf in dict.fromkeys(leaves) if leaf not in known]
    PersonalOffer.objects.bulk_create(
        [PersonalOffer(id=new_id(at), promotion_id=promotion, leaf_id=leaf, made_at=at, until=until) for leaf in fresh],
        ignore_conflicts=True,
    )
    return len(fresh)


def claim_promotions(
    order: UUID,
    claims: Sequence[Claim],
    *,
    leaf: UUID,
    leaves: Sequence[UUID],
    customer: UUID | None,
    place: UUID | None,
    actor: Actor,
    at: datetime,
) -> list[UUID]:
    """Claim what was given on an order, each once. Returns the promotions that are used up; then none was claimed.

    leaves: all of the buyer's, over which limits per customer count. Records coupon.redeemed for each coupon.
    """
    if not claims:
        return []
    gone = call("promotions_claim", order, leaf, list(leaves), customer, msgspec.json.encode(claims).decode(), at)
    if not gone:
        record([redeemed(one.coupon, order, leaf, place, actor, at) for one in claims if one.coupon], at)
    return list(gone)


def redeemed(coupon: UUID, order: UUID, leaf: UUID, place: UUID | None, actor: Actor, at: datetime) -> NewEvent:
    """The event of a coupon used on an order."""
    return NewEvent(
        verb="coupon.redeemed",
        occurred_at=at,
        leaf=leaf,
        subject_kind="coupon",
        subject=coupon,
        place=place,
        actor=actor,
        facts=CouponRedeemed(coupon, order=order),
    )


def void_promotions(orders: Sequence[UUID], *, at: datetime) -> int:
    """What was given on orders that have ended may be given again; return how many uses that were."""
    return int(call("promotions_void", list(orders), at)[0]) if orders else 0


def keep_promotions(order: UUID, amounts: Mapping[UUID, int], *, at: datetime) -> int:
    """An order was changed: these of its promotions still give so much on it, the others may be given again; how many.

    amounts: minor units by promotion.
    """
    return int(call("promotions_keep", order, list(amounts), list(amounts.values()), at)[0])
