"""Mobizon's interface translated both ways; what it rests on is named in the manifest.

Staff make a webhook of SMS states in their account, in JSON, with our address and our secret. Its signature covers the
number, attempt and instant of an event, not what it tells: who learns one signed event could tell another state by it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

from prilavok.adapters.channels.port import (
    Channel,
    Incoming,
    Line,
    Means,
    Outgoing,
    Plain,
    Posted,
    Sent,
    Standing,
    State,
    Unreadable,
)
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.adapters.channels.port.sms import heard_phone, http_failed, phone_of, sms_failed
from prilavok.adapters.channels.port.taking import (
    Told,
    ask,
    digest_key,
    name_in,
    number_of,
    object_of,
    part_of,
    parts_of,
    wait_of,
    words_of,
)
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.http import Answer

_TITLE = "Mobizon"
#: "API Response Codes"; what an answer of 3, 10, 98, 100, 999 or of tomorrow means for a message it does not say
_REFUSALS: Mapping[int, tuple[Outcome, str]] = {
    **dict.fromkeys((1, 2, 4, 5, 6, 11, 12, 15, 99), ("final", "sms.refused")),
    8: ("final", "sms.login"),
    9: ("final", "sms.login"),
    13: ("final", "sms.host"),
    14: ("final", "sms.login"),
    30: ("temporary", "sms.too_fast"),
}
#: "List of Possible SMS Statuses"; NEW and ENQUEUD wait, PDLIVRD is not the end
_STATES: Mapping[str, tuple[State | Literal[""], str]] = {
    "ACCEPTD": ("sent", ""),
    "PDLIVRD": ("sent", ""),
    "DELIVRD": ("delivered", ""),
    "UNDELIV": ("failed", "sms.undeliverable"),
    "REJECTD": ("failed", "sms.forbidden"),
    "EXPIRED": ("failed", "sms.expired"),
    "DELETED": ("failed", "sms.stopped"),
}
_WAITS: tuple[State | Literal[""], str] = ("", "")


class Mobizon(Plain):
    """An account with Mobizon from which SMS go out."""

    name = "mobizon"
    channel = "sms"
    can = frozenset({"text", "ask"})
    #: it takes no key of ours; getSMSStatus asks by its own number. How long a text may be its document does not say.
    means = Means(text=1_000, first="anybody", tells=frozenset({"delivered", "failed"}), parts=15, asks="id")
    live_url = "https://api.mobizon.kz"
    sandbox = "sms"
    taken = b""

    def verify(self, posted: Posted) -> bool:
        """Whether `sign` is the SHA-1 of the event's number, attempt and instant, and of our secret."""
        secret = posted.secrets["hook_secret"].reveal() if "hook_secret" in posted.secrets else ""
        try:
            told = object_of(posted.body)
            signed = (name_in(told, "eventId"), name_in(told, "attempt"), name_in(told, "eventCreateTs"), secret)
        except Unreadable:
            return False
        made = hashlib.sha1("|".join(signed).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
        return bool(secret) and hmac.compare_digest(words_of(told, "sign", 100).encode(), made.encode())

    def key_of(self, body: bytes) -> str:
        """An event keeps its number at every attempt."""
        try:
            return f"event:{name_in(object_of(body), 'eventId')}"
        except Unreadable:
            return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """The one event: how a message of ours ended. Forms of Mobizon's own are kept, and nothing follows."""
        told = object_of(body)
        order, key = number_of(told, "eventId"), f"event:{name_in(told, 'eventId')}"
        if told.get("eventType") != "sms-delivery-report":
            return [Incoming(key, order, "other", "", "", None)]
        data = part_of(told, "data")
        phone, about = heard_phone(name_in(data, "to")), name_in(data, "messageId")
        state, trouble = _STATES.get(words_of(data, "status"), _WAITS)
        if not state or not phone:
            return [Incoming(key, order, "other", phone, phone, None)]
        # When it was, the document tells in no zone.
        return [Incoming(key, order, "state", phone, phone, None, about=about, state=state, trouble=trouble)]

    def send(self, message: Outgoing, line: Line) -> Sent:
        """message/sendSmsMessage. It takes no key of ours, so what got no answer may have been said."""
        refuse_unfit(message, self)
        sender = line.settings.get("sender", "")
        asked = {"recipient": phone_of(message.address), "text": message.text} | ({"from": sender} if sender else {})
        told = _ask("sendSmsMessage", asked, line)
        try:
            return Sent(name_in(part_of(told, "data"), "messageId"))
        except Unreadable:
            raise sms_failed("unknown", "sms.unreadable", _TITLE) from None

    def standing(self, address: str, outside_id: str, key: str, line: Line) -> Standing:
        """message/getSMSStatus, by Mobizon's own number of the message."""
        if not outside_id:
            raise ValueError("Mobizon knows a message by its own number only")
        told = _ask("getSMSStatus", {"ids": outside_id}, line)
        found = next((one for one in parts_of(told, "data") if str(one.get("id")) == outside_id), None)
        if found is None:
            return Standing(False)
        state, trouble = _STATES.get(words_of(found, "status"), _WAITS)
        return Standing(True, state, trouble, outside_id)


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return Mobizon()


def _ask(method: str, asked: Mapping[str, str], line: Line) -> Told:
    query = urlencode({"output": "json", "api": "v1", "apiKey": line.secrets["key"].reveal()})
    url = f"{line.base_url}/service/message/{method}?{query}"
    return ask(line, "POST", url, _failed, form=asked, repeatable=method == "getSMSStatus")


def _failed(answer: Answer, told: Told) -> OutsideFailed | None:
    failure = http_failed(answer.status, _TITLE, wait_of(answer))
    if failure is not None:
        return failure
    code = told.get("code")
    if isinstance(code, int) and not isinstance(code, bool) and code == 0:
        return None
    outcome, named = _REFUSALS.get(code if isinstance(code, int) else -1, ("unknown", "sms.unreadable"))
    return sms_failed(outcome, named, _TITLE, status=answer.status)
