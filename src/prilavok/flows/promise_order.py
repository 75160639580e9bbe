"""Part of placing an order: it is written with its slot and the time by which its goods lie ready."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from prilavok.domains.orders.actions import plan_order
from prilavok.domains.orders.types import COUNTER
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.shipments.actions import under_new_code
from prilavok.domains.shipments.errors import SlotFull
from prilavok.domains.shipments.queries import free_beside, plan_promise
from prilavok.insights.awaited import after_day
from prilavok.kit.db.sql import call
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
    """The new shipment's id and the rows of place_promised_awaited_order, which is its own transaction.

    slot: the beginning of the chosen slot; None: as soon as possible. wait_until: what is not free may come until that
    day; then the goods are promised after it. Raises SlotFull with free ones, NoSlotFree.
    """
    where, staff = read_place(quote.place), actor.kind == "staff"
    begin = after_day(wait_until, where.zone, at) if wait_until else at
    when = plan_promise(where.id, zone=where.zone, hours=where.hours, at=begin, chosen=slot, by_staff=staff)
    plan = plan_order(amount=quote.amount, zone=where.zone, at=at, kept_from=when.keep_from)
    shipment = new_id(at)
    told = (
        quote.id, leaf, touchpoint, basket_version, COUNTER, plan.id, plan.local_day, plan.keep_until, plan.commercial,
        plan.payment, plan.fulfilment, shipment, *whose, where.id, *when.columns(), when.ready_by, when.warn,
    )  # fmt: skip

    def write(code: bytes, found_by: bytes) -> list[Any]:
        return call(
            "place_promised_awaited_order", *told, code.hex(), found_by.hex(), actor.kind, actor.id, wait_until, at
        )

    try:
        return shipment, under_new_code(where.id, write)
    except IntegrityError as trouble:
        if "shipments_slot_full" not in str(trouble):
            raise
        # Others took the last places in this moment; what is still free is looked up once more.
        raise SlotFull(free_beside(when.keep_from, where.id, zone=where.zone, at=at, by_staff=staff)) from trouble
