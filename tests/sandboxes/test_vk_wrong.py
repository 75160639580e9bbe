"""The sandbox of VK: servers that are not confirmed, repeats, trouble on purpose, wrong input, pace, a restart."""

import asyncio
import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.sandboxes.sandbox_process import Sandbox, sandbox, stop, until
from tests.sandboxes.vk_world import (
    AIGUL,
    GROUP,
    IVAN,
    TOKEN,
    VERSION,
    House,
    ask,
    client,
    community,
    house,
    listening,
    newcomer,
    refused,
    status_of,
)
from vk_api import ApiHttpError

from prilavok.sandboxes.vk.server import Vk
from prilavok.sandboxes.web import Asked


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with community(tmp_path_factory.mktemp("vk")) as one:
        yield one


@pytest.fixture
def ours(made: Sandbox) -> Iterator[House]:
    with listening(made) as one:
        yield one


def test_a_server_is_told_of_nothing_before_it_said_the_code(made: Sandbox) -> None:
    with house() as other:
        other.code = "wrong"
        told = {"group_id": GROUP, "url": other.url, "title": "other", "secret_key": "s" * 50}
        server = ask(made, "groups.addCallbackServer", **told)["response"]["server_id"]
        until(lambda: status_of(made, server) == "failed")
        assert other.came == [{"group_id": GROUP, "type": "confirmation", "secret": "s" * 50}]
        ask(made, "groups.setCallbackSettings", group_id=GROUP, server_id=server, message_new=1)
        made.act(AIGUL, "say", text="раз")
        other.code = httpx.post(f"{made.url}/sandbox/confirmation").json()["result"][str(GROUP)]
        assert ask(made, "groups.getCallbackConfirmationCode", group_id=GROUP)["response"]["code"] == other.code
        ask(made, "groups.editCallbackServer", server_id=server, **told)
        until(lambda: status_of(made, server) == "ok")
        made.act(AIGUL, "say", text="два")
        assert other.heard("message_new")["message"]["text"] == "два" and len(other.of("message_new")) == 1
        settings = ask(made, "groups.getCallbackSettings", group_id=GROUP, server_id=server)["response"]["events"]
        assert [name for name, on in settings.items() if on] == ["message_new"]
        ask(made, "groups.setCallbackSettings", group_id=GROUP, server_id=server, message_new=0)
        made.act(AIGUL, "say", text="три")
        time.sleep(0.3)
        assert len(other.of("message_new")) == 1
        ask(made, "groups.deleteCallbackServer", group_id=GROUP, server_id=server)
        assert refused(made, "groups.getCallbackSettings", group_id=GROUP, server_id=server) == 2001
    for wrong in (
        {"url": "https://shop.example/"}, {"url": "ftp://127.0.0.1/"}, {"url": ""}, {"title": ""},
        {"title": "x" * 15}, {"secret_key": "s" * 51},
    ):  # fmt: skip
        assert refused(made, "groups.addCallbackServer", **told | wrong) == 100, wrong
    for _ in range(10):
        ask(made, "groups.addCallbackServer", group_id=GROUP, url="http://127.0.0.1:9/", title="x")
    assert refused(made, "groups.addCallbackServer", group_id=GROUP, url="http://127.0.0.1:9/", title="x") == 2000
    for one in ask(made, "groups.getCallbackServers", group_id=GROUP)["response"]["items"]:
        ask(made, "groups.deleteCallbackServer", group_id=GROUP, server_id=one["id"])


def test_what_is_not_taken_is_told_again_under_its_own_id(made: Sandbox, ours: House) -> None:
    ours.answers = [(500, b"ok"), (200, b"not ok"), (200, b"OK"), (200, b" ok\n")]
    made.act(IVAN, "say", text="повтор")
    made.act(IVAN, "say", text="потом")
    until(lambda: len(ours.came) >= 6)
    told = [one for one in ours.came if one["type"] == "message_new"]
    texts = [one["object"]["message"]["text"] for one in told]
    assert texts[-1] == "потом" and set(texts[:-1]) == {"повтор"}
    assert len({one["event_id"] for one in ours.came}) == len({str(one["object"]) for one in ours.came})


def test_trouble_is_made_on_purpose_and_only_as_asked(made: Sandbox, ours: House) -> None:
    person = newcomer(made, "Беда")
    made.act(person, "say", text="!")
    sent = {"peer_id": person, "message": "?"}
    made.trouble(refuse=1)
    with pytest.raises(ApiHttpError):
        client(made).method("messages.send", {**sent, "random_id": 71})
    assert ask(made, "messages.send", **sent, random_id=71)["response"] > 0
    made.trouble(lose=1)
    with pytest.raises(httpx.RemoteProtocolError):
        ask(made, "messages.send", **sent, random_id=72)
    assert [one["random_id"] for one in made.chat(person)["messages"]] == [0, 71, 72], "carried out"
    again = ask(made, "messages.send", **sent, random_id=72)["response"]
    assert made.chat(person)["messages"][-1]["id"] == again and len(made.chat(person)["messages"]) == 3
    made.trouble(repeat=1)
    ours.came.clear()
    made.act(person, "type")
    until(lambda: len(ours.came) == 2)
    assert ours.came[0] == ours.came[1]
    made.trouble(deaf=True)
    made.act(person, "say", text="никто не услышит")
    made.trouble()
    made.act(person, "say", text="услышат")
    assert ours.heard("message_new")["message"]["text"] == "услышат"
    assert httpx.post(f"{made.url}/sandbox/trouble", json={"storm": 1}).status_code == 400
    assert httpx.get(f"{made.url}/sandbox/trouble").json()["refuse"] == 0


def test_wrong_input_is_refused_and_never_a_fault(made: Sandbox) -> None:
    person = f"{made.url}/user/{AIGUL}"
    cases: list[tuple[str, dict[str, Any], int]] = [
        (f"{person}/fly", {"json": {}}, 409),
        (f"{person}/contact", {"json": {}}, 409),
        (f"{person}/say", {"json": {"text": "x" * 4097}}, 409),
        (f"{person}/say", {"json": {"text": "x", "answering": "?"}}, 409),
        (f"{person}/say", {"content": b"{"}, 400),
        (f"{person}/say", {"json": []}, 400),
        (f"{person}/edit", {"json": {"conversation_message_id": [], "text": "x"}}, 409),
        (f"{person}/press", {"json": {"conversation_message_id": {}, "payload": []}}, 409),
        (f"{person}/react", {"json": {"reaction_id": "1"}}, 409),
        (f"{person}/place", {"json": {"latitude": "x", "longitude": None}}, 409),
        (f"{person}/say?group=nobody", {"json": {"text": "x"}}, 404),
        (f"{made.url}/user/1/say", {"json": {"text": "x"}}, 404),
        (f"{made.url}/user/x/say", {"json": {"text": "x"}}, 404),
        (f"{made.url}/user", {"json": {"first_name": ""}}, 400),
        (f"{made.url}/user", {"json": {"first_name": "x", "language": "de"}}, 400),
        (f"{made.url}/elsewhere", {"json": {}}, 404),
        (f"{made.url}/upload/1/x", {"content": b"x"}, 200),
        (f"{person}/say", {"json": {"text": "x"}, "headers": {"origin": "https://evil.example"}}, 403),
    ]
    for url, given, status in cases:
        assert httpx.post(url, **given).status_code == status, (url, given)
    for content in (b"{", b"[]", b'{"message": {"a": 1}, "peer_id": [], "random_id": true}', b"\xff"):
        answer = httpx.post(
            f"{made.url}/method/messages.send?access_token={TOKEN}&v={VERSION}",
            content=content,
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 200 and answer.json()["error"]["error_code"] in {8, 100}, content
    bearer = httpx.get(
        f"{made.url}/method/users.get?v={VERSION}&user_ids={AIGUL},1", headers={"authorization": f"Bearer {TOKEN}"}
    )
    assert [one["first_name"] for one in bearer.json()["response"]] == ["Айгуль"]
    assert httpx.get(f"{made.url}/stored/1_1/x").status_code == 404
    page = httpx.get(f"{made.url}/")
    assert page.status_code == 200 and "VK" in page.text and "text/html" in page.headers["content-type"]


def test_more_than_twenty_calls_a_second_are_refused_till_it_is_over() -> None:
    vk = Vk(1)

    async def called(count: int) -> list[int]:
        asked = Asked("GET", "/method/groups.getById", {"access_token": TOKEN, "v": VERSION}, {}, b"")
        answers = [json.loads((await vk.answer(asked)).body) for _ in range(count)]
        return [one.get("error", {}).get("error_code", 0) for one in answers]

    assert asyncio.run(called(25)) == [0] * 20 + [6] * 5, "they take far less than a second"
    time.sleep(1.1)
    assert asyncio.run(called(1)) == [0]
    vk = Vk(1, limits=False)
    assert asyncio.run(called(25)) == [0] * 25


def test_memory_outlives_a_restart(tmp_path: Path) -> None:
    with sandbox("vk", tmp_path) as one:
        assert ask(one, "groups.getById", group_id=300)["response"]["groups"][0]["id"] == 300
        one.act(AIGUL, "say", text="помни")
        stop(one)
        assert stat.S_IMODE(one.memory.stat().st_mode) == 0o600
    with sandbox("vk", tmp_path) as one:
        assert [message["text"] for message in one.chat(AIGUL)["messages"]] == ["помни"]
        assert ask(one, "messages.send", peer_id=AIGUL, random_id=1, message="помню")["response"] == 2
