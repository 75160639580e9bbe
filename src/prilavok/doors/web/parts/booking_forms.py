"""What a booking's form says, read: the time, who, how many people, goods."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from prilavok.domains.bookings.types import LARGEST_PARTY, Wanted
from prilavok.doors.web.parts.days import day_said
from prilavok.kit.errors import Refused

_LONGEST = 500
_MOST_GOODS = 20


class FormUnclear(Refused):
    """The form names no time, or no service or place of ours."""

    def __init__(self) -> None:
        super().__init__("booking.form_unclear", _("Choose a time first."))


def read_wanted(request: HttpRequest, service: UUID, place: UUID, goods: Mapping[UUID, int]) -> Wanted:
    """The time that was chosen: "starts" is an instant, with the resource behind it where one was chosen by it.

    Raises FormUnclear.
    """
    return Wanted(
        service=service,
        place=place,
        starts_at=read_starts(request),
        resource=read_one(request.POST, "resource"),
        party=read_party(request.POST),
        words=request.POST.get("words", "").replace("\x00", "").strip()[:_LONGEST],
        goods={variant: units for variant, units in list(goods.items())[:_MOST_GOODS] if units > 0},
    )


def read_starts(request: HttpRequest) -> datetime:
    """The instant that was chosen. Raises FormUnclear."""
    try:
        at = datetime.fromisoformat(request.POST.get("starts", ""))
    except ValueError:
        raise FormUnclear from None
    if at.tzinfo is None or not 2000 <= at.year <= 2099:
        raise FormUnclear
    return at


def read_one(told: QueryDict, name: str) -> UUID | None:
    """An id of a form or address; None where it is none."""
    try:
        return UUID(told.get(name, ""))
    except ValueError:
        return None


def read_day(told: QueryDict) -> date | None:
    """The day asked for; None where it is none of this century."""
    return day_said(told.get("day", ""))


def read_party(told: QueryDict) -> int:
    """For how many people; one where nothing fit is said."""
    text = told.get("party", "1")
    return min(int(text), LARGEST_PARTY) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1


def read_version(told: QueryDict) -> int | None:
    """The version of what was looked at, None where none is told."""
    text = told.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
