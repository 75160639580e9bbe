"""A seller orders ahead what is to come to the store: its customer, named by a phone, collects and pays it there."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from prilavok.domains.giftcards.errors import GiftCardAtStore
from prilavok.domains.orders.actions import draw_number, place_planned, plan_order
from prilavok.domains.orders.types import Placed
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.shipments.actions import plan_to_collect, promise_ready
from prilavok.domains.shipments.errors import SlotFull
from prilavok.domains.shipments.queries import plan_promise
from prilavok.domains.stock.actions import hold_or_await, lock_stock
from prilavok.flows.priced_deal import price_deal
from prilavok.flows.tax_order import tax_order
from prilavok.insights.awaited import after_day, day_to_wait
from prilavok.insights.gift_lines import gifts_among
from prilavok.insights.home_order import known_placed
from prilavok.insights.promised import keeping_at
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
                return _sell(lines, phone, place, named, wait_until, expected, actor, at)
        except IntegrityError as clash:  # the other click was quicker, or others took the last of these slots
            if not any(name in str(clash) for name in ("orders_order_once", "shipments_slot_full")):
                raise
    raise SlotFull([])


def _sell(
    lines: Sequence[PricedWish], phone: str, place: UUID, named: str, wait_until: date, expected: int | None,
    actor: Actor, at: datetime,
) -> Placed:  # fmt: skip
    if gifts_among([line.variant for line in lines]):
        raise GiftCardAtStore
    here, units = read_place(place), {line.variant: line.quantity for line in lines}
    deal, claim = price_deal(lines, phone, key=named, place=place, expected=expected, actor=actor, at=at)
    day = day_to_wait(here, units, at, touchpoint="tablet") or here.day_at(at)
    begin = after_day(day, here.zone, at) if day > here.day_at(at) else at
    when = plan_promise(place, zone=here.zone, hours=here.hours, at=begin, by_staff=True)
    plan = plan_order(amount=deal.amount, zone=here.zone, at=at, kept_from=when.keep_from)
    claim(plan.id)
    number, _day = draw_number(zone=here.zone, at=at)
    place_planned(
        plan, number, named, deal.lines, touchpoint=deal.touchpoint, place=place, leaf=deal.leaf,
        currency=deal.currency, basket=None, service=None, actor=actor, at=at,
    )  # fmt: skip
    tax_order(plan.id, list(units), place=place, actor=actor, at=at, added=False)
    lock_stock([plan.id], place, list(units))
    hold_or_await(
        plan.id, place, units, keeping=keeping_at(place, list(units), deal.touchpoint), until=plan.keep_until,
        on=here.day_at(at), wait_until=wait_until, leaf=deal.leaf, actor=actor, at=at,
    )  # fmt: skip
    sent = plan_to_collect(plan.id, place, leaf=deal.leaf, keep_until=plan.keep_until, actor=actor, at=at)
    promise_ready(sent, place, when.slots, ready_by=when.ready_by, warn=when.warn, at=at)
    return Placed(plan.id, number, sent, new=True)
