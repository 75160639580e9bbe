"""What a change makes of an order that is brought home and has not left: its goods, its way, what bringing costs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.errors import GiftCardAtStore
from prilavok.domains.orders.actions import changed_lines, plan_order
from prilavok.domains.orders.errors import OrderEnded
from prilavok.domains.orders.types import LineAct, OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.errors import ChangeAwaits, NoChange, NothingLeft, ParcelGone, ShipmentUnknown
from prilavok.domains.shipments.queries import find_delivery, list_shipments, parcels_kept_until
from prilavok.domains.shipments.types.delivering import Delivering, DeliveryView, Point
from prilavok.domains.stock.queries import awaited_by, list_holds_of
from prilavok.insights.changed_order import PricedChange, price_change
from prilavok.insights.gift_lines import gifts_among
from prilavok.insights.sending import Asked, goal_of, read_offer


@dataclass(frozen=True, slots=True)
class HomeChange:
    """What is to be done. acts: all of them with their prices, also what bringing costs. asked: how its goods go from
    now on, None where they go as before. told: another address or person. fee: what bringing costs, minor units.
    """

    priced: PricedChange
    acts: tuple[LineAct, ...]
    told: Delivering | None
    goal: Point | None
    fee: int
    service: UUID | None
    asked: Asked | None
    until: datetime

    @property
    def added(self) -> list[UUID]:
        """The variants that come into it, the service that brings it too."""
        return [act.variant for act in self.acts if act.kind in ("add", "bring")]


def check_not_gone(order: OrderView) -> DeliveryView:
    """Where it is brought, while it may be changed. Raises OrderEnded, ShipmentUnknown where it is not brought home,
    ParcelGone, ChangeAwaits.
    """
    agreed = find_delivery(order.id)
    if agreed is None or order.place is None:
        raise ShipmentUnknown
    if order.commercial != "placed":
        raise OrderEnded(order.commercial)
    gone = any(one.home and one.state in ("on_way", "failed", "delivered") for one in list_shipments([order.id]))
    if gone or order.fulfilment != "open":
        raise ParcelGone
    if awaited_by([order.id]):
        raise ChangeAwaits
    return agreed


def plan_home_change(order: OrderView, acts: Sequence[LineAct], told: Delivering | None, *, at: datetime) -> HomeChange:
    """Price and route the change; nothing is done.

    Bringing costs what it did when the order was placed, by what its goods come to now; to another address what it
    costs today. Raises what check_not_gone and price_change do, GiftCardAtStore, NothingLeft, NoChange, NotDelivered.
    """
    agreed = check_not_gone(order)
    assert order.place is not None
    if gifts_among([act.variant for act in acts if act.kind == "add"]):
        raise GiftCardAtStore
    priced = PricedChange((), (), whole=False, lost=0)
    if acts:
        priced = price_change(order, acts, place=order.place, touchpoint=order.touchpoint, at=at)
    goods = _goods_after(order, priced.acts)
    if not goods:
        raise NothingLeft
    if told is not None and _as_agreed(told, agreed):
        told = None
    if not acts and told is None:
        raise NoChange
    goal, zone = (agreed.point, agreed.zone) if told is None else (_goal(told, agreed), told.zone)
    moves, seller = (goal, zone) != (agreed.point, agreed.zone), read_place(order.place)
    fee, service = agreed.amount, agreed.service
    if acts or moves:
        amount = sum(line.amount for line in changed_lines(order.id, priced.acts) if line.variant in goods)
        offer = read_offer(seller, zone, goal, amount, at if moves else order.placed_at)
        fee, service = offer.amount, offer.row.service
    brings = [LineAct("bring", service, 0, fee)] if service and fee != agreed.amount else []
    dropped = [LineAct("bring", agreed.service, 0, 0)] if agreed.service and agreed.service != service else []
    adds = any(act.kind == "add" for act in acts)
    until = parcels_kept_until(agreed.pay, plan_order(amount=0, zone=seller.zone, at=at).keep_until, at)
    held = [one.keep_until for one in list_shipments([order.id]) if one.home and one.waits]
    return HomeChange(
        priced=priced,
        acts=(*priced.acts, *dropped, *brings),
        told=told,
        goal=goal,
        fee=fee,
        service=service,
        asked=_asked(order, goods, goal, agreed, adds=adds) if acts or moves else None,
        until=max([until, *held]),
    )


def _asked(order: OrderView, goods: Counter[UUID], goal: Point | None, agreed: DeliveryView, *, adds: bool) -> Asked:
    """All of its goods anew, what is held for it free to it; only what is added leaves what is kept back."""
    assert order.place is not None
    freed: dict[UUID, dict[UUID, int]] = {}
    for hold in list_holds_of(order.id):
        mine = freed.setdefault(hold.place, {})
        mine[hold.variant] = mine.get(hold.variant, 0) + hold.units
    asked = Asked(dict(goods), read_place(order.place), goal, 1 if agreed.pay == "door" else None, freed)
    return replace(asked, touchpoint=order.touchpoint) if adds else asked


def _goods_after(order: OrderView, acts: Sequence[LineAct]) -> Counter[UUID]:
    """Units by variant that are in the order then; what brings it has none."""
    units: Counter[UUID] = Counter()
    for line in changed_lines(order.id, acts):
        if line.quantity > 0:
            units.update({line.variant: line.quantity})
    return units


def _goal(told: Delivering, agreed: DeliveryView) -> Point | None:
    """Where it goes then: who names the same house of the same part of town anew does not take back where that is."""
    same = (told.zone, " ".join(told.address.split())) == (agreed.zone, agreed.address)
    return agreed.point if same and told.point is None else goal_of(told.zone, told.point)


def _as_agreed(told: Delivering, agreed: DeliveryView) -> bool:
    words = [" ".join(one.split()) for one in (told.address, told.recipient, told.phone, told.note)]
    known = [agreed.address, agreed.recipient, agreed.phone, agreed.note]
    return words == known and told.zone == agreed.zone and _goal(told, agreed) == agreed.point
