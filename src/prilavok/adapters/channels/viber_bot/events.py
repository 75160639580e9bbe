"""Callbacks of the REST bot API read into neutral rows; one callback tells one thing."""

import re
from collections.abc import Mapping
from dataclasses import replace

from prilavok.adapters.channels.port import Attached, FileKind, Incoming, State
from prilavok.adapters.channels.port.taking import (
    Told,
    instant_of,
    name_in,
    number_of,
    object_of,
    part_of,
    words_of,
)
from prilavok.adapters.channels.viber_bot.keyboard import ASKED_PHONE, PRESS, opened_link

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PHONE = re.compile(r"\+?([0-9]{7,15})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
#: what stands for the name of whoever does not want it told
_NAMELESS = {"Subscriber"}
_MEDIA: Mapping[str, FileKind] = {"picture": "photo", "video": "video", "file": "document"}
_WITHOUT_MESSAGE = {"subscribed", "unsubscribed", "webhook"}
_STATES: Mapping[str, State] = {"delivered": "delivered", "seen": "read", "failed": "failed"}


def event_of(body: bytes) -> Told:
    """The callback as told. Raises Unreadable where the body is not one."""
    told = object_of(body)
    name_in(told, "event", 40)
    number_of(told, "timestamp")
    if told["event"] not in _WITHOUT_MESSAGE:
        number_of(told, "message_token")
    return told


def key_of(told: Told) -> str:
    """What names the event: the token is of 64 bits, and that of a receipt is the token of the message it is about.

    Each device of a person tells of the same message, so a second receipt of a kind is a repeat. Where no message is
    told of, clients of others do without the token, and so can we.
    """
    if "message_token" in told:
        return f"{told['event']}:{number_of(told, 'message_token')}"
    return f"{told['event']}:{number_of(told, 'timestamp')}:{words_of(told, 'user_id', 120)}"


def read_event(told: Told) -> Incoming:
    """What it says. Raises Unreadable where a field that everything rests on is missing or of a wrong type."""
    event, at = name_in(told, "event", 40), number_of(told, "timestamp")
    # Milliseconds are the only order there is.
    row = Incoming(key_of(told), at, "other", "", "", instant_of(at / 1000))
    if event == "message":
        return _message(row, told)
    if event == "conversation_started":
        token = words_of(told, "context")
        return replace(_who(row, part_of(told, "user")), kind="start", token=token if _TOKEN.fullmatch(token) else "")
    if event == "subscribed":
        return replace(_who(row, part_of(told, "user")), kind="allowed")
    if event == "unsubscribed":
        return replace(_user(row, told), kind="stopped")
    if event in _STATES:
        about, failed = str(number_of(told, "message_token")), event == "failed"
        trouble = "viber.undelivered" if failed else ""
        return replace(_user(row, told), kind="state", state=_STATES[event], about=about, trouble=trouble)
    return row


def _user(row: Incoming, told: Told) -> Incoming:
    user = name_in(told, "user_id")
    return replace(row, user=user, address=user)


def _who(row: Incoming, sender: Told) -> Incoming:
    user, name = name_in(sender, "id"), words_of(sender, "name", 100)
    language = _LANGUAGE.match(words_of(sender, "language").lower())
    return replace(
        row,
        user=user,
        address=user,
        name="" if name in _NAMELESS else name,
        language=language[0] if language else "",
    )


def _message(row: Incoming, told: Told) -> Incoming:
    who, message = _who(row, part_of(told, "sender")), part_of(told, "message")
    who = replace(who, outside_id=str(number_of(told, "message_token")))
    if told.get("chat_id"):  # said among several people, not to us alone
        return who
    kind, text = words_of(message, "type", 40), words_of(message, "text")
    if kind == "contact":
        # A card of somebody else comes in the very same form, so no number is vouched for.
        return replace(who, kind="contact", phone=_phone(message))
    if kind == "text":
        return _text(who, text, words_of(message, "tracking_data"))
    if kind == "url":
        url = words_of(message, "media", 4_096)
        return replace(who, kind="text", text=url) if url.strip() else who
    if kind == "sticker":  # known by a number, given out nowhere
        return replace(who, kind="media", media=kind)
    if kind == "location":
        return replace(who, kind="media", media=kind, files=_place(message))
    if kind in _MEDIA:
        return replace(who, kind="media", text=text, media=kind, files=_files(kind, message))
    return who


def _text(who: Incoming, text: str, tracked: str) -> Incoming:
    """Words typed; or said by a button: one that carries something, opens a link, or shares the phone in vain."""
    if text.startswith(PRESS):
        return replace(who, kind="press", press=who.outside_id, pressed=text.removeprefix(PRESS)[:200], outside_id="")
    # A desktop cannot share the phone and says only what the button was to say.
    if not text.strip() or text == ASKED_PHONE or opened_link(text, tracked):
        return who
    return replace(who, kind="text", text=text)


def _files(kind: str, message: Told) -> tuple[Attached, ...]:
    """Given out at an address for an hour."""
    url, size = words_of(message, "media", 4_096), message.get("size")
    known = isinstance(size, int) and not isinstance(size, bool) and 0 < size < 2**53
    name = words_of(message, "file_name", 256)
    return (Attached(_MEDIA[kind], url, name=name, size=int(size) if known and size else 0),) if url else ()


def _place(message: Told) -> tuple[Attached, ...]:
    found = message.get("location")
    both = [found.get("lat"), found.get("lon")] if isinstance(found, dict) else []
    known = [float(one) for one in both if isinstance(one, int | float) and abs(one) <= 180]
    return (Attached("place", at=(known[0], known[1])),) if len(known) == 2 else ()


def _phone(message: Told) -> str:
    contact = message.get("contact")
    said = words_of(contact, "phone_number") if isinstance(contact, dict) else ""
    found = _PHONE.fullmatch(re.sub(r"[\s()-]", "", said))
    return f"+{found[1]}" if found else ""
