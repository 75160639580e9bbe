"""A part of stories in which what a claim was to give instead is not there, or nobody came for it: decided anew."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import read_claim
from prilavok.domains.orders.types import OrderView
from prilavok.domains.shipments.actions import call_off, make_ready
from prilavok.domains.shipments.queries import kept_anew, last_missed_at, list_shipments, units_in
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.actions import give_back, lock_stock, missing_on_shelf, write_off_lost
from prilavok.flows.watch_claims import ANSWER, put_claim_task
from prilavok.insights.picking_list import units_short
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def lose_instead(parcel: ShipmentView, *, leaf: UUID, ended: bool = False, actor: Actor, at: datetime) -> None:
    """Within the caller's story, the order's row held: give its goods back, and have the claim decided anew.

    ended: the shipment is over already.
    """
    units = units_in(parcel.id)
    lock_stock([parcel.order], parcel.place, list(units))
    give_back(parcel.order, units, place=parcel.place, actor=actor, at=at)
    if not ended:
        call_off(parcel.id, leaf=leaf, actor=actor, at=at)
    if parcel.claim and orders.reopen_claim(parcel.claim, due_at=kept_anew(at, at), actor=actor, at=at):
        put_claim_task(ANSWER, read_claim(parcel.claim), actor=actor, at=at)


def ready_instead(parcel: ShipmentView, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """It lies ready; whether it did not before. What was not found on the shelf has the claim decided anew."""
    if short := units_short(parcel):
        lose_instead(parcel, leaf=leaf, actor=actor, at=at)
        for variant, units in short.items():
            missing = missing_on_shelf(parcel.place, variant, units, looked=last_missed_at(parcel.id))
            write_off_lost(parcel.place, variant, missing, order=parcel.order, at=at)
        return False
    fresh = make_ready(parcel.id, leaf=leaf, actor=actor, at=at)
    if fresh and parcel.claim and not parcel.home:
        orders.ready_claim(parcel.claim, actor=actor, at=at)
    return fresh


def lose_all_instead(
    head: OrderView, *, place: UUID | None = None, variant: UUID | None = None, actor: Actor, at: datetime
) -> int:
    """The same of all that waits to be given instead of goods of an order; how many. place, variant: only of these."""
    waiting = [one for one in list_shipments([head.id]) if one.claim and one.waits and place in (None, one.place)]
    lost = [one for one in waiting if variant is None or variant in units_in(one.id)]
    for parcel in lost:
        lose_instead(parcel, leaf=head.leaf, actor=actor, at=at)
    return len(lost)
