"""A seller orders ahead what is to come to the store: its customer, named by a phone, collects and pays it there."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from prilavok.domains.orders.types import Placed
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.shipments.errors import SlotFull
from prilavok.flows.order_ahead import order_ahead
from prilavok.flows.priced_deal import price_deal
from prilavok.insights.home_order import known_placed
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.send_home"
_TRIES = 5


def sell_ahead(
    lines: Sequence[PricedWish], phone: str, *, place: UUID, key: str, wait_until: date, expected: int | None = None,
    actor: Actor, at: datetime,
) -> Placed:  # fmt: skip
    """Order goods at today's prices, to be collected here once all of them have come, by the agreed day at the latest.

    key: names the order for ever, the same again is the same order. expected: what the goods come to, as the customer
    was told. Raises what price_deal does, StockShort, NoSlotFree, SlotFull, GiftCardAtStore; then nothing is ordered.
    """
    named = f"ahead:{key}"
    for _tried in range(_TRIES):
        if known := known_placed(named):
            return known
        try:
            with story():
                deal, claim = price_deal(lines, phone, key=named, place=place, expected=expected, actor=actor, at=at)
                return order_ahead(deal, claim, by="tablet", wait_until=wait_until, slot=None, actor=actor, at=at)
        except IntegrityError as clash:  # the other click was quicker, or others took the last of these slots
            if not any(name in str(clash) for name in ("orders_order_once", "shipments_slot_full")):
                raise
    raise SlotFull([])
