"""Ordered goods that nobody collected in time go back to sale, and their orders end."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.shipments.actions import cancel_shipment
from prilavok.domains.shipments.queries import list_shipments
from prilavok.domains.stock.actions import lock_stock, pass_on_freed, release_holds
from prilavok.domains.stock.queries import list_due_orders
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.lose_instead import lose_all_instead
from prilavok.flows.payments_due import close_payments
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
SLICE = 500


@job("holds.expire", together=1)
def queue_uncollected(due: Due, actor: Actor = SYSTEM) -> None:
    """Queue the end of every order whose goods were kept long enough: each is a transaction of its own."""
    late = list_due_orders(at := clock.now(), limit=SLICE)
    queue_jobs([NewJob(verb="order.end_uncollected", key=f"{one}", facts={"order": str(one)}) for one in late], at=at)
    if len(late) == SLICE:
        queue_jobs([NewJob(verb=due.verb, queue=due.queue, key=f"{due.id}")], at=at)


@job("order.end_uncollected", together=1)  # two in one would take the ledger's rows in another order than who places
def do_end_uncollected(due: Due, actor: Actor = SYSTEM) -> None:
    """End the order that the job names."""
    end_uncollected(UUID(due.facts["order"]), actor=actor, at=clock.now())


def end_uncollected(order: UUID, *, actor: Actor, at: datetime) -> bool:
    """Within the caller's story: give back what is kept for the order, end it; whether it was not ended so before.

    An order whose keeping was prolonged is left alone, and one that is brought home once it is paid or somebody has it
    in hand: its place is told that it is late. What a claim was to give instead is given back, the claim decided anew.
    """
    found = orders.lock_orders([order]).get(order)
    if order not in list_due_orders(at, among=[order]) or (found is not None and _on_its_way(found, actor, at)):
        return False
    if found is not None and found.commercial == "completed":
        lose_all_instead(found, actor=actor, at=at)
        return False
    if found is not None and found.place is not None:
        lock_stock([order], found.place, [line.variant for line in list_lines(order)])
    pass_on_freed(release_holds(order, actor=actor, at=at, reason="expired"), actor=actor, at=at)
    if found is None or found.commercial != "placed":
        return False
    void_promotions([order], at=at)
    release_gift_cards(order, at=at)
    close_payments(order, owed=0, run_at=at, actor=actor, at=at)
    cancel_shipment(order, leaf=found.leaf, actor=actor, at=at)
    ended = orders.cancel_order(order, "not_collected", paid=paid_for(order), actor=actor, at=at)
    tell_surplus(orders.lock_order(order), actor=actor, at=at)
    return ended


def _on_its_way(found: OrderView, actor: Actor, at: datetime) -> bool:
    parcels = [one for one in list_shipments([found.id]) if one.home]
    begun = any(one.state not in ("planned", "cancelled", "returned") for one in parcels) or not left_to_pay(found, at)
    if not (parcels and begun) or found.commercial != "placed":
        return False
    late = NewTask(kind="delivery.late", key=f"delivery.late:{found.id}", place=parcels[0].place, subject_kind="order",
                   subject=found.id, due_at=at, facts={})  # fmt: skip
    put_task(late, actor=actor, at=at)
    return True
