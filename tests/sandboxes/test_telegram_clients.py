"""The sandbox of Telegram is good enough for two clients we did not write, and behaves as the document says.

aiogram is imported where it is used: it has hundreds of models, and every process of a run collects all tests.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import telegram
import telegram.error
from tests.sandboxes.sandbox_process import (
    EMMA,
    IVAN,
    TOKEN,
    USERNAME,
    Sandbox,
    receiver,
    sandbox,
    until,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox("telegram", tmp_path) as made:
        yield made


def by_aiogram(world: Sandbox, use: Callable[[Any], Awaitable[Any]], token: str = TOKEN) -> Any:
    """Run this with aiogram's bot."""
    import aiogram
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

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
    import aiogram

    async def talk(bot: Any) -> None:
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


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


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
        world.trouble(limits=False)
        photo = await bot.send_photo(EMMA, PNG, caption="Red")
        assert photo.caption == "Red" and photo.photo[-1].file_size == len(PNG)
        paper = await bot.send_document(EMMA, b"%PDF-1.7", filename="счёт.pdf")
        assert paper.document is not None and paper.document.file_name == "счёт.pdf"
        for sent_file, content in ((photo.photo[-1], PNG), (paper.document, b"%PDF-1.7")):
            fetched = await bot.get_file(sent_file.file_id)
            assert bytes(await fetched.download_as_bytearray()) == content
        with pytest.raises(telegram.error.BadRequest, match="(?i)image_process_failed"):
            await bot.send_photo(EMMA, b"%PDF-1.7")
        with pytest.raises(telegram.error.BadRequest, match="caption is too long"):
            await bot.send_document(EMMA, PNG, caption="x" * 1025)
        shown = [(one.get("caption"), "photo" in one, "document" in one) for one in world.chat(EMMA)["messages"][-2:]]
        assert shown == [("Red", True, False), (None, False, True)]
        assert (await bot.get_chat(EMMA)).first_name == "Emma"

    by_ptb(world, talk)


def test_both_clients_take_the_same_webhook_and_its_secret(world: Sandbox) -> None:
    import aiogram

    with receiver() as taker:

        async def connect(bot: Any) -> Any:
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
    import aiogram

    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    async def first(bot: Any) -> None:
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
