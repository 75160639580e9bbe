"""What crosses the edge of shipments."""

from prilavok.domains.shipments.types.collecting import PickLine, ShipmentView
from prilavok.domains.shipments.types.promising import PromisePlan, PromiseView
from prilavok.domains.shipments.types.slots import CollectingDay, CollectingSlot, Cut, Span, Terms

__all__ = [
    "CollectingDay",
    "CollectingSlot",
    "Cut",
    "PickLine",
    "PromisePlan",
    "PromiseView",
    "ShipmentView",
    "Span",
    "Terms",
]
