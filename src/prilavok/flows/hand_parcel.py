"""The customer has a parcel: its goods and pieces are theirs, what is due is paid, the last one ends the order."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.payments.actions import capture_tenders, reckon_tenders
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.payments.types import Paying
from prilavok.domains.shipments.actions import mark_delivered
from prilavok.domains.shipments.queries import open_deliveries, units_in
from prilavok.domains.stock.actions import hand_out, lock_stock
from prilavok.flows.finish_delivery import finish_delivery
from prilavok.flows.pack_pieces import name_brought_home
from prilavok.flows.settle_money import settle_taken
from prilavok.flows.settle_parcels import settle_parcels
from prilavok.insights.courier_list import parcel_here
from prilavok.insights.handed_pieces import check_packed
from prilavok.insights.picking_list import units_to_pick
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def hand_parcel(shipment: UUID, tenders: Sequence[Paying], *, place: UUID, actor: Actor, at: datetime) -> UUID:
    """Within the caller's story, the order's row held; the order. Raises as give_parcel does."""
    parcel = parcel_here(shipment, place)
    head = orders.lock_order(parcel.order)
    mark_delivered(shipment, leaf=head.leaf, actor=actor, at=at)
    money = reckon_tenders(head.id, tenders, owed=head.owed)
    lock_stock([head.id], place, list(units := units_in(shipment)))
    check_packed(shipment)
    last = parcel.claim is None and head.id not in open_deliveries([head.id])
    hand_out(head.id, place, units, last=last, actor=actor, at=at)
    name_brought_home(parcel, actor=actor, at=at)
    if parcel.claim is not None and orders.end_claim(parcel.claim, actor=actor, at=at):
        settle_parcels(head.id, actor=actor, at=at)
        return head.id  # given instead: paid for, counted and earned long ago
    taken = [one for one in money.here(head.id, head.currency, at) if one.amount]
    for one, payment in zip(taken, capture_tenders(taken, actor=actor, at=at, origin="live"), strict=True):
        if one.method == "cash":  # in the hand of who brought it, whoever sold
            settle_taken(head.id, payment, one.amount, place=place, actor=actor, at=at)
    if orders.hand_over_lines(head.id, units_to_pick(parcel), paid=paid_for(head.id), actor=actor, at=at):
        finish_delivery(head.id, tenders, money=money.money, change=money.change, actor=actor, at=at)
    return head.id
