"""What happened with a customer, as lines of the timeline: what, how much, where or by which channel."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.figures import money, number
from prilavok.doors.web.parts.moments import Moment
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.tracked_moments import TOLD
from prilavok.insights.customer_life import SEARCHED, Happening
from prilavok.kit.events.facts import (
    BasketChanged,
    Facts,
    FavouriteAdded,
    FavouriteRemoved,
    OfConsent,
    OfMessage,
    OrderCancelled,
    OrderChanged,
    OrderCompleted,
    OrderPlaced,
    PointsBurned,
    PointsEarned,
    PointsEnding,
    PointsExpired,
    ReceiptIssued,
    Tracked,
)
from prilavok.kit.words import say

_ICONS = {
    "order": "receipt",
    "payment": "card",
    "receipt": "receipt",
    "shipment": "move",
    "points": "points",
    "tier": "points",
    "campaign": "message",
    "coupon": "percent",
    "customer": "customers",
    "contact": "phone",
    "message": "message",
    "conversation": "message",
    "product": "eye",
    "basket": "products",
    "favourite": "heart",
    "consent": "check",
    "preference": "check",
    "booking": "calendar",
}

# What is told by its verb alone.
_PLAINLY = {
    "booking.made": _("Booked a time"),
    "booking.moved": _("The booking was moved to another time"),
    "booking.kept": _("Came at the time booked"),
    "booking.missed": _("Did not come at the time booked"),
    "booking.cancelled": _("The booking was cancelled"),
    "customer.recognised": _("Recognised"),
    "preference.said": _("Said what they prefer"),
    "customer.joined": _("Found to be one person with another customer"),
    "customer.separated": _("Was found to be two people: what was joined came apart"),
    "customer.quarantined": _("Has as many identifiers as one person may have: nothing more is joined"),
    "contact.verified": _("A contact was proven"),
    "campaign.mailed": _("Was sent a mailing"),
    "basket.repriced": _("Entered or took out a coupon"),
    "comparison.changed": _("Put goods into the comparison or took them out"),
    "coupon.redeemed": _("Used a coupon"),
    "payment.captured": _("Paid"),
    "payment.refunded": _("Was given money back"),
    "points.returned": _("Was given points back for goods returned"),
    "points.taken_back": _("Points of goods returned were taken back"),
    "tier.ending": _("The end of a tier came near"),
    "tier.left": _("Left a tier"),
    "tier.reached": _("Reached a tier"),
    "return.received": _("Returned goods"),
    "claim.opened": _("Said that something is wrong with goods"),
    "claim.decided": _("A claim was decided"),
    "claim.ready": _("What a claim brought lies ready"),
    "claim.reopened": _("A claim waits for another decision"),
    "claim.closed": _("A claim is over"),
    "shipment.ready": _("The order is ready to be collected"),
    "order.doubted": _("Was asked whether a second order alike is wanted too"),
    "order.settled": _("It was said which of two orders alike is wanted"),
    "shipment.collected": _("Collected the order"),
    "shipment.late": _("Was told that the order takes longer than promised"),
    "shipment.moved": _("The order is collected at another time"),
    "shipment.sent": _("The order is on its way"),
    "shipment.delivered": _("The order was brought home"),
    "shipment.failed": _("The order was brought and not taken"),
    "message.received": _("Wrote to us"),
    "message.sent": _("Was written to"),
    "conversation.opened": _("Began a conversation"),
    "conversation.continued": _("Went on with the conversation"),
}
_ENDED = {
    "customer": _("Cancelled the order"),
    "staff": _("The order was cancelled by staff"),
    "not_collected": _("The order ended: it was not collected"),
    "hold_lost": _("The order ended: its goods were not there any more"),
    "not_taken": _("The order ended: it was brought and not taken"),
}


def days_of(happenings: Sequence[Happening], zone: Callable[[], str]) -> list[tuple[date, list[Moment]]]:
    """The moments by day. What has no place of its own (a mailing) is told by the clock of the places beside it.

    zone: the reader's, asked for where no place stands beside.
    """
    beside = next((one.place.zone for one in happenings if one.place), "") or zone()
    moments = [_moment(one, beside) for one in happenings]
    return [(day, list(of_day)) for day, of_day in groupby(moments, key=lambda moment: moment.day)]


def _moment(one: Happening, beside: str) -> Moment:
    event, language = one.event, get_language() or "ru"
    title, amount = _told(one, language)
    notes = (
        f"{one.place.code} · {say(one.place.name, language)}" if one.place else "",
        _channel(event.facts),
        _ground(event.facts),
        gettext("told by %(source)s") % {"source": one.teller} if one.teller else "",
    )
    return Moment(
        event.occurred_at,
        one.place.zone if one.place else beside,
        _ICONS.get(event.verb.partition(".")[0], "info"),
        title,
        " · ".join(note for note in notes if note),
        amount,
        reverse("office:order", args=[one.order.id]) if one.order else "",
    )


def _channel(facts: Facts) -> str:
    """By which channel or touchpoint it came; of a sale at the till its place says enough."""
    if channel := getattr(facts, "channel", None):
        return str(name_of("channel", channel))
    touchpoint = getattr(facts, "touchpoint", None)
    return str(name_of("touchpoint", touchpoint)) if touchpoint and not isinstance(facts, OrderCompleted) else ""


def _ground(facts: Facts) -> str:
    """What staff said they cancelled an order for."""
    return str(name_of("cancel_ground", facts.ground)) if isinstance(facts, OrderCancelled) and facts.ground else ""


def _told(one: Happening, language: str) -> tuple[str, str]:
    """What happened, and how much."""
    facts = one.event.facts
    match facts:
        case OrderCompleted():
            told = gettext("Bought at the till") if facts.touchpoint == "till" else gettext("Received the order")
            return _with_number(told, one), money(facts.amount, facts.currency)
        case OrderPlaced():
            return _with_number(gettext("Placed an order"), one), money(facts.amount, facts.currency)
        case OrderChanged():
            told = gettext("The order was changed: %(more)s in, %(less)s out")
            told %= {"more": number(facts.units_in), "less": number(facts.units_out)}
            return _with_number(told, one), money(facts.amount, facts.currency)
        case OrderCancelled():
            return _with_number(_ended(facts.reason), one), ""
        case ReceiptIssued():
            return gettext("Got a receipt"), money(facts.amount, facts.currency)
        case PointsEarned():
            return gettext("Points earned"), f"+{number(facts.points)}"
        case PointsBurned():
            return gettext("Paid with points"), f"−{number(facts.points)}"
        case PointsExpired():
            return gettext("The time of points was over"), f"−{number(facts.points)}"
        case PointsEnding():
            return gettext("The end of points came near"), number(facts.points)
        case BasketChanged() if facts.quantity:
            return gettext("Put into the basket: %(goods)s") % {"goods": _goods(one, language)}, number(facts.quantity)
        case BasketChanged():
            return gettext("Took out of the basket: %(goods)s") % {"goods": _goods(one, language)}, ""
        case FavouriteAdded():
            shown = money(facts.amount, facts.currency) if facts.amount is not None and facts.currency else ""
            return gettext("Put into favourites: %(goods)s") % {"goods": _goods(one, language)}, shown
        case FavouriteRemoved():
            return gettext("Took out of favourites: %(goods)s") % {"goods": _goods(one, language)}, ""
        case OfMessage(kind="start"):
            return gettext("Opened the chat"), ""
        case OfMessage(kind="contact"):
            return gettext("Shared a phone number"), ""
        case OfConsent():
            return _agreed(one.event.verb, facts.purpose), ""
    if one.booked:
        return f"{_plainly(one.event.verb)}: {say(one.booked, language)}", ""
    if one.tier:
        return f"{_plainly(one.event.verb)}: {say(one.tier, language)}", ""
    if one.coupon:
        return gettext("Used the coupon %(code)s") % {"code": one.coupon.code}, ""
    if one.campaign:
        return gettext("Was sent the mailing “%(name)s”") % {"name": say(one.campaign.name, language)}, ""
    if one.event.verb == SEARCHED:
        return _searched(one), ""
    if isinstance(facts, Tracked):
        told = f"{TOLD[one.event.verb]}: {_goods(one, language)}" if one.goods else str(TOLD[one.event.verb])
        return told, money(facts.amount, facts.currency) if facts.amount and facts.currency else ""
    if one.event.verb == "product.viewed":
        return gettext("Looked at %(goods)s") % {"goods": _goods(one, language)}, ""
    return _plainly(one.event.verb), ""


def _searched(one: Happening) -> str:
    if one.event.connection is None:
        said = gettext("Searched in the shop for “%(words)s”") if one.words else gettext("Searched in the shop")
    else:
        said = gettext("Searched on a site for “%(words)s”") if one.words else str(TOLD[SEARCHED])
    return said % {"words": one.words} if one.words else said


def _goods(one: Happening, language: str) -> str:
    return say(one.goods, language) if one.goods else gettext("something that is no longer sold")


def _with_number(told: str, one: Happening) -> str:
    return f"{told}: {one.order.number}" if one.order else told


def _ended(reason: str) -> str:
    return str(_ENDED.get(reason) or gettext("The order was cancelled"))


def _agreed(verb: str, purpose: str) -> str:
    given = verb == "consent.given"
    if purpose == "orders":
        return gettext("Agreed to be told about orders") if given else gettext("Wants no news about orders")
    return gettext("Agreed to be sent offers") if given else gettext("Wants no offers")


def _plainly(verb: str) -> str:
    return str(_PLAINLY.get(verb, verb))
