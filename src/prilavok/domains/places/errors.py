"""What places refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused


class DayUnfit(Refused):
    """What was said of a day of a place cannot be. field: which part of it."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "place.day_unfit",
            _("A day is closed, as usual, or open from one time to another: look at it again."),
            field=field,
        )


class SendingUnfit(Refused):
    """What was said of sending from a place cannot be, or somebody said otherwise meanwhile. field: which."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "place.sending_unfit",
            _("This cannot be, or somebody changed it meanwhile: look at the point and the sums again."),
            field=field,
        )
