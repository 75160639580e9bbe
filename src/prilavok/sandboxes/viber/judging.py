"""What Viber takes as a message, and what it says of the rest (the document: Send Message, Keyboards, Error codes)."""

from collections.abc import Mapping
from typing import Any

from prilavok.sandboxes.viber.memory import Json

#: Error codes; of 5 and 6 the words of the document's example of a broadcast
WORDS = {
    1: "URL not valid or not HTTPS",
    2: "invalidAuthToken",
    3: "badData",
    4: "missingData",
    5: "Not found",
    6: "Not subscribed",
    10: "webhookNotSet",
    12: "tooManyRequests",
    13: "apiVersionNotSupported",
    14: "incompatibleWithVersion",
}
LONGEST_TEXT = 7_000
_CAPTION, _ADDRESS, _NAME, _TRACKING = 768, 2_000, 28, 4_096
_LARGEST = {"video": 26 * 1024 * 1024, "file": 50 * 1024 * 1024}
_ACTIONS = {"reply", "open-url", "location-picker", "share-phone", "none"}
_MOST_BUTTONS_TEXT = 250
#: types of messages, and what each must have
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "text": ("text",),
    "picture": ("media",),
    "video": ("media", "size"),
    "file": ("media", "size", "file_name"),
    "contact": ("contact",),
    "location": ("location",),
    "url": ("media",),
    "sticker": ("sticker_id",),
    "rich_media": ("rich_media",),
}


class Refusal(Exception):
    """Viber answers with a status that is not nought."""

    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.words = words or WORDS[status]


def judge(asked: Json) -> None:
    """Raises Refusal where Viber itself does not take this message."""
    kind = asked.get("type")
    if kind is None and not isinstance(asked.get("keyboard"), dict):
        raise Refusal(4, "missingData: type")
    if kind is not None and (not isinstance(kind, str) or kind not in _NEEDED):
        raise Refusal(3, "badData: type")
    for name in _NEEDED.get(str(kind), ()):
        if asked.get(name) in (None, ""):
            raise Refusal(4, f"missingData: {name}")
    _judge_sender(asked.get("sender"))
    _short(asked, "text", LONGEST_TEXT if kind != "picture" else _CAPTION)
    _short(asked, "media", _ADDRESS)
    _short(asked, "tracking_data", _TRACKING)
    _judge_parts(str(kind), asked)
    if not isinstance(asked.get("keyboard", {}), dict):
        raise Refusal(3, "badData: keyboard")
    version = asked.get("min_api_version", 1)
    if type(version) is not int or version < 1:
        raise Refusal(3, "badData: min_api_version")
    if kind == "rich_media" and version < 2:
        raise Refusal(14)


def _judge_sender(sender: object) -> None:
    name = sender.get("name") if isinstance(sender, dict) else None
    if name in (None, ""):
        raise Refusal(4, "missingData: sender.name")
    if not isinstance(name, str) or len(name) > _NAME:
        raise Refusal(3, "badData: sender.name")


def _judge_parts(kind: str, asked: Json) -> None:
    size = asked.get("size")
    if kind in _LARGEST and (type(size) is not int or not 0 < size <= _LARGEST[kind]):
        raise Refusal(3, "badData: size")
    if kind in {"picture", "video", "file", "url"} and not str(asked["media"]).startswith(("https://", "http://")):
        raise Refusal(3, "badData: media")
    card, place = asked.get("contact"), asked.get("location")
    if kind == "contact" and not (isinstance(card, dict) and card.get("name") and card.get("phone_number")):
        raise Refusal(3, "badData: contact")
    if kind == "location" and not (isinstance(place, dict) and all(_number(place.get(one)) for one in ("lat", "lon"))):
        raise Refusal(3, "badData: location")
    if kind == "rich_media" and not isinstance(asked["rich_media"], dict):
        raise Refusal(3, "badData: rich_media")


def wrong_on_the_telephone(asked: Json) -> str:
    """Why the person's Viber could not show this; "" where it can. It is told by `failed`, after status 0."""
    version = asked.get("min_api_version", 1)
    for name, part in (("keyboard", asked.get("keyboard")), ("rich_media", asked.get("rich_media"))):
        if part is None:
            continue
        buttons = part.get("Buttons") if isinstance(part, dict) else None
        if part.get("Type") != name or not isinstance(buttons, list) or not buttons:
            return f"{name} is not valid"
        for button in buttons:
            if wrong := _wrong_button(button, name, version):
                return f"{name} is not valid: {wrong}"
    return ""


def _wrong_button(button: Any, where: str, version: int) -> str:
    if not isinstance(button, dict) or not isinstance(button.get("ActionBody"), str):
        return "ActionBody"
    action, text = button.get("ActionType", "reply"), button.get("Text", "")
    if action not in _ACTIONS or (where == "rich_media" and action in {"location-picker", "share-phone"}):
        return "ActionType"
    if action in {"location-picker", "share-phone"} and version < 3:
        return "min_api_version"
    if not isinstance(text, str) or len(text) > _MOST_BUTTONS_TEXT:
        return "Text"
    rows = 2 if where == "keyboard" else 7
    for name, most in (("Columns", 6), ("Rows", rows)):
        if type(button.get(name, 1)) is not int or not 1 <= button.get(name, 1) <= most:
            return name
    return ""


def buttons_of(told: Json | None) -> list[Json]:
    """The buttons of a keyboard or of a rich_media."""
    found = told.get("Buttons") if told else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _short(asked: Json, name: str, most: int) -> None:
    value = asked.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > most):
        raise Refusal(3, f"badData: {name}")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
