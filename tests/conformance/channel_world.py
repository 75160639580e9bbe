"""What the conformance suites of channels share: every folder's manifest and examples, and a wire that keeps what was asked."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from prilavok.adapters import channels
from prilavok.adapters.channels.port import (
    Asks,
    Attached,
    Button,
    Channel,
    File,
    Health,
    Incoming,
    Line,
    Outgoing,
    Posted,
    Sent,
    Standing,
    Template,
    channel_names,
)
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

FOLDER = Path(channels.__file__).parent
NAMES = channel_names()
URL = "https://shop.example/hooks/ours"


def manifest_of(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name / "manifest.toml").read_text("utf-8"))


def waived(name: str, case: str) -> bool:
    return case in manifest_of(name).get("waived", {})


def settings_of(name: str) -> dict[str, str]:
    """What a connection is set to in the examples."""
    return {field: one["example"] for field, one in manifest_of(name)["settings"].items() if not one["secret"]}


def secrets_of(name: str) -> dict[str, Secret]:
    """What opens every example; no real login looks like these."""
    return {field: Secret(one["example"]) for field, one in manifest_of(name)["settings"].items() if one["secret"]}


def said_in(name: str) -> Outgoing:
    return Outgoing(manifest_of(name)["example_address"], "Да, есть", key="0190a1b2-0000-7000-8000-000000000001")


def examples_of(name: str, way: str) -> list[tuple[str, dict[str, Any]]]:
    files = sorted((FOLDER / name / "examples" / way).glob("*.json"))
    return [(file.stem, json.loads(file.read_text("utf-8"))) for file in files]


def body_of(example: Mapping[str, Any]) -> bytes:
    """The very bytes where a proof rests on them, else the object as JSON."""
    return example["raw"].encode() if "raw" in example else json.dumps(example["body"]).encode()


def posted(
    name: str, body: bytes, headers: Mapping[str, str], *, secrets: Mapping[str, Secret] | None = None,
    method: str = "POST", query: str = "",
) -> Posted:  # fmt: skip
    small = {key.lower(): value for key, value in headers.items()}
    return Posted(method, small, query, body, settings_of(name), secrets_of(name) if secrets is None else secrets)


def short(row: Incoming) -> dict[str, Any]:
    """A row as an example writes it: without what was not told."""
    told = {key: _plain(value) for key, value in asdict(row).items()}
    return {key: value for key, value in told.items() if value not in ("", False, [])}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        left = {key: _plain(one) for key, one in value.items()}
        return {key: one for key, one in left.items() if one not in ("", 0, None)}
    return value


IN = [(name, *example) for name in NAMES for example in examples_of(name, "in")]
OUT = [(name, *example) for name in NAMES for example in examples_of(name, "out")]


def _each(rows: list[tuple[str, str, dict[str, Any]]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("name", "of", "example"), rows, ids=[f"{name}-{of}" for name, of, _ in rows])


each_channel = pytest.mark.parametrize("name", NAMES)
each_in, each_out = _each(IN), _each(OUT)


class Wire:
    """Stands where the network stands, keeps what was asked and answers as the example says, call by call."""

    def __init__(self, name: str, answers: list[tuple[int, object]], trouble: OutsideFailed | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self._name, self._answers, self._trouble = name, list(answers), trouble

    def __call__(self, method: str, url: str, *, within_ms: int, **more: Any) -> Answer:
        assert 0 < within_ms <= 60_000
        content = more.get("content")
        told = {
            "method": method,
            "path": url.removeprefix("http://provider"),
            "json": more.get("json"),
            "form": more.get("form"),
            "headers": dict(more.get("headers") or {}),
            "content": content.decode("utf-8", "replace") if content is not None else None,
        }
        self.asked.append(
            {key: value for key, value in told.items() if value is not None and (key != "headers" or value)}
        )
        if self._trouble is not None:
            raise self._trouble
        status, body = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        # As kit.http.speak does: what is not asked for also is a failure of its own.
        assert status < 300 or status in more["also"]
        return Answer(status, {}, body.encode() if isinstance(body, str) else json.dumps(body).encode())

    @property
    def line(self) -> Line:
        return Line("http://provider", secrets_of(self._name), self, settings_of(self._name))


def call_out(channel: Channel, call: Mapping[str, Any], line: Line) -> Sent | Health | Standing | bytes | None:
    """Do what an example says."""
    (act,) = call
    told = call[act]
    if act == "fetch":
        return channel.fetch(Attached(**told), 1_000_000, line)
    if act == "ask":
        return cast(Asks, channel).standing(told["address"], told.get("outside_id", ""), told.get("key", ""), line)
    if act == "health":
        return channel.health(told, line)
    if act == "send":
        return channel.send(outgoing(told), line)
    if act == "listen":
        channel.listen(told, line)
    elif act == "answer_press":
        channel.answer_press(told, line)
    elif act == "typing":
        channel.show_typing(told, line)
    else:
        assert act == "read", act
        channel.show_read(told["address"], told["message"], line)
    return None


def outgoing(told: Mapping[str, Any]) -> Outgoing:
    made = dict(told)
    made["buttons"] = tuple(Button(**one) for one in told.get("buttons", ()))
    made["files"] = tuple(File(one["name"], one["mime"], one["content"].encode()) for one in told.get("files", ()))
    if "template" in told:
        made["template"] = Template(**{**told["template"], "fills": tuple(told["template"].get("fills", ()))})
    return Outgoing(**made)
