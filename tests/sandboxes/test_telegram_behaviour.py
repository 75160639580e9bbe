"""The sandbox of Telegram behaves as the document says: updates in turn, waits, faults on purpose, restarts, ugly words."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.sandboxes.sandbox_process import (
    EMMA,
    IVAN,
    TOKEN,
    Sandbox,
    receiver,
    sandbox,
    stop,
    until,
)

from prilavok.kit.db.ports import free_port


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox("telegram", tmp_path) as made:
        yield made


def test_an_update_comes_again_until_it_is_taken_and_in_order(world: Sandbox) -> None:
    with receiver() as taker:
        taker.statuses = [500, 503]
        world.call("setWebhook", url=taker.url, secret_token="s")
        world.act(IVAN, "start")
        world.act(IVAN, "say", text="second")
        until(lambda: len(taker.came) == 4)
        numbers = taker.numbers()
        assert numbers == [numbers[0]] * 3 + [numbers[0] + 1]
        until(lambda: world.call("getWebhookInfo").json()["result"]["pending_update_count"] == 0)
        told = world.call("getWebhookInfo").json()["result"]
        assert told["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
        time.sleep(0.5)
        assert taker.numbers() == numbers  # what was taken does not come again


def test_a_chat_waits_for_its_turn_and_chats_do_not_wait_for_each_other(world: Sandbox) -> None:
    with receiver() as taker:
        taker.pause = 0.25
        world.call("setWebhook", url=taker.url, max_connections=2)
        world.act(IVAN, "start")
        for text in ("one", "two"):
            world.act(IVAN, "say", text=text)
        until(lambda: len(taker.came) == 3)
        assert taker.most_at_once == 1
        assert [body["message"]["text"] for _, body in taker.came] == ["/start", "one", "two"]
        taker.pause = 0.8
        for number in range(2):
            told = {"first_name": f"N{number}", "phone": f"+1 212 555 016{number}"}
            made = httpx.post(f"{world.url}/user", json=told).json()["result"]
            world.act(made["id"], "start")
        world.act(EMMA, "start")
        until(lambda: len(taker.came) == 6)
        assert taker.most_at_once == 2
        assert len(set(taker.numbers())) == 6


def test_what_may_go_wrong_goes_wrong_on_purpose(world: Sandbox) -> None:
    world.call("getMe")
    world.act(IVAN, "start")
    world.act(IVAN, "say", text="second")
    world.trouble(repeat=1, shuffle=True, limits=True)
    with receiver() as taker:
        world.call("setWebhook", url=taker.url)
        until(lambda: len(taker.came) == 4)
        one, two = sorted(set(taker.numbers()))
        assert taker.numbers() == [two, two, one, one]
        world.trouble(late=0.6)
        began = time.monotonic()
        world.act(IVAN, "say", text="third")
        until(lambda: len(taker.came) == 5)
        assert time.monotonic() - began > 0.55
    world.trouble(refuse=1)
    assert world.call("sendMessage", chat_id=IVAN, text="x").status_code == 500
    world.trouble(lose=1)
    before = len(world.chat(IVAN)["messages"])
    with pytest.raises(httpx.RemoteProtocolError):
        world.call("sendMessage", chat_id=IVAN, text="lost on the way back")
    assert [m["text"] for m in world.chat(IVAN)["messages"][before:]] == ["lost on the way back"]
    assert world.call("sendMessage", chat_id=IVAN, text="x").status_code == 200


def test_a_method_in_the_webhooks_answer_is_carried_out(world: Sandbox) -> None:
    with receiver() as taker:
        taker.reply = f'{{"method": "sendMessage", "chat_id": {IVAN}, "text": "at once"}}'.encode()
        world.call("setWebhook", url=taker.url)
        world.act(IVAN, "start")
        until(lambda: [m["text"] for m in world.chat(IVAN)["messages"]] == ["/start", "at once"])


def test_the_webhook_stays_on_loopback(world: Sandbox) -> None:
    for place in (
        "https://example.com/x",
        "http://127.0.0.1.example.com/",
        "ftp://127.0.0.1/",
        "http://10.0.0.1/",
        "http://[::1",
        "http://127.0.0.1:99999/",
    ):
        refused = world.call("setWebhook", url=place)
        assert (refused.status_code, refused.json()["ok"]) == (400, False)
    assert world.call("setWebhook", url="http://127.0.0.1:9/x", secret_token="no spaces").status_code == 400
    assert world.call("getWebhookInfo").json()["result"]["url"] == ""


def test_a_long_poll_ends_when_something_comes_or_another_asks(world: Sandbox) -> None:
    world.call("getMe")

    async def wait() -> None:
        async with httpx.AsyncClient(timeout=20) as client:
            place = f"{world.url}/bot{TOKEN}/getUpdates"
            first = asyncio.create_task(client.get(place, params={"timeout": 15}))
            await asyncio.sleep(0.3)
            second = asyncio.create_task(client.get(place, params={"timeout": 15}))
            conflict = await first
            assert conflict.status_code == 409
            assert conflict.json()["description"].startswith("Conflict: terminated by other getUpdates request")
            await client.post(f"{world.url}/user/{IVAN}/start", json={})
            began = time.monotonic()
            assert len((await second).json()["result"]) == 1
            assert time.monotonic() - began < 10

    asyncio.run(wait())


def test_a_restart_keeps_bots_chats_and_what_is_pending(tmp_path: Path) -> None:
    port = free_port()
    with sandbox("telegram", tmp_path, port=port) as made:
        made.call("getMe")
        made.act(IVAN, "start")
        made.call("sendMessage", chat_id=IVAN, text="kept")
        said = stop(made)
        assert TOKEN not in said and TOKEN[11:] not in said
        assert made.memory.stat().st_mode & 0o077 == 0
    with sandbox("telegram", tmp_path, port=port) as made:
        assert [m["text"] for m in made.chat(IVAN)["messages"]] == ["/start", "kept"]
        (update,) = made.call("getUpdates").json()["result"]
        assert update["message"]["text"] == "/start"
        assert made.call("sendMessage", chat_id=IVAN, text="again").json()["result"]["message_id"] == 3


def test_a_taken_port_is_refused_and_said(tmp_path: Path, world: Sandbox) -> None:
    port = int(world.url.rpartition(":")[2])
    with sandbox("telegram", tmp_path, port=port) as late:
        assert late.process.wait(10) == 1
        assert late.process.stderr is not None
        assert f"Port {port} on 127.0.0.1 cannot be used" in late.process.stderr.read()


UGLY = [
    None,
    True,
    -1,
    2**80,
    "",
    " ",
    "x" * 5000,
    "{",
    "[]",
    "{}",
    [],
    {},
    [[1]],
    {"keyboard": 1},
    {"keyboard": [[{}]]},
]
UGLY += [
    {"inline_keyboard": [[{"text": "a", "callback_data": 5}]]},
    {"inline_keyboard": [["a"]]},
    {"type": 1},
    "\ud800",
]
PARAMETERS = ["chat_id", "text", "reply_markup", "entities", "reply_parameters", "message_id", "commands", "scope"]
PARAMETERS += ["url", "secret_token", "max_connections", "allowed_updates", "offset", "limit", "file_id", "action"]


def test_what_is_ugly_is_refused_and_never_a_fault(world: Sandbox) -> None:
    world.call("getMe")
    world.act(IVAN, "start")
    world.trouble(limits=False)
    methods = ["sendMessage", "editMessageText", "editMessageReplyMarkup", "deleteMessage", "answerCallbackQuery"]
    methods += ["sendChatAction", "getChat", "getFile", "setMyCommands", "getMyCommands", "setWebhook", "getUpdates"]
    seen = set()
    with httpx.Client(base_url=f"{world.url}/bot{TOKEN}") as client:
        for method in methods:
            for name in PARAMETERS:
                for value in UGLY:
                    body = json.dumps({"chat_id": IVAN, "text": "t", "message_id": 1, "timeout": 0, name: value})
                    answer = client.post(f"/{method}", content=body, headers={"content-type": "application/json"})
                    assert answer.status_code < 500, (method, name, value, answer.text)
                    assert answer.json()["ok"] is (answer.status_code == 200)
                    seen.add(answer.status_code)
        infinite = client.post("/getUpdates", content='{"offset": 1e999}', headers={"content-type": "application/json"})
        assert infinite.status_code == 400
        deep = client.post("/sendMessage", content="[" * 100_000, headers={"content-type": "application/json"})
        assert deep.status_code == 400
        large = client.post("/sendMessage", content=b" " * 13_000_000, headers={"content-type": "application/json"})
        assert large.status_code == 413
    assert seen == {200, 400}
    from aiogram.types import Message  # here: its hundreds of models are half of what collecting all tests costs

    Message.model_validate(world.call("sendMessage", chat_id=IVAN, text="well").json()["result"])
