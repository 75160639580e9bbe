"""One order with everything that followed from it: lines, payments, points, stock, events."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.audiences.queries import read_campaigns
from prilavok.domains.audiences.types import CampaignView
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.customers.queries import owners_of, read_customers
from prilavok.domains.customers.types import CustomerView
from prilavok.domains.loyalty.queries import points_moved
from prilavok.domains.loyalty.types import PointsMove
from prilavok.domains.orders.queries import find_doubt, list_lines, read_order
from prilavok.domains.orders.types import LineView, OrderFilter, OrderView
from prilavok.domains.orders.types.doubts import DoubtView
from prilavok.domains.payments.queries import list_payments, paid_by_all
from prilavok.domains.payments.types import PaymentView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.promotions.queries import list_redemptions
from prilavok.domains.promotions.types import RedemptionView
from prilavok.domains.shipments.queries import find_delivery
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.stock.queries import stock_moved
from prilavok.domains.stock.types import OrderMove
from prilavok.insights.awaited import LineAwaited, lines_awaited
from prilavok.insights.home_order import HomeOrder, read_home_order
from prilavok.insights.lists.orders import within_rights
from prilavok.insights.return_page import PastReturn, past_returns
from prilavok.kit.errors import NotFound
from prilavok.kit.events.timeline import Recorded, events_about


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with the name of what was sold and what it did to the stock (negative: goods went out).

    awaited: what of it has to come yet.
    """

    line: LineView
    variant: VariantView
    moves: tuple[OrderMove, ...]
    awaited: LineAwaited | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order as its page shows it. surplus: by how much coupons exceed what was to be paid, mostly nought."""

    order: OrderView
    place: PlaceView | None
    customer: CustomerView | None
    lines: tuple[LineRow, ...]
    payments: tuple[PaymentView, ...]
    points: tuple[PointsMove, ...]
    redemptions: tuple[tuple[RedemptionView, CampaignView | None], ...]
    events: tuple[Recorded, ...]
    doubt: DoubtView | None
    past: tuple[PastReturn, ...] = ()
    home: HomeOrder | None = None

    @property
    def no_day(self) -> bool:
        """Whether it waits for goods of which nobody knows when they come."""
        return any(row.awaited and row.awaited.day is None for row in self.lines)

    @property
    def surplus(self) -> int:
        """Coupons beyond the amount, in minor units."""
        return max(self.order.coupon_amount - self.order.amount, 0)

    @property
    def too_much(self) -> int:
        """By how many minor units more was taken than is owed; a part of it may be on its way back to a card."""
        return max(paid_by_all(self.payments) - self.order.owed, 0)

    @property
    def zone(self) -> str:
        """The zone of the place's clock."""
        return self.place.zone if self.place else "UTC"


def read_seen_order(order: UUID, *, actor: StaffActor) -> OrderView:
    """One order. Raises NotFound, also where it is not the actor's to see."""
    found = read_order(order)
    allowed = within_rights(actor, OrderFilter())
    if allowed.place not in (None, found.place):
        raise NotFound("order.unknown", _("There is no such order."))
    return found


def read_order_page(order: UUID, *, actor: StaffActor) -> OrderPage:
    """Everything about one order. Raises NotFound, also where the order is not the actor's to see."""
    found = read_seen_order(order, actor=actor)
    owner = owners_of([found.leaf]).get(found.leaf) if may(actor, "customers.see") else None
    redeemed = list_redemptions([found.leaf], order=found.id) if may(actor, "promotions.see") else []
    campaigns = read_campaigns([one.campaign for one in redeemed if one.campaign])
    return OrderPage(
        order=found,
        place=read_places([found.place]).get(found.place) if found.place else None,
        customer=read_customers([owner]).get(owner) if owner else None,
        lines=_lines(found.id),
        payments=tuple(list_payments([found.id])),
        points=tuple(points_moved(found.id)) if may(actor, "points.see") else (),
        redemptions=tuple((one, campaigns.get(one.campaign) if one.campaign else None) for one in redeemed),
        events=events_about(found.id),
        doubt=find_doubt(found.id),
        past=past_returns([found.id]),
        home=read_home_order(found.id) if find_delivery(found.id) else None,
    )


def _lines(order: UUID) -> tuple[LineRow, ...]:
    lines = list_lines(order)
    variants, awaited = read_variants([line.variant for line in lines]), lines_awaited(order)
    moved: dict[UUID, list[OrderMove]] = {}
    for move in stock_moved(order):
        moved.setdefault(move.variant, []).append(move)
    # Two lines of one variant share its moves: they are shown with the first of them.
    return tuple(
        LineRow(line, variants[line.variant], tuple(moved.pop(line.variant, ())), awaited.get(line.variant))
        for line in lines
    )
