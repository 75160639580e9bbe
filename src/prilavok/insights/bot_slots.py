"""Orders that wait to be collected, with the times to which they may be moved, as a messenger's bot offers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.queries import orders_of_leaves, read_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.insights.collecting_times import collecting_times, promised_of
from prilavok.kit.errors import NotFound
from prilavok.kit.words import Words

_MOST = 5


@dataclass(frozen=True, slots=True)
class OwnSlots:
    """One order that waits. ready: by when, None where nobody said. may: whether another time may still be chosen."""

    order: UUID
    number: str
    place: Words
    zone: str
    ready: datetime | None
    may: bool
    times: tuple[datetime, ...] = ()

    @property
    def facts(self) -> dict[str, object]:
        """What the words about it need."""
        when = self.ready.astimezone(ZoneInfo(self.zone)) if self.ready else None
        return {"number": self.number, "place": self.place, "when": when}


def own_slots(leaves: Sequence[UUID], at: datetime) -> list[OwnSlots]:
    """The orders of these leaves that wait to be collected, the latest first."""
    found = [one for one in reversed(orders_of_leaves(leaves)) if one.commercial == "placed"]
    waiting = (_slots(one, at) for one in found)
    return [one for one in waiting if one is not None][:_MOST]


def read_own_slots(order: UUID, leaf: UUID, at: datetime) -> OwnSlots:
    """One order of whoever holds a leaf. Raises NotFound for another's order, or one that does not wait."""
    found = read_order(order)
    slots = _slots(found, at) if found.leaf in leaves_shown(leaf) else None
    if slots is None:
        raise NotFound("order.unknown", _("There is no such order."))
    return slots


def _slots(order: OrderView, at: datetime) -> OwnSlots | None:
    promised = promised_of(order.id)
    if promised is None or order.place is None:
        return None
    place, ready = read_place(order.place), promised.promise.now
    times = collecting_times(place.id, at=at, of=order.id) if promised.movable else None
    free = [slot.starts_at for day in times.days for slot in day.slots] if times else []
    others = tuple(one for one in free if one != promised.promise.slot_starts)
    return OwnSlots(order.id, order.number, place.name, place.zone, ready, promised.movable, others)
