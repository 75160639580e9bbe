"""Every channel, found by its folder, takes what its provider posts as the port promises; a case is waived in its manifest."""

import contextlib
import json
import random
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from tests.conformance.channel_world import (
    FOLDER,
    IN,
    NAMES,
    body_of,
    each_channel,
    each_in,
    examples_of,
    manifest_of,
    posted,
    secrets_of,
    short,
    waived,
)

from prilavok.adapters.channels.port import Incoming, Unreadable, open_channel
from prilavok.kit.secrets import Secret
from prilavok.kit.settings import SANDBOXES

CAN = {
    "text", "buttons", "links", "ask_phone", "files", "template", "answers", "answer_press", "start_link", "listen",
    "health", "typing", "read", "fetch", "ask",
}  # fmt: skip
CAN_BE_WAIVED = {"verify", "timeout"}
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


def test_every_folder_is_a_channel() -> None:
    folders = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_"))
    assert folders == sorted([*NAMES, "port"]) and "telegram_bot" in NAMES
    with pytest.raises(LookupError):
        open_channel("../feeds")


@each_channel
def test_manifest_is_valid(name: str) -> None:
    manifest, channel = manifest_of(name), open_channel(name)
    assert (manifest["name"], manifest["kind"]) == (name, "channel")
    assert manifest["title"].strip() and manifest["source"].strip() and manifest["example_address"].strip()
    date.fromisoformat(manifest["source_date"])
    assert set(manifest["can"]) <= CAN and len(set(manifest["can"])) == len(manifest["can"])
    assert all(isinstance(said, str) and said.strip() for said in manifest["unverified"])
    for field, stated in manifest["settings"].items():
        assert set(stated) == {"kind", "needed", "secret", "title", "example"}, field
        assert set(stated["title"]) == {"ru", "kk", "en"} and all(stated["title"].values())
    for case, reason in manifest.get("waived", {}).items():
        assert case in CAN_BE_WAIVED and len(reason) > 20, case
    assert (channel.name, channel.channel, channel.can) == (name, manifest["channel"], frozenset(manifest["can"]))
    assert channel.live_url.startswith("https://") and channel.sandbox in SANDBOXES
    means = channel.means
    assert means.text > 0 and (means.buttons > 0) == ("buttons" in channel.can)
    assert (means.file > 0) >= ("files" in channel.can) and (means.first == "template") <= ("template" in channel.can)
    assert bool(means.asks) == ("ask" in channel.can) == hasattr(channel, "standing") and means.parts >= 0
    assert means.human_window is None or (means.window is not None and means.human_window > means.window)


@each_in
def test_an_example_gives_exactly_its_rows_and_again_the_same(name: str, of: str, example: Mapping[str, Any]) -> None:
    channel, body = open_channel(name), body_of(example)
    first = channel.read(body)
    assert [short(row) for row in first] == example["gives"]
    assert channel.read(body) == first == open_channel(name).read(body)
    assert channel.key_of(body) == channel.key_of(body) and 0 < len(channel.key_of(body)) <= 200
    for row in first:
        assert 0 < len(row.key) <= 200 and (row.said_at is None or row.said_at.utcoffset() is not None)
        assert (row.kind == "state") == bool(row.state) and (not row.trouble or row.state == "failed")
        assert all(one.ref or one.at for one in row.files) and (bool(row.goods) == (row.kind == "order"))
        assert row.kind not in {"edit", "removed", "reaction", "state"} or row.about or row.before
        json.dumps(short(row), ensure_ascii=False).encode()


@each_channel
def test_keys_and_order_tell_one_thing_from_another(name: str) -> None:
    channel = open_channel(name)
    bodies = [body_of(example) for of, _, example in IN if of == name]
    rows = [row for body in bodies for row in channel.read(body)]
    assert len({channel.key_of(body) for body in bodies}) == len(bodies)
    assert len({row.key for row in rows}) == len(rows)


@each_in
def test_only_what_the_provider_signed_is_taken(name: str, of: str, example: Mapping[str, Any]) -> None:
    if waived(name, "verify"):
        return
    channel, body, headers = open_channel(name), body_of(example), dict(example["headers"])
    query = example.get("query", "")
    came = posted(name, body, headers, query=query)
    assert channel.verify(came) and channel.greet(came) is None
    proof = manifest_of(name)["proof"]
    if proof.startswith("header:"):
        (held,) = [key for key in headers if key.lower() == proof.removeprefix("header:")]
        value = headers.pop(held)
        forged = [headers, *(headers | {held: wrong} for wrong in _wrong(value))]
        assert not any(channel.verify(posted(name, body, one, query=query)) for one in forged)
    elif proof.startswith("query:"):
        forged_queries = _forged(query, proof.removeprefix("query:"))
        assert not any(channel.verify(posted(name, body, headers, query=one)) for one in forged_queries)
        # Who puts it anywhere else does not know where it belongs.
        elsewhere = [posted(name, query.encode(), headers), posted(name, body, headers | dict(parse_qsl(query)))]
        assert not any(channel.verify(one) for one in elsewhere)
    else:
        told = json.loads(body)
        value = told.pop(proof.removeprefix("body:"))
        bodies = [told, *(told | {proof.removeprefix("body:"): wrong} for wrong in (*_wrong(value), None, 1, []))]
        assert not any(channel.verify(posted(name, json.dumps(one).encode(), headers, query=query)) for one in bodies)
    headers = dict(example["headers"])
    unkept = posted(name, body, headers, query=query, secrets={})
    assert not channel.verify(unkept), "without a secret of ours nothing is signed"
    empty = {field: Secret("") for field in secrets_of(name)}
    for asked in (query, urlencode(dict.fromkeys(dict(parse_qsl(query)), ""))):
        assert not channel.verify(posted(name, body, dict.fromkeys(headers, ""), query=asked, secrets=empty))


def _forged(query: str, field: str) -> list[str]:
    """The query without this field, with it wrong in every way, and with it twice."""
    pairs = parse_qsl(query, keep_blank_values=True)
    (value,) = [one for name, one in pairs if name == field]
    others = [pair for pair in pairs if pair[0] != field]
    changed = [[*others, (field, wrong)] for wrong in _wrong(value)]
    twice = [[*pairs, (field, "x")], [(field, ""), *pairs], [*others, (field.upper(), value)]]
    return [urlencode(one, errors="surrogatepass") for one in (others, *changed, *twice)]


def _wrong(value: str) -> list[str]:
    return ["", value[:-1], value + "x", value.swapcase(), f" {value}", "é" * 300, "\ud800"]


@each_channel
def test_a_changed_body_is_not_signed(name: str) -> None:
    """Where the proof is drawn from the body; a secret in a header says only who speaks."""
    if not manifest_of(name).get("proof_covers_body"):
        return
    channel, changed = open_channel(name), 0
    for body, headers in [(body_of(one), one["headers"]) for of, _, one in IN if of == name]:
        assert not channel.verify(posted(name, body + b" ", headers))
        assert not channel.verify(posted(name, body.replace(b"0", b"1", 1), headers)) or b"0" not in body
        changed += 1
    assert changed > 0


@each_channel
def test_every_greeting_is_answered_and_only_where_we_have_its_secret(name: str) -> None:
    for _of, example in examples_of(name, "greet"):
        asked = {"method": example["method"], "query": example.get("query", "")}
        body, channel = body_of(example) if {"raw", "body"} & example.keys() else b"", open_channel(name)
        answer = channel.greet(posted(name, body, example["headers"], **asked))
        assert (answer.decode() if answer is not None else None) == example["answer"]
        assert channel.greet(posted(name, body, example["headers"], secrets={}, **asked)) is None
    nothing = posted(name, b"", {}, method="GET", query="hub.mode=subscribe&hub.challenge=1")
    assert open_channel(name).greet(nothing) is None, "who proves nothing is not greeted"


@each_channel
def test_garbage_is_refused_and_never_a_crash(name: str) -> None:
    channel = open_channel(name)
    for body in GARBAGE:
        assert 0 < len(channel.key_of(body)) <= 200
        for method in ("GET", "POST"):
            said = posted(name, body, {}, method=method, query=body.decode("latin-1")[:2_000])
            assert channel.verify(said) is False and channel.greet(said) is None
        with pytest.raises(Unreadable) as told:
            channel.read(body)
        assert told.value.reason.replace("_", "").isalpha()


@each_in
def test_cut_and_twisted_bodies_give_rows_or_unreadable(name: str, of: str, example: Mapping[str, Any]) -> None:
    channel, body = open_channel(name), body_of(example)
    luck = random.Random(of)
    for cut in range(0, len(body), 7):
        with contextlib.suppress(Unreadable):
            channel.read(body[:cut])
    for _ in range(300):
        twisted = _twisted(body, luck)
        with contextlib.suppress(Unreadable):
            for row in channel.read(twisted):
                assert isinstance(row, Incoming) and 0 < len(row.key) <= 200
                assert len(row.user) <= 120 and len(row.address) <= 320 and len(row.outside_id) <= 120
        assert 0 < len(channel.key_of(twisted)) <= 200


def _twisted(body: bytes, luck: random.Random) -> bytes:
    try:
        told = json.loads(body)
    except ValueError:
        place = luck.randrange(len(body))
        return body[:place] + luck.choice([b"", b"\xff", b"%00", b"&&", b"=", b"x" * 5000]) + body[place + 1 :]
    _twist(told, luck)
    return json.dumps(told).encode()


def _twist(told: Any, luck: random.Random) -> None:
    """Put something of another type, or nothing, in the place of one field anywhere."""
    places = [told]
    for place in places:
        inner = list(place.values()) if isinstance(place, dict) else place
        places.extend(value for value in inner if isinstance(value, dict | list))
    place = luck.choice([one for one in places if one])
    field = luck.choice(list(place)) if isinstance(place, dict) else luck.randrange(len(place))
    if luck.random() < 0.2:
        del place[field]
    else:
        place[field] = luck.choice([None, True, -1, 2**70, 1.5, "", "x" * 5000, [], {}, [[]], {"id": None}, "\ud800"])


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
        "channels",
        "errors",
        "http",
        "money",
        "phones",
        "secrets",
        "settings",
    }
    assert not {one for one in ours if one.split(".")[1] not in {"adapters", "kit"}}
