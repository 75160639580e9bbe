"""WhatsApp beside a client of others (pywa): it hears in our examples what we hear, and asks for what we ask for."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from pywa import errors
from pywa.client import WhatsApp
from pywa.types.base_update import RawUpdate
from pywa.types.callback import (
    Button,
    CallbackButton,
    CallbackSelection,
    ContactInfoRequestButton,
    Section,
    SectionList,
    SectionRow,
    URLButton,
)
from pywa.types.media import Image
from pywa.types.message import DeletedMessage, EditedMessage, Message, OutgoingMessage
from pywa.types.message_status import MessageStatus
from pywa.types.system import PhoneNumberChange
from tests.conformance.channel_world import Wire, call_out, examples_of, secrets_of, settings_of

from prilavok.adapters.channels.port import Incoming, Line, open_channel
from prilavok.adapters.channels.whatsapp_cloud.wire import code_of
from prilavok.kit.http import Answer

NAME = "whatsapp_cloud"
IN = dict(examples_of(NAME, "in"))
OUT = dict(examples_of(NAME, "out"))
#: what the other client does not take apart: not one thing in one body, of no kind it knows, or of a shape it refuses
APART = {
    "advertising_stopped", "call", "echo_of_a_removal", "error_of_the_account", "failed_held_back", "form_filled",
    "failed_for_a_reason_of_tomorrow", "failed_undeliverable", "group", "identity_changed", "kind_of_tomorrow",
    "many_at_once", "read_before_delivered", "status_of_tomorrow", "template_approved", "text_without_a_user_id",
    "unsupported", "user_id_changed", "welcome",
}  # fmt: skip
KEY = "0190a1b2-0000-7000-8000-000000000001"


def _client(answer: Callable[[httpx.Request], httpx.Response] | None = None) -> WhatsApp:
    settings, secrets = settings_of(NAME), secrets_of(NAME)
    transport = httpx.MockTransport(answer or (lambda request: httpx.Response(500)))
    return WhatsApp(
        phone_id=settings["phone_number_id"],
        token=secrets["access_token"].reveal(),
        session=httpx.Client(transport=transport),
        app_secret=secrets["app_secret"].reveal(),
        verify_token=secrets["verify_token"].reveal(),
        filter_updates=False,
        api_version=24.0,
    )


@pytest.mark.parametrize("of", sorted(IN.keys() - APART))
def test_both_hear_the_same(of: str) -> None:
    client, raw = _client(), IN[of]["raw"].encode()
    assert client.webhook_update_validator(raw, IN[of]["headers"]["X-Hub-Signature-256"]) is None
    (row,) = open_channel(NAME).read(raw)
    update = RawUpdate(raw, hmac_header=None, update_hash="")
    kind = client._get_handler_type(update)
    assert kind is not None
    theirs: Any = client._handlers_to_updates[kind].from_update(client=client, update=update)
    assert theirs.timestamp == row.said_at
    assert theirs.metadata.phone_number_id == row.account
    _same(theirs, row)


def _same(theirs: Any, row: Incoming) -> None:
    if isinstance(theirs, MessageStatus):
        assert (row.kind, row.about, row.attempt or None) == ("state", theirs.id, theirs.tracker)
        assert row.state == {"PLAYED": "read"}.get(theirs.status.name, theirs.status.name.lower())
    elif isinstance(theirs, PhoneNumberChange):
        assert row.kind == "renumbered" and theirs.old_wa_id in row.also
        assert (row.user, row.address) == (theirs.new_user_id or theirs.new_wa_id, theirs.new_wa_id)
    elif isinstance(theirs, EditedMessage):
        assert (row.kind, row.about, row.text) == ("edit", theirs.original_message_id, theirs.message.text)
    elif isinstance(theirs, DeletedMessage):
        assert (row.kind, row.about) == ("removed", theirs.original_message_id)
    elif isinstance(theirs, CallbackButton | CallbackSelection):
        assert (row.kind, row.pressed, row.text) == ("press", theirs.data, theirs.title)
        assert (row.about or None) == (theirs.reply_to_message.id if theirs.reply_to_message else None)
    elif isinstance(theirs, Message):
        assert (row.kind == "echo") == isinstance(theirs, OutgoingMessage)
        assert (row.user, row.name, row.outside_id) == (theirs.from_user.bsuid, theirs.from_user.name, theirs.id)
        assert row.phone == (f"+{theirs.from_user.wa_id}" if row.own and theirs.from_user.wa_id else row.phone)
        _same_content(theirs, row)
    else:
        raise AssertionError(type(theirs))


def _same_content(theirs: Message, row: Incoming) -> None:
    if theirs.media is not None:
        (file,) = row.files
        assert (file.ref, file.mime) == (theirs.media.id, theirs.media.mime_type)
        assert row.text == (theirs.caption or "") and file.kind == ("voice" if theirs.voice else file.kind)
        assert (file.kind == "photo") == isinstance(theirs.media, Image)
    elif theirs.order is not None:
        assert [(one.product, one.quantity, one.price, one.currency) for one in row.goods] == [
            (one.sku, one.quantity, round(one.price * 100), one.currency) for one in theirs.order.products
        ]
        assert row.text == (theirs.order.text or "")
    elif theirs.reaction is not None:
        assert (row.kind, row.about, row.text) == ("reaction", theirs.reaction.message_id, theirs.reaction.emoji or "")
    elif theirs.location is not None:
        assert row.files[0].at == (theirs.location.latitude, theirs.location.longitude)
    elif theirs.contacts is not None:
        assert row.kind == "contact" and row.phone[1:] in "".join(filter(str.isdigit, str(theirs.contacts)))
    elif row.kind == "start":
        assert theirs.text is not None and row.token in theirs.text and row.text in theirs.text
    else:
        assert row.text == (theirs.text or "").replace("\ud83d", "?")


def test_what_the_client_leaves_out_is_named_here_for_a_reason() -> None:
    assert IN.keys() >= APART and len(IN.keys() - APART) > 25


BUTTONS = [Button(title="Писать мне", callback_data="orders:yes"), Button(title="Не писать", callback_data="orders:no")]
SLOTS = [SectionRow(title=f"{hour}:00", callback_data=f"slot:{hour}") for hour in (12, 13, 14, 15)]
TO, USER = "77015550123", "KZ.13491208655302741918"
ASKED: dict[str, Callable[[WhatsApp], object]] = {
    "text": lambda one: one.send_message(TO, "Да, есть", tracker=KEY),
    "text_to_a_user_id": lambda one: one.send_message(USER, "Да, есть"),
    "answering": lambda one: one.send_message(
        TO, "Да, есть", reply_to_message_id=OUT["answering"]["call"]["send"]["answers"]
    ),
    "buttons": lambda one: one.send_message(TO, "Да, есть", buttons=BUTTONS),
    "list": lambda one: one.send_message(
        TO, "Да, есть", buttons=SectionList(button_title="☰", sections=[Section(title="", rows=SLOTS)])
    ),
    "link": lambda one: one.send_message(
        TO, "Оплатите заказ", buttons=URLButton(title="Оплатить", url="https://shop.example/pay/1")
    ),
    "ask_phone": lambda one: one.send_message(TO, "Да, есть", buttons=ContactInfoRequestButton()),
    "read": lambda one: one.mark_message_as_read(OUT["read"]["call"]["read"]["message"]),
}


@pytest.mark.parametrize("of", sorted(ASKED))
def test_both_ask_for_the_same(of: str) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=OUT[of]["answer"]["json"])

    ASKED[of](_client(answer))
    wire = Wire(NAME, [(200, OUT[of]["answer"]["json"])])
    call_out(open_channel(NAME), OUT[of]["call"], wire.line)
    (theirs,), (ours,) = seen, wire.asked
    assert (theirs.method, theirs.url.path, theirs.url.host) == (ours["method"], ours["path"], "graph.facebook.com")
    assert theirs.headers["authorization"] == ours["headers"]["authorization"]
    assert _bare(json.loads(theirs.content)) == _bare(ours["json"])


def _bare(told: Any) -> Any:
    """Without what the client adds and leaves empty: the look of a first link, the name of a list's only part."""
    if isinstance(told, dict):
        left = {key: _bare(value) for key, value in told.items() if key not in {"preview_url"}}
        return {key: value for key, value in left.items() if value != ""}
    return [_bare(one) for one in told] if isinstance(told, list) else told


def _answering(answer: Answer, *asked: object, **more: object) -> Answer:
    return answer


def test_its_wait_is_heeded() -> None:
    """How long an account must be silent stands in a header, in minutes."""
    use = {"102290129340398": [{"type": "whatsapp", "call_count": 100, "estimated_time_to_regain_access": 19}]}
    for headers, wait in (
        ({"x-business-use-case-usage": json.dumps(use)}, 19 * 60),
        ({"retry-after": "7", "x-business-use-case-usage": json.dumps(use)}, 7),
        ({"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": true}], "2": 3}'}, None),
        ({"x-business-use-case-usage": "[" * 9}, None),
    ):
        refusal = json.dumps({"error": {"code": 80007}}).encode()
        answer = Answer(400, headers, refusal)
        line = Line("http://provider", secrets_of(NAME), partial(_answering, answer), settings_of(NAME))
        with pytest.raises(Exception, match="more slowly") as told:
            call_out(open_channel(NAME), {"send": {"address": TO, "text": "?"}}, line)
        assert vars(told.value)["retry_after"] == wait


def test_only_what_is_said_may_not_be_asked_for_twice() -> None:
    """A broken wait for an upload or a mark leaves nothing unknown; one for words does."""
    asked: list[tuple[str, object]] = []

    def speak(method: str, url: str, **more: Any) -> Answer:
        asked.append((url.rpartition("/")[2], more["repeatable"]))
        return Answer(200, {}, b'{"id": "42", "messages": [{"id": "wamid.1"}]}')

    line = Line("http://provider", secrets_of(NAME), speak, settings_of(NAME))
    for of in ("file_with_words", "read", "listen"):
        call_out(open_channel(NAME), OUT[of]["call"], line)
    assert asked == [
        ("media", True), ("messages", None), ("messages", True), ("subscribed_apps", True),
        (settings_of(NAME)["phone_number_id"], True),
    ]  # fmt: skip


def test_every_refusal_the_client_knows_of_sending_has_a_name_of_ours() -> None:
    """What stays without one is what we never do: flows, calls, groups, and a parameter that is wrong."""
    sending = [*errors.SendMessageError.__subclasses__(), *errors.AuthorizationError.__subclasses__()]
    sending += [*errors.ThrottlingError.__subclasses__(), *errors.IntegrityError.__subclasses__()]
    unnamed = {
        code
        for one in sending
        for code in one.__error_codes__ or ()
        if code_of({"code": code}) == "whatsapp.refused"
    }  # fmt: skip
    assert unnamed == {131008, 131009, 131051, 135000, 137000}


def test_a_link_says_its_token_and_the_words_of_the_shop() -> None:
    channel = open_channel(NAME)
    link = channel.start_link(settings_of(NAME), "aB3_x-9")
    asked = httpx.URL(link)
    assert (asked.host, asked.path) == ("wa.me", "/77015550100")
    body = json.loads(IN["start_with_token"]["raw"])
    body["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"] = asked.params["text"]
    (row,) = channel.read(json.dumps(body).encode())
    assert (row.kind, row.token, row.text) == ("start", "aB3_x-9", settings_of(NAME)["greeting"])
    alone = channel.start_link({**settings_of(NAME), "greeting": ""}, "aB3_x-9")
    assert httpx.URL(alone).params["text"] == "[start:aB3_x-9]"
    assert row.said_at == datetime.fromtimestamp(1772442003, UTC)
    with pytest.raises(ValueError, match="number"):
        channel.start_link({"number": "не номер"}, "aB3_x-9")
