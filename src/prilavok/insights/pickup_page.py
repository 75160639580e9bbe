"""An order at the counter of its store: what is handed over, what is still to be paid and how it may be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.connections.queries import is_connected
from prilavok.domains.customers.queries import leaves_with, read_pin
from prilavok.domains.giftcards.queries import gift_holds_of, gift_sum, parts_of
from prilavok.domains.giftcards.types import GiftHold, GiftPart
from prilavok.domains.loyalty.queries import first_end, spendable
from prilavok.domains.loyalty.types import PointsEnd, Spendable
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.payments.queries import due_by_all, held_by_all, list_attempts, list_payments, paid_by_all
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.places.types import PlaceName
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.receipts.types import ReceiptView
from prilavok.domains.shipments.queries import find_shipment_by_code, read_shipment
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.picking_list import names_of
from prilavok.insights.proven_way import ProvenWay, proven_way
from prilavok.insights.set_names import SetNames, sets_of_order
from prilavok.kit import clock
from prilavok.kit.errors import Refused


class OrderElsewhere(Refused):
    """The order waits at another store."""

    def __init__(self) -> None:
        super().__init__(
            "order.elsewhere", _("This order waits at another store: it cannot be changed or handed over here.")
        )


@dataclass(frozen=True, slots=True)
class PickupRow:
    """One line. units: how many are to be handed over, in the variant's unit; amount: minor units for them."""

    line: LineView
    variant: VariantView
    units: int


@dataclass(frozen=True, slots=True)
class PickupPage:
    """An order as the till shows it; amounts in minor units of its currency.

    due: what is still to be paid. taken: what a card has paid already. gifts: what is kept for it on gift cards;
    by_gifts: what of that pays the rest. points: what the customer's points may pay.
    way: where the customer can be asked about points, None where nothing of theirs is proven (or no point may pay).
    pin: whether they have a PIN to say yes by. end: which of the points end first.
    sets: by variant, the name of the set it was bought in.
    receipt: once it is handed over. held: what is held on a card for it and is taken when it is handed over.
    """

    order: OrderView
    place: PlaceName
    shipment: ShipmentView | None
    rows: tuple[PickupRow, ...]
    customer: str
    due: int
    taken: int
    points: Spendable | None
    attempts: tuple[AttemptView, ...]
    receipt: ReceiptView | None
    way: ProvenWay | None
    gifts: tuple[GiftHold, ...] = ()
    by_gifts: tuple[GiftPart, ...] = ()
    held: int = 0
    sets: SetNames = field(default_factory=dict)
    pin: bool = False
    end: PointsEnd | None = None

    @property
    def kept(self) -> int:
        """What gift cards pay of it, minor units."""
        return gift_sum(self.by_gifts)

    @property
    def online(self) -> bool:
        """Whether customers pay at a page of the bank, too."""
        return is_connected("online")

    @property
    def waiting(self) -> AttemptView | None:
        """The payment that the bank has not answered yet, or that waits for the customer at a page."""
        return next((one for one in self.attempts if one.is_open or one.waits), None)

    @property
    def captured(self) -> tuple[AttemptView, ...]:
        """Card payments that went through."""
        return tuple(one for one in self.attempts if one.state == "captured")

    @property
    def refused(self) -> AttemptView | None:
        """The last card attempt, where the terminal refused it."""
        last = self.attempts[-1] if self.attempts else None
        return last if last and last.state == "refused" else None

    @property
    def open(self) -> bool:
        """Whether the goods still wait for the customer to collect them."""
        return (
            self.shipment is not None
            and not self.shipment.home
            and self.shipment.state in ("planned", "picking", "ready")
        )


def read_pickup_page(order: UUID, *, place: PlaceName, actor: StaffActor, at: datetime | None = None) -> PickupPage:
    """The order at this store. Raises NotFound, OrderElsewhere."""
    found = read_order(order)
    if found.place != place.id:
        raise OrderElsewhere
    lines = [line for line in list_lines(order) if line.kind == "goods"]
    variants = read_variants([line.variant for line in lines])
    rows = [PickupRow(line, variants[line.variant], line.quantity - line.cancelled) for line in lines]
    gifts = sum(line.amount for line in lines if line.kept and variants[line.variant].kind == "gift")
    payments, attempts = list_payments([order]), list_attempts(order)
    kept = gift_holds_of(order, at := clock.now() if at is None else at)
    left = due_by_all(payments, attempts, owed=found.owed)
    parts = parts_of(kept, min(left, found.owed - gifts))
    due = max(left - gift_sum(parts), 0)
    receipts, leaves, shipment = list_receipts([order]), leaves_with(found.leaf), read_shipment(order)
    points = spendable(leaves, found.currency, owed=due)
    may_pay = points is not None and points.most > 0 and shipment is not None and shipment.waits
    return PickupPage(
        order=found,
        place=place,
        shipment=shipment,
        rows=tuple(row for row in rows if row.units > 0),
        customer=names_of([found.leaf], actor=actor).get(found.leaf, ""),
        due=due,
        taken=paid_by_all(payments),
        points=points,
        attempts=tuple(attempts),
        receipt=receipts[0] if receipts else None,
        way=proven_way(leaves, at) if may_pay else None,
        pin=may_pay and read_pin(leaves) is not None,
        end=first_end(leaves, points) if may_pay else None,
        gifts=tuple(kept),
        by_gifts=tuple(parts),
        held=held_by_all(attempts),
        sets=sets_of_order(order),
    )


def name_variants(variants: Sequence[UUID]) -> dict[UUID, VariantView]:
    """What these are, by id; for goods that are meant to be put into an order."""
    return read_variants(variants)


def waits_under(place: UUID, code: str) -> bool:
    """Whether an order waits at the place under these digits; for digits that are goods as well, never for guesses."""
    return find_shipment_by_code(place, code) is not None
