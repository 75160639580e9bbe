"""An order that is brought home: placed with its price of delivery, handed over parcel by parcel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from prilavok.domains.orders.actions.changing import event_of, settle_states, settle_sums
from prilavok.domains.orders.errors import OrderEnded
from prilavok.domains.orders.models import Line, Order
from prilavok.domains.orders.types import COUNTER, OrderPlan, SaleLine
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OrderCompleted, OrderPlaced, Touchpoint
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def place_planned(
    plan: OrderPlan, number: str, key: str, lines: Sequence[SaleLine], *, touchpoint: str, place: UUID, leaf: UUID,
    currency: str, basket: UUID | None, service: tuple[UUID, int] | None, actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Write an order down as agreed, outside of the hot story of placing. key: names it for ever.

    service: a variant that is no goods (bringing it home), and what it costs: a line of money without counted goods,
    which nobody picks or brings back. Records order.placed.
    """
    call(
        "orders_place", plan.id, number, COUNTER, key, touchpoint, place, leaf, currency, plan.commercial, plan.payment,
        plan.fulfilment, at, plan.local_day, "live", [one.variant for one in lines], [one.quantity for one in lines],
        [one.list_amount for one in lines], [one.promotion_amount for one in lines],
    )  # fmt: skip
    head = Order.objects.get(id=plan.id)
    if service and service[1] > 0:
        variant, amount = service
        Line.objects.create(
            id=new_id(at), order=head, position=len(lines) + 1, kind="amount", variant_id=variant, quantity=0,
            list_amount=amount, promotion_amount=0, match_amount=0, amount=amount, coupon_amount=0,
        )  # fmt: skip
        settle_sums(head, list(Line.objects.filter(order=head).order_by("position")), 0)
    told = OrderPlaced(plan.id, head.amount, currency, head.line_count, cast(Touchpoint, touchpoint), basket)
    placed = NewEvent(
        verb="order.placed", occurred_at=at, leaf=leaf, subject_kind="order", subject=plan.id, place=place, actor=actor,
        facts=told,
    )  # fmt: skip
    record([placed], at)


def hand_over_lines(order: UUID, units: Mapping[UUID, int], *, paid: int, actor: Actor, at: datetime) -> bool:
    """So many units of lines are the customer's now; whether with them the order is complete.

    The caller holds the order's row. Records order.completed with the last of them. Raises OrderEnded where the order
    was ended before, or a line has not so many left.
    """
    head = Order.objects.get(id=order)
    if head.commercial != "placed":
        raise OrderEnded(head.commercial)
    lines = list(Line.objects.filter(order=order).order_by("position"))
    for line in lines:
        given = units.get(line.id, 0)
        if given > line.quantity - line.cancelled - line.handed_over:
            raise OrderEnded(head.commercial)
        line.handed_over += given
        if given:
            line.save(update_fields=["handed_over"])
    settle_states(head, lines, paid)
    return tell_completed(order, actor=actor, at=at)


def tell_completed(order: UUID, *, actor: Actor, at: datetime) -> bool:
    """Record order.completed if the order, whose row the caller holds, has just become so; whether it has."""
    head = Order.objects.get(id=order)
    if head.commercial != "completed":
        return False
    left = [line for line in Line.objects.filter(order=order) if line.quantity > line.cancelled]
    told = OrderCompleted(order, head.amount, head.currency, len(left), cast(Touchpoint, head.touchpoint))
    record([event_of(head, "order.completed", told, actor, at)], at)
    return True
