"""The sandbox of Viber: what its document says of bots, their messages and what they hear."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.sandboxes.sandbox_process import Sandbox, receiver, sandbox
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


def test_a_webhook_is_kept_where_it_answers_and_each_word_is_signed(world: Sandbox) -> None:
    with receiver() as house:
        bot = new_bot(world, house)
        assert "webhook" not in bot.call("get_account_info")
        bot.act("say", text="before")
        assert bot.send() | {"chat_hostname": ""} == {
            "status": 10,
            "status_message": "webhookNotSet",
            "chat_hostname": "",
        }
        house.statuses = [503]
        told = bot.call("set_webhook", {"url": house.url})
        assert (told["status"], told["status_message"]) == (1, "Result:503")
        assert bot.call("set_webhook", {"url": "http://127.0.0.1:1/x"})["status_message"] == "Result:ConnectError"
        assert "webhook" not in bot.call("get_account_info"), "an address that did not answer is not kept"
        told = bot.call("set_webhook", {"url": house.url, "event_types": ["failed", "delivered"]})
        assert told == {"status": 0, "status_message": "ok", "event_types": ["failed", "delivered"]}
        account = bot.call("get_account_info")
        assert (account["webhook"], account["event_types"]) == (house.url, ["failed", "delivered"])
        bot.act("say", text="Есть рис? 🙂")
        bot.heard("message")
        assert [body["event"] for _, body in house.came] == ["webhook", "webhook", "message"]
        for headers, body in house.came:
            raw = json.dumps(body, ensure_ascii=False).encode()
            made = hmac.new(bot.token.encode(), raw, hashlib.sha256).hexdigest()
            assert headers["x-viber-content-signature"] == made
        assert bot.call("set_webhook", {"url": ""}) == {"status": 0, "status_message": "ok"}
        bot.act("say", text="after")
        assert bot.call("get_account_info")["subscribers_count"] == 1
        assert len(house.came) == 3, "nobody is told any more"


def test_wrong_calls_are_refused_by_their_numbers(bot: Bot) -> None:
    wrong: list[tuple[str, object, int]] = [
        ("set_webhook", {}, 4),
        ("set_webhook", {"url": 1}, 4),
        ("set_webhook", {"url": "ftp://127.0.0.1/"}, 1),
        ("set_webhook", {"url": "https://shop.example/hook"}, 1),
        ("set_webhook", {"url": bot.house.url, "event_types": ["everything"]}, 3),
        ("send_message", {}, 4),
        ("send_message", b"{", 3),
        ("send_message", b"[]", 3),
        ("send_message", b"\xff", 3),
        ("send_message", {"receiver": "nobody"} | HELLO, 5),
        ("send_message", {"receiver": bot.known_as} | HELLO, 6),
        ("get_user_details", {}, 4),
        ("get_user_details", {"id": "nobody"}, 5),
        ("get_user_details", {"id": bot.known_as}, 6),
        ("get_online", {}, 4),
        ("get_online", {"ids": ["x"] * 101}, 3),
        ("broadcast_message", HELLO, 4),
        ("broadcast_message", HELLO | {"broadcast_list": ["x"] * 301}, 3),
    ]
    for method, asked, status in wrong:
        told = bot.call(method, asked)
        assert (told["status"], bool(told["status_message"])) == (status, True), (method, asked)
    assert bot.call("get_online", {"ids": ["x"]}, token="")["status_message"] == "missing_auth_token"
    assert bot.call("get_online", {"ids": ["x"]}, token="445da6az1s345z78-never-seen")["status"] == 2
    assert bot.call("get_account_info", token="short")["status"] == 2
    assert bot.call("get_account_info", {"auth_token": bot.token}, token="")["uri"] == bot.uri, "as the vendor's client"
    assert httpx.post(f"{bot.world.url}/pa/post", headers={"X-Viber-Auth-Token": bot.token}).status_code == 404
    assert httpx.get(f"{bot.world.url}/pa/send_message").status_code == 405


def test_messages_are_judged_as_the_document_says(bot: Bot) -> None:
    bot.act("say", text="Hi")
    media = {"type": "picture", "media": "https://shop.example/1.jpg"}
    fine: list[dict[str, Any]] = [
        {"text": "я" * 7000},
        media | {"text": "я" * 768},
        media | {"type": "video", "size": 26 * 1024 * 1024},
        media | {"type": "file", "size": 1, "file_name": "a.pdf"},
        media | {"type": "url"},
        {"type": "contact", "contact": {"name": "A", "phone_number": "+77015550142"}},
        {"type": "location", "location": {"lat": 43.2, "lon": 76.9}},
        {"type": "sticker", "sticker_id": 46105},
        {"tracking_data": "x" * 4096},
        {"min_api_version": 10},
    ]
    for more in fine:
        assert bot.status(**more) == (0, "ok"), more
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"text": ""}, 4),
        ({"text": "я" * 7001}, 3),
        ({"text": 1}, 3),
        ({"type": "poll"}, 3),
        ({"type": None}, 4),
        ({"sender": {}}, 4),
        ({"sender": {"name": "x" * 29}}, 3),
        ({"tracking_data": "x" * 4097}, 3),
        (media | {"text": "я" * 769}, 3),
        (media | {"media": ""}, 4),
        (media | {"media": "file:///etc/passwd"}, 3),
        (media | {"type": "url", "media": "https://" + "x" * 2000}, 3),
        (media | {"type": "video"}, 4),
        (media | {"type": "video", "size": 26 * 1024 * 1024 + 1}, 3),
        (media | {"type": "file", "size": 1}, 4),
        ({"type": "contact", "contact": {"name": "A"}}, 3),
        ({"type": "location", "location": {"lat": "43", "lon": 1}}, 3),
        ({"type": "rich_media", "rich_media": {"Type": "rich_media", "Buttons": []}}, 14),
        ({"min_api_version": 11}, 13),
        ({"min_api_version": "7"}, 3),
        ({"keyboard": []}, 3),
        ({"keyboard": None}, 3),
    ]
    for more, status in wrong:
        assert bot.status(**more)[0] == status, more
    # The same 7000 letters written as \\u044f are more than 30 kB.
    escaped = json.dumps({"receiver": bot.known_as} | HELLO | {"text": "я" * 7000}).encode()
    assert bot.call("send_message", escaped)["status"] == 3
    assert len(bot.chat["messages"]) == 1 + len(fine), "what was refused was not said"


def test_a_start_brings_its_context_and_a_welcome_is_the_answer(bot: Bot) -> None:
    bot.house.reply = json.dumps(HELLO | {"tracking_data": "t1"}).encode()
    token = bot.act("start", context="a_token-1")["token"]
    (started,) = bot.heard("conversation_started")
    assert started | {"timestamp": 0} == {
        "event": "conversation_started",
        "timestamp": 0,
        "chat_hostname": "SN-CHAT-05_",
        "message_token": token,
        "type": "open",
        "user": {
            "id": bot.known_as, "name": started["user"]["name"], "language": "kk", "country": "KZ", "api_version": 10,
        },
        "subscribed": False,
        "context": "a_token-1",
    }  # fmt: skip
    (delivered,) = bot.heard("delivered")
    assert (delivered["message_token"], delivered["user_id"]) == (token, bot.known_as)
    (welcome,) = bot.chat["messages"]
    assert (welcome["message"]["text"], welcome["from"]) == ("Да, есть", "bot")
    assert bot.status()[0] == 6, "the welcome does not subscribe"
    assert bot.status(tracking_data="t2")[0] == 6, "and there was one already"
    bot.act("start")
    again = bot.heard("conversation_started", 2)[1]
    assert ("context" in again, again["subscribed"]) == (False, False)


def test_a_welcome_may_also_be_sent_once_with_tracking_data(bot: Bot) -> None:
    for reply in (b"", b"ok", b"[]", b'{"status":0}', b'{"type":"text"}', b"\xff"):
        bot.house.reply = reply
        bot.act("start")
    bot.heard("conversation_started", 6)
    assert bot.chat["messages"] == [], "what is no message is no welcome"
    assert [bot.status()[0], bot.status(tracking_data="t")[0], bot.status(tracking_data="t")[0]] == [6, 0, 6]
    bot.act("say", text="Hi")
    assert bot.heard("message")[0]["message"] == {"type": "text", "text": "Hi", "tracking_data": "t"}
    assert (bot.chat["subscribed"], bot._heard("subscribed")) == (True, [])


def test_messages_are_delivered_seen_and_fail_on_the_telephone(bot: Bot) -> None:
    bot.act("say", text="Hi")
    first = bot.send()["message_token"]
    assert first > 2**53, "a number that no float holds"
    assert [one["message_token"] for one in bot.heard("delivered")] == [first]
    bot.act("away")
    second = bot.send()["message_token"]
    assert bot.act("read") == {"seen": [first]}
    assert [one["message_token"] for one in bot.heard("seen")] == [first]
    assert len(bot._heard("delivered")) == 1, "nothing is delivered to who is away"
    bot.act("back")
    assert [one["message_token"] for one in bot.heard("delivered", 2)] == [first, second]
    bot.act("break", desc="not enough room")
    third = bot.send()["message_token"]
    (failed,) = bot.heard("failed")
    assert (failed["message_token"], failed["user_id"], failed["desc"]) == (third, bot.known_as, "not enough room")
    assert [one["state"] for one in bot.chat["messages"]] == ["", "seen", "delivered", "failed"]
    bot.act("break", desc="")
    bot.act("read")
    assert bot.refused("read") == "nothing_new"


def _keyboard(*buttons: dict[str, Any], kind: str = "keyboard") -> dict[str, Any]:
    return {"Type": kind, "Buttons": list(buttons)}


def test_buttons_of_a_keyboard_are_pressed_and_wrong_ones_fail_afterwards(bot: Bot) -> None:
    bot.act("say", text="Hi")
    yes = {"ActionType": "reply", "ActionBody": "orders:yes", "Text": "Да", "Silent": True}
    phone = {"ActionType": "share-phone", "ActionBody": "phone", "Text": "Номер"}
    site = {"ActionType": "open-url", "ActionBody": "https://shop.example/pay/1", "Text": "Оплатить"}
    assert bot.status(keyboard=_keyboard(yes, phone, site), min_api_version=3)[0] == 0
    bot.act("press", body="orders:yes")
    said = bot.heard("message", 2)[1]
    assert (said["message"], said["silent"]) == ({"type": "text", "text": "orders:yes"}, True)
    bot.act("press", body="phone")
    shared = bot.heard("message", 3)[2]
    assert shared["message"]["type"] == "contact"
    assert shared["message"]["contact"]["phone_number"].startswith("1212555")
    assert bot.act("press", body="https://shop.example/pay/1") == {"opens": "https://shop.example/pay/1"}
    assert bot.refused("press", body="orders:no") == "button"
    wrong = [
        _keyboard(phone),
        _keyboard(),
        _keyboard(yes | {"Columns": 7}),
        _keyboard(yes | {"Rows": 3}),
        _keyboard({"Text": "x"}),
        _keyboard(yes, kind="keyboards"),
        _keyboard(yes | {"ActionType": "call"}),
        _keyboard(yes | {"Text": "x" * 251}),
    ]
    for keyboard in wrong:
        assert bot.status(keyboard=keyboard)[0] == 0, "Viber takes it and the telephone does not"
    assert len(bot.heard("failed", len(wrong))) == len(wrong)
    assert bot.chat["keyboard"] == _keyboard(yes, phone, site), "what failed was never shown"
    bot.send()
    assert bot.refused("press", body="orders:yes") == "button", "a keyboard stands till the next message"
    rich = {"type": "rich_media", "rich_media": _keyboard(yes, kind="rich_media"), "min_api_version": 7}
    token = bot.send(**rich)["message_token"]
    bot.act("press", body="orders:yes", token=token)
    assert bot.heard("message", 4)[3]["message"]["text"] == "orders:yes"
    kept = {key: value for key, value in HELLO.items() if key == "sender"}
    alone = bot.call("send_message", {"receiver": bot.known_as, "keyboard": _keyboard(yes)} | kept)
    assert alone["status"] == 0, "a keyboard may come alone"
    assert bot.chat["keyboard"] == _keyboard(yes)


def test_people_share_cards_places_links_stickers_and_files(bot: Bot) -> None:
    bot.act("contact")
    bot.act("card", name="Stranger", phone="+1 212 555 0199")
    bot.act("place", lat=43.2, lon=76.9)
    bot.act("link", url="https://shop.example/p/1")
    bot.act("sticker", sticker_id=46105)
    for deed, told, why in (
        ("card", {"phone": "x"}, "phone"),
        ("place", {"lat": 999, "lon": 1}, "place"),
        ("link", {"url": "x"}, "url"),
        ("sticker", {}, "sticker"),
        ("say", {"text": " "}, "text"),
        ("start", {"context": "x" * 1001}, "context"),
        ("dance", {}, "act"),
    ):
        assert bot.refused(deed, **told) == why
    came = [one["message"] for one in bot.heard("message", 5)]
    assert came[1:] == [
        {"type": "contact", "contact": {"name": "Stranger", "phone_number": "12125550199"}},
        {"type": "location", "location": {"lat": 43.2, "lon": 76.9}},
        {"type": "url", "media": "https://shop.example/p/1"},
        {"type": "sticker", "sticker_id": 46105},
    ]
    url = f"{bot.world.url}/user/{bot.person}/file"
    for kind, given in (("image/png", "picture"), ("video/mp4", "video"), ("application/pdf", "file")):
        query = {"bot": bot.uri, "name": "чек 1.x", "text": "вот"}
        assert httpx.post(url, params=query, content=b"12345", headers={"content-type": kind}).is_success
        told = bot.heard("message", len(came) + 1)[-1]["message"]
        came.append(told)
        assert (told["type"], told["file_name"], told["text"]) == (given, "чек 1.x", "вот")
        assert told.get("size", 5) == 5
        fetched = httpx.get(told["media"])
        assert (fetched.content, fetched.headers["content-type"]) == (b"12345", kind)
    assert httpx.post(url, params={"bot": bot.uri}, content=b"").status_code == 409
    assert httpx.get(f"{bot.world.url}/media/x/y").status_code == 404


def test_who_stops_the_bot_is_written_to_no_more_until_they_come_back(bot: Bot) -> None:
    assert bot.refused("block") == "not_subscribed"
    bot.act("say", text="Hi")
    bot.act("block")
    (gone,) = bot.heard("unsubscribed")
    assert (gone["user_id"], "user" in gone, bot.status()[0]) == (bot.known_as, False, 6)
    bot.act("unblock")
    (back,) = bot.heard("subscribed")
    assert (back["user"]["id"], bot.status()[0]) == (bot.known_as, 0)
    assert bot.refused("unblock") == "nothing_new"


def test_what_was_not_chosen_is_not_told_and_names_only_where_asked(world: Sandbox) -> None:
    with receiver() as house:
        bot = new_bot(world, house)
        assert bot.call("set_webhook", {"url": house.url, "event_types": []})["event_types"] == []
        bot.act("start", context="x")
        bot.act("say", text="Hi")
        bot.send()
        bot.act("block")
        bot.heard("unsubscribed")
        assert [body["event"] for _, body in house.came] == ["webhook", "message", "unsubscribed"]
        assert house.came[1][1]["sender"] == {
            "id": bot.known_as, "language": "kk", "country": "KZ", "api_version": 10,
        }  # fmt: skip


def test_a_person_has_another_id_for_each_bot(bot: Bot) -> None:
    other = new_bot(bot.world, bot.house)
    other.person = bot.person
    assert bot.known_as != other.known_as
    other.call("set_webhook", {"url": bot.house.url})
    assert other.call("send_message", {"receiver": bot.known_as} | HELLO)["status"] == 5


def test_details_are_told_twice_and_who_is_there(bot: Bot) -> None:
    bot.act("say", text="Hi")
    asked = [bot.call("get_user_details", {"id": bot.known_as}) for _ in range(3)]
    assert [one["status"] for one in asked] == [0, 0, 12]
    assert (asked[0]["user"]["id"], asked[0]["user"]["country"]) == (bot.known_as, "KZ")
    online = bot.call("get_online", {"ids": [bot.known_as, "nobody"]})["users"]
    assert [one["online_status_message"] for one in online] == ["online", "unavailable"]
    bot.act("away")
    (away,) = bot.call("get_online", {"ids": [bot.known_as]})["users"]
    assert (away["online_status"], away["last_online"] > 10**12) == (1, True)
