"""What codes about gift cards are called."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prilavok.doors.web.parts.names_of_imports import Text

OF_GIFTS: Mapping[str, Mapping[str, Text]] = {
    "gift_state": {
        "active": pgettext_lazy("gift card", "good"),
        "blocked": pgettext_lazy("gift card", "blocked"),
        "replaced": pgettext_lazy("gift card", "given anew"),
        "ended": pgettext_lazy("gift card", "over"),
    },
    "gift_reason": {
        "lost": _("Lost"),
        "stolen": _("Stolen"),
        "mistake": _("Our own mistake"),
        "suspicion": _("Something is suspicious"),
    },
    "gift_cause": {
        "issue": _("Issued"),
        "spend": _("Paid a purchase"),
        "spend_back": _("Came back from a return"),
        "replace": _("Given anew"),
        "end": _("Its time was over"),
    },
    "gift_move": {
        "post": _("moved"),
        "settle": _("paid"),
        "reserve": _("kept for an order"),
        "void": _("free again"),
        "expire": _("free again"),
    },
}
