"""Something happened to an order, and whose it is is told."""

from uuid import UUID

from prilavok.domains.orders.queries import read_order
from prilavok.flows.notice_facts import TOLD, facts_of, is_told_otherwise
from prilavok.flows.tell_customer import tell_customer
from prilavok.insights.doubt_presses import doubt_buttons
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import (
    HoldLost,
    OfClaim,
    OfShipment,
    OrderCancelled,
    OrderChanged,
    OrderCompleted,
    OrderDoubted,
    OrderPlaced,
)
from prilavok.kit.events.timeline import Recorded, events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None
_OF_ORDERS = (
    OrderPlaced | OrderChanged | OrderCancelled | OrderCompleted | OrderDoubted | HoldLost | OfShipment | OfClaim
)


def tell_of_event(event: Recorded, *, actor: Actor) -> UUID | None:
    """Within the caller's story: the notice that follows the event, once; None where nothing is told of it.

    A person whom nobody knows, or who agreed to no way, is not told.
    """
    told = event.facts
    if event.verb not in TOLD or not isinstance(told, _OF_ORDERS):
        return None
    order = read_order(told.order)
    if is_told_otherwise(order, told):
        return None
    facts = facts_of(event.verb, order, told)
    template, key = TOLD[event.verb][0], str(event.id)
    buttons = doubt_buttons(order.id) if isinstance(told, OrderDoubted) else ()
    return tell_customer(order.leaf, template, facts, key=key, buttons=buttons, actor=actor, at=clock.now())


@job("notice.tell")
def _tell_due(due: Due) -> None:
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        tell_of_event(event, actor=SYSTEM)
