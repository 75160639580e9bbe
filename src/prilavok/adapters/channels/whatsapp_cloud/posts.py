"""What WhatsApp posts, read into neutral rows: many things of many customers in one body, and in any order.

Source: WhatsApp Business Platform, Webhooks: messages (text … unsupported), statuses, system, smb_message_echoes;
Business-scoped user IDs, as of August 2026.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from prilavok.adapters.channels.port import Incoming, State, Unreadable
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
from prilavok.adapters.channels.whatsapp_cloud.contents import content_of
from prilavok.adapters.channels.whatsapp_cloud.wire import code_of

#: a voice message that was listened to was read
_STATES: dict[str, State] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
#: one value tells fewer things than that
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class _Value:
    """What one change says. account: the number of ours that it came to. place: of the item within the body."""

    told: Told
    account: str
    place: int


def read_posts(body: bytes) -> list[Incoming]:
    """Everything the body tells, in its order. Raises Unreadable where nothing of it can be read.

    One item that cannot be read is kept as `other`, so that its neighbours are not lost with it.
    """
    told = object_of(body)
    if told.get("object") != "whatsapp_business_account":
        raise Unreadable("no_whatsapp_business_account")
    items = list(_items(told))
    rows: list[Incoming] = []
    trouble: Unreadable | None = None
    for reading, item, value in items:
        try:
            rows.append(reading(item, value))
        except Unreadable as one:
            trouble = one
            rows.append(_other(item, value))
    if trouble is not None and all(row.kind == "other" for row in rows):
        raise trouble
    return rows


def _items(told: Told) -> Iterator[tuple[Callable[[Told, _Value], Incoming], Told, _Value]]:
    changes = [change for entry in parts_of(told, "entry") for change in parts_of(entry, "changes")]
    if not changes:
        raise Unreadable("no_changes")
    place = 0
    for change in changes:
        value = part_of(change, "value")
        metadata = value.get("metadata")
        account = words_of(metadata, "phone_number_id", 120) if isinstance(metadata, dict) else ""
        readings = _READINGS.get(words_of(change, "field"), {})
        found = [(reading, item) for name, reading in readings.items() for item in parts_of(value, name)]
        for reading, item in found or [(_other, change)]:
            yield reading, item, _Value(value, account, place % _MOST)
            place += 1


def _message(told: Told, value: _Value) -> Incoming:
    identity = name_in(told, "id")
    if told.get("type") == "system":
        return _renumbered(identity, told, value)
    who = replace(
        _person(told, value, "from"), key=f"message:{identity}", outside_id=identity, about=_answered(told, identity)
    )
    if "group_id" in told:
        return replace(who, outside_id="", about="")
    return content_of(told, who)


def _person(told: Told, value: _Value, side: str) -> Incoming:
    """Who it is about: by the id of ours where WhatsApp tells it, else by the number; at least one of both is there.

    They are written to by the number as long as it is told, which is what keeps it being told.
    """
    number, user = _id(told, side), _id(told, f"{side}_user_id")
    contact = _contact(value.told, number, user)
    number, user = number or _id(contact, "wa_id"), user or _id(contact, "user_id")
    known = [one for one in (user, number, _id(contact, "parent_user_id")) if one]
    if not known:
        raise Unreadable(f"no_{side}")
    profile = contact.get("profile")
    said_at = number_of(told, "timestamp")
    phone = f"+{number}" if number.isascii() and number.isdigit() and 7 <= len(number) <= 15 else ""
    return Incoming(
        "",
        said_at * _MOST + value.place,
        "other",
        known[0],
        number or known[0],
        instant_of(said_at),
        name=words_of(profile, "name", 200) if isinstance(profile, dict) else "",
        also=tuple(dict.fromkeys(known[1:])),
        account=value.account,
        phone=phone,
        # Who writes by a number has proved it to WhatsApp.
        own=bool(phone),
    )


def _id(told: Told, name: str) -> str:
    """An id that is not always told. Raises Unreadable for what is told but no id."""
    return name_in(told, name) if told.get(name) else ""


def _contact(value: Told, number: str, user: str) -> Told:
    """What is told of this person beside their words; the only one there where nothing else names them."""
    contacts = parts_of(value, "contacts")
    for one in contacts:
        if (number and one.get("wa_id") == number) or (user and one.get("user_id") == user):
            return one
    return contacts[0] if len(contacts) == 1 and not (number and user) else {}


def _answered(told: Told, identity: str) -> str:
    context = told.get("context")
    about = _id(context, "id") if isinstance(context, dict) else ""
    return about if about != identity else ""


def _renumbered(identity: str, told: Told, value: _Value) -> Incoming:
    """From now on they have another number, and with it another id; or another id alone."""
    system, said_at = part_of(told, "system"), number_of(told, "timestamp")
    row = Incoming(
        f"message:{identity}", said_at * _MOST + value.place, "other", "", "", instant_of(said_at),
        account=value.account,
    )  # fmt: skip
    if words_of(system, "type") not in {"user_changed_number", "customer_changed_number", "user_changed_user_id"}:
        return row
    # new_wa_id: until version 12 of the API.
    number = _id(system, "wa_id") or _id(system, "new_wa_id")
    user = _id(system, "user_id")
    known = [one for one in (user, number) if one]
    before = [_id(told, name) for name in ("from", "from_user_id")]
    before += [_id(system, name) for name in ("customer", "previous_user_id", "previous_parent_user_id")]
    also = dict.fromkeys(one for one in (*known[1:], *before) if one and one not in known[:1])
    if not known or not also:
        raise Unreadable("no_wa_id")
    return replace(row, kind="renumbered", user=known[0], address=number or known[0], also=tuple(also))


def _status(told: Told, value: _Value) -> Incoming:
    """What became of a message of ours; told in any order, and again."""
    identity, named = name_in(told, "id"), words_of(told, "status", 40)
    if not named.isascii() or not named.isalpha():
        raise Unreadable("no_status")
    who = replace(_person(told, value, "recipient"), key=f"status:{identity}:{named}", phone="", own=False)
    attempt = words_of(told, "biz_opaque_callback_data", 512)
    if told.get("recipient_type") == "group" or named not in _STATES:
        return who
    errors = parts_of(told, "errors")
    trouble = code_of(errors[0] if errors else None) if named == "failed" else ""
    return replace(who, kind="state", about=identity, state=_STATES[named], trouble=trouble, attempt=attempt)


def _recipient(told: Told) -> Told:
    """A status names its person otherwise than a message does."""
    return {**told, "recipient": told.get("recipient_id")}


def _echo(told: Told, value: _Value) -> Incoming:
    """What we said by the app on a phone of ours; an edit or a taking back of it is kept only."""
    identity = name_in(told, "id")
    who = replace(_person(told, value, "to"), key=f"echo:{identity}", outside_id=identity, phone="", own=False)
    content = content_of(told, who)
    return replace(content, kind="echo") if content.kind in {"text", "media"} else replace(who, outside_id="")


def _other(told: Told, value: _Value) -> Incoming:
    """Kept, and nothing follows: named by what it says, since nothing else in it does."""
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8", "replace")).hexdigest()
    return Incoming(f"other:{digest}", value.place, "other", "", "", None, account=value.account)


_READINGS: dict[str, dict[str, Callable[[Told, _Value], Incoming]]] = {
    "messages": {"messages": _message, "statuses": lambda told, value: _status(_recipient(told), value)},
    "smb_message_echoes": {"message_echoes": _echo},
    "message_echoes": {"message_echoes": _echo},
}
