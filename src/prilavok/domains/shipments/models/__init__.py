"""Tables of shipments, one file per concept."""

from prilavok.domains.shipments.models.collecting import Pick as Pick
from prilavok.domains.shipments.models.collecting import Shipment as Shipment
from prilavok.domains.shipments.models.delivering import Delivery as Delivery
from prilavok.domains.shipments.models.delivering import DeliveryPrice as DeliveryPrice
from prilavok.domains.shipments.models.delivering import DeliveryZone as DeliveryZone
from prilavok.domains.shipments.models.delivering import ShipmentGoods as ShipmentGoods
from prilavok.domains.shipments.models.doors import DoorTime as DoorTime
from prilavok.domains.shipments.models.doors import NoBringingDay as NoBringingDay
from prilavok.domains.shipments.models.packing import ShipmentPiece as ShipmentPiece
from prilavok.domains.shipments.models.promising import Promised as Promised
from prilavok.domains.shipments.models.routing import RoutingChoice as RoutingChoice
from prilavok.domains.shipments.models.routing import RoutingRule as RoutingRule
from prilavok.domains.shipments.models.slots import CollectingSpan as CollectingSpan
from prilavok.domains.shipments.models.slots import CollectingTerms as CollectingTerms
from prilavok.domains.shipments.models.slots import OtherCollectingDay as OtherCollectingDay
from prilavok.domains.shipments.models.slots import SlotPlace as SlotPlace
