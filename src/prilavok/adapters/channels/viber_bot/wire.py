"""One call of the REST bot API: a refusal is answered with 200 too, and what it means stands in `status`."""

from urllib.parse import urlsplit

from prilavok.adapters.channels.port import Line
from prilavok.adapters.channels.port.taking import Told, ask, wait_of
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer

_FETCH_WITHIN_MS = 30_000
_FAILURES = frozenset(range(300, 600)) - {304}


def call(method: str, asked: Told, line: Line) -> Told:
    """What the API answers. Raises OutsideFailed."""
    headers = {"X-Viber-Auth-Token": line.secrets["token"].reveal()}
    return ask(line, "POST", f"{line.base_url}/pa/{method}", _failed, headers=headers, asked=asked)


def fetch(url: str, most: int, line: Line) -> bytes:
    """The bytes at an address that a message named; nothing of ours is told to it. Raises OutsideFailed."""
    ours = url.startswith(f"{line.base_url}/")
    if not ours and urlsplit(url).scheme != "https":
        raise _refusal("final", "viber.file", None)
    answer = line.speak("GET", url, within_ms=_FETCH_WITHIN_MS, most_bytes=most, also=_FAILURES, public_only=not ours)
    if answer.status >= 300:
        raise _by_status(answer, "viber.file")
    return answer.body


def _failed(answer: Answer, told: Told) -> OutsideFailed | None:
    if answer.status >= 300:
        return _by_status(answer, "viber.refused")
    status = told.get("status")
    if not isinstance(status, int) or isinstance(status, bool):
        return _refusal("unknown", "viber.unreadable", answer)
    if status == 0:
        return None
    # Beyond the list there is only "other, general error": nothing was done, and it may go better later.
    outcome, code = _STATUSES.get(status, ("temporary", "viber.down"))
    return _refusal(outcome, code, answer)


def _by_status(answer: Answer, otherwise: str) -> OutsideFailed:
    if answer.status == 429:
        return _refusal("temporary", "viber.too_fast", answer)
    if answer.status >= 500:
        return _refusal("temporary", "viber.down", answer)
    return _refusal("final", otherwise, answer)


def _refusal(outcome: Outcome, code: str, answer: Answer | None) -> OutsideFailed:
    if answer is None:
        return OutsideFailed(outcome, code, _SENTENCES[code])
    wait = wait_of(answer) if outcome == "temporary" else None
    return OutsideFailed(outcome, code, _SENTENCES[code], status=answer.status, retry_after=wait)


#: REST bot API, error codes
_STATUSES: dict[int, tuple[Outcome, str]] = {
    1: ("final", "viber.address"),
    2: ("final", "viber.token"),
    3: ("final", "viber.refused"),
    4: ("final", "viber.refused"),
    5: ("final", "viber.nobody"),
    6: ("final", "viber.not_subscribed"),
    7: ("final", "viber.account"),
    8: ("final", "viber.account"),
    9: ("final", "viber.account"),
    10: ("final", "viber.not_listening"),
    11: ("final", "viber.old_device"),
    12: ("temporary", "viber.too_fast"),
    13: ("final", "viber.old_device"),
    14: ("final", "viber.refused"),
    15: ("final", "viber.account"),
    16: ("final", "viber.refused"),
    17: ("final", "viber.refused"),
    18: ("final", "viber.refused"),
    19: ("final", "viber.refused"),
    20: ("final", "viber.refused"),
}

_SENTENCES = {
    "viber.address": _("Viber cannot reach the address we gave it."),
    "viber.token": _("Viber does not know our bot: its token was changed or is wrong."),
    "viber.refused": _("Viber refused this message."),
    "viber.nobody": _("This person is not registered with Viber."),
    "viber.not_subscribed": _("This person has not written to our bot in Viber yet, or does not let it write."),
    "viber.account": _("Viber has blocked or suspended our bot."),
    "viber.not_listening": _("Viber was not told where our bot listens."),
    "viber.old_device": _("This person's Viber is too old for this message."),
    "viber.too_fast": _("Viber asks us to write more slowly."),
    "viber.down": _("Viber is out of order at the moment."),
    "viber.file": _("Viber does not give this file out any more."),
    "viber.unreadable": _("Viber answered with something unreadable."),
}
