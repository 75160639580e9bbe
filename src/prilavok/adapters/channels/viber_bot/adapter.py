"""Viber's REST bot API translated both ways; what it rests on is named in the manifest."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from prilavok.adapters.channels.port import (
    Attached,
    Channel,
    Health,
    Incoming,
    Line,
    Means,
    Outgoing,
    Plain,
    Posted,
    Sent,
    Unreadable,
)
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.adapters.channels.port.taking import digest_key, number_of, signed_raw, words_of
from prilavok.adapters.channels.viber_bot.events import event_of, key_of, read_event
from prilavok.adapters.channels.viber_bot.keyboard import keyboard_of
from prilavok.adapters.channels.viber_bot.wire import call, fetch

_SIGNATURE_HEADER = "x-viber-content-signature"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_URI = re.compile(r"[A-Za-z0-9_.-]{1,75}")
#: an id is Base64
_ADDRESS = re.compile(r"[A-Za-z0-9+/_-]{4,100}={0,2}")
#: what may be left out: messages, subscribed and unsubscribed are told always
_LISTENED = ("delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started")
_LEFT_OUT_AT_WILL = {"delivered", "seen", "failed", "conversation_started"}
_LONGEST_SENDER = 28
#: share-phone is known from this level on
_SHARING_PHONES = 3


class ViberBot(Plain):
    """A bot of ours that people write to in private."""

    name = "viber_bot"
    channel = "viber"
    #: a bot shows neither typing nor reading; a press is words of the customer and waits for no answer
    can = frozenset({"text", "buttons", "links", "ask_phone", "start_link", "listen", "health", "fetch"})
    #: send_message: text of 7,000 characters; keyboards: 24 rows of at most 250 characters. Who subscribed, by writing
    #: or by a press, may be written to for ever, who only opened the chat once. delivered, seen and failed are told of
    #: every device. What a button says back has no limit in the documents; 200 bytes is ours.
    means = Means(
        text=7000,
        buttons=24,
        button=250,
        press=200,
        first="allowed",
        tells=frozenset({"delivered", "read", "failed"}),
    )
    live_url = "https://chatapi.viber.com"
    sandbox = "viber"
    taken = b""

    def verify(self, posted: Posted) -> bool:
        """Whether the body is signed with our token."""
        return signed_raw(posted, _SIGNATURE_HEADER, "token")

    def key_of(self, body: bytes) -> str:
        """Viber repeats an event under its token until it is answered with 200."""
        try:
            return key_of(event_of(body))
        except Unreadable:
            return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """The one thing that a callback tells."""
        return [read_event(event_of(body))]

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """A link that opens the chat and tells us the token as its context; nobody is subscribed by it yet."""
        uri = str(settings.get("uri", ""))
        if not _TOKEN.fullmatch(token) or not _URI.fullmatch(uri):
            raise ValueError("a start link needs the URI of a bot and a token of 1 to 64 letters, digits, _ and -")
        return f"{f'{sandbox_url}/' if sandbox_url else 'viber://'}pa?{urlencode({'chatURI': uri, 'context': token})}"

    def send(self, message: Outgoing, line: Line) -> Sent:
        """send_message. It takes no key of ours, so what got no answer may have been said."""
        refuse_unfit(message, self)
        if len(message.buttons) + bool(message.ask_phone) > self.means.buttons:
            raise ValueError(f"a keyboard of Viber has {self.means.buttons} rows")
        if len(message.ask_phone) > self.means.button or not _ADDRESS.fullmatch(message.address):
            raise ValueError("Viber knows people by Base64, and a button by a few words")
        asked: dict[str, object] = {
            "receiver": message.address,
            "min_api_version": _SHARING_PHONES if message.ask_phone else 1,
            "sender": {"name": line.settings["sender"][:_LONGEST_SENDER]},
            "type": "text",
            "text": message.text,
        }
        told = call("send_message", asked | keyboard_of(message), line)
        try:
            return Sent(str(number_of(told, "message_token")))
        except Unreadable:
            return Sent("")

    def listen(self, url: str, line: Line) -> None:
        """set_webhook: Viber tries the address before it answers; told again it changes nothing."""
        call("set_webhook", {"url": url, "event_types": list(_LISTENED), "send_name": True, "send_photo": False}, line)

    def health(self, url: str, line: Line) -> Health:
        """get_account_info: whether it posts there, and all that we asked to be told of."""
        told = call("get_account_info", {}, line)
        types = told.get("event_types")
        heard = {one for one in types if isinstance(one, str)} if isinstance(types, list) else set()
        return Health(words_of(told, "webhook") == url and heard >= _LEFT_OUT_AT_WILL)

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """What lies at the address that the message named, for an hour."""
        return fetch(file.ref, most, line)


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return ViberBot()
