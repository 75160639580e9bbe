"""What MAX says, read by a client of others (maxapi), and what it asks for beside what we ask for."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from maxapi import Bot
from maxapi.connection.base import BaseConnection
from maxapi.enums.sender_action import SenderAction
from maxapi.enums.update import UpdateType
from maxapi.types.attachments.attachment import ButtonsPayload
from maxapi.types.attachments.buttons import CallbackButton, LinkButton, RequestContactButton
from maxapi.types.message import NewMessageLink
from maxapi.types.updates import UpdateUnionAdapter
from maxapi.utils.deep_linking import create_start_link
from maxapi.utils.message_link import mid_to_chatid_seq
from tests.conformance.channel_world import Wire, body_of, call_out, examples_of, settings_of

from prilavok.adapters.channels.port import Incoming, open_channel

IN = dict(examples_of("max_bot", "in"))
OUT = dict(examples_of("max_bot", "out"))
#: what the client has no shape for
STRANGE = {"kind_of_tomorrow", "attachment_of_tomorrow", "start_with_what_is_no_token", "words_of_bad_letters"}
KINDS = {
    UpdateType.MESSAGE_CREATED: {"text", "media", "contact", "echo", "other"},
    UpdateType.MESSAGE_EDITED: {"edit"},
    UpdateType.MESSAGE_REMOVED: {"removed", "other"},
    UpdateType.MESSAGE_CALLBACK: {"press", "other"},
    UpdateType.BOT_STARTED: {"start"},
    UpdateType.BOT_STOPPED: {"stopped"},
    UpdateType.DIALOG_REMOVED: {"stopped"},
}


@pytest.mark.parametrize("of", sorted(IN.keys() - STRANGE))
def test_the_client_reads_what_we_read(of: str) -> None:
    told = UpdateUnionAdapter.validate_python(IN[of]["body"])
    (row,) = open_channel("max_bot").read(body_of(IN[of]))
    assert row.kind in KINDS.get(told.update_type, {"other"})
    chat, user = told.get_ids()
    if row.kind == "echo":
        user = told.message.recipient.user_id
    if row.user:
        assert str(user) == row.user
    assert row.address == (str(chat) if chat is not None else f"user:{user}")
    if told.update_type == UpdateType.BOT_STARTED:
        assert row.token == (told.payload or "")
    if told.update_type == UpdateType.MESSAGE_CALLBACK and row.kind == "press":
        assert (row.press, row.pressed) == (told.callback.callback_id, told.callback.payload or "")
    if told.update_type == UpdateType.MESSAGE_REMOVED and row.kind == "removed":
        assert row.about == told.message_id
    message = getattr(told, "message", None)
    if message is not None and row.kind in {"text", "media", "contact", "edit"}:
        _same_message(row, message)


def _same_message(row: Incoming, message: Any) -> None:
    body, link = message.body, message.link
    assert row.name == message.sender.full_name
    assert (row.outside_id or row.about) == (body.mid if body else "")
    if body and row.outside_id:
        assert mid_to_chatid_seq(body.mid) == (int(row.address), body.seq)
    passed_on = link.message if link and link.type == "forward" else None
    if link and link.type == "reply":
        assert row.about == link.message.mid
    bodies = [one for one in (body, passed_on) if one]
    attached = [one for each in bodies for one in each.attachments or []]
    words = "\n".join(each.text for each in bodies if each.text)
    assert row.text == (words or next((one.payload.url for one in attached if one.type == "share"), ""))
    cards = [one for one in attached if one.type == "contact"]
    assert (row.kind == "contact") == bool(cards)
    if cards and (phone := cards[0].payload.vcf.phone):
        assert row.phone == f"+{phone}"
    files = [one for one in attached if one.type in {"image", "video", "audio", "file", "sticker", "location"}]
    assert len(row.files) == len(files)
    for ours, theirs in zip(row.files, files, strict=True):
        if theirs.type == "location":
            assert ours.at == (theirs.latitude, theirs.longitude)
        elif theirs.type == "video":
            assert ours.ref == theirs.payload.token
        else:
            assert ours.ref == theirs.payload.url
        if theirs.type == "file":
            assert (ours.name, ours.size) == (theirs.filename, theirs.size)


def test_the_client_knows_what_we_listen_to() -> None:
    assert set(OUT["listen"]["request"]["json"]["update_types"]) <= {one.value for one in UpdateType}


def _keyboard(*rows: Any) -> Any:
    return ButtonsPayload(buttons=[[row] for row in rows]).pack()


#: our example, and how the client is asked for the same
ASKED: Mapping[str, Any] = {
    "text": lambda bot: bot.send_message(chat_id=104523561, text="Да, есть"),
    "to_a_person": lambda bot: bot.send_message(user_id=40128551, text="Да, есть"),
    "buttons": lambda bot: bot.send_message(
        chat_id=104523561,
        text="Да, есть",
        attachments=[
            _keyboard(
                CallbackButton(text="Писать мне", payload="orders:yes"),
                CallbackButton(text="Не писать", payload="orders:no"),
            )
        ],
    ),
    "links": lambda bot: bot.send_message(
        chat_id=104523561,
        text="Да, есть",
        attachments=[
            _keyboard(
                LinkButton(text="Оплатить", url="https://shop.example/pay/1"),
                CallbackButton(text="Отменить", payload="cancel:1"),
            )
        ],
    ),
    "ask_phone": lambda bot: bot.send_message(
        chat_id=104523561,
        text="Да, есть",
        attachments=[
            _keyboard(CallbackButton(text="Не надо", payload="no"), RequestContactButton(text="Поделиться номером"))
        ],
    ),
    "answers": lambda bot: bot.send_message(
        chat_id=104523561,
        text="Да, есть",
        link=NewMessageLink(type="reply", mid=OUT["answers"]["call"]["send"]["answers"]),
    ),
    "answer_press": lambda bot: bot.send_callback(callback_id="f9LHodD0cO/L5+NY="),
    "listen": lambda bot: bot.subscribe_webhook(
        url="https://shop.example/hooks/max",
        update_types=[UpdateType(one) for one in OUT["listen"]["request"]["json"]["update_types"]],
        secret="a-secret-of-ours",
    ),
    "health": lambda bot: bot.get_subscriptions(),
    "typing": lambda bot: bot.send_action(chat_id=104523561, action=SenderAction.TYPING_ON),
    "read": lambda bot: bot.send_action(chat_id=104523561, action=SenderAction.MARK_SEEN),
}


class Asked(Exception):
    """What the client was about to send, at the place of the network."""

    def __init__(self, method: str, path: str, more: Mapping[str, Any]) -> None:
        super().__init__(method, path)
        query = "&".join(f"{key}={value}" for key, value in (more.get("params") or {}).items())
        self.method, self.json = method, more.get("json")
        self.path = f"{path}?{query}" if query else path


@pytest.mark.parametrize("of", sorted(ASKED))
def test_we_ask_as_the_client_asks(of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def request(_self: object, method: Any, path: Any, *_more: object, **more: Any) -> None:
        raise Asked(method.value, str(getattr(path, "value", path)), more)

    monkeypatch.setattr(BaseConnection, "request", request)
    example = OUT[of]
    wire = Wire("max_bot", [(example["answer"]["status"], example["answer"]["json"])])
    call_out(open_channel("max_bot"), example["call"], wire.line)
    with pytest.raises(Asked) as asked:
        asyncio.run(ASKED[of](Bot("f9LHodD0cOExampleExampleExampleExample")))
    (ours,) = wire.asked
    theirs = asked.value
    assert (ours["method"], ours["path"].replace("%2F", "/").replace("%2B", "+").replace("%3D", "=")) == (
        theirs.method,
        theirs.path,
    )
    assert _without_defaults(ours.get("json")) == _without_defaults(theirs.json)


def _without_defaults(told: object) -> object:
    """The client writes out the usual intent of a button, and fields it has no use for."""
    if isinstance(told, dict):
        left = {key: _without_defaults(one) for key, one in told.items() if one is not None}
        return {key: one for key, one in left.items() if (key, str(one)) != ("intent", "default")}
    if isinstance(told, list):
        return [_without_defaults(one) for one in told]
    return getattr(told, "value", told)


def test_links_in_are_the_same() -> None:
    ours = open_channel("max_bot").start_link(settings_of("max_bot"), "a_token-1")
    assert ours == create_start_link("id7701234567_bot", "a_token-1")
