"""Somebody says which of two orders that look alike is wanted: both, or one, and the other is cancelled."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.orders.actions import settle_doubt as settle
from prilavok.domains.orders.errors import DoubtSettled
from prilavok.domains.orders.queries import find_doubt
from prilavok.domains.orders.types.doubts import Wanted
from prilavok.domains.tasks.actions import finish_task
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.call_off_order import call_off_order_here
from prilavok.flows.cancel_order import cancel_order_here
from prilavok.flows.compare_order import ASKED
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own; the doors of staff ask for orders.change


def settle_doubt(order: UUID, wanted: Wanted, *, actor: Actor, at: datetime) -> None:
    """Do what was said. order: the later of the two, which is held.

    Raises NotFound where it is not theirs, DoubtSettled, and what cancelling refuses (OrderEnded, MoneyTaken); then
    nothing is changed.
    """
    with story():
        settle_doubt_here(order, wanted, actor=actor, at=at)


def settle_doubt_here(order: UUID, wanted: Wanted, *, actor: Actor, at: datetime) -> None:
    """The same within the caller's story."""
    doubt = find_doubt(order)
    if doubt is None:
        raise DoubtSettled
    both = lock_orders([order, doubt.other])
    leaf = actor.id if actor.kind == "leaf" else None
    if leaf is not None and not {both[order].leaf, both[doubt.other].leaf} <= {leaf, *leaves_shown(leaf)}:
        raise NotFound("order.unknown", _("There is no such order."))
    if settle(both[order], wanted, actor=actor, at=at).wanted:
        return
    if wanted != "both":
        gone = order if wanted == "first" else doubt.other
        if leaf is not None:
            call_off_order_here(gone, leaf=leaf, actor=actor, at=at)
        else:
            cancel_order_here(gone, actor=actor, at=at)
    for task in list_tasks_about(order):
        if task.kind == ASKED:
            finish_task(task.id, actor=actor, at=at)
