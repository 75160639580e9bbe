"""What a receipt of a sale says: lines by their names, tenders, and who sells where."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.payments.queries import paid_parts
from prilavok.domains.payments.types import Paying
from prilavok.domains.places.queries import code_of_entity, read_place
from prilavok.domains.pricing.queries import order_taxes
from prilavok.domains.receipts.types import NewReceipt, ReceiptLine, ReceiptTender
from prilavok.kit.taxes import tax_within


def receipt_to_print(
    order: UUID, tenders: Sequence[Paying], *, place: UUID, change: int, burned: int, earned: int
) -> NewReceipt:
    """The receipt of an order that was just paid at the place. burned: the points that paid a part; change: in cash."""
    head, here = read_order(order), read_place(place)
    # Bringing goods home is no goods: a line of money alone.
    lines = [line for line in list_lines(order) if line.kept or (line.kind == "amount" and line.amount)]
    rates = order_taxes([order]).get(order, {})
    variants = read_variants([line.variant for line in lines])
    return NewReceipt(
        order=order,
        order_number=head.number,
        kind="sale",
        leaf=head.leaf,
        place=place,
        legal_entity=here.legal_entity,
        entity=code_of_entity(here.legal_entity),
        zone=here.zone,
        currency=head.currency,
        amount=head.owed,
        lines=tuple(
            line_to_print(
                variants[line.variant],
                line.kept,
                line.list_amount,
                line.promotion_amount + line.match_amount,
                line.amount,
                rates.get(line.variant),
            )
            for line in lines
        ),
        tenders=_tenders(order, head.owed, tenders, burned),
        change=change,
        earned=earned,
    )


def line_to_print(
    variant: VariantView, quantity: int, list_amount: int, discount: int, amount: int, rate: int | None
) -> ReceiptLine:
    """A line by its name, with the tax that is in what is paid for it. rate: as ReceiptLine.tax."""
    return ReceiptLine(
        variant.id, variant.name, variant.unit, quantity, list_amount, discount, amount, rate,
        tax_within(amount, rate or 0),
    )  # fmt: skip


def _tenders(order: UUID, owed: int, paying: Sequence[Paying], burned: int) -> tuple[ReceiptTender, ...]:
    """How the sum of the receipt was paid; what was taken beyond it is no part of this sale, and is given back."""
    given: dict[tuple[str, int], int] = {(one.method, one.amount): one.given for one in paying if one.given is not None}
    return tuple(
        ReceiptTender("exchange", paid.amount)
        if paid.moved
        else ReceiptTender(
            paid.method,
            paid.amount,
            given.get((paid.method, paid.amount)),
            burned if paid.method == "points" else 0,
        )
        for paid in paid_parts(order, owed=owed)
    )
