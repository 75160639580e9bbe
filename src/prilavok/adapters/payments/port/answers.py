"""Answers of JSON as adapters of payments read them: what cannot be read is empty, and a refusal has its family.

What is the same for every provider whose words are signed by Standard Webhooks is here too: an adapter that says
another thing says it in its own folder.
"""

import json
from collections.abc import Callable, Mapping
from typing import Literal

from prilavok.adapters.payments.port import Charged, Line, Refunded, Told, Unreadable
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.http import Answer
from prilavok.kit.http.signed import is_signed
from prilavok.kit.secrets import Secret

_WITHIN_MS = 6_000
_FAILURES = frozenset(range(400, 600))
_BACK: Mapping[str, Literal["done", "refused", "pending"]] = {
    "refunded": "done",
    "declined": "refused",
    "pending": "pending",
}


def object_of(body: bytes) -> dict[str, object]:
    """The JSON object; empty where it is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def code_of(answer: Answer) -> str:
    """The code of `{"error": {"code": ...}}`; "" where there is none."""
    error = object_of(answer.body).get("error")
    return str(error.get("code", "")) if isinstance(error, dict) else ""


def failed(outcome: Outcome, code: str, sentence: str, answer: Answer) -> OutsideFailed:
    """What a provider answered, with how long it asks to be left alone."""
    wait = answer.headers.get("retry-after", "")
    seconds = int(wait[:5]) if wait.isascii() and wait.isdigit() else None
    return OutsideFailed(outcome, code, sentence, status=answer.status, retry_after=seconds)


def spoken(line: Line, method: str, path: str, body: object = None, *, key: str = "") -> Answer:
    """The answer to a call that our key lets in, a refusal too. key: names what is asked for; it is done once."""
    headers = {"authorization": f"Bearer {line.secrets['key'].reveal()}"} | ({"idempotency-key": key} if key else {})
    return line.speak(
        method, f"{line.base_url}/{path}", within_ms=_WITHIN_MS, headers=headers, json=body, also=_FAILURES
    )


def head_of(told: Mapping[str, object], noun: str, key: str) -> tuple[str, int, str] | None:
    """The provider's name of what it tells, its amount and currency; None where it is unreadable or of another key."""
    name, amount, currency = (told.get(one) for one in (noun, "amount", "currency"))
    if told.get("key") != key or not isinstance(name, str) or not isinstance(currency, str) or type(amount) is not int:
        return None
    return name[:120], amount, currency


def reason_of(told: Mapping[str, object]) -> str:
    """Why it was declined; "" where it does not say."""
    because = told.get("declined_because")
    return because[:40] if isinstance(because, str) else ""


def refund_of(answer: Answer, key: str) -> Refunded | None:
    """The refund as told; None where it cannot be read, or is of another key: that says nothing of what happened."""
    told = object_of(answer.body)
    head, state = head_of(told, "refund", key), _BACK.get(str(told.get("state")))
    return None if head is None or state is None else Refunded(state, *head, reason_of(told))


def sent_by_them(headers: Mapping[str, str], body: bytes, secrets: Mapping[str, Secret], now: float) -> bool:
    """Whether it is signed by Standard Webhooks with the secret we gave when we asked to be told."""
    secret = secrets["webhook_secret"].reveal() if "webhook_secret" in secrets else ""
    return is_signed(headers, body, secret, now=now)


def hook_key(headers: Mapping[str, str]) -> str:
    """A repeat carries the id of the first, stamped and signed anew."""
    return f"hook:{headers['webhook-id']}"


def told_of(
    body: bytes, readers: Mapping[str, Callable[[Answer, str], Charged | Refunded]], *, unfit: str
) -> Told:  # fmt: skip
    """What a hook tells, by the noun of its type. Raises Unreadable: `unfit` for a shape that nobody promised."""
    whole = object_of(body)
    data, noun = whole.get("data"), str(whole.get("type")).partition(".")[0]
    if not isinstance(data, dict) or noun not in readers or not isinstance(data.get("key"), str):
        raise Unreadable(unfit)
    try:
        return Told(data["key"], readers[noun](Answer(200, {}, json.dumps(data).encode()), data["key"]))
    except OutsideFailed as failure:
        raise Unreadable(failure.code) from None
