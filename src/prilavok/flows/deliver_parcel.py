"""A courier brings a parcel: takes it along, gives it to the customer who pays what is due, or finds nobody."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID

from prilavok.domains.giftcards.queries import gift_sum
from prilavok.domains.orders import actions as orders
from prilavok.domains.payments.queries import held_for, paid_for
from prilavok.domains.payments.types import Paying
from prilavok.domains.shipments.actions import mark_failed, take_along
from prilavok.domains.shipments.errors import NotPaidYet
from prilavok.domains.shipments.queries import find_delivery
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.hand_parcel import hand_parcel
from prilavok.flows.pack_pieces import pack_the_rest
from prilavok.flows.payments_due import close_payments
from prilavok.flows.spend_kept_cards import spend_kept_cards
from prilavok.flows.take_held import take_held
from prilavok.insights.courier_list import parcel_here
from prilavok.insights.handed_pieces import check_packed
from prilavok.insights.left_to_pay import left_to_pay, paid_by_gifts
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "shipments.deliver"
__all__ = ["Paying", "fail_parcel", "give_parcel", "needs", "take_parcel"]


def take_parcel(
    shipment: UUID, *, lots: Sequence[LotSaid] = (), overruled: bool = False, place: UUID, actor: Actor, at: datetime
) -> bool:
    """The courier takes it along; whether they had not before. Gift cards that are kept for the order pay it then.

    lots: pieces in it of which nobody said so when it was packed. overruled: see name_handed. Raises ShipmentUnknown,
    ShipmentMovedOn, NotPaidYet, GiftHoldEnded, and what pack_the_rest does; nothing is changed then.
    """
    with story():
        head = orders.lock_order(parcel_here(shipment, place).order)
        agreed, gifts = find_delivery(head.id), paid_by_gifts(head, at)
        if (due := left_to_pay(head, at)) and agreed and agreed.pay == "before":
            raise NotPaidYet(due)
        owed = head.owed - paid_for(head.id) - gift_sum(gifts)
        close_payments(head.id, owed=owed, run_at=at, actor=actor, at=at)
        if (parcel := parcel_here(shipment, place)).state in ("ready", "failed"):
            pack_the_rest(parcel, lots, overruled=overruled, actor=actor, at=at)
        taken = take_along(shipment, leaf=head.leaf, actor=actor, at=at)
        spend_kept_cards(head, gifts, actor=actor, at=at)
        return taken


def give_parcel(
    shipment: UUID, tenders: Sequence[Paying], *, key: str, place: UUID, actor: Actor, at: datetime
) -> UUID:
    """The customer has it, and pays what is due: in cash, by a card charged before, or by what is held, which is taken
    first; the order. The same key again is the same giving. The last parcel completes the order. Raises
    ShipmentUnknown, ShipmentMovedOn, LotBlocked, what reckon_tenders does; then nothing is given."""
    body = json.dumps([str(shipment), [asdict(one) for one in tenders]], default=str).encode()
    parcel = parcel_here(shipment, place)
    if parcel.state == "on_way":
        check_packed(shipment)  # said before money is taken
    if parcel.state == "on_way" and held_for(parcel.order):
        take_held(parcel.order, actor=actor, at=at)
    with story():
        orders.lock_order(parcel.order)
        hand = partial(hand_parcel, shipment, tenders, place=place, actor=actor, at=at)
        given = answer_once(f"give parcel {place}", key, body, at, lambda: Answer(200, b"", hand()), keep_for_ever=True)
        return cast(UUID, given.result)


def fail_parcel(shipment: UUID, why: str, *, place: UUID, actor: Actor, at: datetime) -> bool:
    """Nobody took it; whether that was not known. It is tried again, or goes back to sale. Raises as take_parcel."""
    with story():
        head = orders.lock_order(parcel_here(shipment, place).order)
        return mark_failed(shipment, why, leaf=head.leaf, actor=actor, at=at)
