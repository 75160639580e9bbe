"""Mobizon's signature, by the words of its document, and what it can be asked."""

import hashlib
import json
from typing import Any

import pytest

from prilavok.adapters.channels.mobizon.adapter import Mobizon
from prilavok.adapters.channels.port import Line, Outgoing, Posted
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

PHONE = "77011234567"


def posted(secret: str | None, signed_with: str, **more: object) -> Posted:
    told: dict[str, object] = {"eventId": 26, "attempt": 2, "eventCreateTs": "2026-01-15 11:42:28"} | more
    told["sign"] = hashlib.sha1(f"26|2|2026-01-15 11:42:28|{signed_with}".encode()).hexdigest()
    secrets = {} if secret is None else {"hook_secret": Secret(secret)}
    return Posted("POST", {}, "", json.dumps(told).encode(), {}, secrets)


def test_the_sign_is_of_event_attempt_instant_and_secret() -> None:
    assert Mobizon().verify(posted("секрет & secret", "секрет & secret"))
    assert Mobizon().verify(posted("s", "s", eventId="26")), "a number in letters is the same number"
    for changed in ({"eventId": 27}, {"attempt": 1}, {"eventCreateTs": "2026-01-15 11:42:29"}, {"attempt": None}):
        assert not Mobizon().verify(posted("s", "s", **changed))


def test_a_webhook_without_a_secret_is_believed_by_nobody() -> None:
    """Mobizon sends no sign then; whoever signs with nothing is a stranger."""
    assert not Mobizon().verify(posted("", "")) and not Mobizon().verify(posted(None, ""))


def test_a_message_without_an_id_cannot_be_asked_about_and_no_sender_is_none() -> None:
    asked: list[dict[str, str]] = []

    def speak(method: str, url: str, **more: Any) -> Answer:
        asked.append(more["form"])
        return Answer(200, {}, b'{"code": 0, "data": {"messageId": 7}, "message": ""}')

    line = Line("http://provider", {"key": Secret("k")}, speak, {})
    with pytest.raises(ValueError, match="number"):
        Mobizon().standing(PHONE, "", "a key of ours", line)
    assert asked == [] and Mobizon().send(Outgoing(PHONE, "x"), line).outside_id == "7"
    assert asked == [{"recipient": PHONE, "text": "x"}]
