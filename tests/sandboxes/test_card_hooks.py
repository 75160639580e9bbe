"""The card terminal tells unasked what became of charges: signed, until it is taken, late, twice and out of order."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook
from tests.sandboxes.sandbox_process import Receiver, Sandbox, receiver, sandbox, stop, until
from tests.sandboxes.test_card_terminal import KEY, ask, charge

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox("card", tmp_path) as made:
        yield made


def listen(terminal: Sandbox, url: str, secret: str = SECRET) -> int:
    return httpx.put(f"{terminal.url}/hook", json={"url": url, "secret": secret}, headers=KEY).status_code


def _told(taker: Receiver) -> list[tuple[str, str]]:
    return [(body["type"], body["data"]["key"]) for _headers, body in taker.came]


def test_each_word_is_signed_and_told_until_it_is_taken(terminal: Sandbox) -> None:
    with receiver() as taker:
        assert listen(terminal, taker.url) == 204
        taker.statuses += [503, 500]
        made = charge(terminal, "one", 10_000).json()
        until(lambda: len(taker.came) == 3)
        assert _told(taker) == [("charge.captured", "one")] * 3
        assert {headers["webhook-id"] for headers, _body in taker.came} == {taker.came[0][0]["webhook-id"]}
        for headers, body in taker.came:
            Webhook(SECRET).verify(json.dumps(body), headers)
            assert body["data"] == made
        back = {"charge": made["charge"], "amount": 4_000, "currency": "KZT"}
        httpx.post(f"{terminal.url}/refunds", json=back, headers=KEY | {"idempotency-key": "back"})
        charge(terminal, "one", 10_000)  # asked again it is no news
        charge(terminal, "late", 10_009)
        until(lambda: len(taker.came) == 6)
        assert _told(taker)[3:] == [
            ("refund.refunded", "back"),
            ("charge.pending", "late"),
            ("charge.declined", "late"),
        ]
        httpx.post(f"{terminal.url}/charges", json={"amount": 100, "currency": "KZT", "order": "1"},
                   headers={"authorization": "Bearer another-shop", "idempotency-key": "other"})  # fmt: skip
        taker.statuses += [410]
        charge(terminal, "gone", 10_000)
        until(lambda: len(taker.came) == 7)
    assert _told(taker)[-1] == ("charge.captured", "gone"), "another's charge is nobody's business"


def test_words_come_twice_late_and_out_of_order_and_some_never(terminal: Sandbox) -> None:
    with receiver() as taker:
        assert listen(terminal, taker.url) == 204
        trouble = f"{terminal.url}/sandbox/trouble"
        assert httpx.post(trouble, json={"repeat": 2, "late": 1.0}).status_code == 204
        made = [f"k{nth}" for nth in range(8)]
        for key in made:
            charge(terminal, key, 10_000)
        until(lambda: len(taker.came) == 24)
        came = [key for _type, key in _told(taker)]
        assert sorted(came) == sorted(made * 3) and came != sorted(came)
        assert len({headers["webhook-id"] for headers, _body in taker.came}) == 8
        assert httpx.post(trouble, json={"lose": 100}).status_code == 204
        charge(terminal, "lost", 10_000)
        assert httpx.post(trouble, json={"repeat": "x"}).status_code == 400
        assert httpx.post(trouble, json={}).status_code == 204
        charge(terminal, "last", 10_000)
        until(lambda: len(taker.came) == 25)
        assert _told(taker)[-1][1] == "last" and ask(terminal, "lost").json()["state"] == "captured"


def test_it_tells_this_machine_alone_and_remembers_where(terminal: Sandbox, tmp_path: Path) -> None:
    for url in ("https://example.com/hook", "http://192.0.2.1/hook", "file:///etc/passwd", "http://[", ""):
        assert listen(terminal, url) == 400
    for secret in ("", "whsec_", "whsec_" + base64.b64encode(b"short").decode(), "s" * 32):
        assert listen(terminal, "http://127.0.0.1:1/hook", secret) == 400
    assert httpx.put(f"{terminal.url}/hook", json={}).status_code == 401
    assert httpx.post(f"{terminal.url}/hook", json={}, headers=KEY).status_code == 405
    with receiver() as taker:
        assert listen(terminal, taker.url) == 204
        stop(terminal)
        with sandbox("card", tmp_path) as again:
            charge(again, "after", 10_000)
            until(lambda: len(taker.came) == 1)
    assert _told(taker) == [("charge.captured", "after")]
