"""Parameters of the Bot API as they come, and keyboards and text as the document allows them.

Source: core.telegram.org/bots/api, sections Making requests, ReplyKeyboardMarkup, InlineKeyboardMarkup, sendMessage;
the words of errors as the real server gives them (they are not promised by the document).
"""

import json
import re
from typing import Any

import msgspec

from prilavok.sandboxes.telegram.memory import Json

LONGEST_TEXT = 4096
_MOST_BUTTONS = 300
_MOST_ENTITIES = 100
_LONGEST_MARKUP = 10_000  # characters of its JSON
_COMMAND = re.compile(r"(?:^|(?<=\s))/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?")
_LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")


class Refusal(Exception):
    """An answer with ok false. retry_after: seconds, with 429."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad(words: str) -> Refusal:
    """400 with the usual beginning."""
    return Refusal(400, f"Bad Request: {words}")


def number(asked: Json, name: str, default: int, least: int, most: int) -> int:
    """A whole number, pressed into its bounds as the real server does; text of digits counts."""
    try:
        return max(least, min(most, int(asked.get(name, default))))
    except (TypeError, ValueError, OverflowError):
        return default


def flag(asked: Json, name: str) -> bool:
    return str(asked.get(name, "")).lower() in {"true", "1", "yes"}


def structure(asked: Json, name: str) -> Any:
    """A JSON-serialised parameter; a body of JSON may hold it unserialised. Raises Refusal."""
    value = asked.get(name)
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value) if value else None
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise bad(f"can't parse {name} JSON object") from None


def text_of(asked: Json) -> str:
    """The text of a message, 1 to 4096 characters, trimmed as the real server trims. Raises Refusal."""
    text = asked.get("text")
    if not isinstance(text, str) or text == "":
        raise bad("message text is empty")
    if not text.strip():
        raise bad("text must be non-empty")
    if len(text.strip()) > LONGEST_TEXT:
        raise bad("message is too long")
    if asked.get("parse_mode"):
        raise bad("unsupported parse_mode")  # the sandbox takes plain text and ready entities only
    return text.strip()


def entities(text: str) -> list[Json]:
    """Commands and links as the server marks them; offsets in UTF-16 units."""
    found = [("bot_command", one) for one in _COMMAND.finditer(text)] + [("url", one) for one in _LINK.finditer(text)]
    return sorted(
        ({"type": kind, "offset": _units(text[: one.start()]), "length": _units(one.group())} for kind, one in found),
        key=lambda entity: int(str(entity["offset"])),
    )


def reply_markup(asked: Json) -> Json | None:
    """A keyboard, checked. Raises Refusal."""
    markup = structure(asked, "reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if len(json.dumps(markup)) > _LONGEST_MARKUP:
        raise bad("reply markup is too long")
    if "inline_keyboard" in markup:
        return {"inline_keyboard": [[_inline(one) for one in row] for row in _rows(markup, "inline_keyboard")]}
    if "keyboard" in markup:
        return markup | {"keyboard": [[_plain(one) for one in row] for row in _rows(markup, "keyboard")]}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad("can't parse reply keyboard markup JSON object")


def given_entities(asked: Json) -> list[Json]:
    """Ready entities of a text, [] when none are given. Raises Refusal."""
    told = structure(asked, "entities") or []
    fits = isinstance(told, list) and len(told) <= _MOST_ENTITIES
    if not fits or not all(isinstance(one, dict) and {"type", "offset", "length"} <= set(one) for one in told):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    return list(told)


def _rows(markup: Json, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(
            f'field "{name}" of the {"InlineKeyboardMarkup" if "inline" in name else "ReplyKeyboardMarkup"}'
            " must be an Array of Arrays"
        )
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad("reply markup is too long")
    return [row for row in rows if row]


def _inline(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise bad('can\'t parse inline keyboard button: field "text" must be of type String')
    kinds = [name for name in ("callback_data", "url", "web_app", "copy_text") if name in button]
    if len(kinds) != 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if kinds == ["callback_data"] and not (isinstance(data, str) and 1 <= len(data.encode()) <= 64):
        raise bad("BUTTON_DATA_INVALID")
    if kinds == ["url"] and not re.match(r"(https?|tg)://\S+$", str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return button


def _plain(button: Any) -> Json:
    made = {"text": button} if isinstance(button, str) else button
    if not isinstance(made, dict) or not isinstance(made.get("text"), str) or not made["text"]:
        raise bad('can\'t parse keyboard button: field "text" must be of type String')
    return made


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
