"""What a business may say: each kind of message checked as Cloud API checks it, and how a person sees it."""

import re
from collections.abc import Callable

from prilavok.sandboxes.whatsapp.memory import Json, Line, Memory
from prilavok.sandboxes.whatsapp.refusals import Refusal, invalid, missing

_LONGEST = {"text": 4096, "caption": 1024, "body": 1024, "list": 4096, "header": 60, "footer": 60}
MEDIA = ("image", "audio", "video", "document", "sticker")
#: kinds that ask the person for something of theirs, with the name of their only action
_REQUESTS = {("location_request_message", "send_location"), ("request_contact_info", "request_contact_info")}
_LINK = re.compile(r"https?://\S{1,2000}")


def read_content(memory: Memory, line: Line, kind: str, asked: Json) -> Json:
    """The content of a message of this kind as a person sees it. Raises Refusal."""
    if kind in MEDIA:
        return _media(memory, line, kind, part(asked, kind))
    reading = _KINDS.get(kind)
    if reading is None:
        names = ", ".join(sorted([*_KINDS, *MEDIA, "template"])).upper()
        raise invalid(f"Param type must be one of {{{names}}} - got '{kind[:40]}'.")
    return reading(part(asked, kind))


def part(asked: Json, name: str) -> Json:
    """The object in this field. Raises Refusal."""
    found = asked.get(name)
    if found is None:
        raise missing(name)
    if not isinstance(found, dict):
        raise invalid(f"Param {name} must be a JSON object.")
    return found


def rows(asked: Json, name: str, most: int) -> list[Json]:
    """The objects of a list of one to so many. Raises Refusal."""
    found = asked.get(name)
    if not isinstance(found, list) or not 1 <= len(found) <= most or not all(isinstance(one, dict) for one in found):
        raise Refusal(131009, f"Invalid {name} count. Min allowed {name}: 1, Max allowed {name}: {most}")
    return found


def words(asked: Json, name: str, most: int, *, needed: bool = True) -> str:
    """Text of at most so many characters. Raises Refusal."""
    found = asked.get(name)
    if found is None and not needed:
        return ""
    if found is None:
        raise missing(name)
    if not isinstance(found, str) or len(found) > most or (needed and not found.strip()):
        raise invalid(f"Param {name} must be at most {most} characters long and not empty.")
    return found


def _text(told: Json) -> Json:
    return {"body": words(told, "body", _LONGEST["text"])}


def _media(memory: Memory, line: Line, kind: str, told: Json) -> Json:
    if ("id" in told) == ("link" in told):
        raise invalid(f"Either id or link of {kind} is required.")
    shown: Json = {}
    if "id" in told:
        stored = memory.file(str(told["id"]))
        if stored is None or stored.line != line.id:
            raise Refusal(131009, f"Media ID '{str(told['id'])[:60]}' does not exist.")
        shown = {"id": stored.id, "mime_type": stored.mime}
    elif _LINK.fullmatch(str(told["link"])):
        shown = {"link": told["link"]}
    else:
        raise invalid("Param link must be a valid URL.")
    if kind not in {"audio", "sticker"} and "caption" in told:
        shown["caption"] = words(told, "caption", _LONGEST["caption"])
    if kind == "document" and "filename" in told:
        shown["filename"] = words(told, "filename", 240)
    return shown


def _location(told: Json) -> Json:
    for name in ("latitude", "longitude"):
        try:
            value = float(told.get(name, "x"))
        except (TypeError, ValueError):
            raise invalid(f"Param {name} must be a number.") from None
        if not abs(value) <= 180:
            raise Refusal(131009, f"Param {name} is out of range.")
    return {name: told[name] for name in ("latitude", "longitude", "name", "address") if name in told}


def _reaction(told: Json) -> Json:
    emoji = told.get("emoji")
    if not isinstance(emoji, str) or len(emoji) > 16:
        raise invalid("Param emoji must be a string.")
    return {"message_id": words(told, "message_id", 200), "emoji": emoji}


def _interactive(told: Json) -> Json:
    kind, action = told.get("type"), part(told, "action")
    shown: Json = {
        "type": kind,
        "body": words(part(told, "body"), "text", _LONGEST["list" if kind == "list" else "body"]),
    }
    for name in ("header", "footer"):
        if name in told and (name == "footer" or part(told, name).get("type") == "text"):
            shown[name] = words(part(told, name), "text", _LONGEST[name])
    if kind == "button":
        shown["buttons"] = [_button(one) for one in rows(action, "buttons", 3)]
        ids = [one["id"] for one in shown["buttons"]]
    elif kind == "list":
        shown |= {
            "button": words(action, "button", 20),
            "sections": [_section(one) for one in rows(action, "sections", 10)],
        }
        ids = [row["id"] for section in shown["sections"] for row in section["rows"]]
        if len(ids) > 10:
            raise Refusal(131009, "Total row count exceed max allowed count: 10")
    elif kind == "cta_url":
        given = part(action, "parameters")
        link = words(given, "url", 2_000)
        if action.get("name") != "cta_url" or not _LINK.fullmatch(link):
            raise Refusal(131009, "Invalid action of cta_url.")
        shown["link"] = {"text": words(given, "display_text", 20), "url": link}
        ids = []
    elif (kind, action.get("name")) in _REQUESTS:
        ids = []
    else:
        raise Refusal(131009, f"Interactive type '{str(kind)[:40]}' is not supported here.")
    if len(set(ids)) != len(ids):
        raise Refusal(131009, "Duplicated reply id.")
    return shown


def _button(told: Json) -> Json:
    reply = part(told, "reply")
    if told.get("type") != "reply":
        raise Refusal(131009, "Button type must be reply.")
    return {"id": words(reply, "id", 256), "title": words(reply, "title", 20)}


def _section(told: Json) -> Json:
    return {"title": words(told, "title", 24, needed=False), "rows": [_row(one) for one in rows(told, "rows", 10)]}


def _row(told: Json) -> Json:
    shown = {"id": words(told, "id", 200), "title": words(told, "title", 24)}
    about = words(told, "description", 72, needed=False)
    return shown | ({"description": about} if about else {})


_KINDS: dict[str, Callable[[Json], Json]] = {
    "text": _text,
    "location": _location,
    "reaction": _reaction,
    "interactive": _interactive,
}
