"""One call of MAX's bot API: the token in a header, refusals by what their `code` says."""

from collections.abc import Mapping

from prilavok.adapters.channels.port import Line, Unreadable
from prilavok.adapters.channels.port import taking as port
from prilavok.adapters.channels.port.taking import Told, wait_of, words_of
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer

_FETCH_WITHIN_MS = 30_000
_UPLOAD_WITHIN_MS = 60_000
_ANY = frozenset(range(300, 600)) - {304}
#: seen in answers: the person stopped the bot or removed the chat with it
_DENIED = "chat.denied"


def ask(line: Line, method: str, path: str, asked: object = None, *, repeatable: bool | None = None) -> Told:
    """The object that MAX answers. Raises OutsideFailed; 429, 5xx and a file not yet ready are temporary."""
    token = {"Authorization": line.secrets["token"].reveal()}
    return port.ask(line, method, line.base_url + path, failed, headers=token, asked=asked, repeatable=repeatable)


def do(line: Line, path: str, asked: object) -> None:
    """Ask for what is answered by `success` alone. Raises OutsideFailed."""
    if ask(line, "POST", path, asked).get("success") is not True:
        raise unreadable()


def upload(line: Line, url: str, headers: Mapping[str, str], content: bytes) -> Told:
    """Put a file where MAX said. Raises OutsideFailed; nothing is said by it, so it may be done again.

    Another host than that of the API, so it is not told our token.
    """
    answer = line.speak(
        "POST",
        url,
        within_ms=_UPLOAD_WITHIN_MS,
        headers=headers,
        content=content,
        repeatable=True,
        also=_ANY,
        public_only=True,
    )
    return _judged(answer)


def fetch(line: Line, url: str, most: int) -> bytes:
    """The bytes at an address that MAX told. Raises OutsideFailed."""
    answer = line.speak("GET", url, within_ms=_FETCH_WITHIN_MS, most_bytes=most, also=_ANY, public_only=True)
    _judged(answer)
    return answer.body


def unreadable() -> OutsideFailed:
    """It answered, and what that means cannot be told."""
    return _failed("unknown", "max.unreadable")


def failed(answer: Answer, told: Told) -> OutsideFailed | None:
    """What an answer means where it is a refusal: `{"code": ..., "message": ...}`, or `success` that is false."""
    code, status = words_of(told, "code", 100), answer.status
    if status == 429 or code == "too.many.requests":
        return _failed("temporary", "max.too_fast", status, wait_of(answer))
    if status >= 500:
        return _failed("temporary", "max.down", status)
    if status < 300:
        return _failed("final", "max.refused", status) if told.get("success") is False else None
    if code == "attachment.not.ready":
        return _failed("temporary", "max.not_ready", status)
    if status == 401 or code in {"verify.token", "deprecated.token"}:
        return _failed("final", "max.token", status)
    if code == _DENIED or "error.dialog." in words_of(told, "message", 1_000):
        return _failed("final", "max.blocked", status)
    return _failed("final", "max.no_chat" if status == 404 else "max.refused", status)


def _judged(answer: Answer) -> Told:
    try:
        told = port.object_of(answer.body)
    except Unreadable:
        told = {}
    if answer.status >= 300 and (failure := failed(answer, told)) is not None:
        raise failure
    return told


def _failed(outcome: Outcome, code: str, status: int | None = None, retry_after: int | None = None) -> OutsideFailed:
    return OutsideFailed(outcome, code, _SENTENCES[code], status=status, retry_after=retry_after)


_SENTENCES = {
    "max.too_fast": _("MAX asks us to write more slowly."),
    "max.down": _("MAX is out of order at the moment."),
    "max.not_ready": _("MAX is still working on the file that is to be sent."),
    "max.token": _("MAX does not know our bot: its token was changed or is wrong."),
    "max.blocked": _("This person does not let our bot in MAX write to them."),
    "max.no_chat": _("MAX knows no such chat or file."),
    "max.refused": _("MAX refused this."),
    "max.unreadable": _("MAX answered with something unreadable."),
}
