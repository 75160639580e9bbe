"""An order that is brought home is placed by a stored quote: its goods held wherever they are sent from."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from prilavok.domains.baskets.actions import mark_ordered
from prilavok.domains.baskets.errors import BasketClosed, BasketMoved
from prilavok.domains.customers.queries import leaves_shown, leaves_with, owners_of
from prilavok.domains.orders.types import Placed, SaleLine
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.promotions.actions import claim_promotions
from prilavok.domains.promotions.types.keeping import Claim
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.flows.agree_order import Deal, agree_order
from prilavok.flows.quote_basket import buyer_of, quote_basket
from prilavok.insights.home_order import known_placed
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own; the doors of staff ask for orders.send_home


def place_delivery(
    quote: UUID, told: Delivering, *, leaf: UUID, touchpoint: str, actor: Actor, at: datetime,
    basket_version: int | None = None,
) -> Placed:  # fmt: skip
    """Order what the quote promises, to be brought home; the same quote again gives the stored order.

    Raises NotFound for a quote that is not the person's, QuoteEnded with a fresh one, BasketClosed, DeliveryUnfit,
    NotDelivered, DeliveryRepriced, NoRoute; then nothing is ordered.
    """
    promise = read_quote(quote, lines=True)
    if promise.leaf != leaf and promise.leaf not in (leaves_shown if actor.kind == "leaf" else leaves_with)(leaf):
        raise NotFound("quote.unknown", _("There is no such quote."))
    if known := known_placed(str(quote)):
        return known
    try:
        if promise.expires_at <= at or basket_version not in (None, promise.basket_version):
            raise QuoteStale
        lines = [
            SaleLine(one.variant, one.quantity, one.list_amount, one.discount_amount, 0, 0) for one in promise.lines
        ]
        deal = Deal(str(quote), lines, promise.place, promise.currency, leaf, touchpoint, promise.basket)
        with story():
            return agree_order(
                deal, told, claim=lambda order: _claim(promise, order, leaf, actor, at), actor=actor, at=at
            )
    except BasketClosed:
        # Of two equal calls the second one waits for the first, and then finds what it has stored.
        if known := known_placed(str(quote)):
            return known
        raise
    except QuoteStale:
        pass
    raise QuoteEnded(quote_basket(leaf, touchpoint=touchpoint, actor=actor, at=at))


class QuoteStale(Exception):
    """The quote is not what the basket is, or what may be given, any more: another is asked for."""


def _claim(promise: QuoteView, order: UUID, leaf: UUID, actor: Actor, at: datetime) -> None:
    try:
        mark_ordered(promise.basket, order, promise.basket_version, at=at)
    except BasketMoved as moved:
        raise QuoteStale from moved
    claims = [msgspec.convert(dict(one), Claim) for one in promise.uses]
    whose = buyer_of(leaf, actor).leaves if claims else ()
    customer = owners_of([leaf]).get(leaf) if claims else None
    place = promise.place
    if claim_promotions(order, claims, leaf=leaf, leaves=whose, customer=customer, place=place, actor=actor, at=at):
        raise QuoteStale
