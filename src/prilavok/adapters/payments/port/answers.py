"""Answers of JSON as adapters of payments read them: what cannot be read is empty, and a refusal has its family."""

import json

from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.http import Answer


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
