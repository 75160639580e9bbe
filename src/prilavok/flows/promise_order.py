"""Part of placing an order: written with its slot and its ready time, together with others that want the same goods."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from prilavok.domains.orders.actions import plan_order
from prilavok.domains.orders.types import COUNTER
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.shipments.errors import SlotFull
from prilavok.domains.shipments.queries import free_beside, plan_promise
from prilavok.flows.write_orders import write_alone, write_together
from prilavok.insights.awaited import after_day
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

needs = None  # a customer acts, on what is their own; the doors of staff ask for orders.place


def write_promised(
    quote: QuoteView,
    leaf: UUID,
    touchpoint: str,
    basket_version: int | None,
    whose: tuple[list[UUID], UUID | None],
    slot: datetime | None,
    *,
    wait_until: date | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[UUID, list[Any]]:
    """The new shipment's id and the rows of place_promised_order, whose transaction several orders may share.

    slot: the beginning of the chosen slot; None: as soon as possible. wait_until: what is not free may come until that
    day; then the goods are promised after it. Raises SlotFull with free ones, NoSlotFree.
    """
    where, staff = read_place(quote.place), actor.kind == "staff"
    begin = after_day(wait_until, where.zone, at) if wait_until else at
    when = plan_promise(where.id, zone=where.zone, hours=where.hours, at=begin, chosen=slot, by_staff=staff)
    plan = plan_order(amount=quote.amount, zone=where.zone, at=at, kept_from=when.keep_from)
    starts, ends, capacities = when.columns()
    told: dict[str, Any] = {
        "quote": quote.id, "leaf": leaf, "via": touchpoint, "seen": basket_version, "source": COUNTER,
        "new_order": plan.id, "day": plan.local_day, "kept": plan.keep_until, "commercial": plan.commercial,
        "payment": plan.payment, "fulfilment": plan.fulfilment, "shipment": new_id(at), "leaves": whose[0],
        "customer": whose[1], "place": where.id, "starts": starts, "ends": ends, "capacities": capacities,
        "ready": when.ready_by, "warn": when.warn, "by_kind": actor.kind, "by_id": actor.id, "at": at,
    }  # fmt: skip
    try:
        if quote.uses or wait_until:
            return told["shipment"], write_alone(told, wait_until)
        return told["shipment"], write_together(told, [(where.id, one) for one in quote.variants])
    except IntegrityError as trouble:
        if "shipments_slot_full" not in str(trouble):
            raise
        # Others took the last places in this moment; what is still free is looked up once more.
        raise SlotFull(
            free_beside(when.keep_from, where.id, zone=where.zone, hours=where.hours, at=at, by_staff=staff)
        ) from trouble
