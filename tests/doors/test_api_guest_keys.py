"""Calls of signed-in guests under a key: the first answer again, and nothing secret of them lies in the clear."""

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import Counter, open_counter
from tests.doors.web_people import client_of
from tests.make import ask
from tests.people import sms
from tests.promises.arrivals_tried import PHONE, signed_in

from prilavok.domains.customers.queries import list_leaves
from prilavok.kit import clock
from prilavok.kit.words import Person, stores

PIN = "4071"
ADDRESS = "12 Abai avenue, flat 7"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores, where SMS can be sent."""
    counter = open_counter()
    sms()
    clock.set_clock(clock.now())
    return counter


@pytest.fixture
def guest(counter: Counter) -> Program:
    browser = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    return Program(browser, browser.cookies["counter"].value)


def sent(program: Program, method: str, path: str, body: object, key: str) -> Any:
    return program.send(
        method, path, data=json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )  # fmt: skip


def same(first: Any, again: Any) -> bool:
    told = [one.headers["Idempotent-Replayed"] for one in (first, again)]
    return (first.status_code, first.content, told) == (again.status_code, again.content, ["false", "true"])


def kept() -> list[tuple[bytes, bytes]]:
    """Digest and answer of all that is kept under keys."""
    return [(bytes(digest), bytes(told)) for digest, told in ask("SELECT body_hash, answer FROM kit_answered")]


def test_a_pin_is_set_and_dropped_once_and_its_digits_are_nowhere(guest: Program) -> None:
    put = sent(guest, "PUT", "/shop/pin", {"pin": PIN}, "p")
    assert put.status_code == 200 and put.json()["set_at"]
    dropped = sent(guest, "DELETE", "/shop/pin", None, "d")
    assert dropped.json()["set_at"] is None
    assert same(put, sent(guest, "PUT", "/shop/pin", {"pin": PIN}, "p"))
    assert guest.get("/shop/pin").json()["set_at"] is None, "a repeat sets no PIN anew"
    assert same(dropped, sent(guest, "DELETE", "/shop/pin", None, "d"))
    assert sent(guest, "PUT", "/shop/pin", {"pin": "9174"}, "p").json()["code"] == "key.reused"
    trivial = sent(guest, "PUT", "/shop/pin", {"pin": "1234"}, "t")
    assert (trivial.status_code, sent(guest, "PUT", "/shop/pin", {"pin": "9174"}, "t").status_code) == (422, 200)
    # Whoever reads the table could try ten thousand bodies against a digest without a key of ours.
    bare = hashlib.sha256(b"PUT /api/v1/shop/pin\n" + json.dumps({"pin": PIN}).encode()).digest()
    assert bare not in [digest for digest, _told in kept()]


def test_digits_asked_for_again_under_a_key_are_sent_once(guest: Program) -> None:
    nobody = program_of(None)
    other = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    before = ask("SELECT count(*) FROM conversations_message WHERE kind = 'code'")[0][0]
    asked = {"contact": "+7 701 765 43 21"}
    first = sent(other, "POST", "/shop/sign-in", asked, "s")
    assert first.status_code == 200, first.content
    assert same(first, sent(other, "POST", "/shop/sign-in", asked, "s"))
    assert sent(other, "POST", "/shop/sign-in", asked | {"contact": PHONE}, "s").json()["code"] == "key.reused"
    assert ask("SELECT count(*) FROM conversations_message WHERE kind = 'code'")[0][0] == before + 1
    bare = hashlib.sha256(b"POST /api/v1/shop/sign-in\n" + json.dumps(asked).encode()).digest()
    assert [digest == bare or b"masked" in told for digest, told in kept()] == [False]
    assert other.post("/shop/sign-in", asked).status_code in (200, 429), "without a key it is asked for anew"


def test_preferences_are_said_once_and_lie_sealed(guest: Program) -> None:
    said = {"addresses": {"home": ADDRESS}}
    first = sent(guest, "PUT", "/shop/preferences", said, "a")
    assert first.status_code == 200 and ADDRESS in first.content.decode(), first.content
    assert same(first, sent(guest, "PUT", "/shop/preferences", said, "a"))
    assert sent(guest, "PUT", "/shop/preferences", {"reach": "write"}, "a").json()["code"] == "key.reused"
    [(_digest, told)] = kept()
    assert ADDRESS.encode() not in told and b"home" not in told


def test_what_staff_wrote_down_is_told_again_sealed_and_emptied_by_an_erasure(guest: Program) -> None:
    owner = program_of("owner")
    customer = UUID(str(ask("SELECT id FROM customers_customer ORDER BY id DESC LIMIT 1")[0][0]))
    path = f"/customers/{customer}/preferences"
    said = {"addresses": {"home": ADDRESS}}
    first = sent(owner, "PUT", path, said, "n")
    assert first.status_code == 200 and ADDRESS in first.content.decode(), first.content
    guest.send("PUT", "/shop/preferences", data="{}", content_type="application/json")
    assert same(first, sent(owner, "PUT", path, said, "n"))
    assert sent(owner, "PUT", path, {"reach": "call"}, "n").json()["code"] == "key.reused"
    assert [ADDRESS.encode() in told for _digest, told in kept()] == [False]
    [store] = [one for one in stores() if one.table == "kit_answered"]
    store.erase(Person(tuple(list_leaves(customer)), customer=customer), clock.now())
    again = sent(owner, "PUT", path, said, "n")
    assert (again.status_code, again.json()["code"]) == (410, "call.answer_erased"), "the key stays, and says why"


def test_who_sees_contacts_whole_no_more_is_not_told_again_what_they_saw(guest: Program) -> None:
    owner = program_of("owner")
    customer = UUID(str(ask("SELECT id FROM customers_customer ORDER BY id DESC LIMIT 1")[0][0]))
    path, said = f"/customers/{customer}/preferences", {"addresses": {"home": ADDRESS}}
    assert ADDRESS in sent(owner, "PUT", path, said, "n").content.decode()
    assert ask("DELETE FROM staff_right WHERE verb = 'customers.see_raw' RETURNING 1")
    again = sent(owner, "PUT", path, said, "n")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "false")
    assert [one["address"] for one in again.json()["addresses"]] == [None]
