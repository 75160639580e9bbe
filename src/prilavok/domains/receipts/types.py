"""What crosses the edge of receipts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.kit.taxes import TaxSum, tax_sums
from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line as printed; amounts in minor units: at list prices, the shop's discount, and what is paid for it.

    tax: basis points of value added tax in the amount, 0 without it, None where nothing is stated of it.
    """

    variant: UUID
    name: Words
    unit: str
    quantity: int
    list_amount: int
    discount_amount: int
    amount: int
    tax: int | None = None
    tax_amount: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptTender:
    """One way it was paid. given: cash handed over, where it was more than the amount. points: how many were burned."""

    method: str
    amount: int
    given: int | None = None
    points: int = 0


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """What is to be put in writing. entity: the code of who sells; zone: of the place, whose year numbers it.

    kind: sale, or refund of the return `of`. change: given back in cash. earned: points that came of it, taken back
    where below nought.
    """

    order: UUID
    order_number: str
    kind: str
    leaf: UUID
    place: UUID
    legal_entity: UUID
    entity: str
    zone: str
    currency: str
    amount: int
    lines: tuple[ReceiptLine, ...]
    tenders: tuple[ReceiptTender, ...]
    change: int
    earned: int
    of: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as printed; amounts in minor units of `currency`. fiscal: a device's answer, None: no device.

    of: the return it is the receipt of, None for a sale.
    """

    id: UUID
    order: UUID
    order_number: str
    number: str
    kind: str
    place: UUID
    legal_entity: UUID
    currency: str
    amount: int
    lines: tuple[ReceiptLine, ...]
    tenders: tuple[ReceiptTender, ...]
    change: int
    earned: int
    fiscal: Mapping[str, Any] | None
    issued_by: UUID | None
    issued_at: datetime
    of: UUID | None = None

    @property
    def points_used(self) -> int:
        """Points that paid a part of it."""
        return sum(tender.points for tender in self.tenders)

    @property
    def taxes(self) -> tuple[TaxSum, ...]:
        """The value added tax in its lines by rate, the highest first; none where nothing is stated of it."""
        return tax_sums((line.tax, line.amount, line.tax_amount) for line in self.lines)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the counter is told: the receipt, the cash to give back (minor units), the points that came of it."""

    receipt: ReceiptView
    change_due: int
    points_earned: int

    @classmethod
    def by(cls, receipt: ReceiptView) -> "HandedOver":
        """What a receipt says of it, so that a repeat is told the same."""
        return cls(receipt, receipt.change, receipt.earned)
