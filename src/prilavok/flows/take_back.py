"""Goods of an order come back to a place: stock, points, money, settlement and receipt in one decision."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import give_back_on_cards, lock_gift_cards
from prilavok.domains.giftcards.types import GiftPart
from prilavok.domains.loyalty.actions import lock_points, undo_points
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.errors import OrderMovedOn, ReturnMovedOn, ReturnOutsideTerms
from prilavok.domains.orders.types.returning import Agreed, BringBack, Swap
from prilavok.domains.payments.actions import give_back_here, move_money
from prilavok.domains.payments.queries import paid_for, part_back
from prilavok.domains.payments.types import WayBack
from prilavok.domains.receipts.actions import issue_receipt
from prilavok.domains.stock.actions import lock_stock, put_back_sold
from prilavok.domains.stock.types import Returning
from prilavok.flows.give_back_card import promise_cards
from prilavok.flows.name_brought import name_brought
from prilavok.insights.return_receipt import return_receipt
from prilavok.insights.returned_order import LIES_IN, read_plan
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def take_back(
    order: UUID, brought: Sequence[BringBack], agreed: Agreed, *, key: str, place: UUID, swap: Swap | None = None,
    actor: Actor, at: datetime,
) -> UUID:  # fmt: skip
    """Take goods back within the caller's story, which holds the order's row; the id of the return.

    Cards are only promised their money: give_promised tells the terminal when the story is committed. Raises what
    read_plan does, OrderMovedOn, ReturnMovedOn, ReturnOutsideTerms; the caller's story changes nothing then.
    """
    plan = read_plan(order, brought, place=place, at=at)
    if agreed.version not in (None, plan.order.version):
        raise OrderMovedOn(plan.order.version)
    if plan.outside and not agreed.ground:
        raise ReturnOutsideTerms(plan.outside)
    kept = [Returning(one.variant, one.quantity, LIES_IN[one.condition]) for one in plan.lines if one.came]
    lock_stock([order], place, [*(one.variant for one in plan.lines), *(swap.variants if swap else ())])
    put_back_sold(kept, order, place, actor=actor, at=at)
    name_brought(order, brought, plan.lines, overruled=agreed.other_piece, place=place, actor=actor, at=at)
    if undo_points(plan.undoing, actor=actor, at=at).taken != plan.points_taken or agreed.money not in (
        None,
        plan.money,
    ):
        raise ReturnMovedOn  # points were spent since they were looked at
    moved, rest = part_back(min(plan.money, swap.amount) if swap else 0, plan.ways)
    taken = plan.taken(
        exchanged=sum(one.amount for one in moved), exchange=swap.order if swap else None, allowed=agreed.ground or ""
    )
    points = [WayBack("points", plan.points_amount)] if plan.points_amount else []
    gifts = [way for way in rest if way.method == "gift_card"]
    here = points + gifts + [way for way in rest if way.attempt is None]
    paid = paid_for(order) - sum(way.amount for way in (*here, *moved))
    of = orders.take_returned(
        taken, plan.owing(moved, rest), key=key, paid=paid, expected_version=agreed.version, actor=actor, at=at
    )
    if swap:  # its sale earns points and spends cards: all of them are locked in the one order, points first
        lock_points([plan.order.leaf], plan.order.currency)
        lock_gift_cards(swap.order, [way.attempt for way in gifts if way.attempt])
    give_back_here(order, here, of=of, currency=plan.order.currency, place=place, actor=actor, at=at)
    parts = [GiftPart(way.attempt, way.amount) for way in gifts if way.attempt]
    give_back_on_cards(order, parts, seller=plan.seller.id, leaf=plan.order.leaf, place=place, actor=actor, at=at)
    if swap:
        move_money(order, moved, to=swap.order, of=of, currency=plan.order.currency, place=place, actor=actor, at=at)
    cards = [way for way in rest if way.attempt is not None and way.method != "gift_card"]
    promise_cards(order, cards, of=of, currency=plan.order.currency, place=place, actor=actor, at=at)
    issue_receipt(return_receipt(of, [*here, *cards]), actor=actor, at=at)
    return of
