"""Uses of limited promotions and coupons leave the shared whole for a while: a till may give them without a line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from prilavok.domains.promotions.actions.rights import redeemed
from prilavok.domains.promotions.models import Coupon, Promotion
from prilavok.domains.promotions.types.keeping import Claim
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import record


def lend_use(lease: UUID, claim: Claim, *, leaf: UUID, at: datetime) -> bool:
    """Take one use out of the shared whole under the lease's name; False where none is left, and none is taken.

    leaf: the till's own. Until it is used it counts as given, so nobody else can be promised it.
    """
    asked = msgspec.json.encode([claim]).decode()
    return not call("promotions_claim", lease, leaf, [], None, asked, at)


def use_lent(
    leases: Mapping[UUID, int], order: UUID, *, leaf: UUID, place: UUID, actor: Actor, at: datetime
) -> set[UUID]:
    """The order used what was lent; amounts (minor units) by lease. Returns those that were still out.

    Records coupon.redeemed for each coupon among them.
    """
    if not leases:
        return set()
    used = call("promotions_use_lent", list(leases), list(leases.values()), order, leaf, at)
    record([redeemed(coupon, order, leaf, place, actor, at) for _lease, _promotion, coupon in used if coupon], at)
    return {lease for lease, _promotion, _coupon in used}


def claim_beyond(order: UUID, claims: Sequence[Claim], *, leaf: UUID, place: UUID, actor: Actor, at: datetime) -> int:
    """Keep what was given on an order that has happened, also where nothing of it was left; how many were beyond.

    Each is claimed by itself within its limit first; what does not fit is kept without a place of its own.
    """
    # All rows first, in the order in which a claim takes them: step by step two could wait for each other in a circle.
    limited = sorted(one.promotion for one in claims if one.in_all)
    coupons = sorted(one.coupon for one in claims if one.coupon and one.of_coupon)
    list(Promotion.objects.select_for_update().filter(id__in=limited).order_by("id").values_list("id"))
    list(Coupon.objects.select_for_update().filter(id__in=coupons).order_by("id").values_list("id"))
    beyond = 0
    for claim in sorted(claims, key=lambda one: one.promotion):
        kept = call("promotions_claim", order, leaf, [], None, msgspec.json.encode([claim]).decode(), at)
        if kept:
            free = Claim(claim.promotion, claim.version, claim.coupon, None, claim.amount, 0, 0, 0)
            call("promotions_claim", order, leaf, [], None, msgspec.json.encode([free]).decode(), at)
            beyond += 1
    record([redeemed(one.coupon, order, leaf, place, actor, at) for one in claims if one.coupon], at)
    return beyond
