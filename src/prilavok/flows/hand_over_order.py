"""An order is paid and handed over at the counter: stock, money, points, shipment and receipt in one decision."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import cast
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.actions import burn_points
from prilavok.domains.loyalty.types import Burning, PointsCode
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import units_left
from prilavok.domains.payments.actions import capture_tenders, reckon_tenders
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.payments.types import Paying
from prilavok.domains.receipts.queries import read_receipt
from prilavok.domains.receipts.types import HandedOver, ReceiptView
from prilavok.domains.shipments.actions import mark_collected
from prilavok.domains.shipments.queries import check_code
from prilavok.domains.stock.actions import hand_out, lock_stock
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.finish_hand_over import finish_hand_over
from prilavok.flows.name_handed import name_handed
from prilavok.flows.points_code import use_points_code
from prilavok.insights.changed_order import shipment_here
from prilavok.insights.gift_lines import in_stock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "orders.hand_over"
__all__ = ["HandedOver", "Paying", "PointsCode", "hand_over", "hand_over_here", "needs"]


def hand_over(
    order: UUID, tenders: Sequence[Paying], *, code: str | None, key: str, place: UUID, actor: Actor, at: datetime,
    points_code: PointsCode | None = None, lots: Sequence[LotSaid] = (), overruled: bool = False,
) -> HandedOver:  # fmt: skip
    """Hand the whole order over for its pickup code; the same key again gives the same receipt.

    tenders: what comes to what is due, and cards charged before. points_code: the customer's word for the points.
    lots, overruled: see name_handed. Raises what it, reckon_tenders, use_points_code, settle_gift_cards and check_code
    do, NotFound, ShipmentUnknown, OrderEnded; nothing is changed then, but a wrong code counts as tried."""
    body = json.dumps([str(order), [asdict(one) for one in tenders]], default=str).encode()

    def once() -> Answer:
        check_code(shipment_here(order, place), code)
        done = hand_over_here(order, tenders, lots=lots, overruled=overruled, place=place, actor=actor, at=at)
        return Answer(200, b"", done.id)

    with story():
        head = orders.lock_order(order)
        wrong = use_points_code(head, tenders, points_code, actor=actor, at=at)
        if wrong is None:
            done = answer_once(f"hand over {place}", key, body, at, once, keep_for_ever=True).result
            return HandedOver.by(read_receipt(cast(UUID, done)))
    raise wrong


def hand_over_here(
    order: UUID, tenders: Sequence[Paying], *, lots: Sequence[LotSaid] = (), overruled: bool = False, place: UUID,
    actor: Actor, at: datetime,
) -> ReceiptView:  # fmt: skip
    """Within the caller's story, once it is sure who is there: the same, with no code asked."""
    head = orders.lock_order(order)
    shipment_here(order, place)
    money = reckon_tenders(order, tenders, owed=head.owed)
    lock_stock([order], place, list(units := in_stock(units_left(order))))
    hand_out(order, place, units, actor=actor, at=at)
    name_handed(order, place, lots, units, overruled=overruled, actor=actor, at=at)
    burning = Burning(order, head.leaf, tuple(leaves_with(head.leaf)), place, money.points, head.owed, head.currency)
    burned = burn_points(burning, actor=actor, at=at) if money.points else 0
    capture_tenders(money.here(order, head.currency, at), actor=actor, at=at, origin="live")
    orders.complete_order(order, paid=paid_for(order) + money.gifts, actor=actor, at=at)
    mark_collected(order, leaf=head.leaf, actor=actor, at=at)
    return finish_hand_over(
        head, tenders, money=money.money, change=money.change, burned=burned, place=place, actor=actor, at=at
    )  # fmt: skip
