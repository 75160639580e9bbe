"""The payment page: made once per key, paid by a person, held, captured in part, let go; nothing is done twice."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.sandboxes.sandbox_process import Sandbox, sandbox, stop

KEY = {"authorization": "Bearer a-key-of-the-shop"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with sandbox("pay", tmp_path_factory.mktemp("pay")) as made:
        yield made


def make(page: Sandbox, key: str, amount: Any = 125_000, **other: Any) -> httpx.Response:
    body = {
        "amount": amount,
        "currency": "KZT",
        "order": "26-1",
        "way": "page",
        "hold": True,
        "back": "",
        "minutes": 15,
    }
    return httpx.post(f"{page.url}/payments", json=body | other, headers=KEY | {"idempotency-key": key}, timeout=5)


def post(page: Sandbox, key: str, act: str, **body: Any) -> httpx.Response:
    return httpx.post(f"{page.url}/payments/{key}/{act}", json=body, headers=KEY, timeout=5)


def ask(page: Sandbox, key: str) -> Any:
    return httpx.get(f"{page.url}/payments/{key}", headers=KEY, timeout=5).json()


def pay(page: Sandbox, key: str, act: str = "pay") -> httpx.Response:
    return httpx.post(ask(page, key)["link"], data={"act": act}, timeout=5)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_key_is_one_payment(page: Sandbox) -> None:
    first, again = make(page, "once"), make(page, "once")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == ask(page, "once")
    for other in ({"amount": 1}, {"hold": False}, {"way": "qr"}, {"minutes": 5}):
        assert code(make(page, "once", **other)) == (422, "key_reused")
    assert httpx.get(f"{page.url}/payments/once", headers={"authorization": "Bearer another-key"}).status_code == 404


def test_held_money_is_captured_once_in_part_and_the_rest_is_free(page: Sandbox) -> None:
    make(page, "held")
    assert code(post(page, "held", "capture", amount=1)) == (409, "not_held")
    assert pay(page, "held").status_code == 303
    assert (ask(page, "held")["state"], ask(page, "held")["taken"]) == ("held", None)
    assert code(post(page, "held", "capture", amount=125_001)) == (422, "over_held")
    assert post(page, "held", "capture", amount=90_000).json()["taken"] == 90_000
    assert post(page, "held", "capture", amount=90_000).json()["state"] == "captured"
    assert code(post(page, "held", "capture", amount=80_000)) == (422, "key_reused")
    assert code(post(page, "held", "void")) == (409, "captured")
    back = {"charge": ask(page, "held")["payment"], "amount": 90_001, "currency": "KZT"}
    over = httpx.post(f"{page.url}/refunds", json=back, headers=KEY | {"idempotency-key": "r1"}).json()
    assert (over["state"], over["declined_because"]) == ("declined", "over_charge")
    right = httpx.post(f"{page.url}/refunds", json=back | {"amount": 90_000}, headers=KEY | {"idempotency-key": "r2"})
    assert right.json()["state"] == "refunded"


def test_what_waits_or_is_held_is_let_go_once(page: Sandbox) -> None:
    make(page, "waits")
    assert post(page, "waits", "void").json()["state"] == "cancelled"
    pay(page, "waits")
    assert (ask(page, "waits")["state"], post(page, "waits", "void").json()["state"]) == ("cancelled", "cancelled")
    make(page, "let-go")
    pay(page, "let-go")
    assert post(page, "let-go", "void").json()["state"] == "released"
    assert code(post(page, "let-go", "capture", amount=1)) == (409, "not_held")


def test_a_customer_may_be_refused_by_a_bank_and_try_again_or_give_up(page: Sandbox) -> None:
    make(page, "no", hold=False, back="http://127.0.0.1:9/back")
    assert pay(page, "no", "decline").headers["location"].endswith("?declined=1")
    assert ask(page, "no")["state"] == "waiting"
    assert pay(page, "no").headers["location"] == "http://127.0.0.1:9/back"
    assert (ask(page, "no")["state"], ask(page, "no")["taken"]) == ("captured", 125_000)
    make(page, "gives-up")
    pay(page, "gives-up", "give_up")
    assert (ask(page, "gives-up")["state"], ask(page, "gives-up")["because"]) == ("declined", "given_up")


def test_captures_go_wrong_by_their_amount(page: Sandbox) -> None:
    for key in ("cut", "late", "busy", "lapsed"):
        make(page, key)
        pay(page, key)
    with pytest.raises(httpx.RemoteProtocolError):
        post(page, "cut", "capture", amount=1_006)
    assert ask(page, "cut")["taken"] == 1_006
    assert post(page, "late", "capture", amount=1_007).json()["state"] == "pending"
    assert code(post(page, "busy", "capture", amount=1_008)) == (503, "busy")
    assert ask(page, "busy")["state"] == "held"
    assert post(page, "busy", "capture", amount=1_008).json()["taken"] == 1_008
    assert code(post(page, "lapsed", "capture", amount=1_009)) == (409, "not_held")
    assert ask(page, "lapsed")["state"] == "released"
    time.sleep(3.1)
    assert ask(page, "late")["taken"] == 1_007


def test_wrong_words_change_nothing(page: Sandbox) -> None:
    for wrong in (
        {"amount": 0}, {"amount": "1"}, {"currency": "kzt"}, {"order": ""}, {"way": "post"}, {"hold": "yes"},
        {"back": "http://example.org/"}, {"minutes": 0}, {"minutes": 1441},
    ):  # fmt: skip
        assert code(make(page, "wrong", **wrong)) == (400, "bad_request")
    assert httpx.get(f"{page.url}/payments/wrong", headers=KEY).status_code == 404
    assert httpx.get(f"{page.url}/pay/none").status_code == 404
    assert httpx.post(f"{page.url}/payments", json={}).status_code == 401
    assert httpx.delete(f"{page.url}/payments/wrong", headers=KEY).status_code == 405


@pytest.mark.parametrize(
    "back",
    [
        "http://[", "http://[::1", "http://127.0.0.1/a\r\nset-cookie: b=c", "http://127.0.0.1/a\tb", "http://127.0.0.1/\x7f",
        "http://127.0.0.1/a b", "http://127.0.0.1/заказ", "javascript://127.0.0.1/%0aalert(1)", "//127.0.0.1/a",
        "http://127.0.0.1.example/", "http://example/?127.0.0.1",
    ],
)  # fmt: skip
def test_nobody_is_sent_where_no_header_leads(page: Sandbox, back: str) -> None:
    assert code(make(page, "back", back=back)) == (400, "bad_request")
    assert httpx.get(f"{page.url}/payments/back", headers=KEY, timeout=5).status_code == 404


def test_whoever_names_themselves_oddly_is_refused(page: Sandbox) -> None:
    assert httpx.get(f"{page.url}/", headers={"host": "[::1"}, timeout=5).status_code == 421
    make(page, "odd")
    strange = httpx.post(ask(page, "odd")["link"], data={"act": "pay"}, headers={"origin": "http://["}, timeout=5)
    assert (code(strange), ask(page, "odd")["state"]) == ((405, "bad_method"), "waiting")


def test_a_restart_forgets_nothing(tmp_path: Any) -> None:
    with sandbox("pay", tmp_path) as first:
        make(first, "kept")
        pay(first, "kept")
        stop(first)
    with sandbox("pay", tmp_path) as second:
        assert ask(second, "kept")["state"] == "held"
        assert "125000" in httpx.get(f"{second.url}/").text
