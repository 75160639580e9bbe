"""A gift card pays an order that is brought home: kept until the first parcel goes, when it is spent; see 0019."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.giftcards.actions import hold_gift_card, release_gift_cards
from prilavok.domains.giftcards.types import GiftHold
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import due_of
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import find_delivery, list_shipments, read_shipment
from prilavok.flows.keep_gift_card import look_at_gift_card
from prilavok.insights.gift_lines import goods_owed, payable_by_gifts
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.send_home"
#: longer than an order is open: whatever ends it lets the card go, and nothing is sent for a card that is free again
KEPT_HOME = timedelta(days=180)


def keep_card_home(code: str, order: UUID, *, place: UUID, actor: Actor, at: datetime) -> GiftHold:
    """Staff enter the card of a customer who orders home by the telephone or in the store.

    place: where it is said, for the limit of tries. Raises ShipmentUnknown where the order is not brought home, or all
    of it has left, and what keep_gift_card does; then nothing is kept.
    """
    card = look_at_gift_card(code, where=f"{place}", actor=actor, at=at)
    with story():
        head = lock_order(order)
        if find_delivery(order) is None:
            raise ShipmentUnknown
        return hold_for_order(card.id, head, actor=actor, at=at)


def drop_card_home(order: UUID, card: UUID, *, actor: Actor, at: datetime) -> None:
    """The card shall not pay the order after all; done twice it is done once. Raises NotFound."""
    with story():
        lock_order(order)
        release_gift_cards(order, at=at, card=card)


def hold_for_order(card: UUID, head: OrderView, *, actor: Actor, at: datetime) -> GiftHold:
    """Within the caller's story, which holds the order's row: keep on the card what it can pay of an order that waits.

    Kept as long as the goods that wait to be collected; for what is brought home until that goes. Raises
    ShipmentUnknown where nothing of the order waits, GiftCardBuysNone, and what hold_gift_card does.
    """
    until = _kept_until(head, at)
    if until is None or head.place is None or head.commercial != "placed":
        raise ShipmentUnknown
    pays = payable_by_gifts(due_of(head.id, owed=head.owed), goods_owed(head.id))
    seller = read_place(head.place).legal_entity
    return hold_gift_card(card, head.id, pays, currency=head.currency, seller=seller, until=until, at=at)


def _kept_until(head: OrderView, at: datetime) -> datetime | None:
    if any(one.home and one.waits for one in list_shipments([head.id])):
        return at + KEPT_HOME
    shipment = read_shipment(head.id)
    return shipment.keep_until if shipment and shipment.waits and not shipment.home else None
