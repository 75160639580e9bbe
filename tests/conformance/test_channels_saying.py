"""Every channel says what we have to say as the port promises: exactly its requests, its failures by their family."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pytest
from tests.conformance.channel_world import (
    FOLDER,
    OUT,
    Wire,
    call_out,
    each_channel,
    each_out,
    manifest_of,
    outgoing,
    said_in,
    settings_of,
)

from prilavok.adapters.channels.port import Health, NotOffered, Sent, Standing, open_channel
from prilavok.kit.errors import OutsideFailed

#: capabilities that are no request of their own
_NO_REQUEST = {"start_link"}


@each_channel
def test_every_capability_has_an_example_of_its_request(name: str) -> None:
    shown = {example["capability"] for of, _, example in OUT if of == name}
    assert shown == open_channel(name).can - _NO_REQUEST


@each_out
def test_a_call_makes_exactly_its_request(name: str, of: str, example: Mapping[str, Any]) -> None:
    channel, wire = open_channel(name), Wire(name, [(one["status"], one["json"]) for one in _answers(example)])
    gives = example["gives"]
    if isinstance(gives, dict) and "outcome" in gives:
        with pytest.raises(OutsideFailed) as told:
            call_out(channel, example["call"], wire.line)
        failure = told.value
        assert (failure.outcome, failure.code) == (gives["outcome"], gives["code"])
        assert failure.retry_after == gives.get("retry_after")
        assert failure.say() and not failure.body
    else:
        assert _plain(call_out(channel, example["call"], wire.line)) == gives
    assert wire.asked == (example["requests"] if "requests" in example else [example["request"]])


def _answers(example: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return example["answers"] if "answers" in example else [example["answer"]]


def _plain(given: Sent | Health | Standing | bytes | None) -> object:
    if isinstance(given, bytes):
        return given.decode()
    return (
        {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(given).items()}
        if given
        else None
    )


@each_channel
def test_failures_fall_into_their_families(name: str) -> None:
    outcomes = {429: "temporary", 500: "temporary", 503: "temporary", 400: "final", 403: "final", 413: "final"}
    for status, outcome in outcomes.items():
        for body in ({"ok": False, "parameters": {"retry_after": "soon"}}, [], None, "x"):
            with pytest.raises(OutsideFailed) as told:
                open_channel(name).send(said_in(name), Wire(name, [(status, body)]).line)
            assert (told.value.outcome, told.value.retry_after) == (outcome, None)
    for body in ([], None, "x", {}, {"ok": "true"}):
        with pytest.raises(OutsideFailed) as told:
            open_channel(name).send(said_in(name), Wire(name, [(200, body)]).line)
        assert told.value.outcome == "unknown", "it may have been said"


@each_channel
def test_what_is_not_declared_is_not_offered(name: str) -> None:
    channel, wire = open_channel(name), Wire(name, [(200, {"ok": True, "result": True})])
    said = {"address": manifest_of(name)["example_address"], "text": "?"}
    calls: dict[str, dict[str, Any]] = {
        "buttons": {"send": said | {"buttons": [{"text": "Yes", "press": "yes"}]}},
        "links": {"send": said | {"buttons": [{"text": "Open", "url": "https://shop.example/"}]}},
        "ask_phone": {"send": said | {"ask_phone": "Share"}},
        "files": {"send": said | {"files": [{"name": "a.pdf", "mime": "application/pdf", "content": "%PDF"}]}},
        "template": {"send": said | {"template": {"name": "ready", "language": "ru"}}},
        "answer_press": {"answer_press": "1"},
        "listen": {"listen": "https://shop.example/hooks/x"},
        "health": {"health": "https://shop.example/hooks/x"},
        "typing": {"typing": said["address"]},
        "read": {"read": {"address": said["address"], "message": "1"}},
        "fetch": {"fetch": {"kind": "photo", "ref": "x"}},
    }
    for capability, call in calls.items():
        if capability not in channel.can:
            with pytest.raises(NotOffered):
                call_out(channel, call, wire.line)
    assert wire.asked == []


@each_channel
def test_what_cannot_be_said_there_is_our_bug_and_not_sent(name: str) -> None:
    channel, wire = open_channel(name), Wire(name, [(200, {})])
    unfit = json.loads((FOLDER / name / "examples" / "unfit.json").read_text("utf-8"))
    assert len(unfit) >= 2
    said = {"address": manifest_of(name)["example_address"], "text": "x"}
    too_long = [said | {"text": "я" * (channel.means.text + 1)}, said | {"text": ""}]
    for one in [*unfit, *too_long]:
        with pytest.raises(ValueError, match="."):
            channel.send(outgoing(one), wire.line)
    assert wire.asked == []


@each_channel
def test_a_start_link_carries_its_token_and_nothing_secret(name: str) -> None:
    channel, settings = open_channel(name), settings_of(name)
    if "start_link" not in channel.can:
        with pytest.raises(NotOffered):
            channel.start_link(settings, "a_token-1")
        return
    for token in ("", "a b", "a" * 65, "я", "a&b=c"):
        with pytest.raises(ValueError, match="."):
            channel.start_link(settings, token)
    live = channel.start_link(settings, "a_token-1")
    sandbox = channel.start_link(settings, "a_token-1", "http://127.0.0.1:8001")
    # A messenger that has no page on the web is opened by a scheme of its own, named in its manifest.
    assert live.startswith(f"{manifest_of(name).get('link_scheme', 'https')}://") and "a_token-1" in live
    assert sandbox.startswith("http://127.0.0.1:8001/") and "a_token-1" in sandbox
