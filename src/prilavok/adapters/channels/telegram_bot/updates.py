"""Updates of the Bot API read into neutral rows."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from prilavok.adapters.channels.port import Incoming, Unreadable

_START = re.compile(r"/start(?:@\w{1,64})?(?:\s+(?P<token>\S*))?\s*")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PHONE = re.compile(r"\+?([0-9]{7,15})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MEDIA = ("photo", "voice", "video", "video_note", "audio", "document", "sticker", "animation", "location")

Told = dict[str, Any]


def update_of(body: bytes) -> Told:
    """The update as told. Raises Unreadable where the body is not one."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    if not isinstance(told, dict) or not _is_number(told.get("update_id")):
        raise Unreadable("no_update_id")
    return told


def read_update(told: Told) -> Incoming:
    """What the update says. Raises Unreadable where a field that everything rests on is missing or of a wrong type."""
    if "message" in told:
        return _message(told["update_id"], _part(told, "message"))
    if "callback_query" in told:
        return _press(told["update_id"], _part(told, "callback_query"))
    if "my_chat_member" in told:
        return _membership(told["update_id"], _part(told, "my_chat_member"))
    return Incoming(f"update:{told['update_id']}", told["update_id"], "other", "", "", None)


def _message(order: int, told: Told) -> Incoming:
    chat = _part(told, "chat")
    key = f"message:{_number(chat, 'id')}:{_number(told, 'message_id')}"
    if chat.get("type") != "private" or "from" not in told:
        return Incoming(key, order, "other", "", str(chat["id"]), _instant(told))
    sender = _part(told, "from")
    who = Incoming(
        key, order, "other", str(_number(sender, "id")), str(chat["id"]), _instant(told), language=_language(sender)
    )
    if "contact" in told:
        contact = _part(told, "contact")
        # A card of somebody else, or an old one sent on, proves nothing about who sends it.
        own = contact.get("user_id") == sender["id"] and not told.keys() & {"forward_origin", "via_bot"}
        return replace(who, kind="contact", phone=_phone(contact), own=own)
    text = _words(told, "text")
    if started := _START.fullmatch(text):
        token = started["token"] or ""
        return replace(who, kind="start", token=token if _TOKEN.fullmatch(token) else "")
    if text.strip():
        return replace(who, kind="text", text=text)
    media = next((name for name in _MEDIA if name in told), "")
    return replace(who, kind="media", text=_words(told, "caption"), media=media) if media else who


def _press(order: int, told: Told) -> Incoming:
    sender = _part(told, "from")
    user = str(_number(sender, "id"))
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
        pressed=_words(told, "data")[:64],
    )


def _membership(order: int, told: Told) -> Incoming:
    chat, now = _part(told, "chat"), _part(told, "new_chat_member")
    gone = chat.get("type") == "private" and now.get("status") == "kicked"
    user, address = str(_number(_part(told, "from"), "id")), str(_number(chat, "id"))
    return Incoming(f"update:{order}", order, "stopped" if gone else "other", user, address, _instant(told))


def _part(told: Told, name: str) -> Told:
    part = told.get(name)
    if not isinstance(part, dict):
        raise Unreadable(f"no_{name}")
    return part


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _number(told: Told, name: str) -> int:
    value = told.get(name)
    if not isinstance(value, int) or not _is_number(value):
        raise Unreadable(f"no_{name}")
    return value


def _instant(told: Told) -> datetime:
    try:
        return datetime.fromtimestamp(_number(told, "date"), UTC)
    except (OverflowError, OSError, ValueError):
        raise Unreadable("no_date") from None


def _words(told: Told, name: str) -> str:
    """Text that can be stored: half a surrogate pair becomes a question mark."""
    value = told.get(name)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _language(sender: Told) -> str:
    """The first part of an IETF tag."""
    found = _LANGUAGE.match(_words(sender, "language_code").lower())
    return found[0] if found else ""


def _phone(contact: Told) -> str:
    """Telegram writes numbers with their country code, with a plus or without."""
    found = _PHONE.fullmatch(re.sub(r"[\s()-]", "", _words(contact, "phone_number")))
    return f"+{found[1]}" if found else ""
