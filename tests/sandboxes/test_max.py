"""The sandbox of MAX is good enough for a client we did not write (maxapi), and behaves as the documents say."""

import asyncio
import hashlib
import hmac
import warnings
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import maxapi
import pytest
from maxapi.client.default import DefaultConnectionProperties
from maxapi.enums.message_link_type import MessageLinkType
from maxapi.enums.sender_action import SenderAction
from maxapi.enums.upload_type import UploadType
from maxapi.exceptions.max import InvalidToken, MaxApiError
from maxapi.types.attachments.attachment import ButtonsPayload
from maxapi.types.attachments.buttons import CallbackButton, LinkButton, RequestContactButton
from maxapi.types.input_media import InputMediaBuffer
from maxapi.types.message import NewMessageLink
from maxapi.types.updates import UpdateUnionAdapter
from maxapi.types.updates.message_callback import MessageForCallback
from maxapi.utils.message_link import mid_to_chatid_seq
from tests.sandboxes.sandbox_process import Sandbox, receiver, sandbox, stop, until

TOKEN = "f9LHodD0cOI-sandbox_token_of_ours_0123456789"
AIGERIM, IVAN, EMMA = 5_100_000_001, 5_100_000_002, 5_100_000_003
SECRET = "a-secret-of-ours"
HEADERS = {"authorization": TOKEN}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox("max", tmp_path) as made:
        made.trouble(limits=False)
        assert _asks(made, "GET", "/me").json()["username"] == "prilavok_demo_bot"
        yield made


def _asks(world: Sandbox, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{world.url}{path}", headers=HEADERS, timeout=30, **more)


def _chat(world: Sandbox, person: int) -> Any:
    return httpx.get(f"{world.url}/user/{person}/chat", timeout=60).json()["result"]


def _by_maxapi(world: Sandbox, use: Callable[[Any], Awaitable[Any]], token: str = TOKEN) -> Any:
    """Run this with maxapi's bot."""

    async def run() -> Any:
        bot = maxapi.Bot(
            token, default_connection=DefaultConnectionProperties(max_retries=0), after_input_media_delay=0,
            after_upload_retry_delay=0.05, auto_check_subscriptions=False,
        )  # fmt: skip
        bot.set_api_url(world.url)
        try:
            return await use(bot)
        finally:
            await bot.close_session()

    return asyncio.run(run())


def _keyboard(rows: list[Any]) -> Any:
    payload: Any = ButtonsPayload(buttons=rows)
    return payload.pack()


async def _heard(bot: Any, marker: int | None = None) -> tuple[list[Any], int]:
    """What long polling tells, as maxapi reads it."""
    told = await bot.get_updates(limit=100, timeout=5, marker=marker)
    return [UpdateUnionAdapter.validate_python(one) for one in told["updates"]], told["marker"]


def test_maxapi_talks_with_a_person(world: Sandbox) -> None:
    async def talk(bot: Any) -> None:
        me = await bot.get_me()
        assert (me.user_id, me.is_bot, me.username) == (200_000_001, True, "prilavok_demo_bot")
        world.act(IVAN, "start", payload="from-the-site_1")
        (started,), marker = await _heard(bot)
        assert (started.update_type, started.payload, started.user_locale) == ("bot_started", "from-the-site_1", "ru")
        assert (started.user.user_id, started.user.full_name) == (IVAN, "Иван Петров")
        chat_id = started.chat_id
        rows = [
            [CallbackButton(text="Да", payload="yes:1"), LinkButton(text="Сайт", url="https://shop.example/")],
            [RequestContactButton(text="Телефон")],
        ]
        sent = await bot.send_message(user_id=IVAN, text="Точно?", attachments=[_keyboard(rows)])
        mid = sent.message.body.mid
        assert mid_to_chatid_seq(mid) == (chat_id, sent.message.body.seq)
        assert (sent.message.recipient.chat_id, sent.message.recipient.user_id) == (chat_id, IVAN)
        world.act(IVAN, "press", mid=mid, payload="yes:1")
        (pressed,), marker = await _heard(bot, marker)
        assert (pressed.callback.payload, pressed.callback.user.user_id) == ("yes:1", IVAN)
        assert pressed.message.body.mid == mid
        answer = MessageForCallback(text="Записали", attachments=[])
        done = await bot.send_callback(callback_id=pressed.callback.callback_id, message=answer, notification="Готово")
        assert done.success is True
        told = _chat(world, IVAN)
        assert (told["notice"], told["messages"][-1]["body"]["text"]) == ("Готово", "Записали")
        assert "attachments" not in told["messages"][-1]["body"]
        world.act(IVAN, "say", text="Спасибо", answering=mid)
        (said,), marker = await _heard(bot, marker)
        assert (said.message.body.text, said.message.sender.user_id) == ("Спасибо", IVAN)
        assert (said.message.link.type, said.message.link.message.mid) == ("reply", mid)
        assert said.message.body.seq > sent.message.body.seq
        reply = await bot.send_message(
            chat_id=chat_id,
            text="Пожалуйста",
            link=NewMessageLink(type=MessageLinkType.REPLY, mid=said.message.body.mid),
        )
        assert reply.message.link.message.mid == said.message.body.mid
        assert (await bot.edit_message(reply.message.body.mid, text="Не за что")).success
        assert _chat(world, IVAN)["messages"][-1]["body"]["text"] == "Не за что"
        assert (await bot.get_message(reply.message.body.mid)).body.text == "Не за что"
        assert (await bot.get_messages(chat_id=chat_id, count=2)).messages[0].body.text == "Не за что"
        assert (await bot.delete_message(reply.message.body.mid)).success
        assert reply.message.body.mid not in {one["body"]["mid"] for one in _chat(world, IVAN)["messages"]}
        assert (await bot.send_action(chat_id, SenderAction.TYPING_ON)).success
        assert _chat(world, IVAN)["action"] == "typing_on"
        whole = await bot.get_chat_by_id(chat_id)
        assert (whole.chat_id, whole.type, whole.dialog_with_user.user_id) == (chat_id, "dialog", IVAN)

    _by_maxapi(world, talk)


def test_maxapi_reads_all_that_a_person_does(world: Sandbox) -> None:
    async def talk(bot: Any) -> None:
        world.act(EMMA, "start")
        world.act(EMMA, "contact")
        world.act(EMMA, "card", name="Stranger", phone="12125550199")
        world.act(EMMA, "place", latitude=43.238949, longitude=76.889709)
        world.act(EMMA, "sticker")
        said = world.act(EMMA, "say", text="Hello")["body"]["mid"]
        world.act(EMMA, "edit", mid=said, text="Hello!")
        world.act(EMMA, "remove", mid=said)
        world.act(EMMA, "clear")
        world.act(EMMA, "block")
        heard, marker = await _heard(bot)
        kinds = [one.update_type.value for one in heard]
        assert kinds == [
            "bot_started", *["message_created"] * 5, "message_edited", "message_removed", "dialog_cleared",
            "bot_stopped",
        ]  # fmt: skip
        own, card, place, sticker = (one.message.body.attachments[0] for one in heard[1:5])
        assert own.payload.vcf.phone == "12125550144" and own.payload.max_info.user_id == EMMA
        signed = hmac.new(TOKEN.encode(), own.payload.vcf_info.encode(), hashlib.sha256).hexdigest()
        assert own.payload.hash == signed
        assert (card.payload.vcf.phone, card.payload.hash, card.payload.max_info) == ("12125550199", None, None)
        assert (place.latitude, place.longitude) == (43.238949, 76.889709)
        assert sticker.payload.code and await bot.download_bytes(sticker.payload.url) == b"a sticker"
        assert (heard[6].message.body.mid, heard[6].message.body.text) == (said, "Hello!")
        assert (heard[7].message_id, heard[7].user_id) == (said, EMMA)
        assert (await _heard_none(bot, marker)) == []
        with pytest.raises(MaxApiError) as told:
            await bot.send_message(user_id=EMMA, text="?")
        assert told.value.raw == {"code": "chat.denied", "message": "error.dialog.suspended"}
        assert told.value.code == 403
        world.act(EMMA, "unblock")
        assert (await bot.send_message(user_id=EMMA, text="Welcome back")).message.body.text == "Welcome back"

    _by_maxapi(world, talk)


async def _heard_none(bot: Any, marker: int) -> list[Any]:
    return list((await bot.get_updates(limit=100, timeout=0, marker=marker))["updates"])


def test_files_go_both_ways(world: Sandbox) -> None:
    async def talk(bot: Any) -> None:
        world.act(IVAN, "start")
        world.trouble(limits=False, not_ready=2)
        picture = InputMediaBuffer(b"\x89PNG\r\n\x1a\n" + b"0" * 50, filename="dress.png", type=UploadType.IMAGE)
        sent = await bot.send_message(user_id=IVAN, text="Такое?", attachments=[picture])
        (image,) = sent.message.body.attachments
        assert image.type == "image" and image.payload.photo_id > 0
        assert await bot.download_bytes(image.payload.url) == b"\x89PNG\r\n\x1a\n" + b"0" * 50
        assert httpx.get(f"{world.url}/sandbox/trouble").json()["not_ready"] == 0
        paper = InputMediaBuffer(b"%PDF-1.7", filename="чек", type=UploadType.FILE)
        sent = await bot.send_message(user_id=IVAN, attachments=[paper])
        (file,) = sent.message.body.attachments
        assert (file.type, file.filename, file.size) == ("file", "чек.pdf", 8)
        clip = InputMediaBuffer(b"a clip", filename="a.mp4", type=UploadType.VIDEO)
        sent = await bot.send_message(user_id=IVAN, attachments=[clip])
        (video,) = sent.message.body.attachments
        details = await bot.get_video(video.payload.token)
        assert await bot.download_bytes(details.urls.mp4_720) == b"a clip"
        _, marker = await _heard(bot)
        for kind in ("image", "video", "audio", "file"):
            made = httpx.post(f"{world.url}/user/{IVAN}/file?kind={kind}&name=a.{kind}", content=b"bytes")
            assert made.status_code == 200
        heard, _ = await _heard(bot, marker)
        theirs = [one.message.body.attachments[0] for one in heard]
        assert [one.type for one in theirs] == ["image", "video", "audio", "file"]
        assert [await bot.download_bytes(one.payload.url) for one in theirs] == [b"bytes"] * 4

    _by_maxapi(world, talk)


def test_webhooks_carry_the_secret_and_come_until_they_are_taken(world: Sandbox) -> None:
    async def talk(bot: Any) -> None:
        with receiver() as all_of_it, receiver() as presses:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                assert (await bot.subscribe_webhook(all_of_it.url, secret=SECRET)).success
                assert (await bot.subscribe_webhook(presses.url, update_types=["message_callback"])).success
            told = (await bot.get_subscriptions()).subscriptions
            assert [(one.url, one.update_types) for one in told] == [
                (all_of_it.url, None),
                (presses.url, ["message_callback"]),
            ]
            all_of_it.statuses = [503, 201]
            world.act(IVAN, "start", payload="x")
            world.act(IVAN, "say", text="Привет")
            until(lambda: len(all_of_it.came) == 4)
            kinds = [body["update_type"] for _, body in all_of_it.came]
            assert kinds == ["bot_started"] * 3 + ["message_created"], "taken is 200 and nothing else"
            assert {headers["x-max-bot-api-secret"] for headers, _ in all_of_it.came} == {SECRET}
            assert all_of_it.came[0][1] == all_of_it.came[1][1] == all_of_it.came[2][1]
            sent = await bot.send_message(
                user_id=IVAN,
                text="?",
                attachments=[_keyboard([[CallbackButton(text="Да", payload="y")]])],
            )
            world.act(IVAN, "press", mid=sent.message.body.mid, payload="y")
            until(lambda: len(presses.came) == 1 and len(all_of_it.came) == 5)
            assert "x-max-bot-api-secret" not in presses.came[0][0]
            with pytest.raises(MaxApiError) as told_off:
                await bot.get_updates(limit=1, timeout=0)
            assert told_off.value.code == 405
            for url in (presses.url, all_of_it.url):
                assert (await bot.unsubscribe_webhook(url)).success
            world.act(IVAN, "say", text="Ещё")
            (heard,), _ = await _heard(bot)
            assert heard.message.body.text == "Ещё" and len(all_of_it.came) == 5

    _by_maxapi(world, talk)


def test_a_subscription_that_fails_for_too_long_is_gone_without_a_word(world: Sandbox) -> None:
    world.trouble(limits=False, gives_up_after=0.5)
    with receiver() as house:
        house.statuses = [500] * 1_000
        assert _asks(world, "POST", "/subscriptions", json={"url": house.url}).json() == {"success": True}
        world.act(IVAN, "start")
        world.act(IVAN, "say", text="Слышите?")
        until(lambda: _asks(world, "GET", "/subscriptions").json() == {"subscriptions": []})
        assert {body["update_type"] for _, body in house.came} == {"bot_started"}, "what waited is gone too"
        world.act(IVAN, "say", text="Теперь")
        told = _asks(world, "GET", "/updates", params={"timeout": 1}).json()
        assert [one["message"]["body"]["text"] for one in told["updates"]] == ["Теперь"]


def test_trouble_refuses_and_loses_answers(world: Sandbox) -> None:
    world.act(IVAN, "start")
    said = {"params": {"user_id": IVAN}, "json": {"text": "Да"}}
    world.trouble(limits=False, refuse=1, lose=1)
    refused = _asks(world, "POST", "/messages", **said)
    assert (refused.status_code, refused.json()["code"]) == (500, "internal.error")
    with pytest.raises(httpx.HTTPError):
        _asks(world, "POST", "/messages", **said)
    assert [one["body"]["text"] for one in _chat(world, IVAN)["messages"]] == ["Да"], "it was said"
    world.trouble()
    statuses = [_asks(world, "GET", "/updates", params={"timeout": 0}).status_code for _ in range(6)]
    assert statuses[:2] == [200] * 2 and 429 in statuses, "two a second"
    assert _asks(world, "GET", "/me").status_code == 200, "thirty a second"


WRONG: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "/messages", {"json": {"text": "x"}}, 400, "proto.payload"),
    ("POST", f"/messages?user_id={EMMA}", {"json": {"text": "x"}}, 404, "dialog.not.found"),
    ("POST", f"/messages?user_id={IVAN}", {"json": {"text": "x" * 4_001}}, 400, "proto.payload"),
    ("POST", f"/messages?user_id={IVAN}", {"json": {"text": " "}}, 400, "proto.payload"),
    ("POST", f"/messages?user_id={IVAN}", {"json": []}, 400, "proto.payload"),
    ("POST", f"/messages?user_id={IVAN}", {"content": b"{"}, 400, "proto.payload"),
    ("POST", f"/messages?user_id={IVAN}", {"json": {"text": "x", "format": "bb"}}, 400, "proto.payload"),
    ("POST", f"/messages?user_id={IVAN}", {"json": {"text": "x", "attachments": [1]}}, 400, "proto.payload"),
    ("POST", f"/messages?user_id={IVAN}", {"json": {"text": "x", "link": {"type": "reply"}}}, 400, "proto.payload"),
    ("POST", "/messages?user_id=ivan", {"json": {"text": "x"}}, 400, "proto.payload"),
    ("PUT", "/messages?message_id=mid.1", {"json": {"text": "x"}}, 404, "not.found"),
    ("DELETE", "/messages", {}, 404, "not.found"),
    ("PATCH", "/messages", {"json": {}}, 404, "not.found"),
    ("GET", "/messages/mid.1", {}, 404, "not.found"),
    ("GET", "/messages?chat_id=1", {}, 403, "chat.denied"),
    ("POST", "/answers?callback_id=1", {"json": {}}, 404, "not.found"),
    ("POST", "/uploads?type=photo", {}, 400, "proto.payload"),
    ("GET", "/videos/1", {}, 404, "not.found"),
    ("GET", "/chats/x", {}, 404, "chat.not.found"),
    ("GET", "/updates?limit=0", {}, 400, "proto.payload"),
    ("POST", "/subscriptions", {"json": {"url": "https://shop.example/hook"}}, 400, "proto.payload"),
    ("POST", "/subscriptions", {"json": {"url": "http://127.0.0.1:x/"}}, 400, "proto.payload"),
    ("POST", "/subscriptions", {"json": {"url": "http://127.0.0.1/", "secret": "four"}}, 400, "proto.payload"),
    ("POST", "/me", {}, 405, "method.not.allowed"),
    ("GET", "/nowhere", {}, 404, "not.found"),
]


def test_wrong_input_is_refused(world: Sandbox) -> None:
    world.act(IVAN, "start")
    for method, path, more, status, code in WRONG:
        answer = _asks(world, method, path, **more)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (method, path, answer.text)
    assert _chat(world, IVAN)["messages"] == []


def test_wrong_buttons_and_files_are_refused(world: Sandbox) -> None:
    world.act(IVAN, "start")
    fine = {"type": "callback", "text": "Да", "payload": "y"}
    link = {"type": "link", "text": "Да", "url": "https://shop.example/"}
    keyboards: list[Any] = [
        None, [], [[]], [fine], [[fine] * 8], [[fine, fine, fine, link]], [[fine]] * 31, [[fine | {"text": ""}]],
        [[fine | {"text": "x" * 129}]], [[fine | {"payload": "x" * 1_025}]], [[{"type": "callback", "text": "x"}]],
        [[link | {"url": "tel:1"}]], [[link | {"type": "hologram"}]], [["x"]],
    ]  # fmt: skip
    bodies = [{"type": "inline_keyboard", "payload": {"buttons": one}} for one in keyboards]
    for one in [*bodies, {"type": "image", "payload": {"token": "x"}}, {"type": "hologram", "payload": {}}, {}]:
        answer = _asks(world, "POST", f"/messages?user_id={IVAN}", json={"text": "?", "attachments": [one]})
        assert (answer.status_code, answer.json()["code"]) == (400, "proto.payload"), one
    upload = _asks(world, "POST", "/uploads?type=file").json()
    assert httpx.post(upload["url"], data={"a": "b"}).status_code == 400
    clip = _asks(world, "POST", "/uploads?type=video").json()
    early = {"text": "", "attachments": [{"type": "video", "payload": {"token": clip["token"]}}]}
    answer = _asks(world, "POST", f"/messages?user_id={IVAN}", json=early)
    assert (answer.status_code, answer.json()) == (400, {"code": "attachment.not.ready", "message": ""})
    assert _chat(world, IVAN)["messages"] == []


def test_only_a_token_that_is_known_opens(world: Sandbox) -> None:
    for wrong in (b"", b"Bearer " + TOKEN.encode(), b"\xe9" * 30, b"short"):
        answer = httpx.get(f"{world.url}/me?access_token={TOKEN}", headers={b"authorization": wrong})
        assert (answer.status_code, answer.json()) == (401, {"code": "verify.token", "message": "Invalid access_token"})

    async def talk(bot: Any) -> None:
        with pytest.raises(InvalidToken):
            await bot.send_message(user_id=IVAN, text="?")
        assert (await bot.get_me()).username == "sandbox_200000002_bot"

    _by_maxapi(world, talk, "another_token_of_ours_0123456789")


def test_what_the_app_would_not_let_happen(world: Sandbox) -> None:
    def refused(deed: str, **told: Any) -> str:
        answer = httpx.post(f"{world.url}/user/{AIGERIM}/{deed}", json=told)
        assert answer.status_code == 409, answer.text
        return str(answer.json()["error"])

    assert refused("say", text="Сәлем") == "not_started"
    assert refused("start", payload="x" * 129) == "payload"
    world.act(AIGERIM, "start")
    assert refused("say", text=" ") == "text"
    assert refused("press", mid="mid.1", payload="y") == "button"
    assert refused("edit", mid="mid.1", text="x") == "message"
    assert refused("place", latitude="x", longitude=1) == "place"
    assert refused("fly") == "act"
    world.act(AIGERIM, "delete")
    assert refused("say", text="Сәлем") == "blocked"
    made = httpx.post(f"{world.url}/user", json={"first_name": "Дана", "phone": "+1 212 555 0145", "language": "kk"})
    assert made.json()["result"]["phone"] == "12125550145"
    assert httpx.post(f"{world.url}/user", json={"first_name": "", "phone": "1"}).status_code == 400
    assert httpx.post(f"{world.url}/user/{AIGERIM}/say", content=b"{").status_code == 400
    assert httpx.post(f"{world.url}/sandbox/trouble", json={"unknown": 1}).status_code == 400
    assert httpx.get(f"{world.url}/user/1/chat").status_code == 404
    page = httpx.get(f"{world.url}/prilavok_demo_bot?start=%3Cb%3E")
    assert page.status_code == 200 and "&lt;b&gt;" in page.text and "Sandbox of MAX" in page.text


def test_all_is_remembered_over_a_restart(tmp_path: Path) -> None:
    with sandbox("max", tmp_path) as first:
        _asks(first, "GET", "/me")
        first.act(IVAN, "start")
        sent = _asks(first, "POST", f"/messages?user_id={IVAN}", json={"text": "Помните?"}).json()["message"]
        stop(first)
    assert (tmp_path / "max.memory").stat().st_mode & 0o777 == 0o600
    with sandbox("max", tmp_path) as second:
        assert _asks(second, "GET", f"/messages/{sent['body']['mid']}").json()["body"]["text"] == "Помните?"
        told = _asks(second, "GET", "/updates", params={"timeout": 0}).json()
        assert [one["update_type"] for one in told["updates"]] == ["bot_started"]
        stop(second)
    (tmp_path / "max.memory").write_text("{")
    with sandbox("max", tmp_path) as third:
        assert _asks(third, "GET", "/chats").status_code == 401
        assert (tmp_path / "max.memory.unreadable").exists()
