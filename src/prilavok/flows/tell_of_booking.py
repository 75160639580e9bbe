"""Something happened to a booked time, and whose it is is told, with buttons where the channel has them."""

from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.bookings.queries import read_booking, read_resource, read_service
from prilavok.domains.places.queries import read_place
from prilavok.flows.tell_customer import tell_customer
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OfBooking
from prilavok.kit.events.timeline import Recorded, events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None
#: what a press of a button beneath a notice of a booking brings back; the booking's id follows
CHANGE = "bk:m:"
TOLD = frozenset({"booking.made", "booking.moved", "booking.cancelled", "booking.missed", "booking.reminded"})
#: after these there is still something to be moved
_STILL_BOOKED = frozenset({"booking.made", "booking.moved", "booking.reminded"})


def tell_of_booking(event: Recorded, *, actor: Actor) -> UUID | None:
    """Within the caller's story: the notice that follows the event, once; None where nothing is told of it.

    What was moved or ended meanwhile is told by its own event, not as if it still stood.
    """
    told = event.facts
    if event.verb not in TOLD or not isinstance(told, OfBooking):
        return None
    booking = read_booking(told.booking)
    if event.verb in _STILL_BOOKED and booking.state != "booked":
        return None
    place = read_place(booking.place)
    facts = {
        "service": read_service(booking.service).name,
        "resource": read_resource(booking.resource).name,
        "place": place.name,
        "when": booking.starts_at.astimezone(ZoneInfo(place.zone)),
        "reason": told.reason or "",
    }
    buttons = (("booking.change", f"{CHANGE}{booking.id.hex}"),) if event.verb in _STILL_BOOKED else ()
    return tell_customer(
        booking.leaf, event.verb, facts, key=str(event.id), buttons=buttons, actor=actor, at=clock.now()
    )  # fmt: skip


@job("booking.tell")
def _tell_due(due: Due) -> None:
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        tell_of_booking(event, actor=SYSTEM)
