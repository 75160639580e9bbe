"""A customer enters a gift card on the page of their own order: it is kept until that is collected or sent home."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.giftcards.actions import release_gift_cards, tie_gift_card
from prilavok.domains.giftcards.types import GiftHold
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.types import OrderView
from prilavok.flows.keep_card_home import hold_for_order
from prilavok.flows.keep_gift_card import look_at_gift_card
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def pay_with_own_card(code: str, order: UUID, *, leaf: UUID, where: str, actor: Actor, at: datetime) -> GiftHold:
    """Keep on the card what it can pay of the order, and show the card on the customer's own page from now on.

    where: the address it was entered at, for the limit of tries. Raises NotFound where the order is not theirs,
    ShipmentUnknown where it waits no more or a courier has all of it, and what keep_gift_card does.
    """
    card = look_at_gift_card(code, where=where, actor=actor, at=at)
    with story():
        hold = hold_for_order(card.id, _own(order, leaf), actor=actor, at=at)
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
