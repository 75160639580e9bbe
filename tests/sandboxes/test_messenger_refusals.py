"""What Messenger and Instagram refuse, by their codes; and that wrong input is refused and never a fault."""

import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.sandboxes.messenger_world import AIGERIM, INSTAGRAM, IVAN, PAGE, TOKEN, VERIFY, Meta, meta, refusal

BOTH = pytest.mark.parametrize("account", [PAGE, INSTAGRAM])
EMMA = 6_300_000_003
HUMAN = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
FINE: dict[str, Any] = {"message": {"text": "!"}}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meta]:
    with meta(tmp_path_factory.mktemp("meta")) as made:
        yield made


@pytest.fixture
def connected(running: Meta) -> Meta:
    running.sandbox.trouble()
    for account in (PAGE, INSTAGRAM):
        running.act(account, AIGERIM, "say", text="?")
    return running


@BOTH
def test_nobody_is_written_to_first_nor_by_a_strangers_id(connected: Meta, account: str) -> None:
    wanted = (400, 100, 2018001 if account == PAGE else 2534014)
    assert connected.refused(account, EMMA, **FINE) == wanted
    other = connected.scoped(INSTAGRAM if account == PAGE else PAGE, AIGERIM)
    assert refusal(connected.call(f"{account}/messages", recipient={"id": other}, **FINE)) == wanted
    assert connected.chat(account, EMMA)["messages"] == []


@BOTH
def test_the_window_shuts_after_a_day_and_for_people_after_a_week(connected: Meta, account: str) -> None:
    shut = (400, 10, 2018278 if account == PAGE else 2534022)
    connected.act(account, AIGERIM, "age", hours=23.9)
    assert connected.send(account, AIGERIM, **FINE)["message_id"]
    connected.act(account, AIGERIM, "age", hours=0.2)
    assert connected.refused(account, AIGERIM, **FINE) == shut
    assert connected.refused(account, AIGERIM, sender_action="typing_on") == shut
    assert connected.send(account, AIGERIM, **HUMAN, **FINE)["message_id"]
    connected.act(account, AIGERIM, "age", hours=24 * 6)
    assert connected.refused(account, AIGERIM, **HUMAN, **FINE) == shut
    connected.act(account, AIGERIM, "say", text="снова")
    assert connected.send(account, AIGERIM, **FINE)["message_id"]


@BOTH
def test_a_reaction_opens_the_window_again(connected: Meta, account: str) -> None:
    sent = connected.send(account, AIGERIM, **FINE)
    connected.act(account, AIGERIM, "age", hours=30)
    connected.act(account, AIGERIM, "react", mid=sent["message_id"])
    assert connected.send(account, AIGERIM, **FINE)["message_id"]


def test_the_tag_of_people_needs_leave_and_no_other_is_left(connected: Meta) -> None:
    dashboard = f"{connected.sandbox.url}/sandbox/app"
    httpx.post(dashboard, json={"human_agent": False}).raise_for_status()
    assert connected.refused(PAGE, AIGERIM, **HUMAN, **FINE) == (400, 100, 2018276)
    httpx.post(dashboard, json={"human_agent": True}).raise_for_status()
    for told in (
        {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"},
        {"messaging_type": "MESSAGE_TAG"},
        {"tag": "HUMAN_AGENT"},
        {"messaging_type": "SUBSCRIPTION"},
    ):
        assert connected.refused(PAGE, AIGERIM, **told, **FINE) == (400, 100, 0)


@BOTH
def test_who_blocked_the_account_hears_nothing_and_says_nothing(connected: Meta, account: str) -> None:
    connected.act(account, IVAN, "say", text="?")
    connected.act(account, IVAN, "block")
    assert connected.refused(account, IVAN, **FINE) == (400, 551, 1545041)
    assert connected.sandbox_says(IVAN, "say", account, text="!") == (409, "blocked")
    connected.act(account, IVAN, "unblock")
    assert connected.send(account, IVAN, **FINE)["message_id"]


def test_a_text_is_as_long_as_each_lets_it_be(connected: Meta) -> None:
    assert connected.send(PAGE, AIGERIM, message={"text": "я" * 2000})["message_id"]
    assert connected.refused(PAGE, AIGERIM, message={"text": "я" * 2001}) == (400, 100, 0)
    assert connected.send(INSTAGRAM, AIGERIM, message={"text": "я" * 500})["message_id"]
    assert connected.refused(INSTAGRAM, AIGERIM, message={"text": "я" * 500 + "x"}) == (400, 100, 0)


def _template(**told: Any) -> dict[str, Any]:
    return {"message": {"attachment": {"type": "template", "payload": told}}}


def _buttons(count: int, title: str = "x", payload: str = "y") -> list[dict[str, str]]:
    return [{"type": "postback", "title": title, "payload": payload}] * count


def _quick(count: int, **told: Any) -> dict[str, Any]:
    one = {"content_type": "text", "title": "x", "payload": "y"} | told
    return {"message": {"text": "?", "quick_replies": [one] * count}}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"message": "x"},
        {"message": {}},
        {"message": {"text": " "}},
        {"message": {"text": 5}},
        {"message": {"text": "x", "attachment": {"type": "image", "payload": {"url": "http://127.0.0.1/"}}}},
        {"message": {"text": "x"}, "sender_action": "typing_on"},
        {"sender_action": "dance"},
        {"sender_action": "react"},
        {"message": {"attachment": []}},
        {"message": {"attachment": {"type": "hologram"}}},
        {"message": {"attachment": {"type": "image", "payload": {}}}},
        {"message": {"attachment": {"type": "image", "payload": {"attachment_id": "1"}}}},
        {"message": {"text": "x", "reply_to": {"mid": "nobody's"}}},
        _quick(14),
        _quick(1, payload="y" * 1001),
        _quick(1, content_type="hologram"),
        _quick(1, title=""),
        _template(),
        _template(template_type="receipt"),
        _template(template_type="button", text="x", buttons=[]),
        _template(template_type="button", text="x", buttons=_buttons(4)),
        _template(template_type="button", text="x" * 641, buttons=_buttons(1)),
        _template(template_type="button", text="x", buttons=_buttons(1, payload="y" * 1001)),
        _template(template_type="button", text="x", buttons=[{"type": "web_url", "title": "x"}]),
        _template(template_type="generic", elements=[{"title": "x"}] * 11),
        _template(template_type="generic", elements=[{"title": "x" * 81}]),
    ],
)
def test_an_unfit_message_is_refused_and_not_seen(connected: Meta, told: dict[str, Any]) -> None:
    before = len(connected.chat(PAGE, AIGERIM)["messages"])
    assert connected.refused(PAGE, AIGERIM, **told) == (400, 100, 0)
    assert len(connected.chat(PAGE, AIGERIM)["messages"]) == before


@pytest.mark.parametrize(("size", "taken"), [(8 * 1024 * 1024, True), (8 * 1024 * 1024 + 1, False)])
def test_a_picture_is_as_large_as_it_may_be(connected: Meta, size: int, taken: bool) -> None:
    form = {"message": '{"attachment":{"type":"image","payload":{}}}', "access_token": TOKEN}
    files = {"filedata": ("a.jpg", b"x" * size, "image/jpeg")}
    answer = httpx.post(f"{connected.sandbox.url}/me/message_attachments", data=form, files=files, timeout=30)
    assert (answer.status_code == 200) == taken
    assert taken or refusal(answer) == (400, 100, 2018109)


def test_files_are_fetched_from_this_machine_only(connected: Meta) -> None:
    for url in ("https://shop.example/a.jpg", f"{connected.sandbox.url}/cdn/none/a.jpg", "file:///etc/hostname"):
        wanted = {"attachment": {"type": "image", "payload": {"url": url}}}
        assert connected.refused(PAGE, AIGERIM, message=wanted) == (400, 100, 2018008)
    assert httpx.get(f"{connected.sandbox.url}/cdn/none/a.jpg").status_code == 404


def test_tokens_open_their_own_accounts_and_nothing_else(connected: Meta) -> None:
    assert refusal(connected.call("me", method="GET", token="short")) == (400, 190, 0)
    assert refusal(connected.call(f"{PAGE}/messages", token="EAA" + "y" * 40, **FINE)) == (400, 190, 0)
    other = connected.call("me", method="GET", token="EAA" + "z" * 40).json()["id"]
    assert other not in {PAGE, INSTAGRAM}
    assert refusal(connected.call(f"{PAGE}/messages", token="EAA" + "z" * 40, **FINE)) == (400, 100, 33)
    assert refusal(connected.call(f"{other}/messages", **FINE)) == (400, 100, 33)
    scoped = connected.scoped(PAGE, AIGERIM)
    assert refusal(connected.call(scoped, method="GET", token="EAA" + "z" * 40)) == (400, 100, 33)
    assert refusal(httpx.get(f"{connected.sandbox.url}/v23.0/me")) == (400, 104, 0)
    assert refusal(connected.call("me?appsecret_proof=x", method="GET")) == (400, 100, 0)
    assert refusal(connected.call("me/messages", method="GET")) == (400, 100, 33)
    assert refusal(connected.call("me/a/b", method="GET")) == (400, 2500, 0)
    assert refusal(connected.call("me/subscribed_apps")) == (400, 100, 0)
    assert refusal(connected.call("me/subscribed_apps", subscribed_fields="messages,dances")) == (400, 100, 0)


def test_a_pace_is_kept_and_a_bad_hour_told(connected: Meta) -> None:
    connected.sandbox.trouble(limited=1)
    assert connected.refused(PAGE, AIGERIM, **FINE) == (400, 613, 0)
    connected.sandbox.trouble(refuse=1)
    answer = connected.call("me", method="GET")
    assert refusal(answer) == (500, 2, 0) and answer.json()["error"]["is_transient"] is True
    assert connected.send(PAGE, AIGERIM, **FINE)["message_id"]
    headers = {"authorization": f"Bearer {TOKEN}"}
    body = {"recipient": {"id": connected.scoped(INSTAGRAM, AIGERIM)}, "sender_action": "mark_seen"}
    with httpx.Client(base_url=connected.sandbox.url, headers=headers, timeout=30) as client:
        answers = [client.post(f"/{INSTAGRAM}/messages", json=body) for _ in range(300)]
    fast = [one for one in answers if one.status_code == 400]
    took = sum((one.elapsed for one in answers[1:]), answers[0].elapsed).total_seconds()
    assert len(answers) - len(fast) <= 100 * (int(took) + 2)
    assert {refusal(one) for one in fast} <= {(400, 613, 0)}


def test_the_app_would_not_let_it_happen(connected: Meta) -> None:
    said = connected.act(PAGE, AIGERIM, "say", text="x")
    sent = connected.send(PAGE, AIGERIM, **FINE)
    for deed, told, code in (
        ("say", {"text": ""}, "text"),
        ("say", {"text": "x" * 2001}, "text"),
        ("say", {"text": "x", "mid": "nobody's"}, "message"),
        ("press", {"payload": "none"}, "button"),
        ("contact", {}, "phone"),
        ("react", {"mid": "none"}, "message"),
        ("react", {"mid": said["mid"], "reaction": "dance"}, "reaction"),
        ("unreact", {"mid": said["mid"]}, "reaction"),
        ("edit", {"mid": sent["message_id"], "text": "x"}, "message"),
        ("edit", {"mid": said["mid"], "text": " "}, "text"),
        ("unsend", {"mid": sent["message_id"]}, "message"),
        ("start", {"ref": "x" * 2084}, "ref"),
        ("dance", {}, "act"),
    ):
        assert connected.sandbox_says(AIGERIM, deed, PAGE, **told) == (409, code), deed
    assert connected.sandbox_says(EMMA, "read", PAGE) == (409, "nothing")
    for count in range(5):
        connected.act(PAGE, AIGERIM, "edit", mid=said["mid"], text=f"x{count}")
    assert connected.sandbox_says(AIGERIM, "edit", PAGE, mid=said["mid"], text="y") == (409, "edit")
    url = f"{connected.sandbox.url}/user/{AIGERIM}"
    assert httpx.post(f"{url}/file", params={"account": PAGE}).status_code == 409
    assert httpx.post(f"{url}/age", json={"account": PAGE, "hours": "1"}).status_code == 400
    assert httpx.post(f"{url}/say", json={"text": "x"}).status_code == 404, "which of several accounts"
    assert httpx.get(f"{url}/say", params={"account": PAGE}).status_code == 405
    assert httpx.post(f"{connected.sandbox.url}/user", json={"first_name": "x"}).status_code == 400
    assert httpx.post(f"{url}/say", json={}, headers={"origin": "http://evil.example"}).status_code == 403


def test_wrong_input_is_refused_and_never_a_fault(connected: Meta) -> None:
    luck = random.Random(7)
    wrong = [None, True, -1, 2**70, 1.5, "", "x" * 5000, [], {}, [[]], {"id": None}, ["x"], "\u0000", {"text": {}}]
    scoped = {"id": connected.scoped(PAGE, AIGERIM)}
    good: dict[str, dict[str, Any]] = {
        "v23.0/me/messages": {"recipient": scoped, "message": {"text": "x"}, "messaging_type": "RESPONSE"},
        "me/message_attachments": {"message": {"attachment": {"type": "image", "payload": {"url": "x"}}}},
        f"{PAGE}/subscribed_apps": {"subscribed_fields": "messages"},
        "me/messenger_profile": {"get_started": {"payload": "x"}},
        "1010101010101010/subscriptions": {"object": "page", "callback_url": "x", "verify_token": VERIFY},
        "sandbox/app": {"objects": ["page"], "callback_url": "http://127.0.0.1:1/x", "verify_token": "x"},
        "sandbox/accounts": {"id": "1", "kind": "page", "token": "x"},
        "sandbox/trouble": {"repeat": 0, "late": 0},
        f"user/{AIGERIM}/say": {"account": PAGE, "text": "x"},
        f"user/{AIGERIM}/react": {"account": PAGE, "mid": "x", "reaction": "x"},
        "user": {"first_name": "x", "phone": "x", "language": "ru"},
    }
    with httpx.Client(base_url=connected.sandbox.url, headers={"authorization": f"Bearer {TOKEN}"}) as client:
        for path, body in good.items():
            for field in body:
                for value in luck.sample(wrong, 6):
                    assert client.post(path, json=body | {field: value}).status_code < 500, (path, field, value)
            connected.sandbox.trouble()
            for raw in (b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 10_000):
                answer = client.post(path, content=raw, headers={"content-type": "application/json"})
                assert answer.status_code < 500, (path, raw[:5])
            assert client.put(path, json=body).status_code < 500
        for path in ("", "cdn", "cdn/x", "m.me/x?ref=y", "ig.me/m/x", "user/x/chat", "user/1/2/3", "sandbox/x", "v1.0"):
            assert client.get(path).status_code < 500, path
        form = {"recipient": "{", "message": "x"}
        assert client.post("me/messages", data=form).status_code == 400
    assert httpx.get(connected.sandbox.url).status_code == 200
