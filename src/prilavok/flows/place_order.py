"""An order is placed by a stored quote, with its goods really held, for collection in a store."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.baskets.errors import BasketClosed
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.customers.queries import leaves_shown, leaves_with, owners_of
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.orders.types import COUNTER, Placed
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.shipments.errors import NoSlotFree, SlotFull
from prilavok.domains.shipments.queries import read_shipment
from prilavok.flows.promise_order import write_promised
from prilavok.flows.quote_basket import buyer_of, quote_basket
from prilavok.insights.awaited import agreed_day
from prilavok.insights.free_elsewhere import lacks_told
from prilavok.kit.db.waking import RELAY, wake
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own; the doors of staff ask for orders.place

_TRIES = 5


def place_order(
    quote: UUID, *, leaf: UUID, touchpoint: str, actor: Actor, at: datetime, basket_version: int | None = None,
    slot: datetime | None = None, wait_until: date | None = None,
) -> Placed:  # fmt: skip
    """Place the order of a quote, in one autocommitted SQL function; the same quote again gives the stored order.

    slot: the beginning of the chosen slot; None: as soon as possible. wait_until: what is not free may come until that
    day, where the place lets orders wait; None: all is to be free now. Raises NotFound for a quote that is not the
    person's, QuoteEnded with a fresh one, BasketClosed, OutOfStock, SlotFull with free ones, NoSlotFree.
    """
    promise = read_quote(quote, lines=wait_until is not None)
    if promise.leaf != leaf and promise.leaf not in (leaves_shown if actor.kind == "leaf" else leaves_with)(leaf):
        raise NotFound("quote.unknown", _("There is no such quote."))
    whose = ([*buyer_of(leaf, actor).leaves], owners_of([leaf]).get(leaf)) if promise.uses else ([leaf], None)
    until = agreed_day(promise, wait_until, at, touchpoint=touchpoint)
    try:
        for _tried in range(_TRIES):
            shipment, rows = write_promised(
                promise, leaf, touchpoint, basket_version, whose, slot, wait_until=until, actor=actor, at=at
            )
            # What was free, or due that day, may be somebody else's since it was looked up: another day may do.
            before, until = until, agreed_day(promise, wait_until, at, touchpoint=touchpoint)
            if rows[0][0] != "short" or before == until:
                break
    except (SlotFull, NoSlotFree):
        if stored := known_sales(COUNTER, [str(quote)]).get(str(quote)):
            return Placed(stored.id, stored.number, _shipment_of(stored.id), new=False)
        raise
    outcome, order, number = rows[0][:3]
    if outcome == "placed":
        wake(RELAY)
    if outcome in ("placed", "stored"):
        new = outcome == "placed"
        return Placed(order, number, shipment if new else _shipment_of(order), new=new)
    if outcome == "short":
        raise OutOfStock(lacks_told(rows, promise.currency, but=promise.place, touchpoint=touchpoint, at=at))
    if (basket := read_basket(promise.basket)).state == "ordered":
        raise BasketClosed(basket.order)
    raise QuoteEnded(quote_basket(leaf, touchpoint=touchpoint, actor=actor, at=at))


def _shipment_of(order: UUID) -> UUID:
    return kept.id if (kept := read_shipment(order)) else order
