"""Keyboards under messages, checked as VK checks them. Source: dev.vk.com, Bots, Keyboards."""

import json
from collections.abc import Mapping

from prilavok.sandboxes.vk.asked import Refusal, structure
from prilavok.sandboxes.vk.memory import Json

_COLOURS = {"primary", "secondary", "negative", "positive"}
_LABELLED = {"text", "callback", "open_link"}
_MOST = {True: (6, 10), False: (10, 40)}  # inline: rows, buttons
_IN_ROW = 5
_LABEL, _PAYLOAD, _LINK = 40, 255, 2048


def keyboard_of(asked: Mapping[str, str]) -> Json | None:
    """The keyboard that was sent along. Raises Refusal 911."""
    try:
        told = structure(asked, "keyboard")
    except Refusal:
        raise _wrong("is not valid JSON") from None
    if told is None:
        return None
    rows = told.get("buttons") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(rows, list):
        raise _wrong("buttons is required")
    inline, once = told.get("inline", False), told.get("one_time", False)
    if not isinstance(inline, bool) or not isinstance(once, bool) or (inline and once):
        raise _wrong("inline and one_time cannot go together")
    most_rows, most = _MOST[inline]
    if len(rows) > most_rows or sum(len(row) for row in rows if isinstance(row, list)) > most:
        raise _wrong("buttons count is over the limit")
    made = [[_button(one) for one in _row(row)] for row in rows]
    return {"one_time": once, "inline": inline, "buttons": made}


def _row(row: object) -> list[object]:
    if not isinstance(row, list) or not 0 < len(row) <= _IN_ROW:
        raise _wrong(f"a row has 1 to {_IN_ROW} buttons")
    return row


def _button(told: object) -> Json:
    action = told.get("action") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(action, dict):
        raise _wrong("action is required")
    kind, label, payload = action.get("type"), action.get("label"), action.get("payload")
    if kind not in _LABELLED | {"location"}:
        raise _wrong("action type is unknown")
    if kind in _LABELLED and not (isinstance(label, str) and 0 < len(label) <= _LABEL):
        raise _wrong(f"label has 1 to {_LABEL} characters")
    if payload is not None and not _is_json(payload):
        raise _wrong(f"payload is JSON of at most {_PAYLOAD} characters")
    link = action.get("link")
    if kind == "open_link" and not (isinstance(link, str) and link.startswith("http") and len(link) <= _LINK):
        raise _wrong("link is invalid")
    if told.get("color", "secondary") not in _COLOURS or (kind in {"open_link", "location"} and "color" in told):
        raise _wrong("color is invalid")
    return {"action": action} | ({"color": told["color"]} if "color" in told else {})


def _is_json(payload: object) -> bool:
    if not isinstance(payload, str):
        return isinstance(payload, dict) and len(json.dumps(payload, ensure_ascii=False)) <= _PAYLOAD
    try:
        json.loads(payload or "null")
    except (ValueError, RecursionError):
        return False
    return len(payload) <= _PAYLOAD


def payload_of(action: Json) -> str:
    """What a button brings back, as text."""
    payload = action.get("payload")
    return payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False) if payload else ""


def find_button(keyboards: list[Json | None], *, label: str, payload: str) -> Json | None:
    """The first button that says or carries this."""
    for board in keyboards:
        for one in (one for row in (board or {}).get("buttons", []) for one in row):
            action: Json = one["action"]
            if (label and action.get("label") == label) or (payload and payload_of(action) == payload):
                return action
    return None


def _wrong(words: str) -> Refusal:
    return Refusal(911, f"Keyboard format is invalid: {words}")
