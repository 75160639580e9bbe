"""Telegram's Bot API translated both ways; what it rests on is named in the manifest."""

import hashlib
import hmac
import re
from collections.abc import Mapping

from prilavok.adapters.channels.port import Channel, Incoming, Line, Outgoing, Sent, Unreadable
from prilavok.adapters.channels.telegram_bot.updates import read_update, update_of
from prilavok.adapters.channels.telegram_bot.wire import ask
from prilavok.kit.secrets import Secret

_SECRET_HEADER = "x-telegram-bot-api-secret-token"
#: Bot API, setWebhook: secret_token
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: deep linking: the start parameter
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_USERNAME = re.compile(r"[A-Za-z0-9_]{3,32}")
#: Bot API, InlineKeyboardButton: callback_data, bytes
_LONGEST_PRESS = 64
_LISTENED = ("message", "edited_message", "callback_query", "my_chat_member")


class TelegramBot:
    """A bot of ours that people write to in private."""

    name = "telegram_bot"
    channel = "telegram"
    can = frozenset({"text", "buttons", "ask_phone", "answer_press", "start_link", "listen"})
    live_url = "https://api.telegram.org"
    sandbox = "telegram"

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Mapping[str, Secret]) -> bool:
        """Whether the header carries the secret we gave when we asked to be told; compared in constant time."""
        secret = secrets["webhook_secret"].reveal() if "webhook_secret" in secrets else ""
        given = next((value for name, value in headers.items() if name.lower() == _SECRET_HEADER), "")
        same = hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
        return same and _SECRET.fullmatch(secret) is not None

    def key_of(self, body: bytes) -> str:
        """Telegram repeats an update under its update_id until it is answered with 2xx."""
        try:
            return f"update:{update_of(body)['update_id']}"
        except Unreadable:
            return f"digest:{hashlib.sha256(body).hexdigest()}"

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
        """sendMessage. It takes no key of ours, so what got no answer may have been said."""
        asked: dict[str, object] = {"chat_id": _chat(message.address), "text": message.text}
        if markup := _markup(message):
            asked["reply_markup"] = markup
        result = ask("sendMessage", asked, line)
        identity = result.get("message_id") if isinstance(result, dict) else None
        return Sent(str(identity) if isinstance(identity, int) else "")

    def listen(self, url: str, line: Line) -> None:
        """setWebhook; told again it changes nothing."""
        secret = line.secrets["webhook_secret"].reveal()
        asked: dict[str, object] = {"url": url, "secret_token": secret, "allowed_updates": list(_LISTENED)}
        ask("setWebhook", asked, line)

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
    for button in message.buttons:
        if not 1 <= len(button.press.encode()) <= _LONGEST_PRESS:
            raise ValueError(f"a press carries 1 to {_LONGEST_PRESS} bytes")
    rows = [[{"text": button.text, "callback_data": button.press}] for button in message.buttons]
    return {"inline_keyboard": rows} if rows else {}
