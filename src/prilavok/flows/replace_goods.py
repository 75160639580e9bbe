"""Goods with which something was wrong are given anew: held at once, sent or kept for the customer, free of charge."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.errors import NothingInstead
from prilavok.domains.shipments.actions import plan_parcels
from prilavok.domains.shipments.queries import kept_anew
from prilavok.domains.shipments.types.delivering import NewParcel
from prilavok.domains.stock.actions import hold_stock, lock_stock, put_back_sold
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.types import Returning
from prilavok.flows.name_brought import name_brought
from prilavok.insights.claim_plan import ClaimPlan
from prilavok.insights.returned_order import LIES_IN
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def replace_goods(plan: ClaimPlan, *, place: UUID, actor: Actor, at: datetime) -> UUID:
    """Within the caller's story, which holds the order's row: take the old goods in, hold others; the shipment.

    The line stays as it was: who has one piece for another has paid for one. Raises NothingInstead where the place has
    not so much free, the goods that come back not counted, and what name_brought does; the story must end then.
    """
    head, lines = plan.order, plan.back.lines if plan.back else ()
    lock_stock([head.id], place, list(plan.units))
    until = kept_anew(at, at)
    try:
        hold_stock(head.id, place, plan.units, until=until, actor=actor, at=at)
    except StockShort as short:
        raise NothingInstead from short
    old = [Returning(one.variant, one.quantity, LIES_IN[one.condition]) for one in lines if one.came]
    put_back_sold(old, head.id, place, actor=actor, at=at)
    name_brought(
        head.id, plan.brought, lines, overruled=plan.decision.other_piece, place=place, actor=actor, at=at
    )  # fmt: skip
    wanted = {one.line: one.quantity for one in plan.decision.units}
    parcel = NewParcel(place, wanted, {one.line: one.variant for one in lines})
    [planned] = plan_parcels(
        head.id, [parcel], leaf=head.leaf, keep_until=until, claim=plan.claim.id, home=plan.decision.home, actor=actor,
        at=at,
    )  # fmt: skip
    return planned
