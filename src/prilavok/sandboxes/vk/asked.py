"""Parameters of VK's methods as they come, and what is refused with which code.

Source: dev.vk.com, API requests; Errors; the words of code 100 as the real server gives them.
"""

from collections.abc import Mapping

import msgspec

from prilavok.sandboxes.vk.memory import Json
from prilavok.sandboxes.web import Asked, Unreadable, Upload


class Refusal(Exception):
    """An answer with an error. status: of HTTP, 200 but where the provider itself is down."""

    def __init__(self, code: int, words: str, status: int = 200) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.status = status


def missing(words: str) -> Refusal:
    """100 with the usual beginning."""
    return Refusal(100, f"One of the parameters specified was missing or invalid: {words}")


def parameters(asked: Asked) -> dict[str, str]:
    """Query, form, multipart and JSON alike, everything as text; structures as their JSON. Raises Refusal."""
    try:
        given: Json = dict(asked.query) | asked.form()
        if asked.headers.get("content-type", "").startswith("application/json") and asked.body:
            told = asked.json()
            if not isinstance(told, dict):
                raise Unreadable("no object")
            given |= told
    except Unreadable:
        raise Refusal(8, "Invalid request: parameters are unreadable") from None
    return {key: _text(value) for key, value in given.items() if not isinstance(value, Upload) and value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def number(asked: Mapping[str, str], name: str, default: int | None = None) -> int:
    """A whole number of at most 63 bits. Raises Refusal where it is none, or is not there and has no default."""
    text = asked.get(name, "")
    if not text and default is not None:
        return default
    if not text:
        raise missing(f"{name} is undefined")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise missing(f"{name} not integer")
    return int(text)


def numbers(asked: Mapping[str, str], name: str) -> list[int]:
    """Whole numbers between commas. Raises Refusal."""
    return [number({name: one}, name) for one in asked.get(name, "").split(",") if one]


def flag(asked: Mapping[str, str], name: str) -> bool:
    return asked.get(name, "") in {"1", "true", "True"}


def structure(asked: Mapping[str, str], name: str) -> object:
    """A parameter of JSON; None where it is not given. Raises Refusal."""
    text = asked.get(name, "")
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise missing(f"{name} is not valid JSON") from None
