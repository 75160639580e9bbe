"""What bookings refuse."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.bookings.types import LARGEST_PARTY, LONGEST_WORDS, MOST_OPEN, SlotView
from prilavok.kit.errors import NotFound, Refused


class BookingUnknown(NotFound):
    """No such booking, or not for who asks."""

    def __init__(self) -> None:
        super().__init__("booking.unknown", _("There is no such booking."))


class ServiceUnknown(NotFound):
    """No such service, or nobody books it any more."""

    def __init__(self) -> None:
        super().__init__("booking.service_unknown", _("There is no such service to book."))


class ResourceUnknown(NotFound):
    """No such master, room or table."""

    def __init__(self) -> None:
        super().__init__("booking.resource_unknown", _("There is no such master, room or table."))


class SlotTaken(Refused):
    """Somebody else was quicker. nearest: free ones beside it, the nearest first; nothing was changed."""

    def __init__(self, nearest: Sequence[SlotView] = ()) -> None:
        super().__init__("booking.taken", _("This time was taken meanwhile. Choose one of those beside it."))
        self.nearest = tuple(nearest)


class OutsideHours(Refused):
    """Nobody works at that time, or it is past, too near or too far ahead. nearest: as for SlotTaken."""

    def __init__(self, nearest: Sequence[SlotView] = ()) -> None:
        super().__init__("booking.outside_hours", _("This time cannot be booked here. Choose one of those shown."))
        self.nearest = tuple(nearest)


class TooLateToChange(Refused):
    """The service lets customers move and cancel only until so many minutes before."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            "booking.too_late",
            _("It is too late to change this here: less than %(minutes)s minutes are left. Call or write to us."),
            minutes=minutes,
        )


class BookingEnded(Refused):
    """The booking was kept, missed or cancelled."""

    def __init__(self, state: str) -> None:
        super().__init__("booking.ended", _("This booking is over. Book another time."), state=state)


class BookingMovedOn(Refused):
    """412: the booking is another by now than the one that was looked at."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "booking.moved_on", _("This booking was changed meanwhile. Look at it again."), version=version
        )


class TooEarlyToSay(Refused):
    """Nobody can have come, or stayed away, so long before."""

    def __init__(self) -> None:
        super().__init__("booking.too_early", _("The time has not come yet: this is said when it has."))


class PartyUnfit(Refused):
    """Nought people, or more than anything here holds."""

    def __init__(self) -> None:
        super().__init__("booking.party", _("Say for how many people, from 1 to %(most)s."), most=LARGEST_PARTY)


class TooManyBookings(Refused):
    """One person holds as many times to come as one may."""

    def __init__(self) -> None:
        super().__init__(
            "booking.too_many",
            _("You hold %(most)s bookings already. Cancel one of them, or write to us."),
            most=MOST_OPEN,
        )


class BookingOverlaps(Refused):
    """409: the same person has booked something for this time already. bookings: what that is."""

    def __init__(self, bookings: Sequence[UUID]) -> None:
        super().__init__(
            "booking.overlaps", _("You have booked something for this time already. Cancel or move that first.")
        )
        self.bookings = tuple(bookings)


class GoodsUnfit(Refused):
    """Goods wait in fitting rooms alone, whole units of them."""

    def __init__(self) -> None:
        super().__init__("booking.goods", _("Only a fitting room can have goods waiting in it. Choose them again."))


class WordsTooLong(Refused):
    """What the customer wrote beside the booking is too long."""

    def __init__(self) -> None:
        super().__init__("booking.words", _("Say it in %(most)s characters at most."), most=LONGEST_WORDS)


class ServiceUnfit(Refused):
    """A service that cannot be: minutes out of bounds, a code that is taken or none."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "booking.service_unfit",
            _("This service cannot be kept so: look at the field %(field)s."),
            field=field,
        )


class ResourceUnfit(Refused):
    """A resource that cannot be: seats out of bounds, hours that overlap or cannot be read."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "booking.resource_unfit",
            _("This cannot be kept so: look at the field %(field)s. Hours are written as 10:00-14:00, 15:00-19:00."),
            field=field,
        )


class SetUpMovedOn(Refused):
    """412: somebody else changed the service or resource meanwhile."""

    def __init__(self, thing: UUID) -> None:
        super().__init__("booking.set_up_moved_on", _("Somebody changed this meanwhile. Open it again."), thing=thing)
