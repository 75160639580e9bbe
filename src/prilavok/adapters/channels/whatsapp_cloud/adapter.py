"""WhatsApp's Cloud API translated both ways; what it rests on is named in the manifest."""

import re
from collections.abc import Mapping
from urllib.parse import quote

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
)
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.adapters.channels.port.taking import Told, digest_key, greet_subscription, parts_of, signed_raw, words_of
from prilavok.adapters.channels.whatsapp_cloud.contents import mark_of
from prilavok.adapters.channels.whatsapp_cloud.messages import said_as
from prilavok.adapters.channels.whatsapp_cloud.posts import read_posts
from prilavok.adapters.channels.whatsapp_cloud.wire import ask, failed, fetch
from prilavok.kit.channels import WINDOWS
from prilavok.kit.errors import OutsideFailed

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"[0-9]{7,15}")
#: a number of WhatsApp, or an id of ours for a person (of us alone, or of the company that owns us)
_PERSON = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
#: in which order the provider looks for where to post (Webhooks, Overrides)
_OVERRIDES = ("phone_number", "whatsapp_business_account", "application")


class WhatsappCloud(Plain):
    """A number of ours that people write to."""

    name = "whatsapp_cloud"
    channel = "whatsapp"
    #: typing is shown for an answer to a message of theirs only, which is not told here
    can = frozenset(
        {
            "text", "buttons", "links", "ask_phone", "files", "template", "answers", "start_link", "listen", "health",
            "read", "fetch",
        }
    )  # fmt: skip
    #: Messages: text.body 4096, caption 1024, ten rows of a list; of reply buttons and rows the smaller: a title of 20
    #: (24 in a list), an id of 200 (256 of a button). Media: a document of 100 MB. Free words within 24 hours of the
    #: customer's last; a template at any time, to any number.
    means = Means(
        text=4096,
        caption=1024,
        buttons=10,
        button=20,
        press=200,
        file=100 * 1024 * 1024,
        window=WINDOWS["whatsapp"],
        first="template",
        tells=frozenset({"delivered", "read", "failed"}),
    )
    live_url = "https://graph.facebook.com"
    sandbox = "whatsapp"
    taken = b""

    def greet(self, posted: Posted) -> bytes | None:
        """Meta asks once, when the address is given, whether it is ours."""
        return greet_subscription(posted, "verify_token")

    def verify(self, posted: Posted) -> bool:
        """Whether our app's secret signed these very bytes."""
        return signed_raw(posted, "x-hub-signature-256", "app_secret", "sha256=")

    def key_of(self, body: bytes) -> str:
        """A body has no name of its own, and what is told again may be bundled otherwise: each thing has its key."""
        return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """Everything that one body tells."""
        return read_posts(body)

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """A wa.me link that opens the chat with words ready to be sent; the token stands in them, in brackets."""
        number = str(settings.get("number", "")).lstrip("+")
        if not _TOKEN.fullmatch(token) or not _NUMBER.fullmatch(number):
            raise ValueError("a start link needs a number and a token of 1 to 64 letters, digits, _ and -")
        words = f"{settings.get('greeting') or ''} {mark_of(token)}".strip()
        return f"{f'{sandbox_url}/wa.me' if sandbox_url else 'https://wa.me'}/{number}?text={quote(words, safe='')}"

    def send(self, message: Outgoing, line: Line) -> Sent:
        """Messages, after its files were taken in. WhatsApp knows no key: it says ours back with what it tells later,

        so what got no answer may have been said. Once a first part is out, nothing of the rest is tried again.
        """
        refuse_unfit(message, self)
        _receiver(message.address)
        said_as(message, ("0",) * len(message.files))  # what does not fit is a bug of ours before anything is sent
        number = line.settings["phone_number_id"]
        # A file taken in twice is shown to nobody.
        uploaded = [ask("POST", f"{number}/media", line, file=one, repeatable=True) for one in message.files]
        media = tuple(words_of(one, "id", 120) for one in uploaded)
        if not all(media):
            raise failed("temporary", "whatsapp.unreadable")
        sent: list[str] = []
        for said in said_as(message, media):
            try:
                sent.append(_taken(ask("POST", f"{number}/messages", line, _addressed(message, said))))
            except OutsideFailed as failure:
                if sent:
                    raise failed("unknown", "whatsapp.half_said", failure.status) from failure
                raise
        return Sent(sent[0], tuple(sent[1:]))

    def listen(self, url: str, line: Line) -> None:
        """Our app is told of the account, and of this number here; told again it changes nothing."""
        token = line.secrets["verify_token"].reveal()
        override = {"override_callback_uri": url, "verify_token": token}
        ask("POST", f"{line.settings['account_id']}/subscribed_apps", line, override, repeatable=True)
        asked = {"webhook_configuration": override}
        ask("POST", line.settings["phone_number_id"], line, asked, repeatable=True)

    def health(self, url: str, line: Line) -> Health:
        """Where it posts what comes to our number, and what it thinks of the number."""
        told = ask("GET", f"{line.settings['phone_number_id']}?fields=webhook_configuration,quality_rating", line)
        hooks = told.get("webhook_configuration")
        places = [words_of(hooks, name, 2_000) for name in _OVERRIDES] if isinstance(hooks, dict) else []
        listens = next((one for one in places if one), "") == url
        return Health(listens, trouble="whatsapp.spam" if told.get("quality_rating") == "RED" else "")

    def show_read(self, address: str, message: str, line: Line) -> None:
        """Two blue marks at this message and all before it."""
        asked = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
        ask("POST", f"{line.settings['phone_number_id']}/messages", line, asked, repeatable=True)

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """The address that lives for five minutes, and what lies there."""
        told = ask("GET", f"{quote(file.ref, safe='')}?phone_number_id={line.settings['phone_number_id']}", line)
        return fetch(words_of(told, "url", 4_000), most, line)


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return WhatsappCloud()


def _receiver(address: str) -> dict[str, str]:
    if _NUMBER.fullmatch(address):
        return {"to": address}
    if not _PERSON.fullmatch(address):
        raise ValueError("a person of WhatsApp is a number of 7 to 15 digits or a user id")
    return {"recipient": address}


def _addressed(message: Outgoing, said: dict[str, object]) -> dict[str, object]:
    told: dict[str, object] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    told |= _receiver(message.address) | said
    if message.answers:
        told["context"] = {"message_id": message.answers}
    if message.key:
        told["biz_opaque_callback_data"] = message.key
    return told


def _taken(told: Told) -> str:
    """The id of the message that was taken. Raises OutsideFailed: without one it may have been said."""
    messages = parts_of(told, "messages")
    identity = words_of(messages[0], "id", 120) if messages else ""
    if not identity:
        raise failed("unknown", "whatsapp.unreadable", 200)
    return identity
