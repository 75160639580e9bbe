"""The tracking door: Segment's protocol as its SDKs speak it, durable before acknowledged, each event once."""

import asyncio
import gzip
import json
import socket
import zlib
from uuid import uuid4

import pytest
from tests.conftest import OwnDatabase
from tests.doors.live_world import until, web
from tests.doors.role_processes import role
from tests.doors.track_world import AT, Teller, basic, event, read_all, refused, source, told
from tests.make import ask

from prilavok.domains.tracking.queries import find_source
from prilavok.domains.tracking.types import SourceView
from prilavok.doors.track import door
from prilavok.flows.keep_tracking import end_source
from prilavok.kit.events.actor import SYSTEM

TYPES = {"identify": "i", "track": "t", "page": "p", "screen": "s", "group": "g", "alias": "a"}
FIT = {"anonymousId": "anna", "userId": "7", "event": "Cart Viewed", "groupId": "g", "previousId": "anna"}


def test_every_route_long_and_short_with_and_without_slash(own_database: OwnDatabase) -> None:
    key = source().key
    with web(own_database) as (address, _process):
        teller, number = Teller(address), 0
        for long, short in TYPES.items():
            for path in (f"/v1/{long}", f"/v1/{long}/", f"/v1/{short}", f"/v1/{short}/", f"//v1/{short}"):
                number += 1
                body = json.dumps({**FIT, "messageId": f"{long}-{number:02}"}).encode()
                answer = teller.ask(path, body, {**basic(key), "content-type": "text/plain"})
                assert (answer.status, answer.told) == (200, {"success": True}), path
                assert answer.headers["content-type"].startswith("application/json")
                assert answer.headers["access-control-allow-origin"] == "*"
        batches = [f"/v1/{route}{slash}" for route in ("batch", "b", "import") for slash in ("", "/")]
        odd = ["/v1/batch/b", "/v1/v1/batch", "/v1/batch/v1/batch", "/v1/t/b"]
        for nth, path in enumerate([*batches, *odd]):
            assert teller.tell(key, event(nth), path=path).status == 200, path
        wrong = ["/v1/nothing", "/v1/", "/v1", "/projects/x", "/v1/other/batch", "/v1/" + "b/" * 150]
        assert [teller.tell(key, event(99), path=path).status for path in wrong] == [404] * len(wrong)
        # The REST door and the pages are where they were.
        assert teller.ask("/api/v1/places", method="GET").status == 401
        assert teller.ask("/healthz", method="GET").status == 200
    read_all()
    kinds = [one["messageId"].rpartition("-")[0] for one in told() if not str(one["messageId"]).startswith("m-")]
    assert sorted(set(kinds)) == sorted(TYPES) and len(kinds) == 5 * len(TYPES)
    assert len(told()) == 30 + len(batches) + len(odd)
    assert refused() == []


def test_a_wrong_path_is_answered_when_all_was_said(own_database: OwnDatabase) -> None:
    with web(own_database) as (address, _process):
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as line:
            line.sendall(b"POST /v1/nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n")
            line.settimeout(0.5)
            with pytest.raises(TimeoutError):
                line.recv(1)
            line.settimeout(30)
            line.sendall(b"{ }\n")
            assert line.recv(100).startswith(b"HTTP/1.1 404 ")


def test_the_key_by_basic_body_or_query_and_no_other(own_database: OwnDatabase) -> None:
    ours, closed = source(), source(name="Closed")
    end_source(closed.id, actor=SYSTEM, at=AT)
    assert find_source(closed.key) is None
    with web(own_database) as (address, _process):
        teller = Teller(address)
        body = json.dumps({"batch": [event(1)]}).encode()
        assert teller.ask("/v1/batch", body, basic(ours.key)).status == 200
        assert teller.tell(ours.key, event(2)).status == 200
        assert teller.ask(f"/v1/batch?writeKey={ours.key}", json.dumps({"batch": [event(3)]}).encode()).status == 200
        # Links of advertisements bring as many fields as they like, and the key stands anywhere among them.
        many = "&".join(f"utm_{nth}=1" for nth in range(40))
        for nth, query in enumerate((f"writeKey={ours.key}&{many}", f"{many}&writeKey=&writeKey={ours.key}&a"), 4):
            sent = json.dumps(event(nth)).encode()
            assert teller.ask(f"/v1/page?{query}", sent).told == {"success": True}
        strange = [
            teller.ask(f"/v1/batch?{many}", body),
            teller.ask(f"/v1/batch?{many}", body, basic("")),
            teller.ask(f"/v1/batch?writeKey=wk_%FF%00&{many}&writeKey={ours.key}", body),
            teller.ask("/v1/batch", body),
            teller.ask("/v1/batch", body, basic("wk_nobody")),
            teller.ask("/v1/batch", body, basic("")),
            teller.ask("/v1/batch", body, {"authorization": "Basic §".encode().decode("latin-1")}),
            teller.ask("/v1/batch", body, {"authorization": "Bearer " + ours.key}),
            teller.tell(closed.key, event(4)),
            teller.ask("/v1/batch", json.dumps({"batch": [event(5)], "writeKey": 7}).encode()),
            teller.tell("x\0y", event(6)),
        ]
        assert [(one.status, one.told["code"]) for one in strange] == [(401, "write_key")] * len(strange)
        assert all(one.told["message"] for one in strange)
    read_all()
    assert [one["messageId"] for one in told()] == ["m-1", "m-2", "m-3", "m-4", "m-5"]


def test_gzip_text_and_mislabelled_json_are_read_and_bombs_are_not(own_database: OwnDatabase) -> None:
    key = source().key
    with web(own_database) as (address, _process):
        teller = Teller(address)

        def send(number: int, packed: bool, **headers: str) -> int:
            body = json.dumps({"batch": [event(number)], "writeKey": key}).encode()
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return teller.ask("/v1/batch", gzip.compress(body) if packed else body, named).status

        assert send(1, True, content_encoding="gzip", content_type="application/json") == 200
        assert send(2, True, content_encoding="gzip", content_type="application/x-www-form-urlencoded") == 200
        assert send(3, True, content_type="application/x-www-form-urlencoded") == 200
        assert send(4, False, content_type="text/plain;charset=UTF-8") == 200
        assert send(5, False, content_type="application/x-www-form-urlencoded") == 200
        assert send(6, False, content_encoding="gzip, identity") == 200
        assert send(7, True, content_encoding="identity,x-gzip") == 200
        assert [send(90, False, content_encoding=one) for one in ("br", "gzip, br")] == [400, 400]
        halved = json.dumps({"batch": [event(8)]}).encode()
        members = gzip.compress(halved[:20]) + gzip.compress(b"") * 9_000 + gzip.compress(halved[20:])
        assert teller.ask("/v1/batch", members, basic(key)).status == 200
        assert teller.ask("/v1/page", gzip.compress(json.dumps(event(9)).encode()) + bytes(9), basic(key)).status == 200
        bomb = zlib.compressobj(9, wbits=31)
        packed = bomb.compress(b'{"batch": [' + b" " * 300_000_000) + bomb.flush()
        assert len(packed) < 600_000
        whole = gzip.compress(b"{}")
        broken = [packed, whole[:-9], b"\x1f\x8bnothing", whole + packed, whole + whole[:-9], whole + b"\x1f\x8bno"]
        answers = [teller.ask("/v1/batch", body, basic(key)) for body in broken]
        assert [(one.status, one.told["code"]) for one in answers] == [
            (400, "too_large"), (400, "gzip_broken"), (400, "gzip_broken"),
        ] * 2  # fmt: skip
    read_all()
    assert [one["messageId"] for one in told()] == [f"m-{number}" for number in range(1, 10)]


def test_limits_of_size_and_number(own_database: OwnDatabase) -> None:
    key = source().key
    with web(own_database) as (address, _process):
        teller = Teller(address)
        codes = [
            teller.ask("/v1/track", b'{"x":"' + b"x" * 33_000 + b'"}', basic(key)),
            teller.tell(key, *[event(number, x="x" * 30_000) for number in range(20)]),
            teller.ask("/v1/batch", b"x" * 700_000, basic(key)),
            teller.ask("/v1/batch", b"not json", basic(key)),
            teller.ask("/v1/batch", b"[]", basic(key)),
            teller.ask("/v1/batch", b"{}", basic(key)),
            teller.ask("/v1/batch", b'{"batch": {}}', basic(key)),
        ]
        assert [(one.status, one.told["code"]) for one in codes] == [
            (400, "event_too_large"), (400, "too_large"), (400, "too_large"), (400, "not_json"),
            (400, "not_an_object"), (400, "no_batch"), (400, "not_an_object"),
        ]  # fmt: skip
        many = [{"type": "page", "messageId": f"{number}", "userId": "7"} for number in range(2_503)]
        assert teller.tell(key, *many).status == 200
        # What is wrong with one event is found when it is read: the others are kept, and it is not silently away.
        odd: list[dict[str, object]] = [
            {"messageId": "a", "anonymousId": "x"},
            {"type": "buy", "messageId": "b", "anonymousId": "x"},
            {"type": "page", "messageId": "c"},
            {"type": "track", "messageId": "d", "anonymousId": "x"},
            {"type": "alias", "messageId": "e", "userId": "x"},
            {"type": "group", "messageId": "f", "userId": "x"},
            {"type": "page", "messageId": "g" * 100, "userId": "x"},
            {"type": "page", "messageId": "h", "userId": {"of": "x"}},
            {"type": "page", "messageId": "i", "userId": "x", "timestamp": 5},
        ]
        assert teller.tell(key, *odd, event(1)).status == 200
    read_all()
    assert len(told()) == 2_501
    assert refused() == [
        "too_large", "too_many", "too_many", "too_many", "no_type", "type_unknown", "no_id", "no_event_name", "no_previous",
        "no_group", "message_id_long", "wrong_kind", "wrong_kind",
    ]  # fmt: skip
    assert ask("SELECT message FROM tracking_refused WHERE reason = 'no_id'") == [("c",)]


def test_a_too_large_event_lies_aside_alone_and_its_batch_is_taken(own_database: OwnDatabase) -> None:
    key = source().key
    large = event(2, properties={"note": "ю" * 7_000})  # as Python writes it 42 KB, of which 14 KB are letters
    sizes = [len(json.dumps(large)), len(json.dumps(event(5, x="x" * 40_000)))]
    with web(own_database) as (address, _process):
        teller = Teller(address)
        whole = json.dumps({"batch": [event(1), large, event(3)]}).encode()
        assert (teller.ask("/v1/batch", whole, basic(key)).told) == {"success": True}
        asked = teller.ask("/v1/batch", whole, {**basic(key), "x-event-results": "1"})
        assert (asked.status, asked.told["results"]) == (200, [
            {"messageId": "m-1", "result": "accepted"},
            {"messageId": "m-2", "result": "quarantined", "reason": "too_large"},
            {"messageId": "m-3", "result": "accepted"},
        ])  # fmt: skip
        # Alone it is refused, as the protocol wants it, and looked at all the same; over all limits nothing is kept.
        for asking in ({}, {"x-event-results": "1"}):
            alone = json.dumps(event(5, x="x" * 40_000)).encode()
            answer = teller.ask("/v1/page", gzip.compress(alone), {**basic(key), **asking})
            assert (answer.status, answer.told["code"]) == (400, "event_too_large")
        assert teller.ask("/v1/page", alone, basic("wk_nobody")).status == 401
        assert (
            teller.ask("/v1/page", json.dumps(event(6, x="x" * 520_000)).encode(), basic(key)).told["code"]
            == "too_large"
        )
    read_all()
    assert [one["messageId"] for one in told()] == ["m-1", "m-3"]
    kept = ask("SELECT reason, message, leaf IS NOT NULL, body FROM tracking_refused ORDER BY message")
    # By whose they are an erasure finds them.
    assert [row[:3] for row in kept] == [("too_large", f"m-{number}", True) for number in (2, 2, 5, 5)]
    for (*_row, body), size in zip(kept, [sizes[0]] * 2 + [sizes[1]] * 2, strict=True):
        assert str(body).startswith('{"type": "page", "messageId": "m-')
        assert len(str(body)) < 33_000 and str(body).endswith(f"… ({size} bytes)")


def test_a_byte_order_mark_is_no_part_of_the_json_and_another_alphabet_stays_readable(
    own_database: OwnDatabase,
) -> None:
    key = source().key
    with web(own_database) as (address, _process):
        teller, mark = Teller(address), b"\xef\xbb\xbf"
        marked = mark + json.dumps({"batch": [event(1, name="Хлеб"), event(2)]}, ensure_ascii=False).encode()
        assert teller.ask("/v1/batch", marked, basic(key)).told == {"success": True}
        assert teller.ask("/v1/page", gzip.compress(mark + json.dumps(event(3)).encode()), basic(key)).status == 200
        assert teller.ask("/v1/page", mark * 2 + json.dumps(event(4)).encode(), basic(key)).told["code"] == "not_json"
        windows = json.dumps(event(5, name="Хлеб «Ржаной»"), ensure_ascii=False).encode("cp1251")
        assert teller.ask("/v1/page", windows, basic(key)).told == {"success": True}
        assert teller.ask("/v1/page", b'{"type":"page","userId":"7","name":"caf\xe9 \x98"}', basic(key)).status == 200
    read_all()
    assert [(one["messageId"], one.get("name")) for one in told()] == [("m-1", "Хлеб"), ("m-2", None), ("m-3", None)]
    rows = ask("SELECT reason, body FROM tracking_refused ORDER BY received_at, id")
    assert rows[0][0] == "not_json" and "Хлеб «Ржаной»" in str(rows[0][1])
    assert rows[1] == ("not_json", '{"type":"page","userId":"7","name":"caf\\xe9 \\x98"}')


def test_too_much_from_one_address_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_KNOWN", door.Limit("track", 3, 20))
    monkeypatch.setattr(door, "_look_up", lambda key: SourceView(uuid4(), "Site", "site", key, AT, None))
    answers = asyncio.run(_posts(door.Track(), 4))
    assert [status for status, _headers in answers] == [503, 503, 503, 429]  # no database here, and then the limit
    headers = answers[3][1]
    assert headers[b"retry-after"] == b"3"
    assert int(headers[b"x-ratelimit-reset"]) > 1_700_000_000
    assert answers[0][1][b"retry-after"] == b"2"


async def _posts(track: door.Track, times: int) -> list[tuple[int, dict[bytes, bytes]]]:
    """Posts straight to the application, without a server."""
    track.open()
    answers: list[tuple[int, dict[bytes, bytes]]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b'{"batch": [], "writeKey": "wk"}'}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            answers.append((message["status"], dict(message["headers"])))  # type: ignore[arg-type, call-overload]

    scope = {"type": "http", "method": "POST", "path": "/v1/b", "headers": [], "client": ("203.0.113.7", 1)}
    for _ in range(times):
        await track(scope, receive, send)
    track.close()
    return answers


def test_settings_for_browsers_and_phones(own_database: OwnDatabase) -> None:
    key = source().key
    with web(own_database) as (address, _process):
        teller, host = Teller(address), address.removeprefix("http://")
        for path in (f"/v1/projects/{key}/settings", f"/projects/{key}/settings", f"/projects/projects/{key}/settings"):
            answer = teller.ask(path, method="GET")
            ours = answer.told["integrations"]["Segment.io"]  # type: ignore[index]
            assert (answer.status, ours["apiKey"], ours["apiHost"]) == (200, key, f"{host}/v1")
            assert answer.headers["cache-control"] == "public, max-age=300"
            assert answer.told["plan"]["track"]["__default"]["enabled"] is True  # type: ignore[index]
        assert teller.ask("/v1/projects/wk_nobody/settings", method="GET").status == 401
        asks = {"origin": "https://shop.example", "access-control-request-headers": "authorization"}
        allowed = teller.ask("/v1/t", headers=asks, method="OPTIONS")
        assert allowed.status == 204
        wanted = {"authorization", "content-type", "x-retry-count"}
        assert wanted <= {one.strip().lower() for one in allowed.headers["access-control-allow-headers"].split(",")}
        assert teller.ask("/v1/m", b'{"series":[]}').status == 200
        assert teller.ask("/v1/batch", method="GET").status == 405


def test_what_is_told_is_read_by_the_worker_within_seconds(own_database: OwnDatabase) -> None:
    key = source().key
    with web(own_database) as (address, _process), role("worker", own_database):
        assert Teller(address).tell(key, event(1), event(2), event(1)).status == 200
        until(lambda: len(told()) == 2)
        assert Teller(address).tell(key, event(2), event(3)).status == 200
        until(lambda: len(told()) == 3)
    assert ask("SELECT count(*) FROM tracking_landed") == [(0,)]
    assert ask("SELECT verb FROM kit_behaviour") == [("page.viewed",)] * 3
