"""MAX's bot API translated both ways; what it rests on is named in the manifest."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from prilavok.adapters.channels.max_bot.sending import say
from prilavok.adapters.channels.max_bot.updates import read_update
from prilavok.adapters.channels.max_bot.wire import ask, do, fetch, unreadable
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
from prilavok.adapters.channels.port.taking import digest_key, parts_of, same_secret, words_of
from prilavok.kit.secrets import Secret

_SECRET_HEADER = "x-max-bot-api-secret"
#: POST /subscriptions: secret
_SECRET = re.compile(r"[A-Za-z0-9_-]{5,256}")
#: deep linking takes more; ours are of 64 everywhere
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_USERNAME = re.compile(r"[A-Za-z0-9_.-]{3,64}")
_CHAT = re.compile(r"-?[0-9]{1,19}")
_USER = re.compile(r"user:([0-9]{1,19})")
_LISTENED = (
    "message_created",
    "message_edited",
    "message_removed",
    "message_callback",
    "bot_started",
    "bot_stopped",
    "dialog_removed",
)
#: VideoUrls: the best that is not larger than a telephone needs, then what else there is
_FILMS = ("mp4_720", "mp4_480", "mp4_360", "mp4_240", "mp4_144", "mp4_1080")
_ROWS = 30


class MaxBot(Plain):
    """A bot of ours that people write to in private."""

    name = "max_bot"
    channel = "max"
    can = frozenset(
        {
            "text", "buttons", "links", "ask_phone", "files", "answers", "answer_press", "start_link", "listen",
            "health", "typing", "read", "fetch",
        }
    )  # fmt: skip
    #: NewMessageBody: text of 4000; Button: text of 128, CallbackButton: payload of 1024; keyboard: 30 rows, and ours
    #: have one button each; POST /uploads: the least of its limits, pictures of 50 MB. Only who started the bot can be
    #: written to, then for ever; there is no update about what became of a message.
    means = Means(text=4000, caption=4000, buttons=_ROWS, button=128, press=1024, file=50_000_000)
    live_url = "https://platform-api2.max.ru"
    sandbox = "max"
    taken = b""

    def verify(self, posted: Posted) -> bool:
        """Whether the header carries the secret we gave when we asked to be told."""
        return same_secret(posted, _SECRET_HEADER, "webhook_secret") and bool(
            _SECRET.fullmatch(posted.secrets["webhook_secret"].reveal())
        )

    def key_of(self, body: bytes) -> str:
        """An update has no id of its own: what it is about and when names it."""
        try:
            return read_update(body).key
        except Unreadable:
            return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """The one thing that an update tells; without the token no phone is anybody's own."""
        return [read_update(body)]

    def read_vouched(self, body: bytes, secrets: Mapping[str, Secret]) -> list[Incoming]:
        """As `read`, and a shared phone is the sender's own where MAX signed it so."""
        return [read_update(body, secrets["token"].reveal() if "token" in secrets else "")]

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """A max.ru link that opens the bot; its Start button sends the token as `payload`."""
        username = str(settings.get("username", ""))
        if not _TOKEN.fullmatch(token) or not _USERNAME.fullmatch(username):
            raise ValueError("a start link needs a username and a token of 1 to 64 letters, digits, _ and -")
        return f"{sandbox_url or 'https://max.ru'}/{username}?start={token}"

    def send(self, message: Outgoing, line: Line) -> Sent:
        """POST /messages. It takes no key of ours, so what got no answer may have been said."""
        refuse_unfit(message, self)
        if len(message.ask_phone) > self.means.button or len(message.buttons) + bool(message.ask_phone) > _ROWS:
            raise ValueError(f"a keyboard of MAX has {_ROWS} rows of {self.means.button} characters at most")
        return say(message, _receiver(message.address), line)

    def listen(self, url: str, line: Line) -> None:
        """POST /subscriptions; told again it changes nothing."""
        secret = line.secrets["webhook_secret"].reveal()
        do(line, "/subscriptions", {"url": url, "update_types": list(_LISTENED), "secret": secret})

    def health(self, url: str, line: Line) -> Health:
        """GET /subscriptions: after eight hours of failures MAX drops ours without a word."""
        told = ask(line, "GET", "/subscriptions")
        if not isinstance(told.get("subscriptions"), list):
            raise unreadable()
        return Health(any(words_of(one, "url") == url for one in parts_of(told, "subscriptions")))

    def answer_press(self, press: str, line: Line) -> None:
        """POST /answers with neither a message nor a notification: the press was taken."""
        do(line, f"/answers?callback_id={quote(press, safe='')}", {})

    def show_typing(self, address: str, line: Line) -> None:
        """POST /chats/{chatId}/actions: typing_on."""
        self._act("typing_on", address, line)

    def show_read(self, address: str, message: str, line: Line) -> None:
        """POST /chats/{chatId}/actions: mark_seen, of all that stands in the dialog."""
        self._act("mark_seen", address, line)

    def _act(self, action: str, address: str, line: Line) -> None:
        receiver = _receiver(address)
        # Of somebody whose message was removed only the person is known, and actions are of a chat: shown to nobody.
        if receiver.startswith("chat_id="):
            do(line, f"/chats/{address}/actions", {"action": action})

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """What lies at the address that came with the message; of a video GET /videos/{token} tells one."""
        if file.ref.startswith(("https://", "http://")):
            return fetch(line, file.ref, most)
        urls = ask(line, "GET", f"/videos/{quote(file.ref, safe='')}").get("urls")
        found = (words_of(urls, one, 4_000) for one in _FILMS) if isinstance(urls, dict) else ()
        url = next(filter(None, found), "")
        if not url:
            raise unreadable()
        return fetch(line, url, most)


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return MaxBot()


def _receiver(address: str) -> str:
    """Whom POST /messages is for: a dialog by its own id, or a person where that is not known."""
    if _CHAT.fullmatch(address):
        return f"chat_id={address}"
    if user := _USER.fullmatch(address):
        return f"user_id={user[1]}"
    raise ValueError("an address of MAX is the number of a chat, or of a user behind user:")
