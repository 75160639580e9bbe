"""A customer without a pickup code shows a document: the order that waits opens, and their points may pay for it."""

from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from uuid import UUID

from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.errors import DocumentNeeded
from prilavok.domains.customers.queries import customer_of, leaves_with, proves, read_code, standing_check
from prilavok.domains.customers.types import Arrived
from prilavok.domains.loyalty.queries import bind_points, offer_points
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.queries import read_order
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import open_code
from prilavok.flows.ask_for_points import PointsAsked
from prilavok.insights.changed_order import shipment_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.hand_over"
DOCUMENT: Arrived = "document"


@dataclass(frozen=True, slots=True)
class PointsShown:
    """Points that may pay because a document was checked: the code, and its digits for the till that asked."""

    asked: PointsAsked
    digits: str


def open_by_document(order: UUID, *, place: UUID, actor: Actor, at: datetime) -> str:
    """The code under which the order waits here, for a till whose cashier checked its customer's document.

    Raises NotFound, ShipmentUnknown where it waits elsewhere or no more, DocumentNeeded.
    """
    head = read_order(order)
    shipment = shipment_here(order, place)
    _wants_check(head.leaf, actor, at, opens=proves(DOCUMENT).take)
    code = open_code(shipment.id)
    if not code:
        raise ShipmentUnknown
    return code


def points_by_document(order: UUID, points: int, *, place: UUID, actor: Actor, at: datetime) -> PointsShown:
    """A yes to so many points for this order alone, said by the document: nothing is sent, the till is told the digits.

    Raises NotFound, ShipmentUnknown, DocumentNeeded, PointsUnfit, NotEnoughPoints, CodesTooMany.
    """
    with story():
        head = lock_order(order)
        shipment_here(order, place)
        customer = _wants_check(head.leaf, actor, at, opens=proves(DOCUMENT).spend)
        offer_points(leaves_with(head.leaf), head.currency, points=points, owed=head.owed)
        digits = f"{randbelow(1_000_000):06d}"
        bound = bind_points(digits, order, points)
        code = put_code(head.leaf, DOCUMENT, str(customer), digits=bound, at=at, alone=False)
        sent = read_code(code)
        return PointsShown(PointsAsked(code, DOCUMENT, "", sent.expires_at), digits)


def _wants_check(leaf: UUID, actor: Actor, at: datetime, *, opens: str) -> UUID:
    customer = customer_of(leaf)
    if opens != "yes" or customer is None or actor.id is None or standing_check(customer, actor.id, at) is None:
        raise DocumentNeeded
    return customer
