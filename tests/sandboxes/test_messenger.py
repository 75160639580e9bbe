"""The sandbox of Messenger and Instagram: what people do is told as Meta tells it, what is said reaches them."""

import hashlib
import hmac
from collections.abc import Iterator

import httpx
import pytest
from tests.sandboxes.messenger_world import AIGERIM, INSTAGRAM, IVAN, PAGE, SECRET, TOKEN, VERIFY, Meta, is_signed, meta
from tests.sandboxes.sandbox_process import sandbox, stop, until

BOTH = pytest.mark.parametrize("account", [PAGE, INSTAGRAM])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meta]:
    with meta(tmp_path_factory.mktemp("meta")) as made:
        yield made


@pytest.fixture
def connected(running: Meta) -> Meta:
    running.sandbox.trouble()
    until(lambda: httpx.get(f"{running.sandbox.url}/sandbox/app").json()["waiting"] == 0)
    running.house.came.clear()
    running.house.bodies.clear()
    return running


@BOTH
def test_words_come_signed_over_escaped_bytes_and_are_answered(connected: Meta, account: str) -> None:
    said = connected.act(account, AIGERIM, "say", text="Есть овсянка / хлопья? 🙂")
    (told,) = connected.hears("message")
    assert told == {"mid": said["mid"], "text": "Есть овсянка / хлопья? 🙂"}
    [(headers, body)] = connected.house.bodies
    assert is_signed(headers, body) and not is_signed(headers, body + b" ")
    assert b"\\u0415" in body and b"\\/" in body and body.isascii()
    kind, item = connected.house.came[0]
    assert kind == ("page" if account == PAGE else "instagram")
    assert item["sender"] == {"id": connected.scoped(account, AIGERIM)} and item["recipient"] == {"id": account}
    answer = connected.send(account, AIGERIM, messaging_type="RESPONSE", message={"text": "Да"})
    assert answer["recipient_id"] == item["sender"]["id"]
    echo = connected.hears("message", 2)[1]
    app = {"app_id": 1010101010101010} if account == PAGE else {}
    assert echo == {"mid": answer["message_id"], "is_echo": True, "text": "Да"} | app
    assert connected.house.came[1][1]["sender"] == {"id": account}
    last = connected.chat(account, AIGERIM)["messages"][-1]
    assert (last["mid"], last["text"], last["ours"]) == (answer["message_id"], "Да", True)


def test_a_person_has_another_id_with_each_account_and_a_profile_there(connected: Meta) -> None:
    for account in (PAGE, INSTAGRAM):
        connected.act(account, IVAN, "say", text="!")
    ids = [connected.scoped(account, IVAN) for account in (PAGE, INSTAGRAM)]
    assert len(set(ids)) == 2
    page = connected.call(ids[0], method="GET").json()
    assert page == {"id": ids[0], "first_name": "Иван", "last_name": "Петров"}
    assert connected.call(f"{ids[1]}?fields=username", method="GET").json() == {"id": ids[1], "username": "ivan_demo"}
    linked = connected.call("me?fields=name,instagram_business_account", method="GET").json()
    assert (linked["id"], linked["instagram_business_account"]) == (PAGE, {"id": INSTAGRAM})


def test_messenger_tells_of_delivery_and_reading_by_watermark_and_instagram_by_message(connected: Meta) -> None:
    for account in (PAGE, INSTAGRAM):
        connected.act(account, AIGERIM, "say", text="?")
        sent = connected.send(account, AIGERIM, message={"text": "!"})
        connected.act(account, AIGERIM, "read")
        if account == PAGE:
            (delivered,) = connected.hears("delivery")
            assert delivered["mids"] == [sent["message_id"]]
            (read,) = connected.hears("read")
            assert read["watermark"] >= delivered["watermark"] and set(read) == {"watermark"}
        else:
            assert connected.hears("read", 2)[1] == {"mid": sent["message_id"]}
    assert len(connected.house.heard("delivery")) == 1, "Instagram tells of none"


def test_links_carry_their_ref_by_button_by_first_words_and_again(connected: Meta) -> None:
    person = httpx.post(
        f"{connected.sandbox.url}/user", json={"first_name": "Болат", "phone": "77010000001", "language": "kk"}
    ).json()["result"]["id"]
    assert connected.call("me/messenger_profile", get_started={"payload": "BEGIN"}).json() == {"result": "success"}
    connected.act(PAGE, person, "start", ref="token_1")
    (postback,) = connected.hears("postback")
    assert (postback["payload"], postback["title"]) == ("BEGIN", "Get Started")
    assert postback["referral"] == {"ref": "token_1", "source": "SHORTLINK", "type": "OPEN_THREAD"}
    connected.act(PAGE, person, "start", ref="token_2")
    assert connected.hears("referral") == [{"ref": "token_2", "source": "SHORTLINK", "type": "OPEN_THREAD"}]
    connected.act(INSTAGRAM, person, "start", ref="token_3")
    connected.act(INSTAGRAM, person, "say", text="!")
    (first,) = connected.hears("message")
    assert first["referral"] == {"ref": "token_3", "source": "IGME-SOURCE-LINK", "type": "OPEN_THREAD"}
    connected.act(INSTAGRAM, person, "say", text="!!")
    assert "referral" not in connected.hears("message", 2)[1], "told once"
    connected.act(INSTAGRAM, person, "start", ref="token_4")
    assert connected.hears("referral", 2)[1]["ref"] == "token_4"


@BOTH
def test_buttons_and_quick_replies_are_pressed(connected: Meta, account: str) -> None:
    connected.act(account, AIGERIM, "say", text="?")
    buttons = [
        {"type": "postback", "title": "Да", "payload": "orders:yes"},
        {"type": "web_url", "title": "Сайт", "url": "https://shop.example/"},
    ]
    template = {"template_type": "button", "text": "Писать?", "buttons": buttons}
    connected.send(account, AIGERIM, message={"attachment": {"type": "template", "payload": template}})
    connected.act(account, AIGERIM, "press", payload="orders:yes")
    (pressed,) = connected.hears("postback")
    assert (pressed["title"], pressed["payload"]) == ("Да", "orders:yes") and pressed["mid"]
    quick = [{"content_type": "text", "title": "Нет", "payload": "no"}, {"content_type": "user_phone_number"}]
    connected.send(account, AIGERIM, message={"text": "Номер?", "quick_replies": quick})
    connected.act(account, AIGERIM, "contact")
    told = [one for one in connected.hears("message", 4) if "quick_reply" in one]
    assert [(one["text"], one["quick_reply"]) for one in told] == [("+12125550142", {"payload": "+12125550142"})]
    assert connected.sandbox_says(AIGERIM, "press", account, payload="no") == (409, "button"), "no more under the last"
    connected.send(account, AIGERIM, message={"text": "Номер?", "quick_replies": quick})
    connected.act(account, AIGERIM, "press", payload="no")
    until(lambda: [one for one in connected.house.heard("message") if one.get("quick_reply") == {"payload": "no"}])


@BOTH
def test_reactions_edits_and_what_is_taken_back(connected: Meta, account: str) -> None:
    said = connected.act(account, AIGERIM, "say", text="Овсянка")
    sent = connected.send(account, AIGERIM, message={"text": "!"})
    connected.act(account, AIGERIM, "react", mid=sent["message_id"], reaction="love")
    connected.act(account, AIGERIM, "unreact", mid=sent["message_id"])
    on, off = connected.hears("reaction", 2)
    assert on == {"mid": sent["message_id"], "action": "react", "reaction": "love", "emoji": "❤"}
    assert off == {"mid": sent["message_id"], "action": "unreact"}
    connected.act(account, AIGERIM, "edit", mid=said["mid"], text="Гречка")
    assert connected.hears("message_edit") == [{"mid": said["mid"], "text": "Гречка", "num_edit": 1}]
    connected.act(account, AIGERIM, "unsend", mid=said["mid"])
    connected.act(account, AIGERIM, "say", text="Конец")
    until(lambda: connected.house.came[-1][1].get("message", {}).get("text") == "Конец")
    gone = [one for one in connected.house.heard("message") if "is_deleted" in one]
    assert gone == ([] if account == PAGE else [{"mid": said["mid"], "is_deleted": True}])
    assert said["mid"] not in [one["mid"] for one in connected.chat(account, AIGERIM)["messages"]]


@BOTH
def test_files_go_both_ways(connected: Meta, account: str) -> None:
    url = f"{connected.sandbox.url}/user/{AIGERIM}/file"
    query = {"account": account, "name": "чек.jpg"}
    httpx.post(url, params=query, content=b"JPEG", headers={"content-type": "image/jpeg"}).raise_for_status()
    (told,) = connected.hears("message")
    (shown,) = told["attachments"]
    assert shown["type"] == "image" and "text" not in told
    given = httpx.get(shown["payload"]["url"])
    assert (given.content, given.headers["content-type"]) == (b"JPEG", "image/jpeg")
    form = {
        "recipient": f'{{"id":"{connected.scoped(account, AIGERIM)}"}}',
        "message": '{"attachment":{"type":"file","payload":{"is_reusable":true}}}',
        "access_token": "EAA" + "x" * 40,
    }
    files = {"filedata": ("bill.pdf", b"%PDF", "application/pdf")}
    sent = httpx.post(f"{connected.sandbox.url}/v23.0/{account}/messages", data=form, files=files).json()
    again = {"attachment": {"type": "file", "payload": {"attachment_id": sent["attachment_id"]}}}
    connected.send(account, AIGERIM, message=again)
    by_url = {"attachment": {"type": "image", "payload": {"url": shown["payload"]["url"]}}}
    connected.send(account, AIGERIM, message=by_url)
    upload = {"attachment": {"type": "image", "payload": {"url": shown["payload"]["url"], "is_reusable": True}}}
    kept = connected.call(f"{account}/message_attachments", message=upload).json()
    by_id = {"attachment": {"type": "image", "payload": {"attachment_id": kept["attachment_id"]}}}
    connected.send(account, AIGERIM, message=by_id)
    theirs = [one["attachments"][0] for one in connected.chat(account, AIGERIM)["messages"][-4:]]
    assert [one["type"] for one in theirs] == ["file", "file", "image", "image"]
    assert [httpx.get(one["payload"]["url"]).content for one in theirs] == [b"%PDF", b"%PDF", b"JPEG", b"JPEG"]


def test_a_sticker_is_a_picture_with_a_number(connected: Meta) -> None:
    connected.act(PAGE, AIGERIM, "sticker")
    (told,) = connected.hears("message")
    (shown,) = told["attachments"]
    assert shown["type"] == "image" and shown["payload"]["sticker_id"] == 369239263222822
    assert httpx.get(shown["payload"]["url"]).status_code == 200


def test_signs_of_writing_and_seeing_are_shown(connected: Meta) -> None:
    connected.act(PAGE, AIGERIM, "say", text="?")
    for action, typing, seen in (("mark_seen", False, True), ("typing_on", True, True), ("typing_off", False, True)):
        answer = connected.send(PAGE, AIGERIM, sender_action=action)
        assert answer == {"recipient_id": connected.scoped(PAGE, AIGERIM)}
        chat = connected.chat(PAGE, AIGERIM)
        assert (chat["typing"], chat["seen"]) == (typing, seen)
    said = connected.act(INSTAGRAM, AIGERIM, "say", text="?")
    payload = {"message_id": said["mid"], "reaction": "love"}
    connected.send(INSTAGRAM, AIGERIM, sender_action="react", payload=payload)
    assert connected.chat(INSTAGRAM, AIGERIM)["messages"][-1]["answered_by"] == "love"


def test_what_is_not_taken_comes_again_and_in_order(connected: Meta) -> None:
    connected.house.statuses = [500, 503]
    for text in ("1", "2", "3"):
        connected.act(PAGE, AIGERIM, "say", text=text)
    assert [one["text"] for one in connected.hears("message", 3)] == ["1", "2", "3"]
    first = connected.house.bodies[0][1]
    assert [body for _, body in connected.house.bodies[:3]] == [first] * 3 and len(connected.house.bodies) == 5


def test_trouble_repeats_and_loses(connected: Meta) -> None:
    connected.sandbox.trouble(repeat=1)
    connected.act(PAGE, AIGERIM, "say", text="?")
    twice = connected.hears("message", 2)
    assert twice[0] == twice[1]
    connected.sandbox.trouble(lose=1)
    with pytest.raises(httpx.HTTPError):
        connected.send(PAGE, AIGERIM, message={"text": "Дошло"})
    assert connected.chat(PAGE, AIGERIM)["messages"][-1]["text"] == "Дошло", "said, though nobody heard so"


def test_only_what_was_subscribed_to_is_told(connected: Meta) -> None:
    fields = "messages,messaging_postbacks"
    assert connected.call(f"{PAGE}/subscribed_apps", subscribed_fields=fields).json() == {"success": True}
    told = connected.call(f"{PAGE}/subscribed_apps", method="GET").json()["data"]
    assert [one["subscribed_fields"] for one in told] == [["messages", "messaging_postbacks"]]
    connected.act(PAGE, AIGERIM, "say", text="1")
    connected.send(PAGE, AIGERIM, message={"text": "!"})
    connected.act(PAGE, AIGERIM, "say", text="2")
    until(lambda: len(connected.house.came) == 2)
    assert [item["message"]["text"] for _, item in connected.house.came] == ["1", "2"]
    assert connected.call(f"{PAGE}/subscribed_apps", method="DELETE").json() == {"success": True}
    connected.act(PAGE, AIGERIM, "say", text="3")
    everything = ",".join(("messages", "message_echoes", "message_deliveries", "message_reads", "message_reactions",
                           "message_edits", "messaging_postbacks", "messaging_referrals"))  # fmt: skip
    connected.call(f"{PAGE}/subscribed_apps", subscribed_fields=everything)
    connected.act(PAGE, AIGERIM, "say", text="4")
    until(lambda: len(connected.house.came) == 3)
    assert connected.house.came[2][1]["message"]["text"] == "4"


def test_the_apps_own_edge_sets_where_it_is_told(connected: Meta) -> None:
    edge = f"{connected.sandbox.url}/v23.0/1010101010101010/subscriptions"
    token = {"access_token": "1010101010101010|an-app-secret-of-ours"}
    told = httpx.get(edge, params=token).json()["data"]
    assert [(one["object"], one["callback_url"], one["active"]) for one in told] == [
        ("page", connected.house.url, True),
        ("instagram", connected.house.url, True),
    ]
    wanted = token | {"object": "page", "callback_url": connected.house.url, "verify_token": VERIFY}
    wanted["fields"] = ",".join(one["name"] for one in told[0]["fields"])
    assert httpx.post(edge, data=wanted).json() == {"success": True}
    assert httpx.post(edge, data=wanted | {"verify_token": "wrong"}).json()["error"]["code"] == 2200
    connected.house.instead = b"something else"
    assert httpx.post(edge, data=wanted).json()["error"]["code"] == 2200
    connected.house.instead = None
    assert httpx.post(edge, data=wanted | {"callback_url": "https://shop.example/x"}).json()["error"]["code"] == 2200
    forged = {"access_token": "1010101010101010|another-secret"}
    assert httpx.post(edge, data=wanted | forged).json()["error"]["code"] == 101
    connected.act(PAGE, AIGERIM, "say", text="still told")
    connected.hears("message")


def test_instagram_may_have_a_secret_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    with meta(tmp_path_factory.mktemp("secrets")) as own:
        dashboard = {"instagram_secret": "another-secret-of-ours"}
        assert httpx.post(f"{own.sandbox.url}/sandbox/app", json=dashboard).status_code == 200
        own.act(PAGE, AIGERIM, "say", text="?")
        own.hears("message")
        own.act(INSTAGRAM, AIGERIM, "say", text="?")
        own.hears("message", 2)
        page, instagram = own.house.bodies
        assert is_signed(*page) and not is_signed(*instagram)
        assert is_signed(*instagram, "another-secret-of-ours")
        proof = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        answers = {one: own.call(f"{one}?appsecret_proof={proof}", method="GET") for one in (PAGE, INSTAGRAM)}
        assert [one.status_code for one in answers.values()] == [200, 400]


def test_a_restart_keeps_people_tokens_and_where_to_tell(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("again")
    with meta(folder) as before:
        before.act(PAGE, AIGERIM, "say", text="Помню")
        scoped = before.scoped(PAGE, AIGERIM)
        assert "EAAxxx" not in stop(before.sandbox)
        assert before.sandbox.memory.stat().st_mode & 0o777 == 0o600
        with sandbox("messenger", folder) as again:
            after = Meta(again, before.house)
            assert [one["text"] for one in after.chat(PAGE, AIGERIM)["messages"]] == ["Помню"]
            assert after.send(PAGE, AIGERIM, message={"text": "!"})["recipient_id"] == scoped
            after.hears("message", 2)
