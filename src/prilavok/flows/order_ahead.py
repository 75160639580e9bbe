"""Within other stories: goods that may still have to come are ordered, to be collected once all of them are there."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.giftcards.errors import GiftCardAtStore
from prilavok.domains.orders.actions import draw_number, place_planned, plan_order
from prilavok.domains.orders.types import Placed
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.actions import plan_to_collect, promise_ready
from prilavok.domains.shipments.queries import plan_promise
from prilavok.domains.stock.actions import hold_or_await, lock_stock
from prilavok.flows.agree_order import Deal
from prilavok.flows.tax_order import tax_order
from prilavok.insights.awaited import after_day, day_to_wait
from prilavok.insights.gift_lines import gifts_among
from prilavok.insights.promised import keeping_at
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def order_ahead(
    deal: Deal, claim: Callable[[UUID], None], *, by: str, wait_until: date, slot: datetime | None, actor: Actor,
    at: datetime,
) -> Placed:  # fmt: skip
    """Place the order of a deal: what is free is held, the rest waits for what comes by the agreed day at the latest.

    claim: uses up its promotions once its id is known. by: the touchpoint whose facts were told (what it leaves on the
    shelf is left). slot: the beginning of the chosen slot; None: as soon as possible. Raises StockShort, SlotFull,
    NoSlotFree, GiftCardAtStore; then the caller's story undoes what is written.
    """
    units = {line.variant: line.quantity for line in deal.lines}
    if gifts_among(list(units)):
        raise GiftCardAtStore
    place, staff = deal.place, actor.kind == "staff"
    here = read_place(place)
    today = here.day_at(at)
    day = day_to_wait(here, units, at, touchpoint=by) or today
    begin = after_day(day, here.zone, at) if day > today else at
    when = plan_promise(place, zone=here.zone, hours=here.hours, at=begin, chosen=slot, by_staff=staff)
    plan = plan_order(amount=deal.amount, zone=here.zone, at=at, kept_from=when.keep_from)
    claim(plan.id)
    number, _day = draw_number(zone=here.zone, at=at)
    place_planned(
        plan, number, deal.key, deal.lines, touchpoint=deal.touchpoint, place=place, leaf=deal.leaf,
        currency=deal.currency, basket=None, service=None, actor=actor, at=at,
    )  # fmt: skip
    tax_order(plan.id, list(units), place=place, actor=actor, at=at, added=False)
    lock_stock([plan.id], place, list(units))
    hold_or_await(
        plan.id, place, units, keeping=keeping_at(place, list(units), by), until=plan.keep_until, on=today,
        wait_until=wait_until, leaf=deal.leaf, actor=actor, at=at,
    )  # fmt: skip
    sent = plan_to_collect(plan.id, place, leaf=deal.leaf, keep_until=plan.keep_until, actor=actor, at=at)
    promise_ready(sent, place, when.slots, ready_by=when.ready_by, warn=when.warn, at=at)
    return Placed(plan.id, number, sent, new=True)
