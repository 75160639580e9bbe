"""One receipt as it is printed, with the words around it."""

from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.receipts.errors import ReceiptUnknown
from prilavok.domains.receipts.queries import read_receipt
from prilavok.domains.receipts.types import ReceiptTender, ReceiptView
from prilavok.domains.staff.queries import read_staff


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt with its place and who served; "" where no member of staff did."""

    receipt: ReceiptView
    place: PlaceView
    cashier: str

    @property
    def tenders(self) -> list[ReceiptTender]:
        """How it was paid, cash last: what was given and the change stand right below it."""
        return sorted(self.receipt.tenders, key=lambda one: one.method == "cash")

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
    return ReceiptPage(found, read_place(found.place), names[0] if names else "")
