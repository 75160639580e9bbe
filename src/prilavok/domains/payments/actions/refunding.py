"""Money is given back: at the counter, through the provider that took it, or as payment of other goods."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from prilavok.domains.payments.models import PaymentTransaction, Refund
from prilavok.domains.payments.queries import read_attempt, read_refund
from prilavok.domains.payments.types import Method, RefundView, WayBack
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ArrivalMatched, PaymentCaptured, PaymentRefunded, RefundOpen
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless


def lock_payments(order: UUID) -> None:
    """Hold what was paid for an order until the story ends: of two who give back, the second sees what the first did.

    For a card that was charged for a sale that was never recorded there is no order's row to hold.
    """
    list(PaymentTransaction.objects.select_for_update().filter(order=order).order_by("id").values_list("id"))


def give_back_here(
    order: UUID,
    ways: Sequence[WayBack],
    *,
    of: UUID | None,
    currency: str,
    place: UUID | None,
    actor: Actor,
    at: datetime,
) -> list[UUID]:
    """Record what is given back at the counter: cash, points, and cards of terminals we do not drive; by way its
    transaction.

    of: the return. Records payment.refunded for each.
    """
    rows = [_row(order, "refund", way, currency, at, of=of) for way in ways]
    for row in rows:
        row.save(force_insert=True)
        record([_refunded(row, place, actor, at)], at)
    return [row.id for row in rows]


def move_money(
    order: UUID,
    ways: Sequence[WayBack],
    *,
    to: UUID,
    of: UUID,
    currency: str,
    place: UUID,
    actor: Actor,
    at: datetime,
) -> None:
    """What is given back of one order pays another at once, each part staying of the way it came.

    Records payment.refunded of the one and payment.captured of the other.
    """
    for way in ways:
        out = _row(order, "refund", way, currency, at, of=of, moved=to)
        into = _row(to, "capture", way, currency, at, of=of, moved=order)
        PaymentTransaction.objects.bulk_create([out, into])
        paid = PaymentCaptured(way.amount, currency, way.method, order=to)
        taken = NewEvent(
            verb="payment.captured",
            occurred_at=at,
            subject_kind="order",
            subject=to,
            place=place,
            actor=actor,
            facts=paid,
        )
        record([_refunded(out, place, actor, at), taken], at)


def begin_refund(
    order: UUID, way: WayBack, *, of: UUID | None, currency: str, place: UUID | None, actor: Actor, at: datetime
) -> RefundView:
    """Write down that a card is about to be given money back by the provider that charged it."""
    assert way.attempt is not None
    charge = read_attempt(way.attempt)
    made = Refund.objects.create(
        id=new_id(at),
        order=order,
        of=of,
        attempt=charge.id,
        connection=charge.connection,
        charge=charge.outside_id,
        amount=way.amount,
        currency=currency,
        place_id=place,
        state=Refund.State.ASKED,
        asked_by=actor.id,
        asked_at=at,
    )
    return read_refund(made.id)


def end_refund(
    refund: UUID,
    state: Literal["done", "refused", "unknown"],
    *,
    reason: str = "",
    outside_id: str = "",
    actor: Actor,
    at: datetime,
) -> RefundView:
    """Write down what the provider said, or that it has not said; a final word stands.

    Money given back becomes a transaction under the refund's own id: it cannot be counted twice. Records
    payment.refunded or payment.refund_refused.
    """
    row = Refund.objects.select_for_update().get(id=refund)
    if row.state in ("done", "refused") or row.state == state:
        return read_refund(refund)
    row.state, row.reason = state, reason[:40]
    row.outside_id = outside_id[:120] or row.outside_id
    row.answered_at = None if state == "unknown" else at
    row.save(update_fields=["state", "reason", "outside_id", "answered_at"])
    if state == "done":
        way = WayBack("card", row.amount, row.attempt)
        transaction = _row(row.order, "refund", way, row.currency, at, of=row.of, id=row.id)
        transaction.save(force_insert=True)
        record([_refunded(transaction, row.place_id, actor, at)], at)
    elif state == "refused":
        told = RefundOpen(row.id, row.order, row.amount, row.currency, "card")
        record([_event("payment.refund_refused", row.order, row.place_id, told, actor, at)], at)
    return read_refund(refund)


def note_matched(
    arrival: UUID, ground: str, *, payment: UUID | None, order: UUID | None, actor: Actor, at: datetime
) -> None:
    """Somebody said what an arrival that was set aside is of. Records payment.matched or payment.dropped."""
    facts = ArrivalMatched(arrival, cast(Any, ground), payment)
    told = NewEvent(
        verb="payment.matched" if payment else "payment.dropped", occurred_at=at, actor=actor, facts=facts,
        subject_kind="order" if order else "arrival", subject=order or arrival,
    )  # fmt: skip
    record([told], at)


def _row(
    order: UUID,
    kind: str,
    way: WayBack,
    currency: str,
    at: datetime,
    *,
    of: UUID | None,
    moved: UUID | None = None,
    id: UUID | None = None,
) -> PaymentTransaction:
    return PaymentTransaction(
        id=id or new_id(at),
        order=order,
        kind=kind,
        method=way.method,
        amount=way.amount,
        currency=currency,
        attempt=way.attempt,
        of=of,
        moved=moved,
        occurred_at=at,
        recorded_at=at,
        origin="live",
    )


def _refunded(row: PaymentTransaction, place: UUID | None, actor: Actor, at: datetime) -> NewEvent:
    told = PaymentRefunded(row.amount, row.currency, cast(Method, row.method), row.order, row.of)
    return _event("payment.refunded", row.order, place, told, actor, at)


def _event(
    verb: str, order: UUID, place: UUID | None, facts: PaymentRefunded | RefundOpen, actor: Actor, at: datetime
) -> NewEvent:
    return NewEvent(
        verb=verb, occurred_at=at, subject_kind="order", subject=order, place=place, actor=actor, facts=facts
    )


wordless("payments_refund", ["charge", "outside_id"], "a provider's numbers of a charge and of its refund")
