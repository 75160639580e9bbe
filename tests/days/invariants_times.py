"""The check of what is booked: a time is given once, and nobody is sent away from one that nobody else wanted. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.days.books import Books
from tests.days.history import OK, REFUSED, Call


def times(history: Sequence[Call], books: Books) -> Iterator[str]:
    """14. A seat has one booking at a time; a booking that waits has its seat, one given back has none."""
    by_seat = sorted(books.seats, key=lambda seat: (seat["resource"], seat["nth"], seat["begins"]))
    for one, next_one in pairwise(by_seat):
        same = (one["resource"], one["nth"]) == (next_one["resource"], next_one["nth"])
        if same and next_one["begins"] < one["ends"]:
            yield f"seat {one['nth']} of {one['resource']} was given twice at {next_one['begins']}"
    taken = Counter(seat["booking"] for seat in books.seats)
    for seat in books.seats:
        if not 1 <= seat["nth"] <= seat["seats"]:
            yield f"booking {seat['booking']} sits on seat {seat['nth']} of {seat['seats']}"
    for booking in books.bookings:
        if taken[booking["id"]] != (booking["state"] in ("booked", "kept")):
            yield f"booking {booking['id']} is {booking['state']} and has {taken[booking['id']]} seats"
    yield from _told(history, books)


def _told(history: Sequence[Call], books: Books) -> Iterator[str]:
    """What was acknowledged is there, and what was refused was wanted by somebody else."""
    states = {booking["id"]: booking["state"] for booking in books.bookings}
    taking = [call for call in history if call.deed in ("booking.make", "booking.move") and call.outcome != REFUSED]
    for call in history:
        if call.deed == "booking.cancel" and call.outcome == OK and states.get(call.asked["booking"]) != "cancelled":
            yield f"booking {call.asked['booking']} was given back and is {states.get(call.asked['booking'])}"
        if call.deed in ("booking.make", "booking.move") and call.code == "booking.taken":
            rivals = [
                other for other in taking
                if other.asked["starts_at"] == call.asked["starts_at"] and other.began < call.ended and other.key != call.key
            ]  # fmt: skip
            if not rivals:
                yield f"{call.who} was refused {call.asked['starts_at']}, which nobody else wanted"
