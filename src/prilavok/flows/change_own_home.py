"""A customer changes their own order that is brought home, before it leaves: looked at first, then confirmed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.types import ChangeView, LineAct, OrderView
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.flows.change_home import confirm_here, preview_here
from prilavok.flows.give_back_card import give_promised
from prilavok.insights.home_changed import HomePreview
from prilavok.kit.db.connections import rehearsed, story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def preview_own_change(
    order: UUID, acts: Sequence[LineAct], told: Delivering | None, *, leaf: UUID, actor: Actor, at: datetime
) -> HomePreview:
    """What it would make, see preview_home_change. Raises NotFound for another's order as for none."""
    with story(), rehearsed():
        return preview_here(_own(order, leaf), acts, told, actor=actor, at=at)


def change_own_home(
    order: UUID, acts: Sequence[LineAct], told: Delivering | None, *, key: str, version: int, leaf: UUID,
    amount: int | None = None, actor: Actor, at: datetime,
) -> ChangeView:  # fmt: skip
    """Do what was looked at, or nothing, see confirm_home_change. Raises NotFound for another's order as for none."""
    with story():
        change = change_own_home_here(
            order, acts, told, key=key, version=version, leaf=leaf, amount=amount, actor=actor, at=at
        )
    give_promised(order, actor=actor)
    return change


def change_own_home_here(
    order: UUID, acts: Sequence[LineAct], told: Delivering | None, *, key: str, version: int, leaf: UUID,
    amount: int | None = None, actor: Actor, at: datetime,
) -> ChangeView:  # fmt: skip
    """The same in the caller's story; what cards are promised a job gives them."""
    head = _own(order, leaf)
    return confirm_here(head, acts, told, key=key, version=version, amount=amount, actor=actor, at=at)


def _own(order: UUID, leaf: UUID) -> OrderView:
    found = lock_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    return found
