"""A customer at the counter says the pickup code, and the till opens the order or claim that waits under it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.shipments.errors import PickupTries, ShipmentUnknown
from prilavok.domains.shipments.queries import find_shipment_by_code
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, give_back, take

needs = "orders.hand_over"
BY_STAFF = Limit("pickup staff", capacity=20, per_minute=6)
BY_PLACE = Limit("pickup place", capacity=60, per_minute=20)


@dataclass(frozen=True, slots=True)
class PickupFound:
    """What waits under the code. state: planned, picking or ready; also goods nobody fetched yet may be asked for.

    code: as it was typed. claim: by which it is given instead of other goods of the order.
    """

    code: str
    order: UUID
    shipment: UUID
    state: str
    claim: UUID | None = None


def find_pickup(code: str, *, place: UUID, actor: Actor, at: datetime) -> PickupFound:
    """What waits at this place under the code.

    Raises ShipmentUnknown for a wrong code, whatever is wrong with it, and PickupTries after many of them: six digits
    must not be found by trying.
    """
    tried = ((BY_STAFF, str(actor.id)), (BY_PLACE, str(place)))
    for limit, who in tried:
        taken = take(limit, who, at)
        if not taken.allowed:
            raise PickupTries(taken.retry_after)
    found = find_shipment_by_code(place, code)
    if found is None:
        raise ShipmentUnknown
    give_back(*tried[0])
    return PickupFound(code, found.order, found.id, found.state, found.claim)
