"""A part of stories that change an order to be brought home: goods, price, promotions, tax, parcels, money at once."""

from datetime import datetime

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.types import ChangeView, OrderView
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.shipments.actions import move_delivery
from prilavok.flows.keep_given import keep_given
from prilavok.flows.send_anew import send_anew
from prilavok.flows.settle_changed import settle_changed
from prilavok.flows.tax_order import tax_order
from prilavok.insights.home_change import HomeChange
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def make_home_change(head: OrderView, plan: HomeChange, *, key: str, actor: Actor, at: datetime) -> ChangeView:
    """Within the caller's story, which holds the order's row. Raises DeliveryUnfit, NoRoute, PromotionUsedUp; the story
    must end then.
    """
    assert head.place is not None
    change = orders.change_lines(
        head.id, plan.acts, key=key, paid=paid_for(head.id), moved=plan.told is not None, actor=actor, at=at
    )
    move_delivery(head.id, plan.told, point=plan.goal, amount=plan.fee, service=plan.service)
    keep_given(head, plan.priced.claims, whole=plan.priced.whole, place=head.place, actor=actor, at=at)
    tax_order(head.id, plan.added, place=head.place, actor=actor, at=at, added=True)
    if plan.asked is not None:
        send_anew(head, plan.asked, until=plan.until, actor=actor, at=at)
    settle_changed(orders.lock_order(head.id), actor=actor, at=at)
    return change
