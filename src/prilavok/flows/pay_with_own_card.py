"""A customer enters a gift card on the page of their own order: it is kept for the order until that is collected."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.giftcards.actions import hold_gift_card, release_gift_cards, tie_gift_card
from prilavok.domains.giftcards.errors import GiftCardAtStore
from prilavok.domains.giftcards.types import GiftHold
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import due_of
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import read_shipment
from prilavok.flows.keep_gift_card import look_at_gift_card
from prilavok.insights.gift_lines import goods_owed, payable_by_gifts
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def pay_with_own_card(code: str, order: UUID, *, leaf: UUID, where: str, actor: Actor, at: datetime) -> GiftHold:
    """Keep on the card what it can pay of the order, and show the card on the customer's own page from now on.

    where: the address it was entered at, for the limit of tries. Raises NotFound where the order is not theirs,
    ShipmentUnknown where it waits no more, GiftCardAtStore where it is brought home, and what keep_gift_card does.
    """
    card = look_at_gift_card(code, where=where, actor=actor, at=at)
    with story():
        head = _own(order, leaf)
        shipment = read_shipment(order)
        if shipment is None or not shipment.waits or head.place is None or head.commercial != "placed":
            raise ShipmentUnknown
        if shipment.home:  # whoever brings it takes no gift card: what is kept would bar the way to being paid
            raise GiftCardAtStore
        here = read_place(head.place)
        hold = hold_gift_card(
            card.id, order, payable_by_gifts(due_of(order, owed=head.owed), goods_owed(order)), currency=head.currency,
            seller=here.legal_entity, until=shipment.keep_until, at=at,
        )  # fmt: skip
        tie_gift_card(card.id, leaf)
        return hold


def drop_own_card(order: UUID, card: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> None:
    """The card shall not pay the order after all. Raises NotFound where the order is not theirs."""
    with story():
        _own(order, leaf)
        release_gift_cards(order, at=at, card=card)


def tie_own_card(code: str, *, leaf: UUID, where: str, actor: Actor, at: datetime) -> UUID:
    """Show a card on the customer's own page, who holds its code; the card's id. Raises what look_at_gift_card does."""
    card = look_at_gift_card(code, where=where, actor=actor, at=at)
    with story():
        tie_gift_card(card.id, leaf)
    return card.id


def _own(order: UUID, leaf: UUID) -> OrderView:
    found = lock_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    return found
