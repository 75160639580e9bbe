"""One call of the Bot API: the token stands in the address, so no address is ever told to anybody."""

import json

from prilavok.adapters.channels.port import Line
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _

_WITHIN_MS = 10_000
_FETCH_WITHIN_MS = 30_000
_SEND_WITHIN_MS = 50_000
_FAILURES = frozenset(range(400, 600))
_LONGEST_WAIT = 86_400  # seconds


def ask(method: str, asked: dict[str, object] | None, line: Line, *, form: tuple[str, bytes] | None = None) -> object:
    """The result of a method. Raises OutsideFailed; 429 and 5xx are temporary, other refusals final.

    form: its content type and its bytes, instead of an object, where a file goes along.
    """
    url = f"{line.base_url}/bot{line.secrets['token'].reveal()}/{method}"
    if form is None:
        answer = line.speak("POST", url, within_ms=_WITHIN_MS, json=asked, also=_FAILURES)
    else:
        kind = {"content-type": form[0]}
        answer = line.speak(
            "POST", url, within_ms=_SEND_WITHIN_MS, headers=kind, content=form[1], repeatable=False, also=_FAILURES
        )
    said = _read(answer.body)
    if answer.status >= 400:
        raise _refused(answer.status, said)
    if said.get("ok") is not True:
        raise _failed("unknown", "telegram.unreadable", answer.status)
    return said.get("result")


def fetch(path: str, most: int, line: Line) -> bytes:
    """The bytes at a path that getFile named. Raises OutsideFailed."""
    url = f"{line.base_url}/file/bot{line.secrets['token'].reveal()}/{path}"
    answer = line.speak("GET", url, within_ms=_FETCH_WITHIN_MS, most_bytes=most, also=_FAILURES)
    if answer.status >= 400:
        raise _refused(answer.status, _read(answer.body))
    return answer.body


def _read(body: bytes) -> dict[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _refused(status: int, said: dict[str, object]) -> OutsideFailed:
    if status == 429:
        told = said.get("parameters")
        wait = told.get("retry_after") if isinstance(told, dict) else None
        seconds = min(wait, _LONGEST_WAIT) if isinstance(wait, int) and wait > 0 else None
        return _failed("temporary", "telegram.too_fast", status, seconds)
    if status >= 500:
        return _failed("temporary", "telegram.down", status)
    if status == 403:
        return _failed("final", "telegram.blocked", status)
    return _failed("final", "telegram.token" if status in {401, 404} else "telegram.refused", status)


def _failed(outcome: Outcome, code: str, status: int, retry_after: int | None = None) -> OutsideFailed:
    return OutsideFailed(outcome, code, _SENTENCES[code], status=status, retry_after=retry_after)


_SENTENCES = {
    "telegram.too_fast": _("Telegram asks us to write more slowly."),
    "telegram.down": _("Telegram is out of order at the moment."),
    "telegram.blocked": _("This person does not let our bot write to them."),
    "telegram.token": _("Telegram does not know our bot: its token was changed or is wrong."),
    "telegram.refused": _("Telegram refused this message."),
    "telegram.unreadable": _("Telegram answered with something unreadable."),
}
