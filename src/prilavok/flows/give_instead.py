"""What a claim brings reaches the customer: other goods over the counter, or their own repaired."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.errors import ClaimSettled
from prilavok.domains.orders.queries import read_claim
from prilavok.domains.orders.types.claiming import ClaimView
from prilavok.domains.shipments.actions import mark_given
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import shipment_of_id, units_in
from prilavok.domains.stock.actions import hand_out, lock_stock
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.name_handed import name_handed
from prilavok.flows.settle_parcels import settle_parcels
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.hand_over"


def give_instead(
    claim: UUID, *, lots: Sequence[LotSaid] = (), overruled: bool = False, place: UUID, actor: Actor, at: datetime
) -> ClaimView:
    """The customer has it: what was given instead, or their own goods repaired; done twice it is done once.

    lots: which pieces are given instead. overruled: see name_handed. Raises ClaimUnknown, ClaimSettled where nothing
    waits, ShipmentUnknown for goods that wait elsewhere or are brought, what name_handed does; nothing is changed then.
    """
    with story():
        head = orders.lock_order(read_claim(claim).order)
        found = read_claim(claim)
        if found.state == "closed" and found.outcome in ("replacement", "repair"):
            return found
        if found.state != "waiting":
            raise ClaimSettled
        if found.shipment is not None:
            parcel = shipment_of_id(found.shipment)
            if parcel.place != place or parcel.home:
                raise ShipmentUnknown
            mark_given(parcel.id, leaf=head.leaf, actor=actor, at=at)
            lock_stock([head.id], place, list(units := units_in(parcel.id)))
            hand_out(head.id, place, units, last=False, actor=actor, at=at)
            name_handed(head.id, place, lots, units, overruled=overruled, actor=actor, at=at)
            settle_parcels(head.id, actor=actor, at=at)
        orders.end_claim(claim, actor=actor, at=at)
        return read_claim(claim)


def say_repaired(claim: UUID, *, actor: Actor, at: datetime) -> bool:
    """It is repaired and can be collected; whether that was not known. Raises ClaimUnknown, ClaimSettled."""
    with story():
        orders.lock_order(read_claim(claim).order)
        if read_claim(claim).outcome != "repair":
            raise ClaimSettled
        return orders.ready_claim(claim, actor=actor, at=at)
