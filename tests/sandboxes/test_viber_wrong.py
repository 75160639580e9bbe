"""The sandbox of Viber: broadcasts, what goes wrong on purpose, wrong doors and a restart."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.sandboxes.sandbox_process import Sandbox, receiver, sandbox, stop, until
from tests.sandboxes.viber_world import HELLO, Bot, new_bot


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with sandbox("viber", tmp_path_factory.mktemp("viber")) as made:
        yield made


@pytest.fixture
def bot(world: Sandbox) -> Iterator[Bot]:
    world.trouble()
    with receiver() as house:
        made = new_bot(world, house)
        assert made.call("set_webhook", {"url": house.url, "send_name": True})["status"] == 0
        yield made
        made.call("set_webhook", {"url": ""})


def test_a_broadcast_names_whom_it_did_not_reach(bot: Bot) -> None:
    bot.act("say", text="Hi")
    quiet = new_bot(bot.world, bot.house).person
    url = f"{bot.world.url}/user/{quiet}/chat"
    other = httpx.get(url, params={"bot": bot.uri}).json()["result"]["id"]
    told = bot.call("broadcast_message", HELLO | {"broadcast_list": [bot.known_as, other, "nobody"]})
    assert (
        told["status"],
        [(one["receiver"], one["status"], one["status_message"]) for one in told["failed_list"]],
    ) == (
        0,
        [(other, 6, "Not subscribed"), ("nobody", 5, "Not found")],
    )
    assert [one["message_token"] for one in bot.heard("delivered")] == [told["message_token"]]


def test_what_goes_wrong_on_purpose(bot: Bot) -> None:
    bot.act("say", text="Hi")
    bot.heard("message")
    bot.world.trouble(refuse=1, lose=1)
    asked = {"receiver": bot.known_as} | HELLO
    headers = {"X-Viber-Auth-Token": bot.token}
    assert httpx.post(f"{bot.world.url}/pa/send_message", json=asked, headers=headers).status_code == 500
    assert len(bot.chat["messages"]) == 1
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{bot.world.url}/pa/send_message", json=asked, headers=headers)
    assert len(bot.chat["messages"]) == 2, "it was carried out"
    assert bot.send()["status"] == 0
    bot.world.trouble(repeat=1)
    bot.house.statuses = [500, 302]
    bot.act("say", text="Again")
    until(lambda: len(bot._heard("message")) == 1 + 4)
    assert len({one["message_token"] for one in bot._heard("message")}) == 2
    bot.world.trouble(deaf=True)
    bot.act("say", text="Nobody hears")
    bot.world.trouble()
    bot.act("say", text="Heard")
    assert [one["message"]["text"] for one in bot.heard("message", 6)][-1] == "Heard"
    assert httpx.post(f"{bot.world.url}/sandbox/trouble", json={"lost": 1}).status_code == 400
    assert httpx.get(f"{bot.world.url}/sandbox/trouble").json()["refuse"] == 0


def test_wrong_doors_are_refused_and_never_a_fault(bot: Bot) -> None:
    url = bot.world.url
    assert "Sandbox of Viber" in httpx.get(url).text
    people = {one["id"] for one in httpx.get(f"{url}/user").json()["result"]}
    assert {1, 2, 3, bot.person} <= people
    for body in (b"{", b"[]", b'{"name": "x"}', b'{"name": 1, "phone": []}', b"\xff"):
        assert httpx.post(f"{url}/user", content=body).status_code == 400
    for path in (
        "/user/999/say",
        "/user/x/say",
        f"/user/{bot.person}",
        f"/user/{bot.person}/say?bot=none",
        "/t",
        "/pa",
    ):
        assert httpx.post(f"{url}{path}", json={}).status_code == 404, path
    assert httpx.get(f"{url}/user/{bot.person}/say", params={"bot": bot.uri}).status_code == 405
    answer = httpx.post(f"{url}/user/{bot.person}/say", json={"text": "x"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_restart_keeps_bots_chats_and_ids(tmp_path: Path) -> None:
    with receiver() as house:
        with sandbox("viber", tmp_path, "--bot", "ours_shop") as first:
            bot = new_bot(first, house)
            assert bot.uri == "ours_shop"
            bot.call("set_webhook", {"url": house.url})
            bot.act("say", text="Hi")
            bot.send()
            bot.heard("delivered")
            kept = bot.chat
            stop(first)
            assert first.memory.stat().st_mode & 0o777 == 0o600
        with sandbox("viber", tmp_path) as second:
            again = Bot(second, house, bot.token, bot.uri, bot.person)
            assert again.chat == kept and len(kept["messages"]) == 2
            assert again.send()["message_token"] > kept["messages"][-1]["token"]
            again.heard("delivered", 2)
            stop(second)
        second.memory.write_bytes(b"\xff")
        with sandbox("viber", tmp_path) as third:
            assert third.call is not None and httpx.get(f"{third.url}/user").status_code == 200
        assert (tmp_path / "viber.memory.unreadable").read_bytes() == b"\xff"
