"""Who asks what became of each event is told so, by prilavok.flows.answer_tracked, when all of them are durable."""

import asyncio
import gzip
import json
from uuid import uuid4

import pytest
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.role_processes import role
from tests.doors.track_world import AT, Teller, basic, event, read_all, refused, source, told
from tests.make import ask

from prilavok.domains.tracking.types import SourceView
from prilavok.doors.track import door

ASKING = {"x-event-results": "1"}


def test_a_batch_is_answered_event_by_event_and_is_read_by_then(own_database: OwnDatabase) -> None:
    key = source().key
    events: list[dict[str, object]] = [
        event(1),
        event(1, name="Said again"),
        {"type": "page", "messageId": "nobody"},
        {"type": "buy", "anonymousId": "anna"},
        {"type": "track", "event": "Store Visited", "userId": "7"},
        event(2, context={"locale": "kk"}),
    ]
    body = json.dumps({"batch": events, "context": {"app": "till"}}).encode()
    wanted = [
        {"messageId": "m-1", "result": "accepted"},
        {"messageId": "m-1", "result": "doubled"},
        {"messageId": "nobody", "result": "quarantined", "reason": "no_id"},
        {"result": "quarantined", "reason": "type_unknown"},
        {"result": "accepted"},
        {"messageId": "m-2", "result": "accepted"},
    ]
    with web(own_database) as (address, _process):
        teller = Teller(address)
        answer = teller.ask("/v1/batch", body, {**basic(key), **ASKING})
        assert (answer.status, answer.told) == (200, {"success": True, "results": wanted})
        # Nobody else has read it: what was answered is what is kept.
        kept = [(one.get("messageId"), one.get("name"), one["context"]) for one in told()]
        assert kept == [
            (None, None, {"app": "till"}), ("m-1", None, {"app": "till"}), ("m-2", None, {"app": "till", "locale": "kk"}),
        ]  # fmt: skip
        assert refused() == ["no_id", "type_unknown"] and ask("SELECT count(*) FROM tracking_landed") == [(0,)]
        assert ask("SELECT verb FROM kit_behaviour ORDER BY verb") == [("page.viewed",)] * 2 + [("store.visited",)]
        again = teller.ask("/v1/import/", gzip.compress(body), {**basic(key), **ASKING, "content-encoding": "gzip"})
        results = [one["result"] for one in again.told["results"]]  # type: ignore[attr-defined]
        # An event without an id of its own cannot be told from itself.
        assert results == ["doubled", "doubled", "quarantined", "quarantined", "accepted", "doubled"]
        assert len(told()) == 4 and len(refused()) == 4


def test_single_calls_and_whole_requests_that_cannot_be_read(own_database: OwnDatabase) -> None:
    key = source().key
    with web(own_database) as (address, _process):
        teller = Teller(address)

        def said(path: str, told: object, **headers: str) -> tuple[int, object]:
            answer = teller.ask(path, json.dumps(told).encode(), {**basic(key), **ASKING, **headers})
            return answer.status, answer.told.get("results", answer.told.get("code"))

        accepted = [{"messageId": "m-1", "result": "accepted"}]
        assert said("/v1/page", event(1)) == (200, accepted)
        assert said("/v1/p/", event(1)) == (200, [{"messageId": "m-1", "result": "doubled"}])
        assert said("/v1/track", event(2)) == (
            200,
            [{"messageId": "m-2", "result": "quarantined", "reason": "no_event_name"}],
        )
        assert said("/v1/batch", {"batch": []}) == (200, [])
        assert said("/v1/batch", {"batch": 5}) == (400, "not_an_object")
        assert said("/v1/page", event(3), authorization="Basic eDo=") == (401, "write_key")
        plain = teller.ask("/v1/page", json.dumps(event(4)).encode(), {**basic(key), "x-event-results": "0"})
        assert (plain.status, plain.told) == (200, {"success": True})
        # What waits to be read is not told yet: each is counted once, here as the first.
        assert said("/v1/page", event(4)) == (200, [{"messageId": "m-4", "result": "accepted"}])
        headers = teller.ask("/v1/batch", method="OPTIONS").headers["access-control-allow-headers"]
        assert "X-Event-Results" in headers
    assert read_all() == 1
    assert [one["messageId"] for one in told()] == ["m-1", "m-4"]


def test_results_beside_the_worker_count_each_event_once(own_database: OwnDatabase) -> None:
    key = source().key
    with web(own_database) as (address, _process), role("worker", own_database):
        teller, accepted = Teller(address), 0
        for first in range(0, 400, 20):
            some = [event(number) for number in range(first, first + 40)]
            assert teller.tell(key, *some[:20]).status == 200
            answer = teller.ask("/v1/b", json.dumps({"batch": some}).encode(), {**basic(key), **ASKING})
            accepted += sum(one["result"] == "accepted" for one in answer.told["results"])  # type: ignore[attr-defined]
    read_all()
    assert len(told()) == 420 and ask("SELECT count(*) FROM kit_behaviour") == [(420,)]
    assert 0 < accepted <= 420


def test_who_asks_too_often_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_ASKING", door.Limit("track.results", 2, 30))
    monkeypatch.setattr(door, "_look_up", lambda key: SourceView(uuid4(), "Site", "site", key, AT, None))
    answers = asyncio.run(_asked(door.Track(), 3))
    assert [status for status, _headers in answers] == [503, 503, 429]  # no database here, and then the limit
    assert answers[0][1][b"retry-after"] == b"2" and answers[2][1][b"retry-after"] == b"2"


async def _asked(track: door.Track, times: int) -> list[tuple[int, dict[bytes, bytes]]]:
    """Questions straight to the application, without a server."""
    answers: list[tuple[int, dict[bytes, bytes]]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b'{"batch": [], "writeKey": "wk"}'}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            answers.append((message["status"], dict(message["headers"])))  # type: ignore[arg-type, call-overload]

    headers = [(b"x-event-results", b"1")]
    scope = {"type": "http", "method": "POST", "path": "/v1/b", "headers": headers, "client": ("203.0.113.7", 1)}
    for _ in range(times):
        await track(scope, receive, send)
    return answers
