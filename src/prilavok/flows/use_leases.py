"""What was lent to a till is used by a sale it brings, in the story that records it: promotions, coupons, goods."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.actions import claim_beyond, use_lent
from prilavok.domains.stock.actions import give_back, lock_stock
from prilavok.domains.stock.queries import list_holds_of
from prilavok.domains.stock.types import Taking
from prilavok.domains.tills.actions import end_leases, lessen_lease
from prilavok.domains.tills.queries import leases_among, leases_out
from prilavok.domains.tills.types import TillView, ToldSale
from prilavok.flows.bought_from_fitting import free_what_was_tried_on
from prilavok.insights.told_sale import claims_of, taken_off
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def use_promotions_lent(told: ToldSale, till: TillView, *, leaf: UUID, actor: Actor, at: datetime) -> int:
    """Use up what was given on the sale: by its leases, else as everybody does; how many uses were beyond a limit.

    It has happened, so nothing is refused: a use for which no place is left is kept without one.
    """
    lent = [one for one in leases_among(told.leases, till.id) if one.kind in ("promotion", "coupon")]
    sums = taken_off(told)
    amounts = {one.id: sums.get(one.promotion, 0) for one in lent if one.promotion is not None}
    used = use_lent(amounts, told.id, leaf=leaf, place=till.place, actor=actor, at=at)
    end_leases(sorted(used), "used", at=at, sale=told.id)
    rest = claims_of(told, [one for one in lent if one.id in used])
    return claim_beyond(told.id, rest, leaf=leaf, place=till.place, actor=actor, at=at)


def use_goods_lent(
    till: TillView, takings: Sequence[Taking], *, sale: UUID, leaf: UUID, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Free so many units of the till's own as are being sold; the caller takes them within the same transaction.

    What was tried on before it was bought is free as well. The rows of the ledger are held until then, so nobody else
    gets them in between. leaf: whose the sale is.
    """
    sold = {one.variant: one.quantity for one in takings}
    kept = [one for one in leases_out(till.id) if one.kind == "goods" and one.variant in sold]
    lent = [one.id for one in kept]
    free_what_was_tried_on(takings, {sale: leaf}, lent=lent, actor=actor, at=at)
    # All of the sale's goods, and not only those that were lent: all are taken next, and rows are locked in one order.
    lock_stock(lent, till.place, list(sold))
    left = dict(sold)
    for lease in kept:
        held = sum(hold.units for hold in list_holds_of(lease.id))
        variant = lease.variant
        if variant is None or not (taken := min(left[variant], held)):
            continue
        give_back(lease.id, {variant: taken}, actor=actor, at=at)
        left[variant] -= taken
        lessen_lease(lease.id, lease.units if taken == held else taken, "used", at=at, sale=sale)
