"""A part of picking: what was not found on the shelf is sent by another place, or leaves the order."""

from datetime import datetime

from prilavok.domains.orders.types import LineAct, OrderView
from prilavok.domains.shipments.queries import last_missed_at
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.actions import lock_stock, lose_hold, missing_on_shelf, write_off_lost
from prilavok.flows.give_way import NOT_FOUND, take_away
from prilavok.flows.resend_goods import resend_goods
from prilavok.insights.picking_list import units_short
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def lose_short(here: ShipmentView, *, head: OrderView, actor: Actor, at: datetime) -> None:
    """Within the caller's story, the order's row held. Raises PickUnfit while a line was not looked for."""
    short, looked = units_short(here), last_missed_at(here.id)
    lacking = resend_goods(here, short, head=head, actor=actor, at=at) if here.home else dict(short)
    lock_stock([head.id], here.place, list(short))
    for variant, units in short.items():
        if lost := lacking.get(variant, 0):
            lose_hold(head.id, here.place, variant, lost, leaf=head.leaf, by=None, actor=actor, at=at)
        missing = missing_on_shelf(here.place, variant, units, looked=looked)
        write_off_lost(here.place, variant, missing, order=head.id, at=at)
    if acts := [LineAct("take_out", variant, units) for variant, units in lacking.items()]:
        take_away(head.id, acts, place=here.place, key=f"{NOT_FOUND}:{here.id}", actor=actor, at=at)
