"""What was promised of a shipment changes: it is put off, said to be late, over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from prilavok.domains.shipments.actions.slots import free_slot, take_slot
from prilavok.domains.shipments.errors import ShipmentMovedOn, ShipmentUnknown
from prilavok.domains.shipments.models import Promised, Shipment
from prilavok.domains.shipments.types import CollectingSlot
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfShipment
from prilavok.kit.events.record import NewEvent, record

#: nothing of these is promised any more
_OVER = ("collected", "cancelled", "delivered", "returned")


def promise_ready(
    shipment: UUID, place: UUID, slots: Sequence[CollectingSlot], *, ready_by: datetime, warn: int, at: datetime
) -> None:
    """Promise a shipment that was planned outside of the hot story of placing; see shipments_promise_ready."""
    starts, ends = [one.starts_at for one in slots], [one.ends_at for one in slots]
    fits = [one.capacity for one in slots]
    call("shipments_promise_ready", shipment, place, starts, ends, fits, ready_by, warn, at)


def move_slot(
    shipment: UUID, slot: CollectingSlot, *, warn: int, keep_until: datetime, leaf: UUID, actor: Actor, at: datetime
) -> bool:
    """Collect in another slot; whether there was room in it. Nothing is changed where there was none.

    The promise is a new one: it may be said to be late once more. Records shipment.moved. Raises ShipmentUnknown,
    ShipmentMovedOn once its picking has begun.
    """
    row = Shipment.objects.select_for_update().filter(id=shipment).first()
    if row is None:
        raise ShipmentUnknown
    if row.state != Shipment.State.PLANNED:
        raise ShipmentMovedOn(row.state)
    free_slot(shipment)
    starts = take_slot(shipment, row.place_id, [slot], at=at)
    if starts is None:
        return False
    Promised.objects.update_or_create(
        shipment_id=shipment,
        defaults={
            "place_id": row.place_id,
            "ready_by": starts,
            "warn_at": starts - timedelta(minutes=warn),
            "told_at": None,
            "expected_at": None,
            "over": False,
        },
    )
    row.keep_until, row.version = max(row.keep_until, keep_until), row.version + 1
    row.save(update_fields=["keep_until", "version"])
    _tell("shipment.moved", row, leaf, actor, at)
    return True


def put_off(shipment: UUID, ready_by: datetime | None, *, warn: int, keep_until: datetime) -> datetime:
    """Promise it anew, since its goods come on another day; the slot it had is free again. Until when it is kept.

    ready_by None: nobody knows when. The promise is a new one: it may be said to be late once more. Nothing is changed
    once its picking has begun.
    """
    row = Shipment.objects.select_for_update().get(id=shipment)
    if row.state != Shipment.State.PLANNED:
        return row.keep_until
    free_slot(shipment)
    if ready_by is None:
        end_promise(shipment)
        return row.keep_until
    said = {"ready_by": ready_by, "warn_at": ready_by - timedelta(minutes=warn), "told_at": None, "expected_at": None}
    Promised.objects.update_or_create(
        shipment_id=shipment, defaults={"place_id": row.place_id, "over": False, **said}
    )  # fmt: skip
    return keep_waiting(shipment, keep_until)


def keep_waiting(shipment: UUID, keep_until: datetime) -> datetime:
    """Keep what is to be collected until an instant at least; until when it is kept."""
    Shipment.objects.filter(id=shipment, state__in=["planned", "picking"], keep_until__lt=keep_until).update(
        keep_until=keep_until, version=F("version") + 1
    )
    return Shipment.objects.values_list("keep_until", flat=True).get(id=shipment)


def say_late(shipment: UUID, expected_at: datetime | None, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """Note that it will be late and when it is expected instead (None: nobody can say); whether it was not said before.

    Records shipment.late, once for each promise.
    """
    row = Shipment.objects.select_for_update().filter(id=shipment).exclude(state__in=_OVER).first()
    fresh = Promised.objects.filter(shipment=shipment, told_at__isnull=True, over=False)
    if row is None or not fresh.update(told_at=at, expected_at=expected_at):
        return False
    _tell("shipment.late", row, leaf, actor, at)
    return True


def end_promise(shipment: UUID) -> None:
    """Nothing is to be watched any more: the goods lie ready, were collected, or are not wanted."""
    Promised.objects.filter(shipment=shipment, over=False).update(over=True)


def _tell(verb: str, row: Shipment, leaf: UUID, actor: Actor, at: datetime) -> None:
    told = NewEvent(
        verb=verb,
        occurred_at=at,
        leaf=leaf,
        subject_kind="shipment",
        subject=row.id,
        place=row.place_id,
        actor=actor,
        facts=OfShipment(row.id, row.order),
    )
    record([told], at)
