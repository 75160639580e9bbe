"""What was sold is put in writing: with the tax of the day at the place, which the order keeps for its returns."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.queries import list_lines
from prilavok.domains.payments.types import Paying
from prilavok.domains.receipts.actions import issue_receipt
from prilavok.domains.receipts.types import ReceiptView
from prilavok.flows.tax_order import tax_order
from prilavok.insights.receipt_to_print import receipt_to_print
from prilavok.kit.events.actor import Actor

needs = None  # the story that sells asks for its own right


def write_receipt(
    order: UUID, tenders: Sequence[Paying], *, place: UUID, change: int, earned: int, actor: Actor, at: datetime,
    burned: int = 0, sold_at: datetime | None = None,
) -> ReceiptView:  # fmt: skip
    """Within the caller's story, as its last act: the receipt of an order that was just paid and handed over.

    burned: the points that paid a part; change: given back in cash; earned: points that came of it.
    sold_at: when it was sold and the customer got it in writing, where that was before now, at a till without a line.
    """
    sold = [line.variant for line in list_lines(order) if line.kept or line.amount]
    tax_order(order, sold, place=place, actor=actor, at=sold_at or at, added=False)
    printed = receipt_to_print(order, tenders, place=place, change=change, burned=burned, earned=earned)
    return issue_receipt(printed, actor=actor, at=at, issued_at=sold_at)
