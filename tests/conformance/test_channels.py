"""Every channel, found by its folder, keeps what the port promises; a case is waived in its manifest, with a reason."""

import contextlib
import json
import random
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from prilavok.adapters import channels
from prilavok.adapters.channels.port import (
    Button,
    Channel,
    Incoming,
    Line,
    NotOffered,
    Outgoing,
    Sent,
    Unreadable,
    channel_names,
    open_channel,
)
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret
from prilavok.kit.settings import SANDBOXES

FOLDER = Path(channels.__file__).parent
NAMES = channel_names()
CAN = {"text", "buttons", "ask_phone", "answer_press", "start_link", "listen"}
CAN_BE_WAIVED = {"verify", "timeout"}
#: what opens every example; no real login looks like these
SECRETS = {
    "token": Secret("1234567890:AAExampleExampleExampleExampleExamp"),
    "webhook_secret": Secret("a-secret_of-ours"),
}
SAID = Outgoing("279058397", "Да, есть")
GARBAGE = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"{",
    b'{"update_id": {}}',
    b"[" * 100_000,
    b"{}" * 2,
)


def _manifest(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name / "manifest.toml").read_text("utf-8"))


def _waived(name: str, case: str) -> bool:
    return case in _manifest(name).get("waived", {})


def _examples(name: str, way: str) -> list[tuple[str, dict[str, Any]]]:
    files = sorted((FOLDER / name / "examples" / way).glob("*.json"))
    return [(file.stem, json.loads(file.read_text("utf-8"))) for file in files]


def _body(example: Mapping[str, Any]) -> bytes:
    return json.dumps(example["body"]).encode()


def _short(row: Incoming) -> dict[str, Any]:
    """A row as an example writes it: without what was not told."""
    told = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(row).items()}
    return {key: value for key, value in told.items() if value not in ("", False)}


IN = [(name, *example) for name in NAMES for example in _examples(name, "in")]
OUT = [(name, *example) for name in NAMES for example in _examples(name, "out")]
each_channel = pytest.mark.parametrize("name", NAMES)
each_in = pytest.mark.parametrize(("name", "of", "example"), IN, ids=[f"{name}-{of}" for name, of, _ in IN])
each_out = pytest.mark.parametrize(("name", "of", "example"), OUT, ids=[f"{name}-{of}" for name, of, _ in OUT])


class Wire:
    """Stands where the network stands, keeps what was asked and answers as the example says."""

    def __init__(self, status: int = 200, body: object = None, trouble: OutsideFailed | None = None) -> None:
        self.asked: list[tuple[str, str, object]] = []
        self._answer = Answer(status, {}, json.dumps(body).encode())
        self._trouble = trouble

    def __call__(self, method: str, url: str, *, within_ms: int, json: object = None, **more: Any) -> Answer:
        assert 0 < within_ms <= 30_000
        self.asked.append((method, url.removeprefix("http://provider"), json))
        if self._trouble is not None:
            raise self._trouble
        assert self._answer.status < 300 or self._answer.status in more["also"]
        return self._answer

    @property
    def line(self) -> Line:
        return Line("http://provider", SECRETS, self)


def _call(channel: Channel, call: Mapping[str, Any], line: Line) -> Sent | None:
    if "listen" in call:
        return channel.listen(call["listen"], line)
    if "answer_press" in call:
        return channel.answer_press(call["answer_press"], line)
    buttons = tuple(Button(*one) for one in call["send"].get("buttons", ()))
    return channel.send(Outgoing(**call["send"] | {"buttons": buttons}), line)


def test_every_folder_is_a_channel() -> None:
    folders = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_"))
    assert folders == NAMES and "telegram_bot" in NAMES
    with pytest.raises(LookupError):
        open_channel("../feeds")


@each_channel
def test_manifest_is_valid(name: str) -> None:
    manifest, channel = _manifest(name), open_channel(name)
    assert (manifest["name"], manifest["kind"]) == (name, "channel")
    assert manifest["title"].strip() and manifest["source"].strip()
    date.fromisoformat(manifest["source_date"])
    assert set(manifest["can"]) <= CAN and len(set(manifest["can"])) == len(manifest["can"])
    assert all(isinstance(said, str) and said.strip() for said in manifest["unverified"])
    for field, stated in manifest["settings"].items():
        assert set(stated) == {"kind", "needed", "secret", "title"}, field
        assert set(stated["title"]) == {"ru", "kk", "en"} and all(stated["title"].values())
    for case, reason in manifest.get("waived", {}).items():
        assert case in CAN_BE_WAIVED and len(reason) > 20, case
    assert (channel.name, channel.channel, channel.can) == (name, manifest["channel"], frozenset(manifest["can"]))
    assert channel.live_url.startswith("https://") and channel.sandbox in SANDBOXES
    assert {field for field, stated in manifest["settings"].items() if stated["secret"]} <= SECRETS.keys()


@each_channel
def test_every_capability_has_an_example_of_its_request(name: str) -> None:
    shown = {example["capability"] for of, _, example in OUT if of == name}
    assert shown == open_channel(name).can - {"start_link"}


@each_in
def test_an_example_gives_exactly_its_rows_and_again_the_same(name: str, of: str, example: Mapping[str, Any]) -> None:
    channel, body = open_channel(name), _body(example)
    first = channel.read(body)
    assert [_short(row) for row in first] == example["gives"]
    assert channel.read(body) == first == open_channel(name).read(body)
    assert channel.key_of(body) == channel.key_of(body) and 0 < len(channel.key_of(body)) <= 200
    for row in first:
        assert 0 < len(row.key) <= 200 and (row.said_at is None or row.said_at.utcoffset() is not None)
        json.dumps(_short(row), ensure_ascii=False).encode()


@each_channel
def test_keys_and_order_tell_one_thing_from_another(name: str) -> None:
    channel = open_channel(name)
    bodies = [_body(example) for of, _, example in IN if of == name]
    rows = [row for body in bodies for row in channel.read(body)]
    assert len({channel.key_of(body) for body in bodies}) == len(bodies)
    assert len({row.key for row in rows}) == len(rows)
    assert len({row.order for row in rows}) == len(rows)


@each_in
def test_only_what_the_provider_signed_is_taken(name: str, of: str, example: Mapping[str, Any]) -> None:
    if _waived(name, "verify"):
        return
    channel, body, headers = open_channel(name), _body(example), dict(example["headers"])
    assert channel.verify(headers, body, SECRETS)
    assert channel.verify({key.lower(): value for key, value in headers.items()}, body, SECRETS)
    for key, value in headers.items():
        others = {other: kept for other, kept in headers.items() if other != key}
        for wrong in (None, "", value[:-1], value + "x", value.upper(), f" {value}", "é" * 300, "\ud800"):
            forged = others if wrong is None else others | {key: wrong}
            assert not channel.verify(forged, body, SECRETS), (key, wrong)
    assert not channel.verify(headers, body, {}), "without a secret of ours nothing is signed"
    assert not channel.verify(dict.fromkeys(headers, ""), body, {"webhook_secret": Secret("")})


@each_channel
def test_garbage_is_refused_and_never_a_crash(name: str) -> None:
    channel = open_channel(name)
    for body in GARBAGE:
        assert 0 < len(channel.key_of(body)) <= 200
        assert channel.verify({}, body, SECRETS) is False
        with pytest.raises(Unreadable) as told:
            channel.read(body)
        assert told.value.reason.replace("_", "").isalpha()


@each_in
def test_cut_and_twisted_bodies_give_rows_or_unreadable(name: str, of: str, example: Mapping[str, Any]) -> None:
    channel, body = open_channel(name), _body(example)
    luck = random.Random(of)
    for cut in range(0, len(body), 7):
        with contextlib.suppress(Unreadable):
            channel.read(body[:cut])
    for _ in range(300):
        twisted = json.loads(body)
        _twist(twisted, luck)
        with contextlib.suppress(Unreadable):
            for row in channel.read(json.dumps(twisted).encode()):
                assert isinstance(row, Incoming) and 0 < len(row.key) <= 200


def _twist(told: Any, luck: random.Random) -> None:
    """Put something of another type, or nothing, in the place of one field anywhere."""
    places = [told]
    for place in places:
        places.extend(value for value in place.values() if isinstance(value, dict))
    place = luck.choice([one for one in places if one])
    field = luck.choice(list(place))
    if luck.random() < 0.2:
        del place[field]
    else:
        place[field] = luck.choice([None, True, -1, 2**70, 1.5, "", "x" * 5000, [], {}, [[]], {"id": None}, "\ud800"])


@each_out
def test_a_call_makes_exactly_its_request(name: str, of: str, example: Mapping[str, Any]) -> None:
    channel, wire = open_channel(name), Wire(example["answer"]["status"], example["answer"]["json"])
    gives = example["gives"]
    if gives is not None and "outcome" in gives:
        with pytest.raises(OutsideFailed) as told:
            _call(channel, example["call"], wire.line)
        failure = told.value
        assert (failure.outcome, failure.code) == (gives["outcome"], gives["code"])
        assert failure.retry_after == gives.get("retry_after")
        assert failure.say() and not failure.body
    else:
        sent = _call(channel, example["call"], wire.line)
        assert (asdict(sent) if isinstance(sent, Sent) else None) == gives
    request = example["request"]
    assert wire.asked == [(request["method"], request["path"], request["json"])]


@each_channel
def test_failures_fall_into_their_families(name: str) -> None:
    outcomes = {429: "temporary", 500: "temporary", 503: "temporary", 400: "final", 403: "final", 413: "final"}
    for status, outcome in outcomes.items():
        for body in ({"ok": False, "parameters": {"retry_after": "soon"}}, [], None, "x"):
            with pytest.raises(OutsideFailed) as told:
                open_channel(name).send(SAID, Wire(status, body).line)
            assert (told.value.outcome, told.value.retry_after) == (outcome, None)
    for body in ([], None, "x", {}, {"ok": "true"}):
        with pytest.raises(OutsideFailed) as told:
            open_channel(name).send(SAID, Wire(200, body).line)
        assert told.value.outcome == "unknown", "it may have been said"


@each_channel
def test_what_is_not_declared_is_not_offered(name: str) -> None:
    channel, wire = open_channel(name), Wire(200, {"ok": True, "result": True})
    calls = {
        "buttons": {"send": {"address": "1", "text": "?", "buttons": [["Yes", "yes"]]}},
        "ask_phone": {"send": {"address": "1", "text": "?", "ask_phone": "Share"}},
        "answer_press": {"answer_press": "1"},
        "listen": {"listen": "https://shop.example/hooks/x"},
    }
    for capability, call in calls.items():
        if capability not in channel.can:
            with pytest.raises(NotOffered):
                _call(channel, call, wire.line)
    assert len(wire.asked) == 0


@each_channel
def test_what_cannot_be_said_there_is_our_bug_and_not_sent(name: str) -> None:
    channel, wire = open_channel(name), Wire()
    unfit = [
        Outgoing("nobody", "x"),
        Outgoing("1", "x", (Button("x", "y" * 65),)),
        Outgoing("1", "x", (Button("x", ""),)),
    ]
    for one in [*unfit, Outgoing("1", "x", (Button("x", "y"),), "phone")]:
        with pytest.raises(ValueError, match="."):
            channel.send(one, wire.line)
    for token in ("", "a b", "a" * 65, "я", "a&b=c"):
        with pytest.raises(ValueError, match="."):
            channel.start_link({"username": "ours_bot"}, token)
    assert wire.asked == []


@each_channel
def test_a_start_link_carries_its_token_and_nothing_secret(name: str) -> None:
    channel = open_channel(name)
    live = channel.start_link({"username": "ours_bot"}, "a_token-1")
    sandbox = channel.start_link({"username": "ours_bot"}, "a_token-1", "http://127.0.0.1:8001")
    assert live.startswith("https://") and "a_token-1" in live
    assert sandbox.startswith("http://127.0.0.1:8001/") and "a_token-1" in sandbox


@each_channel
def test_imports_no_django_and_no_stranger(name: str) -> None:
    """Import the adapter alone in a fresh process: what it reached is what it needs."""
    code = (
        "import sys, json, importlib\n"
        f"importlib.import_module('prilavok.adapters.channels.{name}.adapter')\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": str(FOLDER.parents[2])},
    )
    reached = json.loads(done.stdout)
    assert [module for module in reached if module.partition(".")[0] in {"django", "psycopg"}] == []
    ours = {module for module in reached if module.startswith("prilavok.") and module.count(".") >= 2}
    mine = ("prilavok.adapters.channels.port", f"prilavok.adapters.channels.{name}")
    strangers = {one for one in ours if one.startswith("prilavok.adapters.channels.") and not one.startswith(mine)}
    assert strangers == set()
    assert {one.split(".")[2] for one in ours if one.startswith("prilavok.kit.")} <= {
        "errors",
        "http",
        "secrets",
        "settings",
    }
    assert not {one for one in ours if one.split(".")[1] not in {"adapters", "kit"}}
