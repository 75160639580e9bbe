"""Goods that came back for a claim leave for their customer again, as they are: a part of deciding it."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.errors import ClaimGoodsNotHere
from prilavok.domains.stock.actions import hand_back, hand_back_lots, lock_stock
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.types import Returning
from prilavok.insights.claim_plan import ClaimPlan
from prilavok.insights.pieces import pieces_back
from prilavok.insights.returned_order import LIES_IN
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def give_back_old(plan: ClaimPlan, *, place: UUID, actor: Actor, at: datetime) -> None:
    """Within the caller's story, which holds the order's row; no money moves, no receipt is written.

    Raises ClaimGoodsNotHere where they do not lie there any more, LotMissing where it is not clear which pieces they
    are; the story must end then.
    """
    variants = {one.line: one.variant for one in plan.claim.lines}
    old = [Returning(variants[one.line], one.quantity, LIES_IN[one.condition]) for one in plan.claim.here]
    lock_stock([plan.order.id], place, [one.variant for one in old])
    try:
        hand_back(old, plan.order.id, place, actor=actor, at=at)
    except StockShort as short:
        raise ClaimGoodsNotHere from short
    pieces = pieces_back(plan.claim, plan.decision.units, place)
    hand_back_lots(plan.order.id, place, pieces, actor=actor, at=at)
