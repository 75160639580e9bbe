"""What we write to a customer whose points are to be kept for a till."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from prilavok.kit.money import Money, format_money
from prilavok.kit.words import LANGUAGES, Words, say


def lend_points_text(digits: str, points: int, amount: Money, *, till: str, place: Words, language: str) -> str:
    """The words that carry a code for so many points, which pay this amount. till: its number; place: where it is."""
    told = language if language in LANGUAGES else LANGUAGES[0]
    with override(told):
        asked = ngettext(
            "%(points)s point (%(amount)s) is to be kept for a day for till %(till)s at %(place)s, which may be without"
            " a connection. What you do not spend there comes back.",
            "%(points)s points (%(amount)s) are to be kept for a day for till %(till)s at %(place)s, which may be"
            " without a connection. What you do not spend there comes back.",
            points,
        )
        code = _("Your code for points: %(digits)s")
        agreed = _("Say it to the cashier if you agree. It is good for 10 minutes, for this till alone.")
        facts = {
            "digits": digits, "points": points, "amount": format_money(amount, told), "till": till,
            "place": say(place, told),
        }  # fmt: skip
        return f"{code}\n{asked}\n{agreed}" % facts
