"""What a message to a person may hold: text, quick replies, buttons and templates, with the limits of the documents."""

from collections.abc import Mapping
from typing import Any

from prilavok.sandboxes.messenger.memory import Json, Kind
from prilavok.sandboxes.messenger.refusal import unfit

LONGEST_TEXT = 2000  # characters of Messenger
MOST_BYTES = 1000  # of a text of Instagram
_QUICK_REPLIES, _BUTTONS, _ELEMENTS = 13, 3, 10
_TITLE, _PAYLOAD, _BUTTON_TEXT, _ELEMENT_TITLE = 20, 1000, 640, 80
_REPLIES = ("text", "user_phone_number", "user_email")
MEDIA = {"image", "audio", "video", "file"}


def text_of(message: Mapping[str, Any], kind: Kind) -> str:
    """The text; "" where there is none. Raises Refusal."""
    if "text" not in message:
        return ""
    text = message["text"]
    if not isinstance(text, str) or not text.strip():
        raise unfit("param message[text] must be a non-empty string.")
    if kind == "instagram" and len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise unfit(f"Length of param message[text] must be less than or equal to {MOST_BYTES}")
    if len(text) > LONGEST_TEXT:
        raise unfit(f"Length of param message[text] must be less than or equal to {LONGEST_TEXT}")
    return text


def quick_replies_of(message: Mapping[str, Any]) -> list[Json]:
    """The quick replies; a title that is too long is cut, as the platform does. Raises Refusal."""
    wanted = message.get("quick_replies", [])
    if not isinstance(wanted, list) or len(wanted) > _QUICK_REPLIES:
        raise unfit(f"param message[quick_replies] must be an array of at most {_QUICK_REPLIES} elements.")
    return [_quick_reply(one) for one in wanted]


def _quick_reply(told: Any) -> Json:
    kind = told.get("content_type") if isinstance(told, dict) else None
    if kind not in _REPLIES:
        raise unfit("param message[quick_replies][content_type] must be one of {TEXT, USER_PHONE_NUMBER, USER_EMAIL}.")
    if kind != "text":
        return {"content_type": kind}
    return {"content_type": kind, "title": _text(told, "title")[:_TITLE], "payload": _text(told, "payload", _PAYLOAD)}


def template_of(payload: Mapping[str, Any]) -> Json:
    """A template of buttons or of cards. Raises Refusal."""
    kind = payload.get("template_type")
    if kind == "button":
        text = _text(payload, "text", _BUTTON_TEXT)
        return {"template_type": kind, "text": text, "buttons": _buttons(payload, least=1)}
    if kind != "generic":
        raise unfit("param message[attachment][payload][template_type] is not offered here.")
    elements = payload.get("elements")
    if not isinstance(elements, list) or not 0 < len(elements) <= _ELEMENTS:
        raise unfit(f"param elements must be an array of 1 to {_ELEMENTS} elements.")
    return {"template_type": kind, "elements": [_element(one) for one in elements]}


def _element(told: Any) -> Json:
    if not isinstance(told, dict):
        raise unfit("param elements must hold objects.")
    made: Json = {"title": _text(told, "title", _ELEMENT_TITLE), "buttons": _buttons(told, least=0)}
    return made | {name: told[name] for name in ("subtitle", "image_url") if isinstance(told.get(name), str)}


def _buttons(told: Mapping[str, Any], *, least: int) -> list[Json]:
    wanted = told.get("buttons", [])
    if not isinstance(wanted, list) or not least <= len(wanted) <= _BUTTONS:
        raise unfit(f"param buttons must be an array of {least} to {_BUTTONS} elements.")
    return [_button(one) for one in wanted]


def _button(told: Any) -> Json:
    kind = told.get("type") if isinstance(told, dict) else None
    if kind == "web_url":
        return {"type": kind, "title": _text(told, "title")[:_TITLE], "url": _text(told, "url", 2_000)}
    if kind in ("postback", "phone_number"):
        return {"type": kind, "title": _text(told, "title")[:_TITLE], "payload": _text(told, "payload", _PAYLOAD)}
    raise unfit("param buttons[type] must be one of {web_url, postback, phone_number}.")


def _text(told: Mapping[str, Any], name: str, most: int = 0) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise unfit(f"The parameter {name} is required.")
    if most and len(value) > most:
        raise unfit(f"Length of param {name} must be less than or equal to {most}")
    return value
