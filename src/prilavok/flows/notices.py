"""What we write to customers of our own accord, by template and in their language."""

from collections.abc import Callable, Mapping
from datetime import datetime

from babel.dates import format_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from prilavok.kit.errors import Said
from prilavok.kit.money import Money, format_money
from prilavok.kit.words import LANGUAGES, say

Facts = Mapping[str, object]


def notice_text(template: str, facts: Facts, language: str) -> str:
    """The words of a notice. facts: names of things as words by language, Money, instants in the zone to be shown.

    Raises KeyError for a template that is not there, or a fact that its words need.
    """
    told = language if language in LANGUAGES else LANGUAGES[0]
    with override(told):
        return TEMPLATES[template]({name: _said(value, told) for name, value in facts.items()})


def code_text(digits: str, language: str) -> str:
    """The words that carry a one-time code; the digits are their own line, as phones offer to copy them."""
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return _("Your code: %(digits)s\nIt is good for 10 minutes. Tell it to nobody, us included.") % {
            "digits": digits
        }


def points_code_text(digits: str, facts: Facts, language: str) -> str:
    """The words that carry a code for points. facts: points (how many), amount, place, number of the order."""
    told = language if language in LANGUAGES else LANGUAGES[0]
    with override(told):
        said = {name: _said(value, told) for name, value in facts.items()} | {"digits": digits}
        asked = ngettext(
            "%(points)s point (%(amount)s) is to pay a part of order %(number)s at %(place)s.",
            "%(points)s points (%(amount)s) are to pay a part of order %(number)s at %(place)s.",
            int(str(facts["points"])),
        )
        code = _("Your code for points: %(digits)s")
        agreed = _("Say it to the cashier if you agree. It is good for 10 minutes, for this order alone.")
        return f"{code}\n{asked}\n{agreed}" % said


def offer_text(text: str, link: str, language: str) -> str:
    """The words of an offer with the link that ends offers."""
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return f"{text}\n\n" + _("No more offers: %(link)s") % {"link": link}


def _said(value: object, language: str) -> object:
    if isinstance(value, Mapping):
        return say(value, language)
    if isinstance(value, tuple):
        return ", ".join(str(_said(one, language)) for one in value)
    if isinstance(value, Said):
        return value.say(_)
    if isinstance(value, Money):
        return format_money(value, language)
    if isinstance(value, datetime):
        return format_datetime(value, "d MMMM, HH:mm", locale=language)
    return value


def _placed(facts: Facts) -> str:
    return (
        _("Order %(number)s is placed: %(amount)s, to be collected at %(place)s. We will write when it is ready.")
        % facts
    )


def _ready(facts: Facts) -> str:
    told = _("Order %(number)s is ready at %(place)s. Pickup code: %(code)s. We keep it until %(until)s.")
    if not facts.get("missed"):
        return told % facts
    short = _(
        "We are sorry: we did not find %(missed)s on the shelf, it has left the order. Now it comes to %(amount)s."
    )
    return f"{short} {told}" % facts


def _doubted(facts: Facts) -> str:
    return (
        _(
            "Your order %(number)s (%(goods)s) looks like your order %(other)s, which still waits. Are both wanted?"
            " Until you say, we do not put the later one together."
        )
        % facts
    )


def _doubt_settled(facts: Facts) -> str:
    return {
        "both": _("Thank you. Both orders will be put together: %(other)s and %(number)s."),
        "second": _("Thank you. Order %(number)s goes on, order %(other)s is cancelled."),
        "first": _("Thank you. Order %(other)s goes on, order %(number)s is cancelled."),
    }[str(facts["wanted"])] % facts


def _changed(facts: Facts) -> str:
    return _("Order %(number)s was changed. To be paid now: %(amount)s.") % facts


def _lost(facts: Facts) -> str:
    said = [_("We are sorry: %(goods)s of order %(number)s is no longer there, it was sold at %(place)s.") % facts]
    if facts.get("over"):
        said.append(_("Nothing of the order is left, so it is cancelled."))
        said.append(_money(facts))
    else:
        said.append(_("Now it comes to %(amount)s.") % facts)
    if facts.get("elsewhere"):
        said.append(_("There is more of it at %(elsewhere)s. Answer here and we will order it for you there.") % facts)
    else:
        said.append(_("Answer here and we will find something else for you."))
    return " ".join(said)


def _money(facts: Facts) -> str:
    """What becomes of the money of an order that was ended."""
    if facts.get("paid"):
        return _("What you paid, %(paid)s, will be given back.") % facts
    return _("You owe nothing.")


def _completed(facts: Facts) -> str:
    told = _("Thank you! Order %(number)s is yours: %(amount)s.") % facts
    points = facts.get("points")
    if not isinstance(points, int) or points <= 0:
        return told
    earned = ngettext("You earned %(points)s point.", "You earned %(points)s points.", points)
    return f"{told} " + earned % {"points": points}


def _cancelled(facts: Facts) -> str:
    if facts["reason"] == "not_found":
        lost = _("We are sorry: we did not find %(missed)s on the shelf, so order %(number)s is cancelled.") % facts
        return " ".join([lost, _money(facts), _("Answer here and we will find something else for you.")])
    told = {
        "customer": _("Order %(number)s is cancelled, as you asked."),
        "staff": _("Order %(number)s is cancelled. Answer here if that is not what you wanted."),
        "not_collected": _("Order %(number)s was not collected in time and is cancelled. You owe nothing."),
    }
    return told[str(facts["reason"])] % facts


def _booked(facts: Facts) -> str:
    return _("You are booked: %(service)s, %(when)s, %(resource)s. %(place)s.") % facts


def _booking_moved(facts: Facts) -> str:
    return _("Your booking was moved: %(service)s, now %(when)s, %(resource)s. %(place)s.") % facts


def _booking_cancelled(facts: Facts) -> str:
    if facts["reason"] == "customer":
        return _("Your booking is cancelled, as you asked: %(service)s, %(when)s.") % facts
    return _("Your booking is cancelled: %(service)s, %(when)s. Answer here and we will find another time.") % facts


def _booking_missed(facts: Facts) -> str:
    return _("We waited for you: %(service)s, %(when)s. Answer here and we will find another time.") % facts


def _reminded(facts: Facts) -> str:
    return _("We wait for you: %(service)s, %(when)s, %(resource)s. %(place)s.") % facts


def _bookings(facts: Facts) -> str:
    return _("Your bookings:") if facts.get("any") else _("You have no bookings. Book a time on our site.")


def _booking(facts: Facts) -> str:
    return _("%(service)s, %(when)s, %(resource)s.") % facts


def _booking_times(facts: Facts) -> str:
    if not facts.get("may_change"):
        return f"{_booking(facts)} " + _("It is too late to change it here: answer and a person will help.")
    free = _("Choose another time:") if facts.get("free") else _("No other time is free in the next days.")
    return f"{_booking(facts)} {free}"


def _hello(facts: Facts) -> str:
    return _(
        "Hello! Ask here whatever you like, a person answers. Share your phone to see your orders and points, and we"
        " will write here when an order is ready."
    )


def _continued(facts: Facts) -> str:
    return _("We go on here: your conversation and your basket have come along. A person answers you.")


def _known(facts: Facts) -> str:
    return _(
        "Thank you, we know you now: your orders, points and basket are with you here, and on our site once you sign in"
        " there by a code sent to this phone."
    )


def _not_yours(facts: Facts) -> str:
    return _("This is not your own phone, so it says nothing about you. Press the button to share yours.")


def _agreed(facts: Facts) -> str:
    return _("We will write here when something happens to your orders.")


def _stopped(facts: Facts) -> str:
    return _("We will not write here about orders any more. Whatever you ask here is still answered.")


def _refused(facts: Facts) -> str:
    return str(facts["why"])


TEMPLATES: Mapping[str, Callable[[Facts], str]] = {
    "order.placed": _placed,
    "order.ready": _ready,
    "order.changed": _changed,
    "order.doubted": _doubted,
    "order.settled": _doubt_settled,
    "hold.lost": _lost,
    "order.completed": _completed,
    "order.cancelled": _cancelled,
    "booking.made": _booked,
    "booking.moved": _booking_moved,
    "booking.cancelled": _booking_cancelled,
    "booking.missed": _booking_missed,
    "booking.reminded": _reminded,
    "bot.bookings": _bookings,
    "bot.booking": _booking,
    "bot.booking_times": _booking_times,
    "bot.hello": _hello,
    "bot.continued": _continued,
    "bot.known": _known,
    "bot.not_yours": _not_yours,
    "bot.agreed": _agreed,
    "bot.stopped": _stopped,
    "bot.refused": _refused,
}
