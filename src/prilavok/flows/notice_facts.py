"""Parts of the story that tells of an event: what the words of each notice need to know."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.loyalty.queries import points_moved
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import name_places
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.domains.stock.queries import stock_near
from prilavok.kit.events.facts import Facts as EventFacts
from prilavok.kit.events.facts import HoldLost, OrderCancelled
from prilavok.kit.money import Money

Facts = dict[str, object]


def facts_of(verb: str, order: OrderView, told: EventFacts) -> Facts:
    """What a notice says: the order's number, sum and place, and what its own template needs besides."""
    places = name_places()
    facts: Facts = {
        "number": order.number,
        "amount": Money(order.amount, order.currency),
        "place": places[order.place].name if order.place in places else "",
    }
    return facts | TOLD[verb][1](order, told)


def _nothing(order: OrderView, told: EventFacts) -> Facts:
    return {}


def _waiting(order: OrderView, told: EventFacts) -> Facts:
    shipment = read_shipment(order.id)
    if shipment is None:
        return {}
    zone = ZoneInfo(name_places()[shipment.place].zone)
    return {"code": open_code(shipment.id), "until": shipment.keep_until.astimezone(zone)}


def _earned(order: OrderView, told: EventFacts) -> Facts:
    return {"points": sum(move.points for move in points_moved(order.id) if move.points > 0)}


def _reason(order: OrderView, told: EventFacts) -> Facts:
    return {"reason": told.reason} if isinstance(told, OrderCancelled) else {}


def _lost(order: OrderView, told: EventFacts) -> Facts:
    """What was lost, and the place of the same currency that has the most of it."""
    if not isinstance(told, HoldLost):
        return {}
    goods = read_variants([told.variant]).get(told.variant)
    places = {id: one for id, one in name_places().items() if one.currency == order.currency and id != order.place}
    near = stock_near(told.variant, list(places))
    return {
        "goods": goods.name if goods else "",
        "elsewhere": places[near[0].place].name if near else "",
        "over": order.commercial == "cancelled",
    }


#: the template of each verb and what else its words need
TOLD: Mapping[str, tuple[str, Callable[[OrderView, EventFacts], Facts]]] = {
    "order.placed": ("order.placed", _nothing),
    "shipment.ready": ("order.ready", _waiting),
    "order.changed": ("order.changed", _nothing),
    "hold.lost": ("hold.lost", _lost),
    "order.completed": ("order.completed", _earned),
    "order.cancelled": ("order.cancelled", _reason),
}
