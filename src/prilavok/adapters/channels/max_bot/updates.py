"""Updates of MAX's bot API read into neutral rows."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import replace

from prilavok.adapters.channels.port import Attached, FileKind, Incoming, Kind
from prilavok.adapters.channels.port.taking import (
    Told,
    instant_of,
    name_in,
    number_of,
    object_of,
    part_of,
    parts_of,
    words_of,
)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PHONE = re.compile(r"\+?([0-9]{7,15})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TEL = re.compile(r"^TEL[^:\r\n]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
#: the types of `Attachment`; of `audio` MAX does not say whether it was spoken into the telephone
_MEDIA: Mapping[str, FileKind] = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "file": "document",
    "sticker": "sticker",
    "location": "place",
}
_PAYLOAD = 1024  # characters of a button's payload
_LONGEST_REF = 2_000


def read_update(body: bytes, token: str = "") -> Incoming:
    """What the update says. token: of our bot, which MAX signs a shared phone with. Raises Unreadable."""
    told = object_of(body)
    kind, order = name_in(told, "update_type", 60), number_of(told, "timestamp")
    if kind in {"message_created", "message_edited"}:
        return _message(kind, order, told, token)
    reading = _READINGS.get(kind)
    return _of_dialog(kind, order, told, "other") if reading is None else reading(kind, order, told)


def _message(update: str, order: int, told: Told, token: str) -> Incoming:
    message = part_of(told, "message")
    recipient = part_of(message, "recipient")
    chat = str(number_of(recipient, "chat_id"))
    body, link = _object(message, "body"), _object(message, "link")
    # A message that is sent on and nothing else may come without a body, and so without an id of its own.
    mid = name_in(body, "mid") if body else ""
    edited = update == "message_edited"
    key = f"{update}:{chat}:{mid if mid and not edited else f'{mid}:{order}'}"
    said_at = instant_of((order if edited else number_of(message, "timestamp")) / 1000)
    if recipient.get("chat_type") != "dialog" or not isinstance(message.get("sender"), dict):
        return Incoming(key, order, "other", "", chat, said_at)
    sender = part_of(message, "sender")
    ours = sender.get("is_bot") is True
    who = Incoming(
        key,
        order,
        "other",
        str(number_of(recipient if ours else sender, "user_id")),
        chat,
        said_at,
        language=_language(told),
        name="" if ours else _name(sender),
        outside_id=mid,
    )
    # What is sent on is said by whoever sends it; a card sent on proves nothing about them.
    passed_on = _object(link, "message") if link.get("type") == "forward" else {}
    if link.get("type") == "reply":
        who = replace(who, about=name_in(part_of(link, "message"), "mid"))
    if not ours and not edited and (card := _card(body) or _card(passed_on)):
        return replace(who, kind="contact", phone=_phone(card), own=not passed_on and _vouched(card, sender, token))
    row = _words(who, [one for one in (body, passed_on) if one])
    if not edited:
        return replace(row, kind="echo") if ours else row
    if ours or row.kind == "other" or not mid:
        return replace(row, kind="other")
    return replace(row, kind="edit", outside_id="", about=mid)


def _words(who: Incoming, bodies: list[Told]) -> Incoming:
    attached = [one for body in bodies for one in parts_of(body, "attachments")]
    text = "\n".join(filter(None, (words_of(body, "text") for body in bodies)))
    # A link alone comes as its preview.
    shared = (words_of(_object(one, "payload"), "url", 2_000) for one in attached if one.get("type") == "share")
    text = text if text.strip() else next(filter(None, shared), text)
    kinds = [_MEDIA[one["type"]] for one in attached if _known(one)]
    files = tuple(file for one in attached if _known(one) and (file := _file(one)) is not None)
    if kinds:
        return replace(who, kind="media", text=text, media=kinds[0], files=files)
    return replace(who, kind="text", text=text) if text.strip() else who


def _known(attached: Told) -> bool:
    kind = attached.get("type")
    return isinstance(kind, str) and kind in _MEDIA


def _file(attached: Told) -> Attached | None:
    """What MAX gives out by an address, a video by its token; None where neither is told."""
    kind, payload = _MEDIA[attached["type"]], _object(attached, "payload")
    if kind == "place":
        at = _place(attached)
        return Attached("place", at=at) if at else None
    ref = (words_of(payload, "token", _LONGEST_REF) if kind == "video" else "") or words_of(
        payload, "url", _LONGEST_REF
    )
    size = attached.get("size")
    known = size if isinstance(size, int) and not isinstance(size, bool) and 0 < size < 2**53 else 0
    return Attached(kind, ref, name=words_of(attached, "filename", 200), size=known) if ref else None


def _place(told: Told) -> tuple[float, float] | None:
    both = [told.get("latitude"), told.get("longitude")]
    north, east = (float(one) if isinstance(one, int | float) and abs(one) <= 180 else None for one in both)
    return None if north is None or east is None else (north, east)


def _card(body: Told) -> Told:
    """A shared contact; empty where there is none."""
    found = (one for one in parts_of(body, "attachments") if one.get("type") == "contact")
    return next((_object(one, "payload") or {"vcf_info": ""} for one in found), {})


def _phone(card: Told) -> str:
    """MAX writes the number of an account with its country code and without a plus."""
    lines = _TEL.search(words_of(card, "vcf_info").replace("\\r\\n", "\r\n"))
    found = _PHONE.fullmatch(re.sub(r"[\s()-]", "", lines[1])) if lines else None
    return f"+{found[1]}" if found else ""


def _vouched(card: Told, sender: Told, token: str) -> bool:
    """`hash`: HMAC-SHA256 of vcf_info under the bot's token, "to check that the person shared the phone tied to their
    account" (dev.max.ru/docs-api, request_contact).

    That the card names the sender is not enough: a card of one's own may be made with any phone in it.
    """
    vcf, given, whose = card.get("vcf_info"), card.get("hash"), card.get("max_info")
    if not token or not isinstance(vcf, str) or not isinstance(given, str):
        return False
    signed = vcf.replace("\\r\\n", "\r\n").encode("utf-8", "replace")
    made = hmac.new(token.encode(), signed, hashlib.sha256).hexdigest()
    theirs = not isinstance(whose, dict) or whose.get("user_id") == sender["user_id"]
    return theirs and hmac.compare_digest(given.lower().encode("utf-8", "replace"), made.encode())


def _press(update: str, order: int, told: Told) -> Incoming:
    callback = part_of(told, "callback")
    press, user = name_in(callback, "callback_id", 150), part_of(callback, "user")
    stamp = number_of(callback, "timestamp")
    # The message under which the button stood may have been removed: then only the person is known, not the dialog.
    recipient = _object(_object(told, "message"), "recipient")
    number = str(number_of(user, "user_id"))
    address = str(number_of(recipient, "chat_id")) if recipient else f"user:{number}"
    dialog = not recipient or recipient.get("chat_type") == "dialog"
    row = Incoming(f"{update}:{press}:{stamp}", order, "press", number, address, instant_of(stamp / 1000))
    if not dialog:
        return replace(row, kind="other")
    payload = words_of(callback, "payload", _PAYLOAD)
    return replace(row, press=press, pressed=payload, language=_language(told), name=_name(user))


def _started(update: str, order: int, told: Told) -> Incoming:
    token = words_of(told, "payload")
    row = _of_dialog(update, order, told, "start")
    return replace(row, token=token if _TOKEN.fullmatch(token) else "", name=_name(part_of(told, "user")))


def _stopped(update: str, order: int, told: Told) -> Incoming:
    """Who removes the dialog stops the bot by it; MAX tells both."""
    return _of_dialog(update, order, told, "stopped")


def _removed(update: str, order: int, told: Told) -> Incoming:
    """It does not say where; a dialog has a positive id, a group or channel a negative one."""
    chat, mid = number_of(told, "chat_id"), name_in(told, "message_id")
    user = str(number_of(told, "user_id"))
    row = Incoming(f"{update}:{chat}:{mid}", order, "other", user, str(chat), instant_of(order / 1000))
    return replace(row, kind="removed", about=mid) if chat > 0 else row


def _of_dialog(update: str, order: int, told: Told, kind: Kind) -> Incoming:
    """What is told of a dialog and its person; of what MAX tells tomorrow as much as can be read."""
    known = kind != "other"
    chat = str(number_of(told, "chat_id")) if known or isinstance(told.get("chat_id"), int) else ""
    user = str(number_of(part_of(told, "user"), "user_id")) if known else _somebody(told)
    key = f"{update}:{chat}:{user}:{order}"
    return Incoming(key, order, kind, user, chat, instant_of(order / 1000), language=_language(told))


def _somebody(told: Told) -> str:
    number = _object(told, "user").get("user_id")
    return str(number) if isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63 else ""


_READINGS = {
    "message_callback": _press,
    "message_removed": _removed,
    "bot_started": _started,
    "bot_stopped": _stopped,
    "dialog_removed": _stopped,
}


def _object(told: Told, name: str) -> Told:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _name(person: Told) -> str:
    both = (words_of(person, "first_name", 100), words_of(person, "last_name", 100))
    return " ".join(filter(None, both)) or words_of(person, "name", 200)


def _language(told: Told) -> str:
    """The first part of an IETF tag."""
    found = _LANGUAGE.match(words_of(told, "user_locale").lower())
    return found[0] if found else ""
