"""What changes a shipment that waits at a place to be collected."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError

from prilavok.domains.shipments.actions.promising import end_promise
from prilavok.domains.shipments.actions.slots import free_slot
from prilavok.domains.shipments.errors import PickUnfit, ShipmentMovedOn, ShipmentUnknown
from prilavok.domains.shipments.models import Pick, Shipment
from prilavok.domains.shipments.queries import CODE_PURPOSE, code_lookup
from prilavok.domains.shipments.rules import may_become, new_code
from prilavok.kit.db.connections import tried
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfShipment
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.secrets import seal
from prilavok.kit.words import wordless

_CODES_TRIED = 5
Put = TypeVar("Put")


def seal_code(place: UUID, code: str) -> tuple[bytes, bytes]:
    """The pickup code as it is stored: sealed, and the digest by which it is found at this place."""
    return seal(code.encode(), CODE_PURPOSE), code_lookup(place, code)


def draw_code(place: UUID) -> tuple[bytes, bytes]:
    """A new pickup code for a place, as it is stored; see seal_code. Nobody has seen it: queries.open_code shows it."""
    return seal_code(place, new_code())


def under_new_code(place: UUID, put: Callable[[bytes, bytes], Put]) -> Put:
    """Do what stores a shipment under a new code of the place, with another one where it waits at the place already."""
    for tries_left in reversed(range(_CODES_TRIED)):
        try:
            return put(*draw_code(place))
        except IntegrityError as clash:
            # Six digits: now and then a code is drawn that already waits at the place.
            if "shipments_code_once" not in str(clash) or not tries_left:
                raise
    raise AssertionError("every try returns or raises")


def plan_shipment(
    order: UUID, place: UUID, code: str, *, leaf: UUID, keep_until: datetime, actor: Actor, at: datetime
) -> UUID:
    """Plan the collection of one order outside of the hot story of placing; return the shipment's id.

    A code that waits at the place already is a unique_violation of `shipments_code_once`: try another.
    """
    shipment = new_id(at)
    sealed, found_by = seal_code(place, code)
    call("shipments_plan", [shipment], [order], [place], [_bytes(sealed)], [_bytes(found_by)], [keep_until], at)
    tell_shipment("shipment.planned", shipment, order, place, leaf, actor, at)
    return shipment


def plan_to_collect(order: UUID, place: UUID, *, leaf: UUID, keep_until: datetime, actor: Actor, at: datetime) -> UUID:
    """The same under a code that nobody at the place waits under, within the caller's story."""
    for tries_left in reversed(range(_CODES_TRIED)):
        try:
            with tried():
                return plan_shipment(order, place, new_code(), leaf=leaf, keep_until=keep_until, actor=actor, at=at)
        except IntegrityError as clash:
            if "shipments_code_once" not in str(clash) or not tries_left:
                raise
    raise AssertionError("every try returns or raises")


def start_picking(shipment: UUID, *, actor: Actor, at: datetime) -> None:
    """Somebody of staff goes and gets the goods. Raises ShipmentUnknown; ShipmentMovedOn once they lie ready."""
    row = locked_shipment(shipment, "picking")
    row.state, row.picking_by, row.version = "picking", actor.id, row.version + 1
    row.save(update_fields=["state", "picking_by", "version"])


def pick_line(shipment: UUID, line: UUID, *, picked: int, short: int, wanted: int, actor: Actor, at: datetime) -> None:
    """Say how many units of a line are in hand and how many were not found; said again, the last word holds.

    wanted: how many the line has left. The first word of a planned shipment starts its picking. Raises ShipmentUnknown,
    ShipmentMovedOn, PickUnfit.
    """
    if min(picked, short) < 0 or picked + short > wanted:
        raise PickUnfit(wanted)
    row = locked_shipment(shipment, "picking")
    Pick.objects.update_or_create(
        shipment_id=shipment,
        line=line,
        defaults={"picked": picked, "short": short, "picked_by": actor.id, "picked_at": at},
        create_defaults={
            "id": new_id(at),
            "picked": picked,
            "short": short,
            "picked_by": actor.id,
            "picked_at": at,
        },
    )
    row.state, row.picking_by, row.version = "picking", row.picking_by or actor.id, row.version + 1
    row.save(update_fields=["state", "picking_by", "version"])


def make_ready(shipment: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """The goods lie ready for the customer; whether they did not before. Records shipment.picked and .ready.

    What is brought home lies ready for the courier: of that only shipment.picked is told.

    Raises ShipmentUnknown, ShipmentMovedOn.
    """
    row = locked_shipment(shipment, "ready")
    if row.state == Shipment.State.READY:
        return False
    row.state, row.ready_at, row.version = "ready", at, row.version + 1
    row.save(update_fields=["state", "ready_at", "version"])
    if row.kind == "collect":
        end_promise(shipment)  # a parcel's is watched until it is at the door
    # Of what a claim gives instead claim.ready is told.
    for verb in ("shipment.picked", "shipment.ready") if row.kind == "collect" else ("shipment.picked",):
        tell_shipment(verb, row.id, row.order, row.place_id, leaf, actor, at)
    return True


def mark_collected(order: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> UUID | None:
    """The customer has the goods, and the code opens nothing any more; the shipment's id, None where there is none.

    Raises ShipmentMovedOn where they were collected or cancelled before.
    """
    return _end(order, "collected", leaf, actor, at)


def cancel_shipment(order: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> UUID | None:
    """Nothing is to be collected any more; see mark_collected."""
    return _end(order, "cancelled", leaf, actor, at)


def _end(order: UUID, to: str, leaf: UUID, actor: Actor, at: datetime) -> UUID | None:
    rows = list(Shipment.objects.select_for_update().filter(order=order).order_by("id"))
    if to == "collected":
        rows = [row for row in rows if row.kind == "collect"]
    # A parcel that was taken out of the order before is no matter any more; one on its way or delivered is.
    rows = [row for row in rows if row.kind == "collect" or row.state not in ("cancelled", "returned")]
    for row in rows:
        if not may_become(row.state, to):
            raise ShipmentMovedOn(row.state)
    for row in rows:
        row.state, row.ended_at, row.version = to, at, row.version + 1
        row.save(update_fields=["state", "ended_at", "version"])
        end_promise(row.id)
        if to == "cancelled":
            free_slot(row.id)
        tell_shipment(f"shipment.{to}", row.id, row.order, row.place_id, leaf, actor, at)
    return rows[0].id if rows else None


def locked_shipment(shipment: UUID, to: str, *, also: Sequence[str] = ()) -> Shipment:
    """The row, held until the story ends; also: states that are let through although the step does not follow them.

    Raises ShipmentUnknown, ShipmentMovedOn.
    """
    row = Shipment.objects.select_for_update().filter(id=shipment).first()
    if row is None:
        raise ShipmentUnknown
    if not may_become(row.state, to) and row.state not in also:
        raise ShipmentMovedOn(row.state)
    return row


def tell_shipment(verb: str, shipment: UUID, order: UUID, place: UUID, leaf: UUID, actor: Actor, at: datetime) -> None:
    """Record an event of a shipment."""
    told = NewEvent(
        verb=verb, occurred_at=at, leaf=leaf, subject_kind="shipment", subject=shipment, place=place, actor=actor,
        facts=OfShipment(shipment, order),
    )  # fmt: skip
    record([told], at)


def _bytes(raw: bytes) -> str:
    """As PostgreSQL reads bytes inside an array."""
    return '"\\\\x' + raw.hex() + '"'


wordless(
    "shipments_shipment",
    ["code", "code_lookup", "why"],
    "a random number, sealed, and its digest; nobody is named by it; and a code of why it was not taken",
)
