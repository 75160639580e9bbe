"""Telegram's Bot API translated both ways; what it rests on is named in the manifest."""

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
    Unreadable,
)
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.adapters.channels.port.taking import digest_key, same_secret, words_of
from prilavok.adapters.channels.telegram_bot.files import name_of, send_files
from prilavok.adapters.channels.telegram_bot.updates import read_update, update_of
from prilavok.adapters.channels.telegram_bot.wire import ask, fetch

_SECRET_HEADER = "x-telegram-bot-api-secret-token"
#: Bot API, setWebhook: secret_token
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: deep linking: the start parameter
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_USERNAME = re.compile(r"[A-Za-z0-9_]{3,32}")
_LISTENED = ("message", "edited_message", "callback_query", "my_chat_member")


class TelegramBot(Plain):
    """A bot of ours that people write to in private."""

    name = "telegram_bot"
    channel = "telegram"
    can = frozenset(
        {
            "text", "buttons", "links", "ask_phone", "files", "answer_press", "start_link", "listen", "health",
            "typing", "fetch",
        }
    )  # fmt: skip
    #: sendMessage: text; InlineKeyboardButton: callback_data of 64 bytes; sendDocument: caption, 50 MB. Bots may write
    #: to who wrote to them, for ever; they hear nothing of a message once it is taken.
    means = Means(text=4096, caption=1024, buttons=100, button=64, press=64, file=50_000_000)
    live_url = "https://api.telegram.org"
    sandbox = "telegram"
    taken = b""

    def verify(self, posted: Posted) -> bool:
        """Whether the header carries the secret we gave when we asked to be told."""
        return same_secret(posted, _SECRET_HEADER, "webhook_secret") and bool(
            _SECRET.fullmatch(posted.secrets["webhook_secret"].reveal())
        )

    def key_of(self, body: bytes) -> str:
        """Telegram repeats an update under its update_id until it is answered with 2xx."""
        try:
            return f"update:{update_of(body)['update_id']}"
        except Unreadable:
            return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """The one thing that an update tells."""
        return [read_update(update_of(body))]

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """A t.me link that opens the bot; its Start button sends "/start <token>"."""
        username = str(settings.get("username", ""))
        if not _TOKEN.fullmatch(token) or not _USERNAME.fullmatch(username):
            raise ValueError("a start link needs a username and a token of 1 to 64 letters, digits, _ and -")
        return f"{f'{sandbox_url}/t' if sandbox_url else 'https://t.me'}/{username}?start={token}"

    def send(self, message: Outgoing, line: Line) -> Sent:
        """sendMessage, or a message for each file. It takes no key of ours: what got no answer may have been said."""
        refuse_unfit(message, self)
        chat, markup = _chat(message.address), _markup(message)
        if message.files:
            first, *rest = send_files(chat, message, markup, line)
            return Sent(first, tuple(rest))
        asked: dict[str, object] = {"chat_id": chat, "text": message.text}
        if markup:
            asked["reply_markup"] = markup
        return Sent(name_of(ask("sendMessage", asked, line)))

    def listen(self, url: str, line: Line) -> None:
        """setWebhook; told again it changes nothing."""
        secret = line.secrets["webhook_secret"].reveal()
        asked: dict[str, object] = {"url": url, "secret_token": secret, "allowed_updates": list(_LISTENED)}
        ask("setWebhook", asked, line)

    def health(self, url: str, line: Line) -> Health:
        """getWebhookInfo: whether it posts there, how much waits, and that its last try failed."""
        told = ask("getWebhookInfo", {}, line)
        told = told if isinstance(told, dict) else {}
        waiting = told.get("pending_update_count")
        late = waiting if isinstance(waiting, int) and waiting > 0 else 0
        # The last error is told for ever; it matters while something waits.
        trouble = "telegram.not_reached" if late and told.get("last_error_date") else ""
        return Health(words_of(told, "url") == url, late, trouble)

    def show_typing(self, address: str, line: Line) -> None:
        """sendChatAction: shown for five seconds, or until the message comes."""
        ask("sendChatAction", {"chat_id": _chat(address), "action": "typing"}, line)

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """getFile, and what lies at the path that it names."""
        told = ask("getFile", {"file_id": file.ref}, line)
        path = words_of(told, "file_path", 1_000) if isinstance(told, dict) else ""
        return fetch(quote(path), most, line)

    def answer_press(self, press: str, line: Line) -> None:
        """answerCallbackQuery: until then the button shows that it waits."""
        ask("answerCallbackQuery", {"callback_query_id": press}, line)


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return TelegramBot()


def _chat(address: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,20}", address):
        raise ValueError("a chat of Telegram is a number")
    return int(address)


def _markup(message: Outgoing) -> dict[str, object]:
    """What stands under a message: buttons of it, or one that shares the phone; Telegram takes either, not both."""
    if message.buttons and message.ask_phone:
        raise ValueError("a message has buttons or asks for the phone")
    if message.ask_phone:
        asking = {"text": message.ask_phone, "request_contact": True}
        return {"keyboard": [[asking]], "resize_keyboard": True, "one_time_keyboard": True}
    rows = [
        [{"text": one.text} | ({"url": one.url} if one.url else {"callback_data": one.press})]
        for one in message.buttons
    ]
    return {"inline_keyboard": rows} if rows else {}
