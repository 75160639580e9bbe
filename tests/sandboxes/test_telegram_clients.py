"""The sandbox of Telegram is good enough for two clients we did not write, and behaves as the document says."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiogram
import aiogram.exceptions
import aiogram.types
import httpx
import pytest
import telegram
import telegram.error
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from tests.sandboxes.sandbox_process import (
    EMMA,
    IVAN,
    TOKEN,
    USERNAME,
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


def by_aiogram(world: Sandbox, use: Callable[[aiogram.Bot], Awaitable[Any]], token: str = TOKEN) -> Any:
    """Run this with aiogram's bot."""

    async def run() -> Any:
        session = AiohttpSession(api=TelegramAPIServer.from_base(world.url))
        async with aiogram.Bot(token, session=session) as bot:
            return await use(bot)

    return asyncio.run(run())


def by_ptb(world: Sandbox, use: Callable[[telegram.Bot], Awaitable[Any]], token: str = TOKEN) -> Any:
    """Run this with python-telegram-bot's bot; entering it calls getMe."""

    async def run() -> Any:
        async with telegram.Bot(token, base_url=f"{world.url}/bot", base_file_url=f"{world.url}/file/bot") as bot:
            return await use(bot)

    return asyncio.run(run())


def test_aiogram_writes_with_keyboards_and_reads_what_is_answered(world: Sandbox) -> None:
    async def talk(bot: aiogram.Bot) -> None:
        me = await bot.get_me()
        assert (me.id, me.is_bot, me.username) == (1234567890, True, USERNAME)
        world.act(IVAN, "start", payload="from-the-site_1")
        (first,) = await bot.get_updates(timeout=5)
        assert first.message is not None and first.message.from_user is not None
        assert first.message.text == "/start from-the-site_1"
        (command,) = first.message.entities or []
        assert (command.type, command.offset, command.length) == ("bot_command", 0, 6)
        assert (first.message.chat.id, first.message.chat.type, first.message.from_user.id) == (IVAN, "private", IVAN)
        ask = aiogram.types.KeyboardButton(text="Share phone", request_contact=True)
        keyboard = aiogram.types.ReplyKeyboardMarkup(keyboard=[[ask]], one_time_keyboard=True, resize_keyboard=True)
        asked = await bot.send_message(IVAN, "Your phone?", reply_markup=keyboard)
        assert world.chat(IVAN)["keyboard"]["keyboard"] == [[{"text": "Share phone", "request_contact": True}]]
        world.act(IVAN, "contact", answering=asked.message_id)
        assert world.chat(IVAN)["keyboard"] is None
        (shared,) = await bot.get_updates(offset=first.update_id + 1, timeout=5)
        assert shared.message is not None and shared.message.contact is not None
        assert (shared.message.contact.phone_number, shared.message.contact.user_id) == ("12125550143", IVAN)
        assert shared.message.reply_to_message is not None
        assert shared.message.reply_to_message.message_id == asked.message_id
        button = aiogram.types.InlineKeyboardButton(text="Yes", callback_data="yes:1")
        sent = await bot.send_message(
            IVAN, "Sure?", reply_markup=aiogram.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        )
        world.act(IVAN, "press", message_id=sent.message_id, data="yes:1")
        (pressed,) = await bot.get_updates(offset=shared.update_id + 1, timeout=5)
        assert pressed.callback_query is not None and pressed.callback_query.message is not None
        assert (pressed.callback_query.data, pressed.callback_query.from_user.id) == ("yes:1", IVAN)
        assert pressed.callback_query.message.message_id == sent.message_id
        assert await pressed.callback_query.answer("Done") is True
        assert world.chat(IVAN)["notice"] == "Done"
        edited = await bot.edit_message_text("Sure.", chat_id=IVAN, message_id=sent.message_id)
        assert isinstance(edited, aiogram.types.Message)
        assert (edited.text, edited.reply_markup) == ("Sure.", None)
        assert await bot.delete_message(IVAN, sent.message_id) is True
        assert sent.message_id not in {one["message_id"] for one in world.chat(IVAN)["messages"]}
        assert await bot.send_chat_action(IVAN, "typing") is True
        assert world.chat(IVAN)["typing"] is True
        commands = [aiogram.types.BotCommand(command="orders", description="My orders")]
        assert await bot.set_my_commands(commands, language_code="ru") is True
        told = await bot.get_my_commands(language_code="ru")
        assert [(one.command, one.description) for one in told] == [("orders", "My orders")]
        assert await bot.get_my_commands() == []
        whole = await bot.get_chat(IVAN)
        assert (whole.id, whole.first_name) == (IVAN, "Иван")

    by_aiogram(world, talk)


def test_python_telegram_bot_writes_with_keyboards_and_reads_what_is_answered(world: Sandbox) -> None:
    async def talk(bot: telegram.Bot) -> None:
        assert (bot.id, bot.username) == (1234567890, USERNAME)
        world.act(EMMA, "start")
        (first,) = await bot.get_updates(timeout=5)
        assert first.message is not None and first.message.text == "/start"
        assert first.effective_user is not None and first.effective_user.language_code == "en"
        keyboard = telegram.ReplyKeyboardMarkup([[telegram.KeyboardButton("Phone", request_contact=True)]])
        await bot.send_message(EMMA, "Your phone?", reply_markup=keyboard)
        world.act(EMMA, "card", phone_number="+1 212 555 0143")
        world.act(EMMA, "card", phone_number="+1 212 555 0199", first_name="Stranger")
        someone, stranger = await bot.get_updates(offset=first.update_id + 1, timeout=5)
        assert someone.message is not None and someone.message.contact is not None
        assert someone.message.contact.user_id == IVAN != EMMA
        assert stranger.message is not None and stranger.message.contact is not None
        assert stranger.message.contact.user_id is None
        rows = [[telegram.InlineKeyboardButton("Shop", url="https://example.com/")]]
        rows.append([telegram.InlineKeyboardButton("No", callback_data="no")])
        sent = await bot.send_message(EMMA, "Hello", reply_markup=telegram.InlineKeyboardMarkup(rows))
        assert sent.reply_markup == telegram.InlineKeyboardMarkup(rows)
        world.act(EMMA, "press", message_id=sent.message_id, data="no")
        (pressed,) = await bot.get_updates(offset=stranger.update_id + 1, timeout=5)
        assert pressed.callback_query is not None and pressed.callback_query.data == "no"
        assert await pressed.callback_query.answer("Pity", show_alert=True) is True
        edited = await bot.edit_message_text("Bye", EMMA, sent.message_id)
        assert isinstance(edited, telegram.Message) and edited.text == "Bye" and edited.edit_date is not None
        await bot.send_message(EMMA, "gone", reply_markup=telegram.ReplyKeyboardRemove())
        assert world.chat(EMMA)["keyboard"] is None
        content = bytes(range(256)) * 40
        httpx.post(f"{world.url}/user/{EMMA}/file?name=receipt.bin", content=content).raise_for_status()
        (document,) = await bot.get_updates(offset=pressed.update_id + 1, timeout=5)
        assert document.message is not None and document.message.document is not None
        assert document.message.document.file_name == "receipt.bin"
        file = await bot.get_file(document.message.document.file_id)
        assert bytes(await file.download_as_bytearray()) == content
        assert (await bot.get_chat(EMMA)).first_name == "Emma"

    by_ptb(world, talk)


def test_both_clients_take_the_same_webhook_and_its_secret(world: Sandbox) -> None:
    with receiver() as taker:

        async def connect(bot: aiogram.Bot) -> aiogram.types.WebhookInfo:
            kinds = ["message", "callback_query", "my_chat_member"]
            assert await bot.set_webhook(taker.url, secret_token="very_Secret-1", allowed_updates=kinds) is True
            with pytest.raises(aiogram.exceptions.TelegramConflictError):
                await bot.get_updates()
            return await bot.get_webhook_info()

        told = by_aiogram(world, connect)
        assert (told.url, told.pending_update_count, told.max_connections) == (taker.url, 0, 40)
        assert told.allowed_updates == ["message", "callback_query", "my_chat_member"]
        world.act(IVAN, "start", payload="abc")
        world.act(IVAN, "say", text="Есть красный? 👍")
        world.act(IVAN, "block")
        until(lambda: len(taker.came) == 3)
        assert {headers["x-telegram-bot-api-secret-token"] for headers, _ in taker.came} == {"very_Secret-1"}
        assert taker.numbers() == sorted(set(taker.numbers()))
        for _, body in taker.came:
            assert aiogram.types.Update.model_validate(body).update_id == body["update_id"]
        parsed = [telegram.Update.de_json(body, None) for _, body in taker.came]
        assert [one.message.text for one in parsed if one and one.message] == ["/start abc", "Есть красный? 👍"]
        assert parsed[2] is not None and parsed[2].my_chat_member is not None
        assert parsed[2].my_chat_member.new_chat_member.status == "kicked"
        assert parsed[2].my_chat_member.old_chat_member.status == "member"
        other = aiogram.types.Update.model_validate(taker.came[2][1])
        assert isinstance(other.my_chat_member.new_chat_member, aiogram.types.ChatMemberBanned)  # type: ignore[union-attr]
        assert by_ptb(world, lambda bot: bot.delete_webhook()) is True
        assert by_ptb(world, lambda bot: bot.get_webhook_info()).url == ""


def test_refusals_reach_the_exceptions_of_both_clients(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    async def first(bot: aiogram.Bot) -> None:
        await bot.get_me()
        with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="chat not found"):
            await bot.send_message(IVAN, "too early")
        world.act(IVAN, "start")
        with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="message text is empty"):
            await bot.send_message(IVAN, "")
        with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="message is too long"):
            await bot.send_message(IVAN, "x" * 4097)
        assert len((await bot.send_message(IVAN, "x" * 4096)).text or "") == 4096
        with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="query is too old"):
            await bot.answer_callback_query("1")
        with pytest.raises(aiogram.exceptions.TelegramNotFound):
            await bot.send_dice(IVAN)
        world.act(IVAN, "block")
        with pytest.raises(aiogram.exceptions.TelegramForbiddenError, match="bot was blocked by the user"):
            await bot.send_message(IVAN, "still there?")
        world.act(IVAN, "unblock")
        with pytest.raises(aiogram.exceptions.TelegramRetryAfter) as slow:
            for _ in range(6):
                await bot.send_message(IVAN, "faster")
        assert slow.value.retry_after == 1

    async def second(bot: telegram.Bot) -> None:
        world.act(EMMA, "start")
        with pytest.raises(telegram.error.RetryAfter) as slow:
            for _ in range(6):
                await bot.send_message(EMMA, "faster")
        assert slow.value.retry_after == timedelta(seconds=1)
        world.trouble(limits=False)
        for _ in range(6):
            await bot.send_message(EMMA, "no limits")
        with pytest.raises(telegram.error.BadRequest, match="Message to edit not found"):
            await bot.edit_message_text("?", EMMA, 99_999)
        last = world.chat(EMMA)["messages"][-1]
        with pytest.raises(telegram.error.BadRequest, match="Message is not modified"):
            await bot.edit_message_text(last["text"], EMMA, last["message_id"])
        world.act(EMMA, "block")
        with pytest.raises(telegram.error.Forbidden):
            await bot.send_message(EMMA, "?")

    by_aiogram(world, first)
    by_ptb(world, second)
    # same number, another secret part: somebody else's token
    with pytest.raises(telegram.error.InvalidToken):
        by_ptb(world, lambda bot: bot.get_me(), TOKEN[:-1] + "B")
    with pytest.raises(aiogram.exceptions.TelegramUnauthorizedError):
        by_aiogram(world, lambda bot: bot.get_me(), TOKEN[:-1] + "B")


def test_one_way_of_asking_is_as_good_as_another(world: Sandbox) -> None:
    place = f"{world.url}/bot{TOKEN}"
    assert httpx.get(f"{place}/getme").json()["result"]["username"] == USERNAME
    world.act(IVAN, "start")
    told = {"chat_id": str(IVAN), "text": "a & b"}
    answers = [
        httpx.get(f"{place}/sendMessage", params=told),
        httpx.post(f"{place}/sendMessage", data=told),
        httpx.post(f"{place}/sendMessage", json=told | {"chat_id": IVAN}),
        httpx.post(f"{place}/SENDMESSAGE", files={name: (None, value) for name, value in told.items()}),
    ]
    assert [one.json()["result"]["text"] for one in answers] == ["a & b"] * 4
    unknown = httpx.get(f"{place}/getNothing")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found")
    assert httpx.get(f"{world.url}/bot12/getMe").status_code == 404
    fresh = httpx.get(f"{world.url}/bot777777777{TOKEN[10:]}/sendMessage")
    assert fresh.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


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
        large = client.post("/sendMessage", content=b" " * 4_000_000, headers={"content-type": "application/json"})
        assert large.status_code == 413
    assert seen == {200, 400}
    aiogram.types.Message.model_validate(world.call("sendMessage", chat_id=IVAN, text="well").json()["result"])
