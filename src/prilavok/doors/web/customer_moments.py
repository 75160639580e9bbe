"""What happened with a customer, as lines of the timeline: what, how much, where or by which channel."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import get_language, gettext

from prilavok.doors.web.parts.moments import Moment
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.tags import money, number
from prilavok.doors.web.tracked_moments import TOLD
from prilavok.insights.customer_life import Happening
from prilavok.kit.events.facts import (
    BasketChanged,
    Facts,
    OfConsent,
    OfMessage,
    OrderCancelled,
    OrderChanged,
    OrderCompleted,
    OrderPlaced,
    PointsBurned,
    PointsEarned,
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
    "campaign": "message",
    "coupon": "percent",
    "customer": "customers",
    "contact": "phone",
    "message": "message",
    "conversation": "message",
    "product": "eye",
    "basket": "products",
    "consent": "check",
    "booking": "calendar",
}


def days_of(happenings: Sequence[Happening]) -> list[tuple[date, list[Moment]]]:
    """The moments by day. What has no place of its own (a mailing) is told by the clock of the places beside it."""
    beside = next((one.place.zone for one in happenings if one.place), "UTC")
    moments = [_moment(one, beside) for one in happenings]
    return [(day, list(of_day)) for day, of_day in groupby(moments, key=lambda moment: moment.day)]


def _moment(one: Happening, beside: str) -> Moment:
    event, language = one.event, get_language() or "ru"
    title, amount = _told(one, language)
    notes = (
        f"{one.place.code} · {say(one.place.name, language)}" if one.place else "",
        _channel(event.facts),
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


def _told(one: Happening, language: str) -> tuple[str, str]:
    """What happened, and how much."""
    facts = one.event.facts
    goods = say(one.goods, language) if one.goods else gettext("something that is no longer sold")
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
        case BasketChanged() if facts.quantity:
            return gettext("Put into the basket: %(goods)s") % {"goods": goods}, number(facts.quantity)
        case BasketChanged():
            return gettext("Took out of the basket: %(goods)s") % {"goods": goods}, ""
        case OfMessage(kind="start"):
            return gettext("Opened the chat"), ""
        case OfMessage(kind="contact"):
            return gettext("Shared a phone number"), ""
        case OfConsent():
            return _agreed(one.event.verb, facts.purpose), ""
    if one.booked:
        return f"{_plainly(one.event.verb)}: {say(one.booked, language)}", ""
    if one.coupon:
        return gettext("Used the coupon %(code)s") % {"code": one.coupon.code}, ""
    if one.campaign:
        return gettext("Was sent the mailing “%(name)s”") % {"name": say(one.campaign.name, language)}, ""
    if isinstance(facts, Tracked):
        told = f"{TOLD[one.event.verb]}: {goods}" if one.goods else str(TOLD[one.event.verb])
        return told, money(facts.amount, facts.currency) if facts.amount and facts.currency else ""
    if one.event.verb == "product.viewed":
        return gettext("Looked at %(goods)s") % {"goods": goods}, ""
    return _plainly(one.event.verb), ""


def _with_number(told: str, one: Happening) -> str:
    return f"{told}: {one.order.number}" if one.order else told


def _ended(reason: str) -> str:
    return {
        "customer": gettext("Cancelled the order"),
        "staff": gettext("The order was cancelled by staff"),
        "not_collected": gettext("The order ended: it was not collected"),
        "hold_lost": gettext("The order ended: its goods were not there any more"),
    }.get(reason, gettext("The order was cancelled"))


def _agreed(verb: str, purpose: str) -> str:
    given = verb == "consent.given"
    if purpose == "orders":
        return gettext("Agreed to be told about orders") if given else gettext("Wants no news about orders")
    return gettext("Agreed to be sent offers") if given else gettext("Wants no offers")


def _plainly(verb: str) -> str:
    return {
        "booking.made": gettext("Booked a time"),
        "booking.moved": gettext("The booking was moved to another time"),
        "booking.kept": gettext("Came at the time booked"),
        "booking.missed": gettext("Did not come at the time booked"),
        "booking.cancelled": gettext("The booking was cancelled"),
        "customer.recognised": gettext("Recognised"),
        "customer.joined": gettext("Found to be one person with another customer"),
        "customer.separated": gettext("Was found to be two people: what was joined came apart"),
        "customer.quarantined": gettext("Has as many identifiers as one person may have: nothing more is joined"),
        "contact.verified": gettext("A contact was proven"),
        "campaign.mailed": gettext("Was sent a mailing"),
        "basket.repriced": gettext("Entered or took out a coupon"),
        "coupon.redeemed": gettext("Used a coupon"),
        "payment.captured": gettext("Paid"),
        "payment.refunded": gettext("Was given money back"),
        "points.returned": gettext("Was given points back for goods returned"),
        "points.taken_back": gettext("Points of goods returned were taken back"),
        "return.received": gettext("Returned goods"),
        "shipment.ready": gettext("The order is ready to be collected"),
        "order.doubted": gettext("Was asked whether a second order alike is wanted too"),
        "order.settled": gettext("It was said which of two orders alike is wanted"),
        "shipment.collected": gettext("Collected the order"),
        "message.received": gettext("Wrote to us"),
        "message.sent": gettext("Was written to"),
        "conversation.opened": gettext("Began a conversation"),
        "conversation.continued": gettext("Went on with the conversation"),
    }.get(verb, verb)
