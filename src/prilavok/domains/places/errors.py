"""What places refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused


class SendingUnfit(Refused):
    """What was said of sending from a place cannot be, or somebody said otherwise meanwhile. field: which."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "place.sending_unfit",
            _("This cannot be, or somebody changed it meanwhile: look at the point and the sums again."),
            field=field,
        )
