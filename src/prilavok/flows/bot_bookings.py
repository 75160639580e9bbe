"""Parts of the story of bookings in a messenger: what a press carries, the list, the times to move to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from prilavok.domains.bookings.errors import BookingUnknown
from prilavok.domains.bookings.queries import (
    list_bookings,
    list_slots,
    may_still_change,
    read_booking,
    read_resource,
    read_service,
)
from prilavok.domains.bookings.types import BookingView
from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.places.queries import read_place
from prilavok.flows.bot import Heard, language_heard_in, speak_up
from prilavok.flows.buttons import button_text
from prilavok.flows.notices import notice_text
from prilavok.flows.tell_of_booking import CHANGE
from prilavok.kit.events.actor import Actor
from prilavok.kit.open_hours import other_minutes

TAKE, CANCEL, LIST = "bk:t:", "bk:x:", "bk:l"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MOST, _TIMES, _DAYS = 5, 8, 7
_ACTS: dict[str, Literal["change", "take", "cancel"]] = {CHANGE: "change", TAKE: "take", CANCEL: "cancel"}


@dataclass(frozen=True, slots=True)
class Press:
    """What a press of ours asks: the list, the times of a booking, one of them, or giving it back."""

    act: Literal["list", "change", "take", "cancel"]
    booking: UUID = UUID(int=0)
    starts_at: datetime = _NEVER


def read_press(carried: str) -> Press:
    """What a button carried. Raises BookingUnknown for what none of ours did."""
    if carried == LIST:
        return Press("list")
    act, (named, _colon, second) = _ACTS.get(carried[: len(CHANGE)]), carried[len(CHANGE) :].partition(":")
    whole = second.isascii() and second.isdigit() and len(second) < 11
    if act is None or (act == "take" and not whole):
        raise BookingUnknown
    try:
        return Press(act, UUID(hex=named), datetime.fromtimestamp(int(second), UTC) if whole else _NEVER)
    except ValueError:
        raise BookingUnknown from None


def list_in(heard: Heard, conversation: UUID | None, *, actor: Actor) -> None:
    """The bookings still to come, each with its button."""
    rows = sorted(
        list_bookings(leaves_shown(heard.leaf), open_only=True, limit=_MOST).rows, key=lambda one: one.starts_at
    )
    language = language_heard_in(heard)
    lines = [notice_text("bot.bookings", {"any": bool(rows)}, language)]
    lines += [notice_text("bot.booking", facts_in(one), language) for one in rows]
    buttons = [_button(_time(one.starts_at, one.place, language), f"{CHANGE}{one.id.hex}") for one in rows]
    speak_up(heard, conversation, "bot.bookings", "\n".join(lines), {"buttons": buttons} if buttons else {}, actor)


def offer_in(heard: Heard, conversation: UUID | None, booking: UUID, *, actor: Actor) -> None:
    """The free times nearest to a booking, and giving it back. Raises BookingUnknown where it is not theirs."""
    found = read_booking(booking)
    if found.leaf not in leaves_shown(heard.leaf):
        raise BookingUnknown
    service, place, language = read_service(found.service), read_place(found.place), language_heard_in(heard)
    day = heard.at.astimezone(ZoneInfo(place.zone)).date()
    slots = list_slots(
        service, place.id, day, zone=place.zone, place_days=other_minutes(place.hours), at=heard.at, days=_DAYS,
        party=found.party, but=found.id,
    )  # fmt: skip
    free = {slot.starts_at for slot in slots if slot.open and slot.starts_at != found.starts_at}
    times = sorted(sorted(free, key=lambda at: (abs(at - found.starts_at), at))[:_TIMES])
    may = may_still_change(found, service, heard.at)
    text = notice_text("bot.booking_times", facts_in(found) | {"may_change": may, "free": bool(times)}, language)
    buttons = [
        *(_button(_time(at, place.id, language), f"{TAKE}{booking.hex}:{int(at.timestamp())}") for at in times),
        _button(button_text("booking.cancel", language), f"{CANCEL}{booking.hex}"),
        _button(button_text("booking.list", language), LIST),
    ]
    speak_up(heard, conversation, "bot.booking_times", text, {"buttons": buttons} if may else {}, actor)


def facts_in(booking: BookingView) -> dict[str, object]:
    """What the words about a booking need."""
    place = read_place(booking.place)
    return {
        "service": read_service(booking.service).name,
        "resource": read_resource(booking.resource).name,
        "place": place.name,
        "when": booking.starts_at.astimezone(ZoneInfo(place.zone)),
    }


def _time(at: datetime, place: UUID, language: str) -> str:
    return format_datetime(at.astimezone(ZoneInfo(read_place(place).zone)), "EEE d MMM, HH:mm", locale=language)


def _button(text: str, press: str) -> dict[str, str]:
    return {"text": text, "press": press}
