"""Parts of the story that tells of an event: what the words of each notice need to know."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.loyalty.queries import points_moved
from prilavok.domains.orders.queries import list_changes, list_lines, read_claim, read_order, read_return
from prilavok.domains.orders.types import ChangeKept, OrderView
from prilavok.domains.payments.queries import list_payments
from prilavok.domains.places.queries import name_places
from prilavok.domains.shipments.queries import find_delivery, open_code, read_promise, read_shipment, shipment_of_id
from prilavok.flows.give_way import NOT_FOUND, SOLD
from prilavok.insights.door_promise import door_promise
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.insights.promised import free_for
from prilavok.kit import clock
from prilavok.kit.events.facts import Facts as EventFacts
from prilavok.kit.events.facts import HoldLost, OfClaim, OfShipment, OrderCancelled, OrderChanged, OrderDoubted
from prilavok.kit.money import Money

Facts = dict[str, object]
_FEW = 5  # goods named in one notice


def facts_of(verb: str, order: OrderView, told: EventFacts) -> Facts:
    """What a notice says: the order's number, sum and place, and what its own template needs besides."""
    places = name_places()
    facts: Facts = {
        "number": order.number,
        "amount": Money(order.amount, order.currency),
        "place": places[order.place].name if order.place in places else "",
    }
    return facts | TOLD[verb][1](order, told)


def is_told_otherwise(order: OrderView, told: EventFacts) -> bool:
    """Whether another notice of the same act says it: one act is told once.

    Goods sold at a till: by hold.lost. Goods the picker did not find: by what the picking ended in, shipment.ready or
    order.cancelled. Everything taken out: by order.cancelled.
    """
    if isinstance(told, OrderChanged):
        cause = next((_cause(one) for one in list_changes(order.id) if one.id == told.change), "")
        # What is brought home is told of when it goes: what left it before, at once.
        said = (SOLD,) if find_delivery(order.id) else (SOLD, NOT_FOUND)
        return order.commercial == "cancelled" or cause in said
    if isinstance(told, HoldLost):
        if order.commercial == "completed":
            return True  # it was kept to be given instead of goods: claim.reopened says it
        return told.by is None and told.variant in _not_found(order)
    return isinstance(told, OrderCancelled) and told.reason == "hold_lost" and not _ended_by_picking(order)


def _cause(change: ChangeKept) -> str:
    return change.key.partition(":")[0]


def _not_found(order: OrderView) -> list[UUID]:
    """The variants of the order that the picker did not find."""
    return [goods for one in list_changes(order.id) if _cause(one) == NOT_FOUND for goods in one.taken]


def _ended_by_picking(order: OrderView) -> bool:
    changes = list_changes(order.id)
    return bool(changes) and _cause(changes[-1]) == NOT_FOUND


def _named(variants: Sequence[UUID]) -> tuple[object, ...]:
    known = read_variants(variants)
    return tuple(known[one].name for one in variants if one in known)


def _placed(order: OrderView, told: EventFacts) -> Facts:
    if not find_delivery(order.id):
        return _promised(order, told)
    promise = door_promise(order.id)
    return {"home": True} | ({"when": promise.by.astimezone(ZoneInfo(promise.clock))} if promise else {})


def _due(order: OrderView, told: EventFacts) -> Facts:
    due = left_to_pay(order, clock.now())
    return {"due": Money(due, order.currency)} if due else {}


def _nothing(order: OrderView, told: EventFacts) -> Facts:
    return {}


def _waiting(order: OrderView, told: EventFacts) -> Facts:
    shipment = read_shipment(order.id)
    if shipment is None:
        return {}
    zone = ZoneInfo(name_places()[shipment.place].zone)
    waiting = {"code": open_code(shipment.id), "until": shipment.keep_until.astimezone(zone)}
    return waiting | {"missed": _named(_not_found(order))}


def _promised(order: OrderView, told: EventFacts) -> Facts:
    """When it was to be ready, or at the door, and when it will be; None where nobody can say."""
    shipment = read_shipment(order.id)
    named = told.shipment if isinstance(told, OfShipment) else shipment.id if shipment else None
    promise = read_promise(named) if named else None
    if promise is None:
        return {}
    zone = ZoneInfo(name_places()[promise.place].zone)
    if promise.leaves_at:
        when = None if promise.told_at and promise.expected_at is None else promise.now.astimezone(zone)
        return {"home": True, "was": promise.ready_by.astimezone(zone), "when": when}
    return {"was": promise.ready_by.astimezone(zone), "when": promise.now.astimezone(zone)}


def _earned(order: OrderView, told: EventFacts) -> Facts:
    return {"points": sum(move.points for move in points_moved(order.id) if move.points > 0)}


def _reason(order: OrderView, told: EventFacts) -> Facts:
    if not isinstance(told, OrderCancelled):
        return {}
    if told.reason in ("customer", "staff"):
        return {"reason": told.reason} | _taken(order)
    if told.reason != "hold_lost":
        return {"reason": told.reason}
    return {"reason": "not_found", "missed": _named(_not_found(order))} | _paid(order)


def _taken(order: OrderView) -> Facts:
    """What was taken for it in money, whatever of it was given back since."""
    taken = [one for one in list_payments([order.id]) if one.kind == "capture" and one.method != "coupon"]
    return {"paid": Money(sum(one.amount for one in taken), order.currency)} if taken else {}


def _paid(order: OrderView) -> Facts:
    return {"paid": Money(order.paid_amount, order.currency)} if order.paid_amount else {}


def _lost(order: OrderView, told: EventFacts) -> Facts:
    """What was lost, and the place of the same currency that has the most of it."""
    if not isinstance(told, HoldLost):
        return {}
    goods = read_variants([told.variant]).get(told.variant)
    places = {id: one for id, one in name_places().items() if one.currency == order.currency and id != order.place}
    near = [one for one in free_for("site", [told.variant], clock.now()) if one in places]
    return {
        "goods": goods.name if goods else "",
        "elsewhere": places[near[0]].name if near else "",
        "over": order.commercial == "cancelled",
    } | _paid(order)


def _doubt(order: OrderView, told: EventFacts) -> Facts:
    """The other order, and what of this one it has too or has the like of."""
    if not isinstance(told, OrderDoubted):
        return {}
    goods = [line.variant for line in list_lines(order.id) if line.kept]
    return {"other": read_order(told.other).number, "goods": _named(goods[:_FEW])}


def _claimed(order: OrderView, told: EventFacts) -> Facts:
    """What was claimed and decided, as the claim says now."""
    if not isinstance(told, OfClaim):
        return {}
    claim, places = read_claim(told.claim), name_places()
    here, sold_at = (places.get(one) if one else None for one in (claim.place, order.place))
    told_by = here or sold_at
    zone = ZoneInfo(told_by.zone if told_by else "UTC")
    shipment = shipment_of_id(claim.shipment) if claim.shipment else None
    back = read_return(claim.change) if claim.outcome in ("money", "reduction") and claim.change else None
    return {
        "goods": _named([line.variant for line in claim.lines][:_FEW]),
        "due": claim.due_at.astimezone(zone),
        "outcome": told.outcome or "",
        "why": claim.why,
        "until": claim.until or "",
        "home": bool(shipment and shipment.home),
        "code": open_code(shipment.id) if shipment else "",
        "back": Money(back.given, back.currency) if back and back.given else "",
    } | ({"place": here.name} if here else {})


#: the template of each verb and what else its words need
TOLD: Mapping[str, tuple[str, Callable[[OrderView, EventFacts], Facts]]] = {
    "order.placed": ("order.placed", _placed),
    "shipment.ready": ("order.ready", _waiting),
    "shipment.sent": ("order.sent", _due),
    "shipment.failed": ("order.untaken", _nothing),
    "shipment.late": ("shipment.late", _promised),
    "shipment.moved": ("shipment.moved", _promised),
    "order.changed": ("order.changed", _nothing),
    "hold.lost": ("hold.lost", _lost),
    "order.completed": ("order.completed", _earned),
    "order.doubted": ("order.doubted", _doubt),
    "claim.opened": ("claim.opened", _claimed),
    "claim.decided": ("claim.decided", _claimed),
    "claim.ready": ("claim.ready", _claimed),
    "claim.reopened": ("claim.reopened", _claimed),
    "order.cancelled": ("order.cancelled", _reason),
}
