"""An order is changed, paid for, cancelled or completed; whoever does it holds the order's row first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.actions.acting import acted
from prilavok.domains.orders.errors import OrderEnded, OrderMovedOn
from prilavok.domains.orders.models import Change, Line, Order
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.rules import States, states_of
from prilavok.domains.orders.types import ChangedLine, ChangeView, LineAct, OrderView
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OrderCancelled, OrderChanged, OrderCompleted, Touchpoint
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless

Reason = Literal["customer", "staff", "not_collected", "hold_lost", "not_taken"]


def lock_orders(orders: Sequence[UUID]) -> dict[UUID, OrderView]:
    """Hold these orders until the story ends, locked in one order: the first lock of every story about an order."""
    rows = Order.objects.select_for_update().filter(id__in=orders).order_by("id").values_list("id", flat=True)
    return {order: read_order(order) for order in rows}


def lock_order(order: UUID) -> OrderView:
    """Hold one order until the story ends. Raises NotFound."""
    for found in lock_orders([order]).values():
        return found
    raise NotFound("order.unknown", _("There is no such order."))


def known_change(order: UUID, key: str) -> ChangeView | None:
    """The change that was confirmed under this key; None where none was."""
    for row in Change.objects.filter(order=order, key=key):
        return ChangeView(row.id, order, row.amount_before, row.amount_after, new=False)
    return None


def changed_lines(order: UUID, acts: Sequence[LineAct]) -> list[ChangedLine]:
    """The lines as these acts would leave them, changing nothing. Raises ActImpossible."""
    lines = acted(lines_of_order(order), order, acts, at=None)
    return [
        ChangedLine(line.variant_id, line.quantity - line.cancelled, line.list_amount, line.amount) for line in lines
    ]


def change_lines(
    order: UUID,
    acts: Sequence[LineAct],
    *,
    key: str,
    paid: int,
    expected_version: int | None = None,
    ended_by: Reason = "customer",
    moved: bool = False,
    actor: Actor,
    at: datetime,
) -> ChangeView:
    """Carry out acts on an order whose row the caller holds; the same key again is the same change.

    paid: minor units taken so far. moved: it is brought elsewhere or to somebody else, which its parcels know.
    ended_by: who ends the order where nothing is left in it. Records order.changed, and order.cancelled where it was
    the last unit. Raises OrderMovedOn, OrderEnded, ActImpossible; then nothing is changed.
    """
    if known := known_change(order, key):
        return known
    head = Order.objects.get(id=order)
    if head.commercial != "placed":
        raise OrderEnded(head.commercial)
    if expected_version is not None and head.version != expected_version:
        raise OrderMovedOn(head.version)
    before = head.amount
    known_lines = lines_of_order(order)
    lines = acted(known_lines, order, acts, at=at)
    for line in lines[: len(known_lines)]:
        line.save()
    Line.objects.bulk_create(lines[len(known_lines) :])
    settle_sums(head, lines, paid)
    change = Change.objects.create(
        id=new_id(at),
        order=head,
        key=key,
        acts=[_kept_act(act) for act in acts] + ([{"kind": "move"}] if moved else []),
        amount_before=before,
        amount_after=head.amount,
        actor_kind=actor.kind,
        actor=actor.id,
        changed_at=at,
    )
    units = {kind: sum(act.quantity for act in acts if act.kind == kind) for kind in ("add", "take_out")}
    told = OrderChanged(order, change.id, units["add"], units["take_out"], head.amount, head.currency)
    record([event_of(head, "order.changed", told, actor, at)], at)
    if head.commercial == "cancelled":
        record([event_of(head, "order.cancelled", OrderCancelled(order, ended_by), actor, at)], at)
    return ChangeView(change.id, order, before, head.amount, new=True)


def note_paid(order: UUID, *, paid: int) -> None:
    """Derive the states of an order whose row the caller holds from what was taken for it by now."""
    settle_states(Order.objects.get(id=order), lines_of_order(order), paid)


def note_refunded(order: UUID, *, paid: int) -> None:
    """The same once a card has what it was promised, which was reckoned with: no other state, no other version."""
    head = Order.objects.get(id=order)
    if _states(head, lines := lines_of_order(order), paid) != States(head.commercial, head.payment, head.fulfilment):
        settle_states(head, lines, paid)


def complete_order(order: UUID, *, paid: int, actor: Actor, at: datetime) -> None:
    """Everything that is left in an order is handed over; the caller holds its row. Records order.completed.

    Raises OrderEnded where it was handed over or cancelled before.
    """
    head = Order.objects.get(id=order)
    if head.commercial != "placed":
        raise OrderEnded(head.commercial)
    lines = lines_of_order(order)
    for line in lines:
        line.handed_over = line.quantity - line.cancelled
        line.save(update_fields=["handed_over"])
    settle_states(head, lines, paid)
    left = [line for line in lines if line.quantity > line.cancelled]
    told = OrderCompleted(order, head.amount, head.currency, len(left), cast(Touchpoint, head.touchpoint))
    record([event_of(head, "order.completed", told, actor, at)], at)


def _kept_act(act: LineAct) -> dict[str, object]:
    said: dict[str, object] = {"kind": act.kind, "variant": str(act.variant), "quantity": act.quantity}
    if act.kind == "bring":
        return said | {"amount": act.list_amount}
    return said | {"discount": act.discount_amount} if act.kind == "reprice" else said


def lines_of_order(order: UUID) -> list[Line]:
    """The rows of its lines, the first first."""
    return list(Line.objects.filter(order=order).order_by("position"))


def settle_sums(head: Order, lines: Sequence[Line], paid: int) -> None:
    """Derive an order's sums and states from its lines, and save it."""
    head.line_count = sum(line.quantity == 0 or line.quantity > line.cancelled for line in lines)
    head.list_amount = sum(line.list_amount for line in lines)
    head.amount = sum(line.amount for line in lines)
    head.discount_amount = head.list_amount - head.amount
    head.coupon_amount = sum(line.coupon_amount for line in lines)
    head.paid_amount = max(head.amount - head.coupon_amount, 0)
    settle_states(head, lines, paid)


def settle_states(head: Order, lines: Sequence[Line], paid: int) -> None:
    """Derive an order's states from its counters and what was taken for it, and save it."""
    states = _states(head, lines, paid)
    head.commercial, head.payment, head.fulfilment = states.commercial, states.payment, states.fulfilment
    head.version += 1
    head.save()


def _states(head: Order, lines: Sequence[Line], paid: int) -> States:
    return states_of(
        ordered=sum(line.quantity for line in lines),
        handed_over=sum(line.handed_over for line in lines),
        cancelled=sum(line.cancelled for line in lines),
        returned=sum(line.returned for line in lines),
        owed=head.paid_amount - head.returned_amount,
        paid=paid,
    )


def event_of(
    head: Order, verb: str, facts: OrderChanged | OrderCancelled | OrderCompleted, actor: Actor, at: datetime
) -> NewEvent:
    """An event of an order."""
    return NewEvent(
        verb=verb,
        occurred_at=at,
        leaf=head.leaf_id,
        subject_kind="order",
        subject=head.id,
        place=head.place_id,
        actor=actor,
        facts=facts,
    )


wordless("orders_change", ["key", "acts"], "a caller's own key; ids, whole numbers and codes")
