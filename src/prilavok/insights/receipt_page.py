"""One receipt as it is printed, with the words around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from prilavok.domains.orders.queries import read_return
from prilavok.domains.payments.queries import list_refunds
from prilavok.domains.payments.types import RefundView
from prilavok.domains.places.queries import read_entity, read_place
from prilavok.domains.places.types import EntityView, PlaceView
from prilavok.domains.receipts.errors import ReceiptUnknown
from prilavok.domains.receipts.queries import list_receipts, read_receipt
from prilavok.domains.receipts.types import ReceiptTender, ReceiptView
from prilavok.domains.staff.queries import read_staff
from prilavok.insights.pieces import SoldPiece, sold_pieces


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt with its place, the legal entity that sold, and who served; "" where no member of staff did.

    refunds: what a card is given back by the receipt of a return; instead: the receipt of goods taken in exchange.
    pieces: numbers and lots that were sold by it, by their goods.
    """

    receipt: ReceiptView
    place: PlaceView
    cashier: str
    entity: EntityView
    refunds: tuple[RefundView, ...] = ()
    instead: UUID | None = None
    pieces: Mapping[UUID, Sequence[SoldPiece]] = field(default_factory=dict)

    @property
    def tenders(self) -> list[ReceiptTender]:
        """How it was paid, cash last: what was given and the change stand right below it."""
        return sorted(self.receipt.tenders, key=lambda one: one.method == "cash")

    @property
    def cash_back(self) -> int:
        """What a return gives back in cash, minor units."""
        return sum(tender.amount for tender in self.receipt.tenders if tender.method == "cash")

    @property
    def list_amount(self) -> int:
        """All lines at list prices, minor units."""
        return sum(line.list_amount for line in self.receipt.lines)

    @property
    def discount_amount(self) -> int:
        """What the shop took off, minor units."""
        return sum(line.discount_amount for line in self.receipt.lines)


def read_receipt_page(receipt: UUID, *, place: UUID | None) -> ReceiptPage:
    """The receipt. place: the only one whose receipts may be seen, None for all. Raises ReceiptUnknown."""
    found = read_receipt(receipt)
    if place not in (None, found.place):
        raise ReceiptUnknown
    served = read_staff([found.issued_by]) if found.issued_by else {}
    names = [one.name for one in served.values()]
    refunds = [one for one in list_refunds([found.order]) if found.of and one.of == found.of]
    exchange = read_return(found.of).exchange if found.of else None
    instead = list_receipts([exchange]) if exchange else []
    return ReceiptPage(
        found,
        read_place(found.place),
        names[0] if names else "",
        read_entity(found.legal_entity),
        tuple(refunds),
        instead[0].id if instead else None,
        {} if found.of else sold_pieces(found.order),
    )
