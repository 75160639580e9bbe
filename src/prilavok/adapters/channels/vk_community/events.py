"""Events of a community read into neutral rows. Messages are named by their number within the conversation."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from prilavok.adapters.channels.port import Chosen, Incoming, Kind, Unreadable
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
from prilavok.adapters.channels.vk_community.things import read_things

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PHONE = re.compile(r"\+?([0-9]{7,15})")
_CURRENCY = re.compile(r"[A-Z]{3}")
#: from here on a peer is a talk of several people, not of one with us
_CHATS = 2_000_000_000
#: client_info.lang_id, by VK's list of languages
_LANGUAGES = {0: "ru", 1: "uk", 2: "be", 3: "en", 65: "uz", 87: "ky", 97: "kk"}
#: Many events say no time. They are about what was said before, so they stand behind all that does.
_LAST = 2**62
_PLACES = 2**20


def event_of(told: Told) -> str:
    """The event's own id, repeated with it. Raises Unreadable."""
    return name_in(told, "event_id", 100)


def read_event(told: Told) -> list[Incoming]:
    """What happened. Raises Unreadable where a field that everything rests on is missing or of a wrong type."""
    key, kind = f"event:{event_of(told)}", words_of(told, "type", 60)
    if not kind:
        raise Unreadable("no_type")
    reading = _READINGS.get(kind)
    return reading(key, part_of(told, "object")) if reading else [Incoming(key, _LAST, "other", "", "", None)]


def _message(key: str, told: Told) -> list[Incoming]:
    """A start by our link, and what was said with it; a word of nobody in particular is kept and nothing more."""
    message = part_of(told, "message")
    row = _row(key, message)
    language = told.get("client_info")
    number = language.get("lang_id") if isinstance(language, dict) else None
    row = replace(row, language=_LANGUAGES.get(number, "") if isinstance(number, int) else "")
    if not row.user or message.get("action"):
        return [row]
    ref = words_of(message, "ref", 200)
    token = ref if _TOKEN.fullmatch(ref) else ""
    begins = _payload(message).get("command") == "start"
    start = replace(row, key=f"start:{row.address}:{row.outside_id}", kind="start", token=token)
    said = _said(row, message)
    if begins:
        return [start]
    return [replace(start, outside_id="", about=""), said] if token else [said]


def _said(row: Incoming, message: Told) -> Incoming:
    """Words, files, or words of others passed on."""
    text = words_of(message, "text")
    media, files = read_things(message)
    if media and not (media == "link" and text.strip()):  # VK adds a picture of every address in a text
        return replace(row, kind="media", text=text, media=media, files=files)
    passed = [words_of(one, "text") for one in parts_of(message, "fwd_messages")]
    text = text if text.strip() else "\n".join(one for one in passed if one.strip())
    return replace(row, kind="text", text=text) if text.strip() else row


def _edited(key: str, message: Told) -> list[Incoming]:
    """Words changed after they were said; ours too are told so, and nothing follows from that."""
    row = _row(key, message)
    now = _said(row, message)
    if not row.user or now.kind == "other":
        return [replace(row, key=key, kind="other", outside_id="")]
    if "update_time" in message:
        at = number_of(message, "update_time")
        now = replace(now, order=_order_of(at, int(row.outside_id)), said_at=instant_of(at))
    return [replace(now, key=key, kind="edit", outside_id="", about=row.outside_id)]


def _echo(key: str, message: Told) -> list[Incoming]:
    """What the community said, by us or by somebody of ours in VK itself."""
    row = _row(key, message)
    if number_of(message, "peer_id") >= _CHATS:
        return [row]
    media, files = read_things(message)
    return [
        replace(row, kind="echo", user=row.address, text=words_of(message, "text"), media=media, files=files),
    ]


def _row(key: str, message: Told) -> Incoming:
    """Who said what is told here, where and when; nobody where it is no person, or a talk of several."""
    peer, number, sender = (number_of(message, name) for name in ("peer_id", "conversation_message_id", "from_id"))
    date = number_of(message, "date")
    order = _order_of(date, number)
    answered = message.get("reply_message")
    about = number_of(answered, "conversation_message_id") if isinstance(answered, dict) else 0
    return Incoming(
        f"message:{peer}:{number}",
        order,
        "other",
        str(sender) if sender > 0 and peer < _CHATS else "",
        str(peer),
        instant_of(date),
        outside_id=str(number),
        about=str(about) if about else "",
    )


def _order_of(date: int, number: int) -> int:
    """By the second, and within one by the number in the conversation. Raises Unreadable."""
    if not 0 <= date < _LAST // _PLACES or number < 0:
        raise Unreadable("no_date")
    return date * _PLACES + number % _PLACES


def _press(key: str, told: Told) -> list[Incoming]:
    """A button of ours; who pressed and where is needed to answer it, so it stands in what names the press."""
    user, peer, event = str(number_of(told, "user_id")), str(number_of(told, "peer_id")), name_in(told, "event_id", 80)
    return [
        replace(
            _of(key, "press", told, "user_id", address=peer),
            press=f"{event}:{user}:{peer}",
            pressed=words_of(_payload(told), "press", 120),
            about=_number(told, "conversation_message_id"),
        )
    ]


def _read(key: str, told: Told) -> list[Incoming]:
    row = _of(key, "state", told, "from_id", address=str(number_of(told, "peer_id")))
    about = _number(told, "conversation_message_id")
    return [replace(row, state="read", about=about, before=True) if about else replace(row, kind="other")]


def _typing(key: str, told: Told) -> list[Incoming]:
    return [_of(key, "typing", told, "from_id")]


def _reaction(key: str, told: Told) -> list[Incoming]:
    row = _of(key, "reaction", told, "reacted_id", address=str(number_of(told, "peer_id")))
    return [replace(row, about=str(number_of(told, "cmid")))]


def _allowed(key: str, told: Told) -> list[Incoming]:
    """They wrote, pressed "allow", or a widget of ours asked them, with a key of ours."""
    token = words_of(told, "key", 200)
    return [replace(_of(key, "allowed", told, "user_id"), token=token if _TOKEN.fullmatch(token) else "")]


def _stopped(key: str, told: Told) -> list[Incoming]:
    return [_of(key, "stopped", told, "user_id")]


def _order(key: str, told: Told) -> list[Incoming]:
    """An order in the community's shop; prices are in hundredths."""
    date = number_of(told, "date")
    row = replace(
        _of(f"order:{number_of(told, 'id')}", "order", told, "user_id"),
        order=_order_of(date, 0),
        said_at=instant_of(date),
        text=words_of(told, "comment"),
        outside_id=f"order:{number_of(told, 'id')}",
        goods=tuple(_chosen(one) for one in parts_of(told, "preview_order_items")),
    )
    if not row.goods:
        raise Unreadable("no_goods")
    return [row]


def _chosen(told: Told) -> Chosen:
    """By our own article where the shop there knows it, else as VK names its goods."""
    price, item = part_of(told, "price"), told.get("item")
    currency = words_of(part_of(price, "currency"), "name", 10)
    if not _CURRENCY.fullmatch(currency):
        raise Unreadable("no_currency")
    article = words_of(item, "sku", 50) if isinstance(item, dict) else ""
    named = article or f"market{number_of(told, 'owner_id')}_{number_of(told, 'item_id')}"
    return Chosen(named, number_of(told, "quantity"), number_of(price, "amount"), currency)


def _lead(key: str, told: Told) -> list[Incoming]:
    """A form filled in: what was asked and answered. A phone typed there proves nothing."""
    answers = [(words_of(one, "question", 500), words_of(one, "answer", 5_000)) for one in parts_of(told, "answers")]
    typed = [words_of(one, "answer") for one in parts_of(told, "answers") if one.get("key") == "phone_number"]
    phone = _PHONE.fullmatch(re.sub(r"[\s()-]", "", typed[0])) if typed else None
    lines = [words_of(told, "form_name", 200), *(f"{asked} — {said}" for asked, said in answers)]
    text = "\n".join(filter(None, lines))
    row = _of(f"lead:{number_of(told, 'form_id')}:{number_of(told, 'lead_id')}", "text", told, "user_id")
    return [replace(row, text=text, phone=f"+{phone[1]}" if phone else "") if text else replace(row, kind="other")]


def _of(key: str, kind: Kind, told: Told, who: str, address: str = "") -> Incoming:
    """A row of an event without a time; kind: of those that the table below reads."""
    user = str(number_of(told, who))
    return Incoming(key, _LAST, kind, user, address or user, None)


def _payload(told: Told) -> Told:
    """What a button carried: as an object, or as its JSON in words; nothing where it is neither."""
    payload = told.get("payload")
    if isinstance(payload, dict):
        return payload
    try:
        return object_of(payload.encode("utf-8", "replace")) if isinstance(payload, str) else {}
    except Unreadable:
        return {}


def _number(told: Told, name: str) -> str:
    """A number that may be missing, as text."""
    return str(number_of(told, name)) if told.get(name) is not None else ""


_READINGS: Mapping[str, Callable[[str, Told], list[Incoming]]] = {
    "message_new": _message,
    "message_edit": _edited,
    "message_reply": _echo,
    "message_event": _press,
    "message_read": _read,
    "message_typing_state": _typing,
    "message_reaction_event": _reaction,
    "message_allow": _allowed,
    "message_deny": _stopped,
    "market_order_new": _order,
    "lead_forms_new": _lead,
}
