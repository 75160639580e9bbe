"""What changes receipts."""

from datetime import datetime

from prilavok.domains.receipts.models import Receipt
from prilavok.domains.receipts.queries import read_receipt
from prilavok.domains.receipts.rules import packed_lines, packed_tenders, receipt_number, year_at
from prilavok.domains.receipts.types import NewReceipt, ReceiptView
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ReceiptIssued
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless


def issue_receipt(new: NewReceipt, *, actor: Actor, at: datetime, issued_at: datetime | None = None) -> ReceiptView:
    """Put in writing what was sold and paid, under the next number; records receipt.issued.

    Do it last in the story: the first receipt of a year holds its legal entity's numbers until the end. An order has
    one receipt of its sale and one of each return: another is a bug of the caller. issued_at: where a till without a
    line gave it to the customer before now.
    """
    year = year_at(issued_at or at, new.zone)
    [nth] = call("receipts_next_number", new.legal_entity, year)
    receipt = Receipt.objects.create(
        id=new_id(at),
        order=new.order,
        number=receipt_number(new.entity, year, nth),
        kind=new.kind,
        of=new.of,
        place_id=new.place,
        legal_entity=new.legal_entity,
        currency=new.currency,
        amount=new.amount,
        lines=packed_lines(new.lines),
        tenders=packed_tenders(new.tenders, new.order_number, new.change, new.earned),
        fiscal=None,
        issued_by=actor.id if actor.kind == "staff" else None,
        issued_at=issued_at or at,
        origin="live",
    )
    record(
        [
            NewEvent(
                verb="receipt.issued",
                occurred_at=issued_at or at,
                leaf=new.leaf,
                subject_kind="order",
                subject=new.order,
                place=new.place,
                actor=actor,
                facts=ReceiptIssued(receipt.id, new.order, new.amount, new.currency, new.of is not None),
            )
        ],
        at,
    )
    return read_receipt(receipt.id)


wordless("receipts_receipt", ["lines", "tenders", "fiscal"], "goods, amounts and numbers; the law keeps receipts")
