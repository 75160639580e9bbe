"""What the receipt of a return says: what came back, how its money went, and which legal entity had sold it."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.orders.queries import read_order, read_return
from prilavok.domains.payments.types import WayBack
from prilavok.domains.places.queries import code_of_entity, read_place
from prilavok.domains.pricing.queries import order_taxes
from prilavok.domains.receipts.types import NewReceipt, ReceiptTender
from prilavok.insights.receipt_to_print import line_to_print


def return_receipt(of: UUID, ways: Sequence[WayBack]) -> NewReceipt:
    """The receipt of a return just taken. ways: how money and points go back, but for what paid other goods at once."""
    taken = read_return(of)
    head, here = read_order(taken.order), read_place(taken.place)
    rates = order_taxes([head.id]).get(head.id, {})  # those of the sale, whatever the law says by now
    variants = read_variants([line.variant for line in taken.lines])
    tenders = [
        ReceiptTender(way.method, way.amount, points=taken.points_back if way.method == "points" else 0) for way in ways
    ]
    tenders += [ReceiptTender("exchange", taken.exchanged)] if taken.exchanged else []
    tenders += [ReceiptTender("withheld", taken.withheld)] if taken.withheld else []
    return NewReceipt(
        order=head.id,
        order_number=head.number,
        kind="refund",
        leaf=head.leaf,
        place=taken.place,
        legal_entity=taken.seller,
        entity=code_of_entity(taken.seller),
        zone=here.zone,
        currency=taken.currency,
        amount=taken.amount,
        lines=tuple(
            line_to_print(variants[line.variant], line.quantity, line.amount, 0, line.amount, rates.get(line.variant))
            for line in taken.lines
        ),
        tenders=tuple(tenders),
        change=0,
        earned=-taken.points_taken,
        of=of,
    )
