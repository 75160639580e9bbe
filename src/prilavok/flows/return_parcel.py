"""What nobody took lies in its place again: its goods go back to sale and leave the order."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.types import LineAct
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.shipments.actions import mark_returned
from prilavok.domains.shipments.queries import shipment_of_id, units_in
from prilavok.domains.stock.actions import give_back, lock_stock
from prilavok.flows.finish_delivery import finish_delivery
from prilavok.flows.give_back_beyond import give_back_gifts
from prilavok.flows.lose_instead import lose_instead
from prilavok.flows.payments_due import close_payments
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.insights.courier_list import parcel_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "shipments.deliver"
#: the first word of a change's key says that goods left an order since nobody took them
NOT_TAKEN = "untaken"


def return_parcel(shipment: UUID, *, place: UUID, actor: Actor, at: datetime) -> None:
    """Take the goods of a parcel that was not taken in again; an order of which nothing is left is ended.

    What gift cards had paid for them is on the cards again; the rest is to be given back: a task says so. Bringing is
    owed only where something was brought. Raises ShipmentUnknown, and ShipmentMovedOn for a parcel that did not fail.
    """
    with story():
        head = orders.lock_order(parcel_here(shipment, place).order)
        mark_returned(shipment, leaf=head.leaf, actor=actor, at=at)
        if (parcel := shipment_of_id(shipment)).claim is not None:
            lose_instead(parcel, leaf=head.leaf, ended=True, actor=actor, at=at)
            return
        units = units_in(shipment)
        lock_stock([head.id], place, list(units))
        give_back(head.id, units, place=place, actor=actor, at=at)
        acts = [LineAct("take_out", variant, count) for variant, count in units.items()]
        orders.change_lines(
            head.id, acts, key=f"{NOT_TAKEN}:{shipment}", paid=paid_for(head.id), ended_by="not_taken", actor=actor,
            at=at,
        )  # fmt: skip
        after = orders.lock_order(head.id)
        if after.commercial == "cancelled":
            void_promotions([head.id], at=at)
            close_payments(head.id, owed=0, run_at=at, actor=actor, at=at)
        if orders.tell_completed(head.id, actor=actor, at=at):
            finish_delivery(head.id, [], money=min(paid_for(head.id), after.owed), change=0, actor=actor, at=at)
        else:
            give_back_gifts(after, actor=actor, at=at)
            if after.commercial == "cancelled":
                release_gift_cards(head.id, at=at)
            tell_surplus(after, actor=actor, at=at)
