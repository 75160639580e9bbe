"""Where the words of bookings lie, how a person's are given out and erased."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from prilavok.domains.bookings.models import Booking, Seat
from prilavok.kit.words import Person, store_of_words, wordless


def export_bookings(person: Person) -> Iterable[Mapping[str, object]]:
    """The person's bookings with what they wrote beside them."""
    rows = Booking.objects.filter(leaf__in=person.leaves).order_by("starts_at", "id")
    return rows.values("starts_at", "ends_at", "state", "party", "touchpoint", "made_at", "words", "service__name")


def erase_bookings(person: Person, at: datetime) -> int:
    """Forget the words; a time that is still to come is free again, since nobody would know who comes."""
    to_come = Booking.objects.filter(leaf__in=person.leaves, state="booked")
    Seat.objects.filter(booking__in=to_come.values("id"), living=True).update(living=False)
    to_come.update(state="cancelled", ended_at=at, version=F("version") + 1)
    return Booking.objects.filter(leaf__in=person.leaves, words__isnull=False).update(words=None)


store_of_words("bookings_booking", ["words"], export_bookings, erase_bookings)
wordless("bookings_service", ["name"], "our own services")
wordless("bookings_resource", ["name"], "our own masters, rooms and tables, as we show them to customers")
