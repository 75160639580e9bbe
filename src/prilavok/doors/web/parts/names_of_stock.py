"""What codes of moves and of stock papers are called on screens."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prilavok.doors.web.parts.names_of_imports import Text

OF_STOCK: Mapping[str, Mapping[str, Text]] = {
    "attribute_kind": {
        "choice": _("list of values"),
        "number": _("number"),
        "yes_no": _("yes or no"),
    },
    "cause": {
        "opening": _("Opening stock"),
        "sale": pgettext_lazy("cause", "Sales"),
        "discrepancy": _("Discrepancies"),
        "return": _("Returns"),
        "supply": _("Supplies"),
        "count": _("Counts"),
        "transfer": _("Transfers"),
        "write_off": _("Write-offs"),
        "set_aside": pgettext_lazy("cause", "Set aside and back"),
        "earn": _("Earned"),
        "burn": _("Spent"),
        "burn_back": _("Given back with goods"),
        "earn_back": _("Taken back with goods"),
        "expire": _("Expired"),
        "lend": _("Kept for a till"),
        "lend_back": _("Back from a till"),
    },
    "move": {
        "post": _("moved"),
        "reserve": _("held"),
        "settle": _("hold settled"),
        "void": _("hold released"),
        "expire": _("hold expired"),
    },
    "paper": {
        "receiving": _("Receiving"),
        "write_off": _("Write-off"),
        "transfer": _("Transfer of goods"),
        "count": _("Count of goods"),
        "set_aside": pgettext_lazy("paper", "Setting aside"),
        "expected": pgettext_lazy("paper", "Expected goods"),
    },
    "shelf_state": {
        "goods": pgettext_lazy("shelf state", "For sale"),
        "damaged": pgettext_lazy("shelf state", "Damaged"),
        "check": pgettext_lazy("shelf state", "Quality check"),
    },
    "told_apart": {
        "none": pgettext_lazy("told apart", "not at all"),
        "lot": pgettext_lazy("told apart", "lot and best-before day"),
        "serial": pgettext_lazy("told apart", "serial number"),
    },
    "safety_state": {
        "planned": pgettext_lazy("keeping back", "not yet"),
        "running": pgettext_lazy("keeping back", "holds now"),
        "ended": pgettext_lazy("keeping back", "ended"),
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
    "book": {
        "stock": pgettext_lazy("book", "Goods"),
        "points": pgettext_lazy("book", "Points"),
        "giftcards": pgettext_lazy("book", "Gift cards"),
    },
    "mover": {
        "staff": pgettext_lazy("mover", "staff"),
        "leaf": pgettext_lazy("mover", "the customer"),
        "connection": pgettext_lazy("mover", "a system outside"),
        "system": pgettext_lazy("mover", "by itself"),
    },
}
