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
    "back_by": {
        "card": _("To the card that paid"),
        "held": _("Held on the card: the bank lets it go, nothing was taken"),
        "page": _("A page of the bank waits: it is closed, nothing was taken"),
        "unsaid": _("The bank has not said whether it took this. If it did, it goes back to the card by itself"),
        "gift_card": _("Free again on the gift card"),
        "by_hand": _("Given back by our staff, the way it was paid"),
    },
    "back_state": {
        "asked": _("on its way: the bank was told"),
        "unknown": _("on its way: the bank has not answered yet"),
        "done": _("given back"),
        "refused": _("the bank refused: our staff see to it"),
        "owed": _("not given yet: our staff see to it"),
    },
    "cancel_ground": {
        "asked": _("The customer asked for it"),
        "twice": _("Ordered twice by mistake"),
        "not_there": _("The goods cannot be had"),
        "wrong_price": _("Price or description was wrong"),
        "unreachable": _("The customer cannot be reached"),
        "suspect": _("It looks like fraud"),
    },
}
