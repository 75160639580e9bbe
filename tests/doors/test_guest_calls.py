"""The short way of guests' calls (doors/guests.py) answers as the long way does, and leaves nothing behind."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from tests.conftest import OwnDatabase
from tests.shop_world import Counter, open_counter

from prilavok.doors.guests import GuestCalls, is_guests
from prilavok.kit import clock
from prilavok.kit.db import waking

SHOP = "/api/v1/shop"
#: of one answer alone: what is compared is everything else
OWN = {"set-cookie", "content-length"}


def _short(calls: GuestCalls, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any, bytes]:
    path, _mark, query = path.partition("?")
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "testserver", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
        "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": "testserver",
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }  # fmt: skip
    if body:
        environ["CONTENT_TYPE"] = "application/json"
    text = b"".join(calls(environ, lambda status, head, trouble=None: told.extend((status, head))))
    return int(told[0][:3]), _compared(told[1]), text


def _long(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any, bytes]:
    client = Client(raise_request_exception=False)
    given: dict[str, Any] = {"content_type": "application/json"} if body else {}
    answer = client.generic(method, path, body, headers=headers, **given)
    return answer.status_code, _compared(answer.items()), answer.content


def _compared(head: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in head if name.lower() not in OWN}


@pytest.fixture
def counter(own_database: OwnDatabase) -> Iterator[Counter]:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        yield open_counter(5, 7, at=clock.now())


def test_every_answer_is_that_of_the_long_way(counter: Counter) -> None:
    calls = GuestCalls()
    token = json.loads(_short(calls, "POST", f"{SHOP}/guest", b"", {})[2])["token"]
    good, store = {"Authorization": f"Bearer {token}"}, counter.place
    line = {"variant": str(counter.variants[0]), "quantity": 1}
    basket = json.dumps({"place": str(store), "lines": [line]}).encode()
    asked: list[tuple[str, str, bytes, dict[str, str]]] = [
        ("GET", "/basket", b"", good),
        ("PUT", "/basket", basket, good),
        ("PUT", "/basket", basket, good | {"Idempotency-Key": "once"}),
        ("PUT", "/basket", b'{"lines": [{"variant": "no id"}]}', good | {"Accept-Language": "kk"}),
        ("PUT", "/basket", b"[", good | {"Accept-Language": "en;q=0.5"}),
        ("GET", "/basket?strange=1", b"", good),
        ("GET", "/basket", b"", {}),
        ("GET", "/basket", b"", {"Authorization": "Bearer nobody"}),
        ("GET", "/basket", b"", {"Authorization": "Basic x"}),
        ("HEAD", "/basket", b"", good),
        ("OPTIONS", "/basket", b"", good),
        ("DELETE", "/basket", b"", good),
        ("GET", f"/products?place={store}&limit=200", b"", good),
        ("GET", f"/orders/{store}", b"", good),
        ("GET", "/orders/no-id", b"", good),
        ("GET", "/nowhere", b"", good),
        ("GET", "/basket", b"", good | {"Host": "elsewhere.example"}),
    ]
    for method, path, body, headers in asked:
        short = _short(calls, method, SHOP + path, body, headers)
        status, head, text = _long(method, SHOP + path, body, headers)
        assert short[:2] == (status, head | _replayed(short[1])), (method, path)
        assert short[2] == text, (method, path)
    assert not connection.in_atomic_block


def test_an_order_asks_the_database_so_often_and_no_more(
    counter: Counter, budget: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "_APART", 3_600.0)  # the first order wakes the relay for both
    calls = GuestCalls()
    _order(calls, counter, lambda _call: contextlib.nullcontext())  # what a process asks but once is no part of it
    _order(calls, counter, budget)


def _order(calls: GuestCalls, counter: Counter, counted: Any) -> None:
    good: dict[str, str] = {}

    def call(name: str, method: str, path: str, body: Any = None) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        with counted(f"api/shop {name}"):
            status, _head, text = _short(calls, method, f"{SHOP}{path}", sent, good)
        assert status in (200, 201), text
        return json.loads(text)

    good["Authorization"] = f"Bearer {call('guest', 'POST', '/guest')['token']}"
    line = {"variant": str(counter.variants[0]), "quantity": 1}
    call("put", "PUT", "/basket", {"place": str(counter.place), "lines": [line]})
    quote = call("quote", "POST", "/quotes", {})["id"]
    order = call("place", "POST", "/orders", {"quote": quote})["order"]
    call("see", "GET", f"/orders/{order}")


def _replayed(head: dict[str, str]) -> dict[str, str]:
    # The second of two equal calls is told so.
    return {name: value for name, value in head.items() if name == "idempotent-replayed"}


def test_a_bug_is_answered_as_a_bug_and_the_next_call_is_served(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = GuestCalls()
    with monkeypatch.context() as broken:
        broken.setitem(calls._plain, f"{SHOP}/guest", _breaks)
        status, head, text = _short(calls, "POST", f"{SHOP}/guest", b"", {})
    assert (status, json.loads(text)["code"]) == (500, "page.broke")
    assert b"secret" not in text and head["content-type"] == "application/problem+json"
    assert _short(calls, "POST", f"{SHOP}/guest", b"", {})[0] == 201


def _breaks(request: Any) -> Any:
    raise RuntimeError("a secret of ours")


def test_what_waits_for_the_outside_goes_the_long_way() -> None:
    assert is_guests(f"{SHOP}/basket") and is_guests(f"{SHOP}/orders/1")
    assert not is_guests(f"{SHOP}/orders/1/pay")
    assert not is_guests("/api/v1/orders") and not is_guests("/shop/basket")
