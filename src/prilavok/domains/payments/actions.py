"""What changes payments."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.payments.types import Tender
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PaymentCaptured
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids


def capture_tenders(tenders: Sequence[Tender], *, actor: Actor, at: datetime, origin: str) -> None:
    """Record money that has been taken, one transaction per tender, each with its event. Nought is no tender."""
    taken = [tender for tender in tenders if tender.amount > 0]
    if not taken:
        return
    ids = list(new_ids(len(taken), at))
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
