"""The tracking door under made-up JSON, broken bytes and broken HTTP: no 5xx, a reason in every no, no event lost.

PRILAVOK_LONG=1 tries ten times as many, ever new ones; the short form tries the same every time.
"""

import gzip
import json
import os
import random
import re
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.track_world import Answered, Teller, basic, event, read_all, source
from tests.make import ask

LONG = bool(os.environ.get("PRILAVOK_LONG"))
MADE = 2_000 if LONG else 200
BROKEN = 5_000 if LONG else 500
CUT = 500 if LONG else 60

ROUTES = ("identify", "i", "track", "t", "page", "p", "screen", "s", "group", "g", "alias", "a")
FIELDS = ("type", "anonymousId", "userId", "previousId", "groupId", "event", "timestamp", "originalTimestamp")
NAMES = ("Product Viewed", "Order Completed", "Store Visited", "", "Own name", "\0", "\ud800")
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "٣", "𝟛", "‮", "x" * 1_001, "track", "page"]),
    st.sampled_from(["2026-03-02T09:00:00Z", "0000-00-00", "9999-12-31T23:59:59.999+23:59", "2026-03-02T09:00:00.1Z"]),
)
NUMBERS = st.one_of(st.integers(), st.integers(10**18, 10**25), st.floats(), st.booleans())
ANYTHING = st.recursive(
    st.one_of(st.none(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=8,
)
SAID = st.dictionaries(
    st.sampled_from(["sku", "product_id", "revenue", "total", "price", "quantity", "currency", "phone", "email", "q"]),
    st.one_of(ANYTHING, st.sampled_from(["KZT", "1e400", "-0", "Infinity", "+77011234567", "a@b.kz", "a\ud800@b.kz"])),
    max_size=5,
)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.one_of(ANYTHING, TEXTS) for name in FIELDS},
        "type": st.one_of(st.sampled_from(["track", "page", "screen", "identify", "group", "alias"]), ANYTHING),
        "anonymousId": st.one_of(st.just("anna"), TEXTS, ANYTHING),
        "event": st.one_of(st.sampled_from(NAMES), ANYTHING),
        "messageId": st.one_of(st.none(), st.lists(st.none()), st.booleans(), st.just("x" * 120)),
        "properties": st.one_of(SAID, ANYTHING),
        "traits": st.one_of(SAID, ANYTHING),
        "context": ANYTHING,
    },
)


@dataclass
class Door:
    """The door, a source of ours, and the marks of what was acknowledged."""

    teller: Teller
    key: str
    address: str
    kept: set[str] = field(default_factory=set)
    statuses: dict[int, int] = field(default_factory=dict)

    def post(self, path: str, body: bytes, headers: dict[str, str], *marks: str) -> Answered:
        """Post; whatever is answered is an answer of the protocol."""
        answer = self.teller.ask(path, body, headers)
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        assert answer.status in (200, 400, 401, 404, 429), (answer.status, path, body[:300])
        told = answer.told
        if answer.status == 200:
            assert told == {"success": True}
            self.kept.update(marks)
        else:
            assert told["success"] is False and told["code"] and told["message"], told
        if answer.status == 429:
            assert answer.headers["retry-after"].isdigit()
        return answer


@pytest.fixture
def door(own_database: OwnDatabase) -> Iterator[Door]:
    key = source().key
    with web(own_database) as (address, _process):
        yield Door(Teller(address), key, address)


def marked(told: dict[str, Any], marks: list[str]) -> dict[str, Any]:
    """The event with a mark of its own at its beginning, by which it is found again."""
    marks.append(f"mark-{uuid.uuid4().hex}")
    own = {} if "messageId" in told else {"messageId": uuid.uuid4().hex}
    return {"mark": marks[-1], **told, **own}


def found() -> set[str]:
    """The marks of all that was taken or refused; nothing waits any more."""
    read_all()
    assert ask("SELECT count(*) FROM tracking_landed") == [(0,)]
    kept = ask("SELECT payload FROM tracking_told UNION ALL SELECT body FROM tracking_refused")
    return {mark for (text,) in kept for mark in re.findall(r"mark-[0-9a-f]{32}", str(text))}


def test_whatever_json_comes_is_kept_or_refused_with_a_reason(door: Door) -> None:
    phases = (Phase.generate,) if LONG else (Phase.explicit, Phase.generate)

    @settings(
        max_examples=MADE,
        deadline=None,
        derandomize=not LONG,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.one_of(st.lists(EVENTS, max_size=4), EVENTS, ANYTHING),
        st.sampled_from(ROUTES),
        st.sampled_from(["body", "basic", "none"]),
        st.booleans(),
        st.sampled_from(["application/json", "text/plain", "application/x-www-form-urlencoded", ""]),
    )
    def come(told: Any, route: str, keyed: str, packed: bool, kind: str) -> None:
        marks: list[str] = []
        shared = {"writeKey": door.key} if keyed == "body" else {}
        if isinstance(told, list) and all(isinstance(one, dict) for one in told):
            path, body = "/v1/batch", {"batch": [marked(one, marks) for one in told], "context": {"a": "\ud800"}}
        elif isinstance(told, dict):
            path, body = f"/v1/{route}", marked(told, marks)
        else:
            path, body = "/v1/import", {"batch": told}
        raw = json.dumps({**body, **shared}).encode()
        if len(raw) % 3 == 0:  # the same as UTF-8, where the halves of a pair cannot be written
            raw = json.dumps({**body, **shared}, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"content-type": kind} | (basic(door.key) if keyed == "basic" else {})
        if packed:
            raw, headers = gzip.compress(raw), headers | {"content-encoding": "gzip"}
        answer = door.post(path, raw, headers, *marks)
        assert answer.status == 401 or keyed != "none" or answer.status in (400, 429)
        if path == "/v1/batch" and keyed != "none" and answer.status == 400:  # nothing odd inside refuses all of them
            assert answer.told["code"] == "too_large", (answer.told, raw[:2_000])

    come()
    assert door.kept and door.kept <= found()
    assert door.statuses.get(200, 0) > MADE // 4 and door.statuses.get(400, 0) > 0, door.statuses
    tally = dict(ask("SELECT reason, count(*) FROM tracking_refused GROUP BY reason"))
    assert {"wrong_kind", "no_id", "no_type"} <= tally.keys(), tally


def test_broken_bytes_and_broken_gzip_are_refused_and_the_next_is_taken(door: Door) -> None:
    chance = random.Random(None if LONG else 20260302)
    whole = json.dumps({"batch": [event(1, properties={"sku": "a"}), event(2)], "writeKey": door.key}).encode()
    for nth in range(BROKEN):
        raw = bytearray(gzip.compress(whole) if nth % 3 == 0 else whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(raw) + 1)
            what = chance.randrange(4)
            if what == 0:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            elif what == 1:
                del raw[at : at + chance.randint(1, 20)]
            elif what == 2:
                raw[at:at] = chance.choice([b"\0", b"\xff\xfe", b"[" * 2_000, b"{", b'"', b"\\ud800", b"1e999", b"-"])
            else:
                raw += raw[at : at + 30]
        door.post(chance.choice(["/v1/batch", "/v1/t", "/v1/i", "/v1/import/"]), bytes(raw), basic(door.key))
    marks: list[str] = []
    body = json.dumps({"batch": [marked(event(3), marks)]}).encode()
    assert door.post("/v1/batch", body, basic(door.key), *marks).status == 200
    assert door.kept == set(marks) and found() >= door.kept
    assert door.statuses[400] > BROKEN // 3, door.statuses


def test_whatever_stands_in_the_query_is_answered(door: Door) -> None:
    chance = random.Random(None if LONG else 11)
    pieces = ["utm=1", "writeKey", "writeKey=", "writeKey=wk_nobody", "=", "&", ";", "%", "%00", "%F0%9F", "+", "a[]=1"]
    body = json.dumps({"batch": [event(1)]}).encode()
    for nth in range(BROKEN // 5):
        said = [chance.choice(pieces) for _ in range(chance.randint(1, 60))]
        sent = door.post(f"/v1/batch?{'&'.join(said)}", body, basic("") if nth % 2 else {})
        assert sent.told["code"] in ("write_key", "too_many"), sent.told
    marks: list[str] = []
    told = json.dumps(marked(event(2), marks)).encode()
    sent = door.post(f"/v1/page?{'x=1&' * 100}writeKey={door.key}", told, {}, *marks)
    assert sent.status in (200, 429) and door.kept <= set(marks) and found() >= door.kept


def test_broken_http_ends_the_line_and_not_the_door(door: Door) -> None:
    chance = random.Random(None if LONG else 7)
    parts = urlsplit(door.address)
    body = json.dumps({"batch": [event(1)], "writeKey": door.key}).encode()
    head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    for _ in range(CUT):
        raw = bytearray(head.encode() + body)
        for _change in range(chance.randint(1, 4)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=5) as line:
            line.sendall(raw[: chance.randint(1, len(raw))])
            line.shutdown(socket.SHUT_WR)  # the sender says no more; the server answers or hangs up
            answer = line.recv(65_536)
        assert not re.match(rb"HTTP/1\.[01] 5", answer), (bytes(raw)[:300], answer)
    marks: list[str] = []
    fresh = Teller(door.address)
    told = json.dumps({"batch": [marked(event(9), marks)]}).encode()
    assert fresh.ask("/v1/batch", told, basic(door.key)).status == 200
    assert found() >= set(marks)
