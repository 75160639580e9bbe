"""What codes of stock papers are called on screens."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prilavok.doors.web.parts.names_of_imports import Text

OF_STOCK: Mapping[str, Mapping[str, Text]] = {
    "paper": {
        "receiving": _("Receiving"),
        "write_off": _("Write-off"),
        "transfer": _("Transfer of goods"),
        "count": _("Count of goods"),
    },
    "paper_state": {
        "draft": pgettext_lazy("paper", "draft"),
        "sent": pgettext_lazy("paper", "on its way"),
        "done": pgettext_lazy("paper", "booked"),
        "cancelled": pgettext_lazy("paper", "thrown away"),
    },
    "write_off": {
        "damaged": pgettext_lazy("write-off", "Damaged"),
        "expired": pgettext_lazy("write-off", "Past its date"),
        "lost": pgettext_lazy("write-off", "Lost"),
        "stolen": pgettext_lazy("write-off", "Stolen"),
        "own_use": pgettext_lazy("write-off", "Own use"),
        "other": pgettext_lazy("write-off", "Another reason"),
    },
    "mover": {
        "staff": pgettext_lazy("mover", "staff"),
        "leaf": pgettext_lazy("mover", "the customer"),
        "connection": pgettext_lazy("mover", "a system outside"),
        "system": pgettext_lazy("mover", "by itself"),
    },
}
