"""What people type into the small forms of the office, and the way back to the part of the page they came from."""

from datetime import date

from django.http import HttpResponseRedirect
from django.urls import reverse

from prilavok.doors.web.parts.days import day_said


def whole(text: str) -> int:
    """A whole number from nought up as typed; -1, which every rule refuses, where it is none."""
    told = text.strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 6 else -1


def typed_day(text: str) -> date | None:
    """A calendar day as a browser sends it; None where it is none, or none of this century."""
    return day_said(text.strip()[:10])


def told_back(screen: str, part: str) -> HttpResponseRedirect:
    """To the part of a screen from which something was sent."""
    response = HttpResponseRedirect(f"{reverse(screen)}#{part}")
    response.status_code = 303
    return response
