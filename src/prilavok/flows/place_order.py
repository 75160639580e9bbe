"""An order is placed by a stored quote, with its goods really held, for collection in a store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from prilavok.domains.baskets.errors import BasketClosed
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.customers.queries import leaves_shown, leaves_with, owners_of
from prilavok.domains.orders.actions import plan_order
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.types import COUNTER, LackView, Placed
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.shipments.actions import draw_code
from prilavok.domains.shipments.queries import read_shipment
from prilavok.flows.quote_basket import buyer_of, quote_basket
from prilavok.insights.free_elsewhere import free_elsewhere
from prilavok.kit.db.sql import call
from prilavok.kit.db.waking import RELAY, wake
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

needs = None  # a customer acts, on what is their own; the doors of staff ask for orders.place
CODES_TRIED = 5


def place_order(
    quote: UUID, *, leaf: UUID, touchpoint: str, actor: Actor, at: datetime, basket_version: int | None = None
) -> Placed:
    """Place the order of a quote, in one autocommitted SQL function; the same quote again gives the stored order.

    Raises NotFound for a quote that is not the person's, QuoteEnded with a fresh one, BasketClosed, OutOfStock.
    """
    promise = read_quote(quote)
    if promise.leaf != leaf and promise.leaf not in (leaves_shown if actor.kind == "leaf" else leaves_with)(leaf):
        raise NotFound("quote.unknown", _("There is no such quote."))
    whose = ([*buyer_of(leaf, actor).leaves], owners_of([leaf]).get(leaf)) if promise.uses else ([leaf], None)
    plan, shipment = plan_order(amount=promise.amount, zone=read_place(promise.place).zone, at=at), new_id(at)
    rows = _place(
        quote, leaf, touchpoint, basket_version, COUNTER, plan.id, plan.local_day, plan.keep_until, plan.commercial,
        plan.payment, plan.fulfilment, shipment, *whose, promise.place, actor.kind, actor.id, at,
    )  # fmt: skip
    outcome, order, number = rows[0][:3]
    if outcome == "placed":
        wake(RELAY)
        return Placed(order, number, shipment, new=True)
    if outcome == "stored":
        return Placed(order, number, kept.id if (kept := read_shipment(order)) else order, new=False)
    if outcome == "short":
        raise OutOfStock(_lacks(rows, promise))
    if (basket := read_basket(promise.basket)).state == "ordered":
        raise BasketClosed(basket.order)
    raise QuoteEnded(quote_basket(leaf, touchpoint=touchpoint, actor=actor, at=at))


def _place(*given: Any) -> list[Any]:
    *plan, place, actor_kind, actor, at = given
    for tries_left in reversed(range(CODES_TRIED)):
        code, lookup = draw_code(place)
        try:
            return call("place_quoted_order", *plan, code.hex(), lookup.hex(), actor_kind, actor, at)
        except IntegrityError as clash:
            # Six digits: now and then a code is drawn that already waits at the place.
            if "shipments_code_once" not in str(clash) or not tries_left:
                raise
    raise AssertionError("every try returns or raises")


def _lacks(rows: Sequence[Any], promise: QuoteView) -> list[LackView]:
    lacks = {variant: (asked, free) for *_head, variant, asked, free in rows}
    near = free_elsewhere({one: lacks[one][0] for one in lacks}, promise.currency, but=promise.place)
    return [LackView(variant, asked, free, near[variant]) for variant, (asked, free) in lacks.items()]
