"""An order was placed: whether it looks like the same wish as one of the same person that still waits."""

from datetime import timedelta
from uuid import UUID

from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.orders.actions import doubt_order, lock_orders
from prilavok.domains.orders.queries import DOUBTED_WITHIN, alike, lines_of, orders_beside, read_order
from prilavok.domains.orders.types import LineView
from prilavok.domains.orders.types.doubts import Wished
from prilavok.domains.shipments.queries import read_shipment
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows an order; nobody asks for it
ASKED = "order.doubted"
CALL_WITHIN = timedelta(hours=2)


@job("order.compare")
def _compare_due(due: Due) -> None:
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        compare_order(event.subject, actor=SYSTEM)


def compare_order(order: UUID, *, actor: Actor) -> bool:
    """Within the caller's story: hold the order, have its customer asked and the place told; whether it was held now.

    An order that somebody has begun to pick is not held any more, one that has ended neither.
    """
    at = clock.now()
    found = read_order(order)
    beside = orders_beside(
        order, leaves_with(found.leaf), since=found.placed_at - DOUBTED_WITHIN, until=found.placed_at
    )
    if not beside:
        return False
    wishes = _wishes([order, *beside])
    likenesses = ((other, alike(wishes[other], wishes[order])) for other in beside)
    other, how = next((pair for pair in likenesses if pair[1]), (None, None))
    if other is None or how is None:
        return False
    held = lock_orders([order, other])
    shipment = read_shipment(order)
    if any(one.commercial != "placed" for one in held.values()) or shipment is None or shipment.state != "planned":
        return False
    call = NewTask(
        kind=ASKED, key=f"{ASKED}:{order}", place=shipment.place, subject_kind="order", subject=order,
        due_at=at + CALL_WITHIN, facts={"other": str(other)},
    )  # fmt: skip
    if fresh := doubt_order(held[order], other, how, actor=actor, at=at):
        put_task(call, actor=actor, at=at)
    return fresh


def _wishes(orders: list[UUID]) -> dict[UUID, list[Wished]]:
    lines = lines_of(orders)
    goods = goods_of([line.variant for those in lines.values() for line in those])

    def wished(line: LineView) -> Wished:
        known = goods.get(line.variant)
        own = known.paths[-1] if known and known.paths else ""
        return Wished(line.variant, own, line.amount)

    return {one: [wished(line) for line in lines.get(one, ()) if line.kept] for one in orders}
