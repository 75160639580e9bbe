"""While a till takes money for goods of a customer's basket, the basket waits: nobody changes or orders it."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.actions import free_from_sale, keep_for_sale
from prilavok.domains.baskets.types import BasketPart
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "sales.record"


def keep_basket(part: BasketPart, sale: UUID, *, actor: Actor, at: datetime) -> None:
    """Before a card is charged or a page of the bank opened; see keep_for_sale, which raises the same."""
    with story():
        keep_for_sale(part.basket, part.bought, sale, at=at)


def let_basket_go(basket: UUID, sale: UUID, *, actor: Actor, at: datetime) -> None:
    """The card was refused, the page ended, or the basket taken off the sale: the customer goes on with it."""
    with story():
        free_from_sale(basket, sale)
