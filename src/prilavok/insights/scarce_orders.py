"""Orders to be brought home that want the same scarce goods: what each waits for, and who might send it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.queries import read_deliveries, units_in
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.scarce import Demand
from prilavok.insights.sending import Asked, read_candidates, rules_for


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of the parcels of a place: given to others, and left. by: solver, or list; more: there are others."""

    given: int
    left: int
    by: str
    more: bool


def read_demands(
    parcels: Sequence[ShipmentView], heads: Mapping[UUID, OrderView], *, but: UUID, at: datetime
) -> list[Demand]:
    """What these parcels bring, as other places than `but` might send it; one paid at the door in one parcel."""
    agreed = read_deliveries([one.order for one in parcels])
    demands = []
    for one in parcels:
        head, delivery = heads[one.order], agreed.get(one.order)
        if head.place is None or delivery is None:
            continue
        seller, wants = read_place(head.place), units_in(one.id)
        rules = rules_for(seller.currency, at)
        if delivery.pay == "door":
            rules = replace(rules, split="never")
        candidates = read_candidates(Asked(wants, seller, delivery.point, but={but}), at)
        waited = int((at - one.planned_at).total_seconds()) // 60
        demands.append(Demand(one.id, wants, head.amount, max(waited, 0), tuple(candidates), rules))
    return demands
