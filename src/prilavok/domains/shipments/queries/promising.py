"""What was promised of shipments, and what can be promised."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.shipments.errors import NoSlotFree, SlotFull
from prilavok.domains.shipments.queries.collecting import SHIPMENT, WAITS
from prilavok.domains.shipments.queries.slots import collecting_slots, has_slots, list_collecting_terms
from prilavok.domains.shipments.rules import later_by, ready_in
from prilavok.domains.shipments.types import CollectingSlot, PromisePlan, PromiseView, ShipmentView
from prilavok.kit.open_hours import Hours
from prilavok.kit.pages import Condition, read_rows

#: slots that an order "as soon as possible" tries in turn
_TRIED = 8
#: free slots that are shown where the chosen one is full
_SHOWN = 3
#: a parcel on its way so many minutes before the promised time is said to be late
_ON_WAY_MINUTES = 60
#: by when the goods are to lie ready: of a parcel before the courier goes
_PICK_BY = "coalesce(p.leaves_at, p.ready_by)"
_PROMISE = """p.shipment_id, p.place_id, p.ready_by, p.warn_at, p.told_at, p.expected_at, l.starts_at, l.ends_at,
    p.leaves_at, p.home_from"""
_SOURCE = """shipments_promise p
    LEFT JOIN shipments_slot_place l ON l.shipment_id = p.shipment_id AND l.living"""


def plan_promise(
    place: UUID, *, zone: str, hours: Hours, at: datetime, chosen: datetime | None = None, by_staff: bool = False
) -> PromisePlan:
    """What can be promised of an order placed now. chosen: the beginning of a slot; None: as soon as possible.

    hours: when the place is open. Raises SlotFull where the chosen one is not to be had, NoSlotFree where none is.
    """
    terms = list_collecting_terms(place, at.astimezone(ZoneInfo(zone)).date())
    usual = ready_in(at, terms[0].lead, hours, zone)
    if not has_slots(terms):
        if chosen is not None:
            raise SlotFull([])
        return PromisePlan((), usual, terms[0].warn, at)
    slots = collecting_slots(place, zone=zone, hours=hours, at=at, by_staff=by_staff)
    free = [one for one in slots if one.free]
    if chosen is not None:
        named = [one for one in free if one.starts_at == chosen]
        if not named:
            raise SlotFull(_nearest(chosen, free))
        return PromisePlan(named, usual, terms[0].warn, named[0].starts_at)
    if not free:
        raise NoSlotFree
    return PromisePlan(free[:_TRIED], usual, terms[0].warn, free[:_TRIED][-1].starts_at)


def free_beside(
    chosen: datetime, place: UUID, *, zone: str, hours: Hours, at: datetime, by_staff: bool = False
) -> list[CollectingSlot]:
    """A few free slots of the place beside an instant, in order of time. hours: when it is open."""
    slots = collecting_slots(place, zone=zone, hours=hours, at=at, by_staff=by_staff)
    return _nearest(chosen, [one for one in slots if one.free])


def _nearest(chosen: datetime, free: Sequence[CollectingSlot]) -> list[CollectingSlot]:
    near = sorted(free, key=lambda one: (abs(one.starts_at - chosen), one.starts_at))[:_SHOWN]
    return sorted(near, key=lambda one: one.starts_at)


def ready_after(place: UUID, zone: str, hours: Hours, at: datetime) -> tuple[datetime, int]:
    """When goods that can be picked from an instant on are ready by the rule of the place, and minutes to warn before.

    hours: when the place is open.
    """
    terms = list_collecting_terms(place, at.astimezone(ZoneInfo(zone)).date())
    return ready_in(at, terms[0].lead, hours, zone), terms[0].warn


def expect_instead(promise: PromiseView, *, zone: str, hours: Hours, at: datetime) -> datetime:
    """By when goods that will be late can be ready, were their picking begun now."""
    terms = list_collecting_terms(promise.place, at.astimezone(ZoneInfo(zone)).date())
    return later_by(promise.ready_by, ready_in(at, terms[0].lead, hours, zone))


def read_promise(shipment: UUID) -> PromiseView | None:
    """What was promised of a shipment; None where nothing was."""
    return read_promises([shipment]).get(shipment)


def read_promises(shipments: Sequence[UUID]) -> dict[UUID, PromiseView]:
    """What was promised of these shipments, by shipment."""
    if not shipments:
        return {}
    asked = [Condition("p.shipment_id = ANY(%s::uuid[])", list(set(shipments)))]
    return {one.shipment: one for one in read_rows(_PROMISE, _SOURCE, row=PromiseView, where=asked)}


def list_endangered(at: datetime, *, only: UUID | None = None, limit: int = 500) -> list[UUID]:
    """Shipments that will be late and whose customers do not know it yet, the most urgent first.

    Not begun with so many minutes left as picking needs; or begun, with a quarter of them left. A parcel too that is
    not with the courier when it should go, or not at the door an hour before the promised time. only: this one.
    """
    asked = [
        Condition("NOT p.over AND p.told_at IS NULL AND p.warn_at <= %s", at),
        Condition(
            f"""s.state = 'planned'
                OR (s.state = 'picking' AND {_PICK_BY} - ({_PICK_BY} - p.warn_at) / 4 <= %s)
                OR (s.state = 'ready' AND p.leaves_at <= %s)
                OR (s.state IN ('on_way', 'failed') AND p.ready_by - interval '{_ON_WAY_MINUTES} minutes' <= %s)""",
            at,
            at,
            at,
        ),
    ]
    if only is not None:
        asked.append(Condition("p.shipment_id = %s::uuid", only))
    source = "shipments_promise p JOIN shipments_shipment s ON s.id = p.shipment_id"
    rest = f"ORDER BY p.ready_by, p.shipment_id LIMIT {int(limit)}"
    return read_rows("p.shipment_id", source, row=_alone, where=asked, rest=rest)


def list_waiting_by_time(place: UUID, *, limit: int = 200) -> list[ShipmentView]:
    """What waits at the place to be picked or collected, the one to be ready first before the others."""
    asked = [Condition("place_id = %s::uuid", place), WAITS]
    promised = f"(SELECT {_PICK_BY} FROM shipments_promise p WHERE p.shipment_id = s.id)"
    rest = f"ORDER BY coalesce({promised}, planned_at), planned_at, id LIMIT {int(limit)}"
    return read_rows(SHIPMENT, "shipments_shipment s", row=ShipmentView, where=asked, rest=rest)


def _alone(value: UUID) -> UUID:
    return value
