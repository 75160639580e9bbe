"""An order that is brought home, as staff see it: from which places, why from these, and what is still to be paid."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.queries import known_sales, read_order
from prilavok.domains.orders.types import COUNTER, OrderView, Placed
from prilavok.domains.payments.queries import due_of
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.shipments.queries import find_delivery, list_routes, list_shipments, read_shipment
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.delivering import DeliveryView
from prilavok.domains.shipments.types.routing import NotChosen, Part, RouteKept
from prilavok.insights.door_promise import DoorPromise, door_promise
from prilavok.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A choice of sending places with their names. refused: every other place that was asked, and why not."""

    kept: RouteKept
    parts: tuple[tuple[PlaceName | None, Part], ...]
    refused: tuple[tuple[PlaceName | None, NotChosen], ...]


@dataclass(frozen=True, slots=True)
class HomeOrder:
    """An order that is brought home. due: minor units still to be paid.

    door: by when it is at the door, None where nothing could be said.
    """

    order: OrderView
    delivery: DeliveryView
    parcels: tuple[tuple[PlaceName | None, ShipmentView], ...]
    routes: tuple[RouteRow, ...]
    due: int
    door: DoorPromise | None = None

    @property
    def pays_now(self) -> bool:
        """Whether it is sent only once it is paid, and is not."""
        return self.delivery.pay == "before" and self.due > 0 and self.order.commercial == "placed"


def read_home_order(order: UUID, *, place: UUID | None = None) -> HomeOrder:
    """Raises NotFound for an order that is not brought home. place: also for one that another place sold."""
    found, agreed = read_order(order), find_delivery(order)
    if agreed is None or place not in (None, found.place):
        raise NotFound("order.unknown", _("There is no such order."))
    places = name_places()
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
        due=due_of(order, owed=found.owed),
        door=door_promise(order),
    )


def known_placed(key: str) -> Placed | None:
    """The order that was placed under this name; None where none was."""
    for order in known_sales(COUNTER, [key]).values():
        shipment = read_shipment(order.id)
        return Placed(order.id, order.number, shipment.id if shipment else order.id, new=False)
    return None
