"""A customer's own order: its steps, its lines, the code to collect it by, what it came to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.connections.queries import is_connected
from prilavok.domains.giftcards.queries import gift_holds_of, shown_codes
from prilavok.domains.giftcards.types import GiftHold, ShownCode
from prilavok.domains.loyalty.queries import points_moved
from prilavok.domains.orders.queries import find_doubt, list_lines, read_order
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.orders.types.doubts import DoubtView
from prilavok.domains.payments.queries import due_by_all, held_by_all, list_attempts, list_payments
from prilavok.domains.payments.types import AttemptView, PaymentView
from prilavok.domains.places.queries import read_entities, read_places
from prilavok.domains.places.types import EntityView, PlaceView
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.receipts.types import ReceiptView
from prilavok.domains.shipments.queries import find_delivery, goods_in, list_shipments, open_code, read_shipment
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.delivering import DeliveryView
from prilavok.insights.awaited import LineAwaited, lines_awaited
from prilavok.insights.pieces import SoldPiece, sold_pieces
from prilavok.insights.return_page import PastReturn, past_returns
from prilavok.insights.shop_stores import HoursToday, hours_today
from prilavok.kit.barcodes import Barcode, barcode_of
from prilavok.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line with the name of what it is. wanted: units that were not taken out. awaited: what has to come yet."""

    line: LineView
    variant: VariantView
    awaited: LineAwaited | None = None

    @property
    def wanted(self) -> int:
        """Units that are or were to be handed over."""
        return self.line.quantity - self.line.cancelled


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """A receipt with the place that gave it and the legal entity that sold, which may be another's."""

    receipt: ReceiptView
    place: PlaceView
    entity: EntityView


@dataclass(frozen=True, slots=True)
class OwnParcel:
    """What one place sends home of the order; goods: each with its units."""

    shipment: ShipmentView
    place: PlaceView
    goods: tuple[tuple[VariantView, int], ...]


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """An order as its customer sees it. code: to collect by, "" where nothing waits. points: earned less spent.

    delivery: where it is brought, and parcels: from which places; none where it is collected. due: minor units that are
    still to be paid. cards: whether cards are taken; online: at a page of the bank; attempts: while it is open.
    codes: of gift cards bought by it that may still be shown. pieces: numbers and lots of the goods, with the end of
    their warranty.
    """

    order: OrderView
    place: PlaceView | None
    hours: HoursToday | None
    lines: tuple[OwnLine, ...]
    shipment: ShipmentView | None
    code: str
    payments: tuple[PaymentView, ...]
    receipts: tuple[OwnReceipt, ...]
    points: int
    doubt: DoubtView | None
    past: tuple[PastReturn, ...] = ()
    gifts: tuple[GiftHold, ...] = ()
    delivery: DeliveryView | None = None
    parcels: tuple[OwnParcel, ...] = ()
    cards: bool = False
    online: bool = False
    attempts: tuple[AttemptView, ...] = ()
    codes: tuple[ShownCode, ...] = ()
    pieces: Mapping[UUID, Sequence[SoldPiece]] = field(default_factory=dict)

    @property
    def buys_gifts(self) -> str:
        """Whether gift cards are bought by it: "alone", "mixed" with goods, or "" for none."""
        wanted = [one.variant.kind == "gift" for one in self.lines if one.wanted]
        return "" if not any(wanted) else "alone" if all(wanted) else "mixed"

    @property
    def due(self) -> int:
        """What is left to be paid, minor units, but for the gift cards that are kept for it."""
        due = due_by_all(self.payments, self.attempts, owed=self.order.owed)
        return max(due - sum(one.amount for one in self.gifts), 0)

    @property
    def held(self) -> int:
        """What is held on a card for it, minor units: taken when the goods are handed over."""
        return held_by_all(self.attempts)

    @property
    def page(self) -> AttemptView | None:
        """The page of the bank that waits for the customer."""
        return next((one for one in self.attempts if one.waits), None)

    @property
    def no_day(self) -> bool:
        """Whether it waits for goods of which nobody knows when they come."""
        return any(one.awaited and one.awaited.day is None for one in self.lines)

    @property
    def pays_now(self) -> bool:
        """Whether it is brought home once it is paid, and is not."""
        return self.delivery is not None and self.delivery.pay == "before" and self.due > 0

    @property
    def asked(self) -> DoubtView | None:
        """The question whether it is wanted besides an earlier order; None where nothing is asked any more."""
        return self.doubt if self.doubt and self.doubt.open else None

    @property
    def may_pay(self) -> bool:
        """Whether the customer can pay it now by card."""
        placed = self.order.commercial == "placed" and self.order.payment != "paid"
        return placed and (self.cards or self.online) and self.page is None and (self.due > 0 or not self.held)

    @property
    def bars(self) -> Barcode | None:
        """The pickup code as a scanner reads it; None where nothing waits."""
        return barcode_of(self.code) if self.code else None

    @property
    def zone(self) -> str:
        """The zone of the place's clock."""
        return self.place.zone if self.place else "UTC"

    @property
    def step(self) -> int:
        """How far it is: 1 placed, 2 being picked, 3 ready, 4 in the customer's hands; 0 where it was ended before."""
        if self.order.commercial == "cancelled":
            return 0
        if self.order.commercial == "completed" or self.shipment is None:
            return 4
        return {"planned": 1, "picking": 2, "ready": 3, "on_way": 3, "failed": 3, "collected": 4}.get(
            self.shipment.state, 0
        )

    @property
    def last_day(self) -> date | None:
        """The last day on which the goods are kept, by the place's clock."""
        if self.shipment is None:
            return None
        return (self.shipment.keep_until - timedelta(seconds=1)).astimezone(ZoneInfo(self.zone)).date()

    @property
    def may_cancel(self) -> bool:
        """Whether it still waits, so that the customer may take it back."""
        gone = any(one.shipment.state in ("on_way", "delivered", "failed") for one in self.parcels)
        return self.order.commercial == "placed" and self.step in (1, 2, 3) and not gone


def read_own_order(order: UUID, leaves: Collection[UUID], at: datetime) -> OwnOrder:
    """The order, if one of these leaves ordered it. Raises NotFound alike for another's order and for none."""
    found = read_order(order)
    if found.leaf not in set(leaves):
        raise NotFound("order.unknown", _("There is no such order."))
    place = read_places([found.place]).get(found.place) if found.place else None
    lines = list_lines(order)
    variants, awaited = read_variants([line.variant for line in lines]), lines_awaited(order)
    shipment = read_shipment(order)
    waits = found.commercial == "placed" and shipment is not None
    return OwnOrder(
        order=found,
        place=place,
        hours=hours_today(place, at) if place else None,
        lines=tuple(
            OwnLine(line, variants[line.variant], awaited.get(line.variant))
            for line in lines
            if line.kind in ("goods", "amount")
        ),
        shipment=shipment,
        code=open_code(shipment.id) if shipment and waits else "",
        payments=tuple(list_payments([order])),
        receipts=_receipts(order),
        points=sum(move.points for move in points_moved(order)),
        doubt=find_doubt(order),
        past=past_returns([order]),
        gifts=tuple(gift_holds_of(order, at)) if waits else (),
        delivery=find_delivery(order),
        parcels=_parcels(order, variants),
        cards=is_connected("card"),
        online=is_connected("online"),
        attempts=tuple(list_attempts(order)) if found.commercial == "placed" else (),
        pieces=sold_pieces(order) if found.commercial == "completed" else {},
        codes=tuple(shown_codes(at, order=order)) if found.touchpoint != "till" else (),
    )


def _parcels(order: UUID, variants: Mapping[UUID, VariantView]) -> tuple[OwnParcel, ...]:
    sent = [one for one in list_shipments([order]) if one.home and one.state != "cancelled"]
    places = read_places([one.place for one in sent])
    goods = goods_in([one.id for one in sent])
    return tuple(
        OwnParcel(
            one, places[one.place], tuple((variants[it.variant], it.units) for it in goods if it.shipment == one.id)
        )
        for one in sent
    )


def _receipts(order: UUID) -> tuple[OwnReceipt, ...]:
    found = list_receipts([order])
    places = read_places([one.place for one in found])
    entities = read_entities([one.legal_entity for one in found])
    return tuple(OwnReceipt(one, places[one.place], entities[one.legal_entity]) for one in found)
