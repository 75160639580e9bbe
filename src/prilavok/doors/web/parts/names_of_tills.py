"""What codes about tills without a connection are called."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.names_of_imports import Text

OF_TILLS: Mapping[str, Mapping[str, Text]] = {
    "brought": {
        "recorded": _("Recorded"),
        "aside": _("To be looked at"),
        "dropped": _("No sale"),
    },
    "brought_reason": {
        "garbled": _("What came cannot be read."),
        "id": _("It carries no number by which a sale could be told from others."),
        "till": _("It names another till than the one that brought it."),
        "till.unknown": _("There is no such till."),
        "withdrawn": _("The till was withdrawn before it brought this sale."),
        "number": _("The number on its receipt is not one of this till."),
        "place": _("It names another store or currency than the till's own."),
        "cashier": _("Nobody of the staff is known who sold it."),
        "goods": _("Some of its goods are not in the catalogue."),
        "gift": _("A gift card was sold without a connection: it was not issued."),
        "promotion": _("It names a promotion that there never was."),
        "coupon": _("It names a coupon that there never was, or one of another promotion."),
        "too_old": _("It is older than the till, or than any till may be away."),
        "lines": _("It has no lines, too many, or the same goods twice."),
        "amounts": _("A line has an amount or a quantity that cannot be."),
        "reasons": _("The promotions of a line do not come to its discount."),
        "sum": _("Its lines do not come to its sum."),
        "given": _("Less cash was given than it came to."),
        "values": _("It was paid by a gift card or points of which nothing was ever kept for this till."),
        "sale_impossible": _("Another sale has its number."),
        "number_taken": _("Another sale has its number."),
    },
}
