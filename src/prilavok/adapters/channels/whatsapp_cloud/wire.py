"""One call of the Graph API as WhatsApp uses it: the token in a header, and every refusal by a name of ours."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from prilavok.adapters.channels.port import File, Line
from prilavok.adapters.channels.port.saying import file_form
from prilavok.adapters.channels.port.taking import Told, wait_of
from prilavok.adapters.channels.port.taking import ask as ask_provider
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer

#: as written in its documents; the provider keeps a version for two years at least
_VERSION = "v24.0"
#: media ids are answered with an address there (Cloud API, Media: Get media URL)
_MEDIA_HOST = "lookaside.fbsbx.com"
_WITHIN_MS, _FILE_WITHIN_MS = 10_000, 60_000
_LONGEST_WAIT = 86_400  # seconds
#: one message to one person in six seconds (Cloud API, Throughput: pair rate limit)
_PAIR_PAUSE = 6

#: Cloud API, Error codes, with those of its section on the Graph API; what is not listed is told by its HTTP status.
_CODES: Mapping[int, str] = {
    **dict.fromkeys((0, 3, 10, 190, 131005, *range(200, 300)), "whatsapp.token"),
    **dict.fromkeys((4, 80007, 130429, 131056, 133016, 131064), "whatsapp.too_fast"),
    131048: "whatsapp.spam",
    **dict.fromkeys((368, 130497, 131031, 131037, 131045, 133010), "whatsapp.locked"),
    **dict.fromkeys((130472, 131021, 131026, 131030), "whatsapp.undeliverable"),
    131047: "whatsapp.window_closed",
    131049: "whatsapp.held_back",
    131050: "whatsapp.stopped",
    **dict.fromkeys((131042, 131044), "whatsapp.unpaid"),
    **dict.fromkeys((131052, 131053), "whatsapp.file"),
    131062: "whatsapp.phone_needed",
    2200: "whatsapp.not_reached",
    **dict.fromkeys((131063, *range(132000, 132100)), "whatsapp.template"),
    **dict.fromkeys((1, 2, 131000, 131016, 131057), "whatsapp.down"),
}
_PASSING = {"whatsapp.too_fast", "whatsapp.down"}


def ask(
    method: str,
    path: str,
    line: Line,
    asked: object = None,
    *,
    file: File | None = None,
    repeatable: bool | None = None,
) -> Told:
    """What a path of the API answers. file: uploaded as a form instead. Raises OutsideFailed."""
    content, headers = None, _authorized(line)
    if file is not None:
        fields = {"messaging_product": "whatsapp", "type": file.mime}
        headers["content-type"], content = file_form("file", file, fields)
    url = f"{line.base_url}/{_VERSION}/{path}"
    return ask_provider(
        line, method, url, _refused, headers=headers, content=content, asked=asked, repeatable=repeatable,
        within_ms=_WITHIN_MS if file is None else _FILE_WITHIN_MS,
    )  # fmt: skip


def fetch(url: str, most: int, line: Line) -> bytes:
    """The bytes at an address that the API named. Raises OutsideFailed.

    Our token goes to the provider's own hosts alone, whatever address was named.
    """
    named, ours = urlsplit(url), urlsplit(line.base_url)
    if (named.scheme, named.netloc) not in {(ours.scheme, ours.netloc), ("https", _MEDIA_HOST)}:
        raise failed("final", "whatsapp.file")
    failures = frozenset(range(300, 600))
    answer = line.speak(
        "GET", url, within_ms=_FILE_WITHIN_MS, most_bytes=most, headers=_authorized(line), also=failures
    )
    if answer.status >= 300:
        # An address lives for five minutes; what is gone from there is gone.
        gone = answer.status in {401, 403, 404, 410}
        raise failed("final", "whatsapp.file", answer.status) if gone else _by_status(answer)
    return answer.body


def code_of(error: object) -> str:
    """Our code of an error as the provider tells it, in an answer or beside a message that failed."""
    number = error.get("code") if isinstance(error, dict) else None
    return _CODES.get(number, "whatsapp.refused") if type(number) is int else "whatsapp.refused"


def failed(outcome: Outcome, code: str, status: int | None = None, wait: int | None = None) -> OutsideFailed:
    """A failure of the provider's in our words."""
    return OutsideFailed(outcome, code, _SENTENCES[code], status=status, retry_after=wait)


def _authorized(line: Line) -> dict[str, str]:
    return {"authorization": f"Bearer {line.secrets['access_token'].reveal()}"}


def _refused(answer: Answer, told: Told) -> OutsideFailed | None:
    error = told.get("error")
    if answer.status < 300 and error is None:
        return None
    code = code_of(error)
    if code == "whatsapp.refused":
        return _by_status(answer)
    pair = isinstance(error, dict) and error.get("code") == 131056
    wait = (wait_of(answer) or _usage_wait(answer) or (_PAIR_PAUSE if pair else None)) if code in _PASSING else None
    return failed("temporary" if code in _PASSING else "final", code, answer.status, wait)


def _by_status(answer: Answer) -> OutsideFailed:
    if answer.status == 429:
        return failed("temporary", "whatsapp.too_fast", 429, wait_of(answer) or _usage_wait(answer))
    if answer.status >= 500:
        return failed("temporary", "whatsapp.down", answer.status)
    return failed("final", "whatsapp.token" if answer.status == 401 else "whatsapp.refused", answer.status)


def _usage_wait(answer: Answer) -> int | None:
    """The longest wait that the usage of the account tells, there in minutes (Graph API, Rate limits)."""
    try:
        told = json.loads(answer.headers.get("x-business-use-case-usage", "{}"))
    except (ValueError, RecursionError):
        return None
    uses = [one for many in told.values() if isinstance(many, list) for one in many] if isinstance(told, dict) else []
    waits = [one.get("estimated_time_to_regain_access") for one in uses if isinstance(one, dict)]
    found = [one for one in waits if isinstance(one, int) and not isinstance(one, bool) and one > 0]
    return min(max(found) * 60, _LONGEST_WAIT) if found else None


_SENTENCES = {
    "whatsapp.token": _("WhatsApp does not let us in: the access token was changed, ran out or may not write."),
    "whatsapp.too_fast": _("WhatsApp asks us to write more slowly."),
    "whatsapp.down": _("WhatsApp is out of order at the moment."),
    "whatsapp.spam": _("WhatsApp holds our number back: too many people blocked it or called it spam."),
    "whatsapp.locked": _("WhatsApp has restricted our account; its settings say why."),
    "whatsapp.undeliverable": _("WhatsApp cannot deliver to this person: no WhatsApp there, or a very old one."),
    "whatsapp.window_closed": _("Over 24 hours have passed since the customer wrote: only a template may be sent."),
    "whatsapp.held_back": _("WhatsApp did not deliver this: the person gets too much advertising already."),
    "whatsapp.stopped": _("This person has stopped advertising from us in WhatsApp."),
    "whatsapp.unpaid": _("WhatsApp did not send this: something is wrong with how the account is paid."),
    "whatsapp.file": _("WhatsApp does not give or take this file."),
    "whatsapp.phone_needed": _("WhatsApp sends this to a phone number only, and this person shows us none."),
    "whatsapp.template": _("WhatsApp refused the template: it is not approved, was changed or is paused."),
    "whatsapp.refused": _("WhatsApp refused this message."),
    "whatsapp.not_reached": _("WhatsApp could not reach our address, or was not known there."),
    "whatsapp.half_said": _("WhatsApp took only a part of this message."),
    "whatsapp.unreadable": _("WhatsApp answered with something unreadable."),
}
