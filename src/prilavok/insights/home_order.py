"""An order that is brought home, as staff see it: from which places, why from these, and what is still to be paid."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.connections.queries import is_connected
from prilavok.domains.giftcards.queries import gift_holds_of
from prilavok.domains.giftcards.types import GiftHold
from prilavok.domains.orders.queries import known_sales, read_order
from prilavok.domains.orders.types import COUNTER, OrderView, Placed
from prilavok.domains.payments.queries import held_by_all, list_attempts
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.shipments.queries import find_delivery, list_routes, list_shipments, read_shipment
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.delivering import DeliveryView
from prilavok.domains.shipments.types.routing import NotChosen, Part, RouteKept
from prilavok.insights.door_promise import DoorPromise, door_promise
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit import clock
from prilavok.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A choice of sending places with their names. refused: every other place that was asked, and why not."""

    kept: RouteKept
    parts: tuple[tuple[PlaceName | None, Part], ...]
    refused: tuple[tuple[PlaceName | None, NotChosen], ...]


@dataclass(frozen=True, slots=True)
class HomeOrder:
    """An order that is brought home. due: minor units still to be paid, but for `gifts`: cards that are kept for it.

    attempts: each try at a bank, oldest first. door: by when it is at the door, None where nothing could be said.
    """

    order: OrderView
    delivery: DeliveryView
    parcels: tuple[tuple[PlaceName | None, ShipmentView], ...]
    routes: tuple[RouteRow, ...]
    due: int
    door: DoorPromise | None = None
    attempts: tuple[AttemptView, ...] = ()
    gifts: tuple[GiftHold, ...] = ()

    @property
    def held(self) -> int:
        """Minor units that are held for it and not taken yet."""
        return held_by_all(self.attempts)

    @property
    def waiting(self) -> AttemptView | None:
        """The payment that the bank has not answered yet, or that waits for the customer at a page."""
        return next((one for one in self.attempts if one.is_open or one.waits), None)

    @property
    def refused(self) -> AttemptView | None:
        """The last try, where it came to nothing: refused, given up, or ended."""
        last = self.attempts[-1] if self.attempts else None
        return last if last and last.state in ("refused", "released") else None

    @property
    def online(self) -> bool:
        """Whether customers pay at a page of the bank, too."""
        return is_connected("online")

    @property
    def pays_now(self) -> bool:
        """Whether it is sent only once it is paid, and is not."""
        return self.delivery.pay == "before" and self.due > 0 and self.order.commercial == "placed"

    @property
    def takes_gifts(self) -> bool:
        """Whether a gift card may be entered: something of it has not left yet."""
        return self.order.commercial == "placed" and any(one.waits for _place, one in self.parcels)


def read_home_order(order: UUID, *, place: UUID | None = None) -> HomeOrder:
    """Raises NotFound for an order that is not brought home. place: also for one that another place sold."""
    found, agreed = read_order(order), find_delivery(order)
    if agreed is None or place not in (None, found.place):
        raise NotFound("order.unknown", _("There is no such order."))
    places, attempts = name_places(), tuple(list_attempts(order))
    return HomeOrder(
        order=found,
        delivery=agreed,
        parcels=tuple((places.get(one.place), one) for one in list_shipments([order])),
        routes=tuple(
            RouteRow(
                kept,
                tuple((places.get(one.place), one) for one in kept.route.parts),
                tuple((places.get(one.place), one) for one in kept.route.refused),
            )
            for kept in list_routes(order)
        ),
        due=left_to_pay(found, at := clock.now()),
        door=door_promise(order),
        attempts=attempts,
        gifts=tuple(gift_holds_of(order, at)) if found.commercial == "placed" else (),
    )


def known_placed(key: str) -> Placed | None:
    """The order that was placed under this name; None where none was."""
    for order in known_sales(COUNTER, [key]).values():
        shipment = read_shipment(order.id)
        return Placed(order.id, order.number, shipment.id if shipment else order.id, new=False)
    return None
