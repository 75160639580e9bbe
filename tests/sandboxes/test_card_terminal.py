"""The card terminal charges once per key and does what the amount says, crash and lost answers included."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.sandboxes.sandbox_process import Sandbox, sandbox, stop

KEY = {"authorization": "Bearer a-key-of-the-shop"}


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with sandbox("card", tmp_path_factory.mktemp("card")) as made:
        yield made


def charge(terminal: Sandbox, key: str, amount: Any, **other: Any) -> httpx.Response:
    body = {"amount": amount, "currency": "KZT", "order": "26-000001"} | other
    return httpx.post(f"{terminal.url}/charges", json=body, headers=KEY | {"idempotency-key": key}, timeout=5)


def ask(terminal: Sandbox, key: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{terminal.url}/charges/{key}", headers=KEY | headers, timeout=5)


def charges_of(terminal: Sandbox, key: str) -> int:
    """How many rows of the page carry this key."""
    return httpx.get(f"{terminal.url}/").text.count(f"<td>{key}</td>")


def test_a_key_charges_once(terminal: Sandbox) -> None:
    first, again = charge(terminal, "once", 125_000), charge(terminal, "once", 125_000)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == ask(terminal, "once").json()
    assert (first.json()["state"], first.json()["amount"]) == ("captured", 125_000)
    for other in ({"amount": 125_001}, {"amount": 125_000, "currency": "RUB"}, {"amount": 125_000, "order": "x"}):
        reused = charge(terminal, "once", **other)
        assert (reused.status_code, reused.json()["error"]["code"]) == (422, "key_reused")
    assert charges_of(terminal, "once") == 1


def test_a_declined_charge_stays_declined(terminal: Sandbox) -> None:
    told = charge(terminal, "poor", 1_005)
    assert (told.status_code, told.json()["state"]) == (201, "declined")
    assert told.json()["declined_because"] == "insufficient_funds"
    assert charge(terminal, "poor", 1_005).json()["state"] == "declined"


def test_an_answer_cut_after_the_charge_is_found_by_asking(terminal: Sandbox) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        charge(terminal, "cut", 1_006)
    assert ask(terminal, "cut").json()["state"] == "captured"
    assert charge(terminal, "cut", 1_006).status_code == 200
    assert charges_of(terminal, "cut") == 1


def test_a_pending_charge_settles_by_itself(terminal: Sandbox) -> None:
    assert charge(terminal, "later", 1_007).json()["state"] == "pending"
    assert charge(terminal, "later-no", 1_009).json()["declined_because"] is None
    assert ask(terminal, "later").json()["settled_at"] is None
    time.sleep(3.1)
    assert ask(terminal, "later").json()["state"] == "captured"
    no = ask(terminal, "later-no").json()
    assert (no["state"], no["declined_because"]) == ("declined", "card_expired")


def test_a_failed_terminal_has_charged_nothing(terminal: Sandbox) -> None:
    for _ in range(2):
        assert charge(terminal, "fault", 1_008).status_code == 500
    assert ask(terminal, "fault").json()["error"]["code"] == "no_such_charge"
    busy = charge(terminal, "busy", 1_012)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "1")
    assert ask(terminal, "busy").status_code == 404
    assert charge(terminal, "busy", 1_012).json()["state"] == "captured"
    assert charges_of(terminal, "fault") == 0


def test_a_slow_answer_has_charged_before_it_comes(terminal: Sandbox) -> None:
    body = {"amount": 1_011, "currency": "KZT", "order": "26-000001"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{terminal.url}/charges", json=body, headers=KEY | {"idempotency-key": "slow"}, timeout=0.5)
    assert ask(terminal, "slow").json()["state"] == "captured"


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1, True, "100", 1.5, None])
def test_a_wrong_amount_is_refused(terminal: Sandbox, amount: Any) -> None:
    assert charge(terminal, "wrong", amount).status_code == 400
    assert ask(terminal, "wrong").status_code == 404


def test_wrong_calls_are_refused(terminal: Sandbox) -> None:
    assert charge(terminal, "wrong", 100, currency="tenge").status_code == 400
    assert charge(terminal, "with space", 100).status_code == 400
    assert charge(terminal, "wrong", 100, order="x" * 101).status_code == 400
    place = f"{terminal.url}/charges"
    assert httpx.post(place, content=b"[", headers=KEY | {"idempotency-key": "wrong"}).status_code == 400
    assert httpx.post(place, content=b" " * 20_000, headers=KEY | {"idempotency-key": "wrong"}).status_code == 413
    assert httpx.post(place, json={}).status_code == 401
    assert httpx.get(place, headers=KEY).status_code == 405
    assert httpx.get(f"{terminal.url}/other").status_code == 404
    assert charge(terminal, "mine", 100).status_code == 201
    assert ask(terminal, "mine", authorization="Bearer somebody-elses").status_code == 404
    assert httpx.get(place, headers=KEY | {"host": "evil.example"}).status_code == 421


def test_a_restart_forgets_no_charge_and_keeps_no_key_of_the_shop(tmp_path: Path) -> None:
    with sandbox("card", tmp_path) as made:
        before = charge(made, "kept", 500).json()
        assert "a-key-of-the-shop" not in stop(made)
    assert "a-key-of-the-shop" not in (tmp_path / "card.memory").read_text()
    with sandbox("card", tmp_path) as made:
        again = charge(made, "kept", 500)
        assert (again.status_code, again.json()) == (200, before)
