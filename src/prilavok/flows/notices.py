"""What we write to customers of our own accord, by template and in their language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from babel.dates import format_date, format_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from prilavok.flows.notices_of_bookings import (
    booked_words,
    booking_cancelled_words,
    booking_missed_words,
    booking_moved_words,
    booking_times_words,
    booking_words,
    bookings_words,
    reminded_words,
)
from prilavok.flows.notices_of_claims import CLAIMS
from prilavok.flows.notices_of_goods import GOODS
from prilavok.flows.notices_of_promises import awaited_words, draft_words, late_words, moved_words, placed_words
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


def pin_locked_text(facts: Facts, language: str) -> str:
    """The words that tell whose PIN was wrong too often. facts: place, hours for which it is locked."""
    told = language if language in LANGUAGES else LANGUAGES[0]
    with override(told):
        said = {name: _said(value, told) for name, value in facts.items()}
        locked = ngettext(
            "Your PIN for points was wrong too often at %(place)s and is locked for %(hours)s hour.",
            "Your PIN for points was wrong too often at %(place)s and is locked for %(hours)s hours.",
            int(str(facts["hours"])),
        )
        return f"{locked}\n{_('If that was not you, set another one on your page.')}" % said


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
    if isinstance(value, date):
        return format_date(value, "d MMMM", locale=language)
    return value


def _ready(facts: Facts) -> str:
    told = _("Order %(number)s is ready at %(place)s. Pickup code: %(code)s. We keep it until %(until)s.")
    if not facts.get("missed"):
        return told % facts
    short = _(
        "We are sorry: we did not find %(missed)s on the shelf, it has left the order. Now it comes to %(amount)s."
    )
    return f"{short} {told}" % facts


def _sent(facts: Facts) -> str:
    told = _("Order %(number)s is on its way to you.") % facts
    if not facts.get("due"):
        return told
    return f"{told} " + _("To be paid at the door: %(due)s.") % facts


def _untaken(facts: Facts) -> str:
    return _("We brought order %(number)s and could not give it to you. Answer here: when shall we come again?") % facts


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
        "not_taken": _("Order %(number)s was brought and not taken, and is cancelled. Answer here to order again."),
    }
    return " ".join([told[str(facts["reason"])] % facts, *([_money(facts)] if facts.get("paid") else [])])


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
    **CLAIMS,
    **GOODS,
    "basket.draft": draft_words,
    "order.placed": placed_words,
    "order.ready": _ready,
    "order.sent": _sent,
    "order.untaken": _untaken,
    "shipment.late": late_words,
    "shipment.moved": moved_words,
    "order.awaited": awaited_words,
    "order.changed": _changed,
    "order.doubted": _doubted,
    "order.settled": _doubt_settled,
    "hold.lost": _lost,
    "order.completed": _completed,
    "order.cancelled": _cancelled,
    "booking.made": booked_words,
    "booking.moved": booking_moved_words,
    "booking.cancelled": booking_cancelled_words,
    "booking.missed": booking_missed_words,
    "booking.reminded": reminded_words,
    "bot.bookings": bookings_words,
    "bot.booking": booking_words,
    "bot.booking_times": booking_times_words,
    "bot.hello": _hello,
    "bot.continued": _continued,
    "bot.known": _known,
    "bot.not_yours": _not_yours,
    "bot.agreed": _agreed,
    "bot.stopped": _stopped,
    "bot.refused": _refused,
}
