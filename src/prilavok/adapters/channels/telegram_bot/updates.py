"""Updates of the Bot API read into neutral rows."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from prilavok.adapters.channels.port import Attached, FileKind, Incoming, Unreadable
from prilavok.adapters.channels.port.taking import (
    Told,
    instant_of,
    number_of,
    object_of,
    part_of,
    parts_of,
    words_of,
)

_START = re.compile(r"/start(?:@\w{1,64})?(?:\s+(?P<token>\S*))?\s*")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PHONE = re.compile(r"\+?([0-9]{7,15})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MEDIA: Mapping[str, FileKind] = {
    "photo": "photo",
    "voice": "voice",
    "video": "video",
    "video_note": "video",
    "audio": "audio",
    # An animation is told as a document too, so that older programs can show it.
    "animation": "video",
    "document": "document",
    "sticker": "sticker",
    "location": "place",
}


def update_of(body: bytes) -> Told:
    """The update as told. Raises Unreadable where the body is not one."""
    told = object_of(body)
    number_of(told, "update_id")
    return told


def read_update(told: Told) -> Incoming:
    """What the update says. Raises Unreadable where a field that everything rests on is missing or of a wrong type."""
    order = number_of(told, "update_id")
    for name, reading in _READINGS.items():
        if name in told:
            return reading(order, part_of(told, name))
    return Incoming(f"update:{order}", order, "other", "", "", None)


def _message(order: int, told: Told) -> Incoming:
    chat = part_of(told, "chat")
    address, number = str(number_of(chat, "id")), str(number_of(told, "message_id"))
    key = f"message:{address}:{number}"
    if chat.get("type") != "private" or "from" not in told:
        return Incoming(key, order, "other", "", address, _instant(told))
    sender = part_of(told, "from")
    who = Incoming(
        key,
        order,
        "other",
        str(number_of(sender, "id")),
        address,
        _instant(told),
        language=_language(sender),
        name=_name(sender),
        outside_id=number,
        about=_answered(told),
    )
    if "contact" in told:
        contact = part_of(told, "contact")
        # A card of somebody else, or an old one sent on, proves nothing about who sends it.
        own = contact.get("user_id") == sender["id"] and not told.keys() & {"forward_origin", "via_bot"}
        return replace(who, kind="contact", phone=_phone(contact), own=own)
    text = words_of(told, "text")
    if started := _START.fullmatch(text):
        token = started["token"] or ""
        return replace(who, kind="start", token=token if _TOKEN.fullmatch(token) else "")
    if text.strip():
        return replace(who, kind="text", text=text)
    media = next((name for name in _MEDIA if name in told), "")
    if not media:
        return who
    return replace(who, kind="media", text=words_of(told, "caption"), media=media, files=(_file(media, told),))


def _edited(order: int, told: Told) -> Incoming:
    """Words changed after they were said; the message keeps its number, so the edit is named by its update."""
    now = _message(order, told)
    if now.kind not in {"text", "media"}:
        return replace(now, key=f"update:{order}", kind="other")
    edited = _instant(told, "edit_date")
    return replace(now, key=f"update:{order}", kind="edit", outside_id="", about=now.outside_id, said_at=edited)


def _file(media: str, told: Told) -> Attached:
    """What getFile gives out: of a photo the largest there is."""
    if media == "photo":
        found = max(parts_of(told, "photo"), key=lambda one: _size(one), default={})
    else:
        found = part_of(told, media)
    if media == "location":
        return Attached("place", at=_place(found))
    return Attached(
        _MEDIA[media],
        words_of(found, "file_id", 300),
        name=words_of(found, "file_name", 200),
        mime=words_of(found, "mime_type", 100),
        size=_size(found),
    )


def _size(told: Told) -> int:
    size = told.get("file_size")
    return size if isinstance(size, int) and not isinstance(size, bool) and 0 < size < 2**53 else 0


def _place(told: Told) -> tuple[float, float] | None:
    both = [told.get("latitude"), told.get("longitude")]
    north, east = (float(one) if isinstance(one, int | float) and abs(one) <= 180 else None for one in both)
    return None if north is None or east is None else (north, east)


def _press(order: int, told: Told) -> Incoming:
    sender = part_of(told, "from")
    user = str(number_of(sender, "id"))
    press = told.get("id")
    if not isinstance(press, str) or not 0 < len(press) <= 100:
        raise Unreadable("no_press_id")
    # The message under which the button stood may be too old to be told; a private chat has the number of its person.
    return Incoming(
        f"press:{press}",
        order,
        "press",
        user=user,
        address=user,
        said_at=None,
        language=_language(sender),
        press=press,
        pressed=words_of(told, "data")[:64],
    )


def _membership(order: int, told: Told) -> Incoming:
    chat, now = part_of(told, "chat"), part_of(told, "new_chat_member")
    gone = chat.get("type") == "private" and now.get("status") == "kicked"
    user, address = str(number_of(part_of(told, "from"), "id")), str(number_of(chat, "id"))
    return Incoming(f"update:{order}", order, "stopped" if gone else "other", user, address, _instant(told))


_READINGS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "my_chat_member": _membership,
}


def _instant(told: Told, name: str = "date") -> datetime:
    return instant_of(number_of(told, name))


def _name(sender: Told) -> str:
    return " ".join(filter(None, (words_of(sender, "first_name", 100), words_of(sender, "last_name", 100))))


def _answered(told: Told) -> str:
    """The number of the message that this one answers."""
    found = told.get("reply_to_message")
    return str(number_of(found, "message_id")) if isinstance(found, dict) else ""


def _language(sender: Told) -> str:
    """The first part of an IETF tag."""
    found = _LANGUAGE.match(words_of(sender, "language_code").lower())
    return found[0] if found else ""


def _phone(contact: Told) -> str:
    """Telegram writes numbers with their country code, with a plus or without."""
    found = _PHONE.fullmatch(re.sub(r"[\s()-]", "", words_of(contact, "phone_number")))
    return f"+{found[1]}" if found else ""
