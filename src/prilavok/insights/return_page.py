"""A sale at the counter of whatever store its goods come back to: what may still come back, and what came before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import find_order, list_lines, list_returns, read_order
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.orders.types.returning import ReturnView
from prilavok.domains.payments.queries import list_refunds
from prilavok.domains.payments.types import RefundView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.receipts.queries import find_receipt, list_receipts
from prilavok.domains.receipts.types import ReceiptView
from prilavok.insights.pieces import find_sold_piece
from prilavok.kit.search import layouts


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One line that was handed over. left: units that may still come back, in the variant's unit."""

    line: LineView
    variant: VariantView

    @property
    def left(self) -> int:
        """Units that may still come back."""
        return self.line.handed_over - self.line.returned


@dataclass(frozen=True, slots=True)
class PastReturn:
    """A return of the order: where it was taken, its receipt, the names of its goods, and what cards wait for."""

    taken: ReturnView
    place: PlaceView | None
    receipt: ReceiptView | None
    lines: tuple[tuple[VariantView, int, str, str], ...]
    refunds: tuple[RefundView, ...]


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """A sale as a till shows it for a return. place: where it was sold, None where nobody knows."""

    order: OrderView
    place: PlaceView | None
    rows: tuple[ReturnRow, ...]
    past: tuple[PastReturn, ...]

    @property
    def left(self) -> int:
        """Units of all lines that may still come back."""
        return sum(row.left for row in self.rows)

    @property
    def zone(self) -> str:
        """The zone of the clock where it was sold."""
        return self.place.zone if self.place else "UTC"


def find_sold(text: str) -> UUID | None:
    """The order meant by the number of a receipt, as printed or scanned, or by its own, or that of a
    piece with a serial number; None where there is none.
    """
    for typed in (text, *layouts(text)):  # a scanner types as a keyboard does, in whatever layout is on
        if receipt := find_receipt(typed):
            return receipt.order
        if typed.strip() and (found := find_order(typed)):
            return found.id
    return find_sold_piece(text.strip()) if text.strip() else None


def read_return_page(order: UUID) -> ReturnPage:
    """The sale, at whatever store it was made. Raises NotFound."""
    found = read_order(order)
    lines = [line for line in list_lines(order) if line.handed_over]
    variants = read_variants([line.variant for line in lines])
    return ReturnPage(
        order=found,
        place=read_places([found.place]).get(found.place) if found.place else None,
        rows=tuple(ReturnRow(line, variants[line.variant]) for line in lines),
        past=past_returns([order]),
    )


def past_returns(orders: Sequence[UUID]) -> tuple[PastReturn, ...]:
    """Every return of these orders, the first first."""
    taken = list_returns(orders)
    if not taken:
        return ()
    places = read_places([one.place for one in taken])
    receipts = {one.of: one for one in list_receipts(orders) if one.of}
    variants = read_variants([line.variant for one in taken for line in one.lines])
    refunds = list_refunds(orders)
    return tuple(
        PastReturn(
            one,
            places.get(one.place),
            receipts.get(one.id),
            tuple((variants[line.variant], line.quantity, line.reason, line.condition) for line in one.lines),
            tuple(refund for refund in refunds if refund.of == one.id),
        )
        for one in taken
    )
