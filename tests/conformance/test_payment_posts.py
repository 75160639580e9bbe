"""What every provider of payments posts to us: read as what it says, taken only where it signed it lately."""

import base64
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook
from tests.conformance.test_payments import (
    FOLDER,
    GARBAGE,
    HIDDEN,
    HOOK_SECRET,
    NAMES,
    NOW,
    Told,
    _answer,
)

from prilavok.adapters.payments.port import (
    Line,
    Unreadable,
    open_provider,
)
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer
from prilavok.kit.http.signed import signature
from prilavok.kit.secrets import Secret


def _hooks() -> list[tuple[str, Path]]:
    return [(name, file) for name in NAMES for file in sorted((FOLDER / name / "examples" / "hook").glob("*.json"))]


def _posted(body: bytes, *, ago: int = 0, secret: str = HOOK_SECRET, name: str = "msg_1") -> dict[str, str]:
    """Headers as Standard Webhooks' own library signs them."""
    at = datetime.fromtimestamp(NOW - ago, UTC)
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": Webhook(secret).sign(name, at, body.decode()),
    }


@pytest.mark.parametrize(("name", "file"), _hooks(), ids=lambda one: getattr(one, "stem", one))
def test_what_is_told_is_read_as_exactly_what_it_says_twice_the_same(name: str, file: Path) -> None:
    example = json.loads(file.read_text("utf-8"))
    for _ in range(2):
        told = open_provider(name).read(json.dumps(example["body"]).encode())
        assert (told.key, asdict(told.said)) == (example["key"], example["said"])


@pytest.mark.parametrize("name", NAMES)
def test_only_what_the_provider_signed_lately_is_taken(name: str) -> None:
    provider, body = open_provider(name), json.dumps({"type": "charge.captured"}).encode()
    secrets, signed = {"webhook_secret": Secret(HOOK_SECRET)}, _posted(body)
    assert "listen" in provider.can and provider.verify(signed, body, secrets, NOW)
    both = signed | {"webhook-signature": f"v1,{'A' * 44} {signed['webhook-signature']}"}
    assert provider.verify(both, body, secrets, NOW)
    other = "whsec_" + base64.b64encode(b"y" * 32).decode()
    for headers, content, opened, now in (
        (signed, body + b" ", secrets, NOW),
        (signed | {"webhook-id": "msg_2"}, body, secrets, NOW),
        (signed | {"webhook-timestamp": str(int(NOW) + 1)}, body, secrets, NOW),
        (_posted(body, ago=301), body, secrets, NOW),
        (_posted(body, ago=-301), body, secrets, NOW),
        (_posted(body, secret=other), body, secrets, NOW),
        (signed, body, {}, NOW),
        (signed, body, {"webhook_secret": Secret("whsec_")}, NOW),
        ({}, body, secrets, NOW),
        *[(signed | {one: bad}, body, secrets, NOW) for one in signed for bad in ("", "\xff", "9" * 400, "v1,", "v1")],
    ):
        assert not provider.verify(headers, content, opened, now)
    for weak in (b"", b"short"):  # anybody could sign with it
        forged = signed | {"webhook-signature": signature(weak, "msg_1", int(NOW), body)}
        kept = {"webhook_secret": Secret("whsec_" + base64.b64encode(weak).decode())}
        assert not provider.verify(forged, body, {}, NOW) and not provider.verify(forged, body, kept, NOW)
    assert 0 < len(provider.key_of(_posted(body, name="m" * 160), body)) <= 200
    assert provider.key_of(signed, body) == provider.key_of(_posted(body, ago=20), body)
    assert provider.key_of(signed, body) != provider.key_of(_posted(body, name="msg_2"), body)


@pytest.mark.parametrize(
    "garbage", [*GARBAGE, b'{"type": "charge.captured", "data": {"key": "1"}}'], ids=range(len(GARBAGE) + 1)
)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_unreadably_is_set_aside(name: str, garbage: bytes) -> None:
    with pytest.raises(Unreadable):
        open_provider(name).read(garbage)


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_to_be_told_at_our_address_with_our_secret(name: str) -> None:
    told = Told(Answer(204, {}, b""), _answer(400, {}))
    line = Line("http://127.0.0.1:1", {"key": Secret(HIDDEN), "webhook_secret": Secret(HOOK_SECRET)}, told)
    open_provider(name).listen("http://127.0.0.1:8000/hooks/card", line)
    [(_how, url, headers, body)] = told.asked
    assert body == {"url": "http://127.0.0.1:8000/hooks/card", "secret": HOOK_SECRET}
    assert HIDDEN in json.dumps(headers) and HOOK_SECRET not in url + json.dumps(headers)
    with pytest.raises(OutsideFailed) as failure:
        open_provider(name).listen("http://127.0.0.1:8000/hooks/card", line)
    assert failure.value.outcome == "final"
