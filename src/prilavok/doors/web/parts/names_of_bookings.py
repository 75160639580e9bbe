"""What kinds and states of bookings are called on screens."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise
OF_BOOKINGS: Mapping[str, Mapping[str, Text]] = {
    "service": {
        "appointment": _("with a master"),
        "consultation": _("consultation"),
        "fitting_room": _("fitting room"),
        "table": pgettext_lazy("to sit at", "table"),
    },
    "resource": {
        "master": _("master"),
        "room": _("room"),
        "table": pgettext_lazy("to sit at", "table"),
    },
    "booking": {
        "booked": _("booked"),
        "kept": _("came"),
        "missed": _("did not come"),
        "cancelled": _("cancelled"),
    },
}
TONES_OF_BOOKINGS: Mapping[str, Mapping[str, str]] = {
    "booking": {"booked": "wait", "kept": "good", "missed": "bad"},
}
