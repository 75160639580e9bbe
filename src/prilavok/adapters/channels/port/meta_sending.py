"""One call of Meta's Graph API: how it is asked, what its refusals mean, and files fetched from where they lie.

Source: developers.facebook.com/docs/messenger-platform/error-codes, /docs/graph-api/guides/error-handling,
/docs/graph-api/overview/rate-limiting and /docs/graph-api/reference/page/messages.
"""

from urllib.parse import urljoin, urlsplit

from prilavok.adapters.channels.port.incoming import Unreadable
from prilavok.adapters.channels.port.outgoing import Line
from prilavok.adapters.channels.port.taking import Told, ask, object_of, wait_of
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer

VERSION = "v25.0"
_WITHIN_MS, _FETCH_WITHIN_MS = 10_000, 30_000
#: a file of 25 MB takes its time to go out
_UPLOAD_WITHIN_MS = 60_000
_ANY = frozenset(range(300, 600)) - {304}
#: where files of Messenger and Instagram lie; they may send on to another of these
_KEPT_AT = (".fbcdn.net", ".fbsbx.com", ".cdninstagram.com")
_MOST_SENT_ON = 3
_LONGEST_WAIT = 86_400  # seconds

#: error_subcode: what nothing else in the answer tells as surely
_SUBCODES = {
    2018278: "meta.window",
    2018065: "meta.window",
    2534022: "meta.window",
    1545041: "meta.unavailable",
    2018108: "meta.unavailable",
    2018001: "meta.nobody",
    2534014: "meta.nobody",
    2018276: "meta.permission",
    2018047: "meta.file",
    2018008: "meta.file",
    2018294: "meta.file",
    # "The messages are all sent successfully, but the endpoint returns an error."
    1357046: "meta.unreadable",
}
_CODES = {
    **dict.fromkeys((4, 17, 32, 613), "meta.too_fast"),
    **dict.fromkeys((1, 2, 1200), "meta.down"),
    **dict.fromkeys((102, 190), "meta.token"),
    **dict.fromkeys((3, 10, *range(200, 300)), "meta.permission"),
    **dict.fromkeys((368, 2022), "meta.stopped"),
    551: "meta.unavailable",
}
_OUTCOMES: dict[str, Outcome] = {"meta.too_fast": "temporary", "meta.down": "temporary", "meta.unreadable": "unknown"}


def call(
    line: Line,
    method: str,
    path: str,
    asked: object = None,
    *,
    bearer: str = "",
    form: tuple[str, bytes] | None = None,
    repeatable: bool | None = None,
) -> Told:
    """What Meta answers. form: content type and body in place of JSON. Raises OutsideFailed.

    bearer: who asks; by default the login of the connection.
    """
    headers = {"authorization": f"Bearer {bearer or line.secrets['token'].reveal()}"}
    if form is not None:
        headers["content-type"] = form[0]
    return ask(
        line,
        method,
        f"{line.base_url}/{VERSION}/{path}",
        _refusal,
        headers=headers,
        asked=asked,
        content=form[1] if form is not None else None,
        repeatable=repeatable,
        within_ms=_UPLOAD_WITHIN_MS if form is not None else _WITHIN_MS,
    )


def say(line: Line, account: str, asked: Told) -> str:
    """Send one message; the id it got. Raises OutsideFailed."""
    identity = call(line, "POST", f"{account}/messages", asked).get("message_id")
    if not isinstance(identity, str) or not identity:
        raise failed("unknown", "meta.unreadable")
    return identity


def fetch(line: Line, address: str, most: int) -> bytes:
    """What lies at an address that Meta told, asked for without our login. Raises OutsideFailed."""
    for _time in range(_MOST_SENT_ON):
        if not _is_theirs(address, line.base_url):
            raise failed("final", "meta.elsewhere")
        answer = line.speak("GET", address, within_ms=_FETCH_WITHIN_MS, most_bytes=most, also=_ANY, public_only=True)
        if answer.status < 300:
            return answer.body
        if answer.status >= 400:
            break
        address = _sent_on(address, answer.headers.get("location", ""))
    passing = answer.status == 429 or answer.status >= 500
    raise failed("temporary" if passing else "final", "meta.down" if passing else "meta.gone", answer.status)


def failed(outcome: Outcome, code: str, status: int | None = None, retry_after: int | None = None) -> OutsideFailed:
    """A failure in our words."""
    return OutsideFailed(outcome, code, _SENTENCES[code], status=status, retry_after=retry_after)


def _refusal(answer: Answer, told: Told) -> OutsideFailed | None:
    error = told.get("error")
    error = error if isinstance(error, dict) else {}
    if answer.status < 300 and not error:
        return None
    code = _judged(answer.status, error)
    wait = _wait(answer) if code == "meta.too_fast" else None
    return failed(_OUTCOMES.get(code, "final"), code, answer.status, wait)


def _judged(status: int, error: Told) -> str:
    number, more = _number(error, "code"), _number(error, "error_subcode")
    named = _SUBCODES.get(more) or _CODES.get(number)
    if named is None and status == 429:
        return "meta.too_fast"
    if named is None and (error.get("is_transient") is True or status >= 500):
        return "meta.down"
    return named or ("meta.token" if status == 401 else "meta.refused")


def _number(error: Told, name: str) -> int:
    value = error.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _wait(answer: Answer) -> int | None:
    """The seconds it asks for: by the common header, or the minutes of its own."""
    try:
        told = object_of(answer.headers.get("x-business-use-case-usage", "").encode())
    except Unreadable:
        told = {}
    uses = [use for one in told.values() if isinstance(one, list) for use in one if isinstance(use, dict)]
    minutes = max((_number(use, "estimated_time_to_regain_access") for use in uses), default=0)
    return wait_of(answer) or (min(minutes * 60, _LONGEST_WAIT) if minutes > 0 else None)


def _sent_on(address: str, place: str) -> str:
    """Where a file lies now; "" where what was said is no address."""
    try:
        return urljoin(address, place)
    except ValueError:
        return ""


def _is_theirs(address: str, ours: str) -> bool:
    """Whether it leads to where Meta keeps files, or to the address that stands in for Meta here."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return address.startswith(f"{ours}/") or (
        parts.scheme == "https" and port in {None, 443} and "@" not in parts.netloc and host.endswith(_KEPT_AT)
    )


_SENTENCES = {
    "meta.window": _("This person wrote too long ago: Meta lets us answer for a day, a person of ours for a week."),
    "meta.unavailable": _("This person does not take messages from us."),
    "meta.nobody": _("Meta knows nobody of this number who has written to us."),
    "meta.file": _("Meta could not take this file."),
    "meta.too_fast": _("Meta asks us to write more slowly."),
    "meta.down": _("Meta is out of order at the moment."),
    "meta.token": _("Meta does not know our login any more: it must be given anew."),
    "meta.permission": _("Meta has not permitted our program to do this."),
    "meta.stopped": _("Meta has stopped us from writing for breaking its rules."),
    "meta.refused": _("Meta refused this."),
    "meta.unreadable": _("Meta answered with something unreadable."),
    "meta.elsewhere": _("This file lies elsewhere than where Meta keeps files."),
    "meta.gone": _("Meta does not give out this file any more."),
}
