"""Money is taken: at the counter, or through a provider."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.payments.errors import (
    NothingDue,
    PaymentNotTaken,
    PaymentUnresolved,
    PaymentWaiting,
    TendersUnfit,
)
from prilavok.domains.payments.models import Attempt, PaymentTransaction
from prilavok.domains.payments.queries import held_for, list_attempts, paid_for, read_attempt
from prilavok.domains.payments.rules import next_state, reckon, shares_taken
from prilavok.domains.payments.types import AttemptView, Method, NewAttempt, Outcome, Paying, Reckoned, Tender
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PaymentCaptured, PaymentOpen
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import wordless


def capture_tenders(tenders: Sequence[Tender], *, actor: Actor, at: datetime, origin: str) -> list[UUID]:
    """Record money that has been taken, one transaction per tender, each with its event; their ids. Nought is none."""
    taken = [tender for tender in tenders if tender.amount > 0]
    ids = list(new_ids(len(taken), at)) if taken else []
    if taken:
        _capture(taken, ids, actor, at, origin)
    return ids


def _capture(taken: Sequence[Tender], ids: list[UUID], actor: Actor, at: datetime, origin: str) -> None:
    call(
        "payments_capture",
        ids,
        [tender.order for tender in taken],
        [tender.method for tender in taken],
        [tender.amount for tender in taken],
        [tender.currency for tender in taken],
        [tender.at for tender in taken],
        at,
        origin,
    )
    record(
        [
            NewEvent(
                verb="payment.captured",
                occurred_at=tender.at,
                subject_kind="order",
                subject=tender.order,
                actor=actor,
                origin=origin,
                facts=PaymentCaptured(tender.amount, tender.currency, tender.method, order=tender.order),
            )
            for tender in taken
        ],
        at,
    )


def capture_gift_cards(
    tenders: Sequence[Paying],
    order: UUID,
    currency: str,
    *,
    actor: Actor,
    at: datetime,
    paid_at: datetime | None = None,
) -> None:
    """Record what gift cards paid of an order, each under the card it came from, so that it can go back there.

    paid_at: when they did, where that was before now, at a till without a line.
    """
    rows = [
        PaymentTransaction(
            id=new_id(at),
            order=order,
            kind="capture",
            method="gift_card",
            amount=one.amount,
            currency=currency,
            attempt=one.attempt,
            occurred_at=paid_at or at,
            recorded_at=at,
            origin="live",
        )
        for one in tenders
        if one.method == "gift_card"
    ]
    PaymentTransaction.objects.bulk_create(rows)
    record(
        [
            NewEvent(
                verb="payment.captured",
                occurred_at=paid_at or at,
                subject_kind="order",
                subject=order,
                actor=actor,
                facts=PaymentCaptured(row.amount, currency, "gift_card", order=order),
            )
            for row in rows
        ],
        at,
    )


def begin_attempt(new: NewAttempt, *, due: int, actor: Actor, at: datetime) -> AttemptView:
    """Write down that money is about to be asked for; of two who ask for the same order at once, one waits.

    due: what the whole order costs; what is held counts as paid. Raises PaymentUnresolved while another attempt for the
    order is open, PaymentWaiting while a page waits for it, NothingDue where more is asked than is left of it.
    """
    # Also a sale that is not recorded yet can be charged: there is no row of an order to hold.
    call("payments_one_at_a_time", new.order)
    for other in list_attempts(new.order):
        if other.is_open:
            raise PaymentUnresolved(other.id)
        if other.waits:
            raise PaymentWaiting(other.id)
    left = due - paid_for(new.order) - held_for(new.order)
    if not 0 < new.amount <= left:
        raise NothingDue(max(left, 0))
    attempt = Attempt.objects.create(
        id=new_id(at),
        order=new.order,
        connection=new.connection,
        method=new.method,
        amount=new.amount,
        currency=new.currency,
        place_id=new.place,
        state=Attempt.State.ASKED,
        asked_by=actor.id,
        asked_at=at,
        way=new.way,
        hold=new.hold,
    )
    return read_attempt(attempt.id)


def close_attempt(attempt: UUID, amount: int) -> AttemptView:
    """Write down that so much of what is held is about to be taken, or, where that is nought, that all of it is let go;
    a page that waits can only be ended. What was decided before stands, as does what has ended.
    """
    row = Attempt.objects.select_for_update().get(id=attempt)
    if row.state == Attempt.State.HELD or (row.state == Attempt.State.WAITING and not amount):
        if amount:
            row.whole, row.amount = row.amount, amount
        row.state = Attempt.State.TAKING if amount else Attempt.State.FREEING
        row.save(update_fields=["state", "amount", "whole"])
    return read_attempt(attempt)


def close_attempts(order: UUID, *, owed: int) -> list[AttemptView]:
    """Decide what becomes of all that is held for an order or waits for it: what is owed is taken, the first to be held
    first, the rest let go, pages are ended. Decided before, it is not decided anew.
    """
    open_ones = [one for one in list_attempts(order) if one.state in ("held", "waiting")]
    held = [one for one in open_ones if one.state == "held"]
    taken = dict(zip((one.id for one in held), shares_taken([one.amount for one in held], owed), strict=True))
    return [close_attempt(one.id, taken.get(one.id, 0)) for one in open_ones]


def end_attempt(attempt: UUID, said: Outcome, *, actor: Actor, at: datetime) -> AttemptView:
    """Write down what the provider said, or that it has not said; a final word stands and is never taken back.

    But one: money that was taken for not taken, since the provider had not heard of it, and was taken after all, is
    never passed over. Money that was captured becomes a transaction under the attempt's own id: it cannot be counted
    twice. Records payment.captured, payment.refused, payment.authorised, payment.released, or payment.unresolved when
    it first becomes unknown.
    """
    row = Attempt.objects.select_for_update().get(id=attempt)
    if (state := next_state(row.state, said.state)) is None:
        return read_attempt(attempt)
    row.state, row.reason = state, said.reason[:40]
    row.outside_id = said.outside_id[:120] or row.outside_id
    row.answered_at = None if state == "unknown" else at
    row.link, row.ends_at = said.link, said.ends_at
    if state == "captured" and said.taken is not None and said.taken != row.amount:
        row.whole, row.amount = row.whole or row.amount, said.taken
    row.save(update_fields=["state", "reason", "outside_id", "answered_at", "link", "ends_at", "amount", "whole"])
    ended = read_attempt(attempt)
    if state == "captured":
        _capture([Tender(ended.order, _method(ended), ended.amount, ended.currency, at)], [ended.id], actor, at, "live")
    elif state in _TOLD:
        record([_told(ended, _TOLD[state], actor, at)], at)
    return ended


_TOLD = {
    "refused": "payment.refused",
    "unknown": "payment.unresolved",
    "held": "payment.authorised",
    "released": "payment.released",
}


def _told(ended: AttemptView, verb: str, actor: Actor, at: datetime) -> NewEvent:
    return NewEvent(
        verb=verb,
        occurred_at=at,
        subject_kind="order",
        subject=ended.order,
        place=ended.place,
        actor=actor,
        facts=PaymentOpen(ended.id, ended.order, ended.amount, ended.currency, _method(ended)),
    )


def reckon_tenders(order: UUID, tenders: Sequence[Paying], *, owed: int) -> Reckoned:
    """What these ways of paying come to for an order that the caller holds; nothing is written.

    Card payments that went through count whether they are named or not. Raises PaymentUnresolved and PaymentNotTaken
    for a card that is named and took no such money for this order, TendersUnfit where it does not come out even.
    """
    attempts = {one.id: one for one in list_attempts(order)}
    for tender in tenders:
        if tender.method == "card":
            named = attempts.get(tender.attempt) if tender.attempt else None
            if named is not None and named.is_open:
                raise PaymentUnresolved(named.id)
            if named is None or named.state != "captured" or named.amount != tender.amount:
                raise PaymentNotTaken(tender.attempt, named.state if named else "none")
    taken = paid_for(order)
    reckoned = reckon(owed=owed, taken=taken, tenders=[one for one in tenders if one.method != "card"])
    if reckoned is None:
        raise TendersUnfit(max(owed - taken, 0))
    return reckoned


def _method(attempt: AttemptView) -> Method:
    return "card" if attempt.method == "card" else "outside"


wordless(
    "payments_attempt", ["outside_id", "link"], "a provider's number of a payment and the address where it is paid"
)
