"""An order that is brought home is changed before it leaves: looked at as it would be, then confirmed, or nothing."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.errors import CostsMovedOn, OrderMovedOn
from prilavok.domains.orders.types import ChangeView, LineAct, OrderView
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.flows.give_back_card import give_promised
from prilavok.flows.make_home_change import make_home_change
from prilavok.insights.cancelled_order import check_being_paid
from prilavok.insights.home_change import check_not_gone, plan_home_change
from prilavok.insights.home_changed import HomePreview, money_gone, read_home_preview
from prilavok.kit.db.connections import rehearsed, story
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

needs = "orders.change"  # or the customer, of what is their own: see change_own_home
Acts = Sequence[LineAct]
Told = Delivering | None


def preview_home_change(order: UUID, acts: Acts, told: Told, *, actor: Actor, at: datetime) -> HomePreview:
    """What the change would make of the order: all of it is done and undone. Raises as confirm_home_change."""
    with story(), rehearsed():
        return preview_here(orders.lock_order(order), acts, told, actor=actor, at=at)


def preview_here(head: OrderView, acts: Acts, told: Told, *, actor: Actor, at: datetime) -> HomePreview:
    """The same in a rehearsal of the caller's, which holds the order's row."""
    fee, gone = check_not_gone(head).amount, Counter(money_gone(head.id))
    plan = plan_home_change(head, acts, told, at=at)
    make_home_change(head, plan, key=f"rehearsal:{new_id(at)}", actor=actor, at=at)
    return read_home_preview(head, gone, fee, lost=plan.priced.lost, at=at)


def confirm_home_change(
    order: UUID, acts: Acts, told: Told, *, key: str, version: int | None = None, amount: int | None = None,
    actor: Actor, at: datetime,
) -> ChangeView:  # fmt: skip
    """Do what was looked at, or nothing. acts: add and take_out. told: another address or person, None: as agreed.

    version, amount: of the order as it was looked at, and to come to. The same key again is the same change. Raises
    NotFound, OrderMovedOn, CostsMovedOn, BeingPaid, NoRoute, DeliveryUnfit, PromotionUsedUp and what plan_home_change
    does. What was paid too much goes back as it came: cards are told at once.
    """
    with story():
        head = orders.lock_order(order)
        change = confirm_here(head, acts, told, key=key, version=version, amount=amount, actor=actor, at=at)
    give_promised(order, actor=actor)
    return change


def confirm_here(
    head: OrderView, acts: Acts, told: Told, *, key: str, version: int | None, amount: int | None,
    actor: Actor, at: datetime,
) -> ChangeView:  # fmt: skip
    """The same in the caller's story, which holds the order's row; what cards are promised a job gives them."""
    if known := orders.known_change(head.id, key):
        return known
    if version not in (None, head.version):
        raise OrderMovedOn(head.version)
    check_being_paid(list_attempts(head.id))
    change = make_home_change(head, plan_home_change(head, acts, told, at=at), key=key, actor=actor, at=at)
    if amount not in (None, change.amount_after):
        raise CostsMovedOn(change.amount_after)
    return change
