"""What we write to customers of their bookings, by template; see notices."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

Facts = Mapping[str, object]


def booked_words(facts: Facts) -> str:
    return _("You are booked: %(service)s, %(when)s, %(resource)s. %(place)s.") % facts


def booking_moved_words(facts: Facts) -> str:
    return _("Your booking was moved: %(service)s, now %(when)s, %(resource)s. %(place)s.") % facts


def booking_cancelled_words(facts: Facts) -> str:
    if facts["reason"] == "customer":
        return _("Your booking is cancelled, as you asked: %(service)s, %(when)s.") % facts
    return _("Your booking is cancelled: %(service)s, %(when)s. Answer here and we will find another time.") % facts


def booking_missed_words(facts: Facts) -> str:
    return _("We waited for you: %(service)s, %(when)s. Answer here and we will find another time.") % facts


def reminded_words(facts: Facts) -> str:
    return _("We wait for you: %(service)s, %(when)s, %(resource)s. %(place)s.") % facts


def bookings_words(facts: Facts) -> str:
    return _("Your bookings:") if facts.get("any") else _("You have no bookings. Book a time on our site.")


def booking_words(facts: Facts) -> str:
    return _("%(service)s, %(when)s, %(resource)s.") % facts


def booking_times_words(facts: Facts) -> str:
    if not facts.get("may_change"):
        return f"{booking_words(facts)} " + _("It is too late to change it here: answer and a person will help.")
    free = _("Choose another time:") if facts.get("free") else _("No other time is free in the next days.")
    return f"{booking_words(facts)} {free}"
