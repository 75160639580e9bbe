"""Orders give way where their goods are not there: changed, told of, their customers spoken to by the place."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.orders.actions import change_lines, lock_orders, tell_completed
from prilavok.domains.orders.types import LineAct, OrderView
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.shipments.actions import cancel_shipment, end_empty_parcel, lessen_parcel
from prilavok.domains.shipments.queries import list_shipments, read_shipments
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.actions import lose_hold, share_loss
from prilavok.domains.stock.queries import list_holds
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.finish_delivery import finish_delivery
from prilavok.flows.give_back_beyond import give_back_gifts
from prilavok.flows.lose_instead import lose_all_instead
from prilavok.flows.payments_due import close_payments
from prilavok.flows.resend_goods import resend_goods
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories
#: the first word of a change's key says why goods left an order without anybody's wish
SOLD, NOT_FOUND = "lost", "short"
CALL_WITHIN = timedelta(hours=2)


def take_from_holds(
    place: UUID, variant: UUID, units: int, *, orders: Mapping[UUID, OrderView], by: UUID | None, key: UUID,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Take units that are not there from what is kept for these locked orders; each is changed and told of it."""
    ready = {one.order for one in read_shipments(list(orders)).values() if one.state == "ready"}
    for order, lost in share_loss(list_holds(place, variant), units, among=set(orders), last=ready):
        instead = orders[order].commercial == "completed"  # what is kept for it still, a claim is to give instead
        for parcel in () if instead else _parcels(order, place):
            # Sold here, and yet another place may send it: then nothing leaves the order.
            lost = resend_goods(parcel, {variant: lost}, head=orders[order], actor=actor, at=at).get(variant, 0)
        if not lost:
            continue
        lose_hold(order, place, variant, lost, leaf=orders[order].leaf, by=by, actor=actor, at=at)
        if instead:
            lose_all_instead(orders[order], place=place, variant=variant, actor=actor, at=at)
            continue
        take_away(order, [LineAct("take_out", variant, lost)], place=place, key=f"{SOLD}:{key}", actor=actor, at=at)


def take_away(order: UUID, acts: Sequence[LineAct], *, place: UUID, key: str, actor: Actor, at: datetime) -> None:
    """Take out of an order whose row is held what cannot be handed over, and have the place speak to its customer."""
    change_lines(order, acts, key=key, paid=paid_for(order), ended_by="hold_lost", actor=actor, at=at)
    [head] = lock_orders([order]).values()
    for parcel in _parcels(order, place):
        lessen_parcel(parcel.id, {act.variant: act.quantity for act in acts})
        end_empty_parcel(parcel.id, leaf=head.leaf, actor=actor, at=at)
    if tell_completed(order, actor=actor, at=at):
        finish_delivery(order, [], money=min(paid_for(order), head.owed), change=0, actor=actor, at=at)
    if head.commercial == "cancelled":
        cancel_shipment(order, leaf=head.leaf, actor=actor, at=at)
        void_promotions([order], at=at)
        close_payments(order, owed=0, run_at=at, actor=actor, at=at)
    for nth, act in enumerate(acts):
        call = NewTask(
            kind="hold.lost", key=f"hold.lost:{order}:{key}:{nth}", place=place, subject_kind="order",
            subject=order, due_at=at + CALL_WITHIN, facts={"variant": str(act.variant), "units": act.quantity},
        )  # fmt: skip
        put_task(call, actor=actor, at=at)
    give_back_gifts(head, actor=actor, at=at)
    if head.commercial == "cancelled":
        release_gift_cards(order, at=at)
    tell_surplus(head, actor=actor, at=at)


def _parcels(order: UUID, place: UUID) -> list[ShipmentView]:
    return [one for one in list_shipments([order]) if one.home and one.waits and one.place == place]
