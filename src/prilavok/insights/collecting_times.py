"""When an order can be collected at a place: its slots by day, for whoever chooses one; and how the place collects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.shipments.errors import NoSlotFree
from prilavok.domains.shipments.queries import (
    collecting_slots,
    list_collecting_days,
    list_collecting_terms,
    plan_promise,
    read_promise,
    read_shipment,
)
from prilavok.domains.shipments.types import CollectingDay, CollectingSlot, PromiseView, Terms
from prilavok.insights.awaited import after_day, day_to_wait, goods_from


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The free slots of one day."""

    day: date
    slots: tuple[CollectingSlot, ...]


@dataclass(frozen=True, slots=True)
class CollectingTimes:
    """When an order placed now can be collected. soonest: by when it is ready if nothing is chosen; None: not at all.

    days: free slots to choose from; none where the place knows no slots.
    """

    place: PlaceView
    soonest: datetime | None
    days: tuple[SlotDay, ...]


@dataclass(frozen=True, slots=True)
class CollectingSetUp:
    """How a place collects: the terms that hold and those to come, exceptions from today on, orders in the next slots.

    next_slots: with how many orders each still takes.
    """

    place: PlaceView
    today: date
    terms: tuple[Terms, ...]
    days: tuple[CollectingDay, ...]
    next_slots: tuple[CollectingSlot, ...]


@dataclass(frozen=True, slots=True)
class OrderPromise:
    """What was promised of an order's goods. movable: whether another slot may still be taken."""

    promise: PromiseView
    state: str

    @property
    def movable(self) -> bool:
        """Whether nobody has begun to pick it."""
        return self.state == "planned"

    @property
    def waited_for(self) -> bool:
        """Whether the goods are still to be made ready."""
        return self.state in ("planned", "picking")


def promised_of(order: UUID) -> OrderPromise | None:
    """What was promised of the order while its goods wait; None where nothing was, or nothing waits."""
    shipment = read_shipment(order)
    collects = shipment is not None and shipment.waits and not shipment.home
    promise = read_promise(shipment.id) if shipment is not None and collects else None
    return OrderPromise(promise, shipment.state) if shipment is not None and promise is not None else None


def collecting_times(
    place: UUID, *, at: datetime, by_staff: bool = False, wait_until: date | None = None, of: UUID | None = None
) -> CollectingTimes:
    """When an order placed now can be collected at the place, or one that waits for goods until a day. Raises NotFound.

    of: the order that is to be collected at another time; it may wait for goods too.
    """
    found = read_place(place)
    begin = after_day(wait_until, found.zone, at) if wait_until else goods_from(of, found.zone, at) if of else at
    if begin is None:
        return CollectingTimes(found, None, ())
    at = begin
    try:
        plan = plan_promise(place, zone=found.zone, hours=found.hours, at=at, by_staff=by_staff)
    except NoSlotFree:
        return CollectingTimes(found, None, ())
    if not plan.slots:
        return CollectingTimes(found, plan.ready_by, ())
    offered = collecting_slots(place, zone=found.zone, hours=found.hours, at=at, by_staff=by_staff)
    slots = [one for one in offered if one.free]
    return CollectingTimes(found, plan.slots[0].starts_at, _by_day(slots, found.zone))


def waiting_times(quote: QuoteView, *, at: datetime, by_staff: bool = False) -> dict[str, object]:
    """What a page says of when a quote's goods can be collected: `times`, and `wait_until` where it waits for goods."""
    units = {line.variant: line.quantity for line in quote.lines}
    wait_until = day_to_wait(read_place(quote.place), units, at, touchpoint=quote.touchpoint)
    times = collecting_times(quote.place, at=at, by_staff=by_staff, wait_until=wait_until)
    return {"times": times, "wait_until": wait_until}


def collecting_set_up(place: UUID, *, at: datetime) -> CollectingSetUp:
    """How a place collects, for who sets it up. Raises NotFound."""
    found = read_place(place)
    today = found.day_at(at)
    return CollectingSetUp(
        place=found,
        today=today,
        terms=tuple(list_collecting_terms(place, today)),
        days=tuple(list_collecting_days(place, today, today + timedelta(days=366))),
        next_slots=tuple(collecting_slots(place, zone=found.zone, hours=found.hours, at=at, by_staff=True)[:12]),
    )


def _by_day(slots: Sequence[CollectingSlot], zone: str) -> tuple[SlotDay, ...]:
    days: dict[date, list[CollectingSlot]] = {}
    for one in slots:
        days.setdefault(one.starts_at.astimezone(ZoneInfo(zone)).date(), []).append(one)
    return tuple(SlotDay(day, tuple(of_day)) for day, of_day in days.items())
