"""What ways of paying and kinds of transactions are called."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.names_of_imports import Text

OF_MONEY: Mapping[str, Mapping[str, Text]] = {
    "method": {
        "cash": _("Cash"),
        "card": _("Card"),
        "transfer": _("Transfer"),
        "instalment": _("Instalments"),
        "points": _("Points"),
        "gift_card": _("Gift card"),
        "outside": _("Outside"),
        "coupon": _("Maker's coupons"),
        "unstated": _("Way not stated by the source"),
        "exchange": _("Exchange of goods"),
        "withheld": _("Kept for points that were spent"),
    },
    "transaction": {
        "capture": _("received"),
        "refund": _("given back"),
        "authorise": _("authorised"),
        "void": _("released"),
        "unknown": _("unknown"),
    },
}
