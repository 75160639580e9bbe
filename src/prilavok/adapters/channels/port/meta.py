"""What Messenger and Instagram do alike: proof and greeting, reading, sending, signs of a writer, fetching of files."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from urllib.parse import quote

from prilavok.adapters.channels.port.channel import Plain, Posted
from prilavok.adapters.channels.port.incoming import Attached, Incoming
from prilavok.adapters.channels.port.meta_reading import OURS, kept_id, read_messaging
from prilavok.adapters.channels.port.meta_sending import call, failed, fetch, say
from prilavok.adapters.channels.port.outgoing import Button, File, Health, Line, Means, Outgoing, Sent
from prilavok.adapters.channels.port.saying import file_form, refuse_unfit
from prilavok.adapters.channels.port.taking import Told, digest_key, greet_subscription, signed_raw
from prilavok.kit.errors import OutsideFailed

#: button template: its words and how many buttons it takes
_TEMPLATE_TEXT, _TEMPLATE_BUTTONS = 640, 3
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PERSON = re.compile(r"[0-9]{1,32}")
_FILES = ("image", "video", "audio")


class MetaMessaging(Plain, ABC):
    """One account of a business on Meta that people write to. ours: the object of its posts; account: its setting."""

    name: str
    channel: str
    can: frozenset[str]
    means: Means
    live_url: str
    sandbox = "messenger"
    taken = b""
    ours: str
    account: str
    #: Messenger gives back with an echo what we sent along; so we know our own
    marks = False

    @abstractmethod
    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str: ...

    @abstractmethod
    def listen(self, url: str, line: Line) -> None: ...

    @abstractmethod
    def health(self, url: str, line: Line) -> Health: ...

    def greet(self, posted: Posted) -> bytes | None:
        """Meta asks once whether the address is ours, by a word that we told it."""
        return greet_subscription(posted, "verify_token")

    def verify(self, posted: Posted) -> bool:
        """Whether the raw body is signed with the secret of our program."""
        return signed_raw(posted, "x-hub-signature-256", "app_secret", "sha256=")

    def key_of(self, body: bytes) -> str:
        """A call has no name of its own: what it tells has."""
        return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """All that a call tells."""
        return read_messaging(body, self.ours)

    def send(self, message: Outgoing, line: Line) -> Sent:
        """Files first, each a message of its own, then the words. It takes no key, so no answer means unknown."""
        refuse_unfit(message, self)
        person, words = _person(message.address), self._words(message)
        kept = [self._upload(file, line) for file in message.files]
        parts = [*kept, *([words] if words else [])]
        if self.marks and message.key:
            parts = [part | {"metadata": OURS + message.key} for part in parts]
        said: list[str] = []
        for part in parts:
            try:
                said.append(self._say(part, person, message, line))
            except OutsideFailed as failure:
                # A part of it stands in the chat already: sent again it would stand there twice.
                raise (failed("unknown", failure.code, failure.status) if said else failure) from failure
        named = [kept_id(one) for one in said]
        return Sent(named[0], tuple(named[1:]))

    def _say(self, part: Told, person: str, message: Outgoing, line: Line) -> str:
        asked: Told = {"recipient": {"id": person}, "messaging_type": "RESPONSE", "message": part}
        if message.answers and not message.answers.startswith("sha256:"):
            asked["reply_to"] = {"mid": message.answers}
        try:
            return say(line, self._account(line.settings), asked)
        except OutsideFailed as failure:
            if failure.code != "meta.window" or not message.human:
                raise
        # Refused for the day that has passed; people of ours may answer for a week.
        late = asked | {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        return say(line, self._account(line.settings), late)

    def _words(self, message: Outgoing) -> Told:
        """The message of the words and buttons; empty where there are none. Raises ValueError."""
        links = [one for one in message.buttons if one.url]
        template = 0 < len(message.text) <= _TEMPLATE_TEXT and len(message.buttons) <= _TEMPLATE_BUTTONS
        if links and template:
            buttons = [_button(one) for one in message.buttons]
            payload = {"template_type": "button", "text": message.text, "buttons": buttons}
            return {"attachment": {"type": "template", "payload": payload}}
        # What a template does not take stands in the words, where it can be pressed as well.
        text = "\n".join([*filter(None, [message.text]), *(f"{one.text}: {one.url}" for one in links)])
        presses = [one for one in message.buttons if one.press]
        too_long = len(text) > self.means.text or len(text.encode()) > (self.means.text_bytes or 4 * self.means.text)
        if too_long or (presses and not text.strip()):
            raise ValueError(f"{self.name} takes buttons under words, and {self.means.text} characters with the links")
        replies = [{"content_type": "text", "title": one.text, "payload": one.press} for one in presses]
        return ({"text": text} if text.strip() else {}) | ({"quick_replies": replies} if replies else {})

    def _upload(self, file: File, line: Line) -> Told:
        """Have Meta keep the file; nothing is said by that, so it may be done twice."""
        kind = file.mime.partition("/")[0]
        kind = kind if kind in _FILES else "file"
        asked = f'{{"attachment":{{"type":"{kind}","payload":{{"is_reusable":true}}}}}}'
        form = file_form("filedata", file, {"message": asked})
        path = f"{self._account(line.settings)}/message_attachments"
        identity = call(line, "POST", path, form=form, repeatable=True).get("attachment_id")
        if not isinstance(identity, str) or not identity:
            raise failed("temporary", "meta.file")
        return {"attachment": {"type": kind, "payload": {"attachment_id": identity}}}

    def show_typing(self, address: str, line: Line) -> None:
        """sender_action typing_on: shown till the message comes, for some 20 seconds."""
        self._act("typing_on", address, line)

    def show_read(self, address: str, message: str, line: Line) -> None:
        """sender_action mark_seen: all they wrote till now was read; Meta does not ask which message."""
        self._act("mark_seen", address, line)

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """The file at the address that came with it; it ends after some days."""
        return fetch(line, file.ref, most)

    def _act(self, action: str, address: str, line: Line) -> None:
        asked = {"recipient": {"id": _person(address)}, "sender_action": action}
        call(line, "POST", f"{self._account(line.settings)}/messages", asked)

    def _account(self, settings: Mapping[str, str]) -> str:
        return quote(settings[self.account], safe="")


def link_by(live: str, sandbox_url: str, place: str, who: str, token: str) -> str:
    """A link that opens a chat with a token: https://<live>/<place>, in the sandbox the same under its own address."""
    if not _TOKEN.fullmatch(token) or not who:
        raise ValueError("a start link needs an account and a token of 1 to 64 letters, digits, _ and -")
    return f"{f'{sandbox_url}/{live}' if sandbox_url else f'https://{live}'}/{place}{quote(who, safe='')}?ref={token}"


def _person(address: str) -> str:
    if not _PERSON.fullmatch(address):
        raise ValueError("a person of Meta is a number")
    return address


def _button(one: Button) -> Told:
    if one.url:
        return {"type": "web_url", "title": one.text, "url": one.url}
    return {"type": "postback", "title": one.text, "payload": one.press}
