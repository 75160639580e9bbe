"""The sandbox of WhatsApp where people hide, change and block, and where input is wrong or things go wrong on purpose."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pywa import errors, types
from tests.sandboxes.sandbox_process import sandbox, stop, until
from tests.sandboxes.whatsapp_world import AIGERIM, BEARER, EMMA, IVAN, LINE, WABA, Business, business, made

__all__ = ["business", "made"]


def test_who_hides_the_phone_is_known_by_another_id_and_can_be_answered(business: Business) -> None:
    business.does(IVAN, "say", text="Здравствуйте")
    came = business.told(types.Message)
    assert (came.from_user.wa_id, came.from_user.bsuid, came.from_user.username) == (None, IVAN, "@ivan_demo")
    assert "12125550143" not in str(business.posts), "the phone is told nowhere"
    sent = came.reply_text("Да")
    until(lambda: business.states(sent.id) == ["sent", "delivered"])
    assert business.chat(IVAN)["messages"][-1]["text"] == {"body": "Да"}
    assert "12125550143" not in str(business.posts)


def test_a_changed_number_is_told_and_the_chat_goes_on(business: Business) -> None:
    who = httpx.post(f"{business.made.url}/user", json={"name": "Дана", "phone": "+1 212 555 0150"}).json()["result"]
    business.does(who["id"], "say", text="Это мой номер")
    now = business.does(who["id"], "renumber", phone="12125550151")
    change = business.told(types.PhoneNumberChange)
    assert (change.old_wa_id, change.new_wa_id, change.new_user_id) == ("12125550150", "12125550151", now["id"])
    assert now["id"] != who["id"] and len(business.chat(who["id"])["messages"]) == 1
    assert business.refused(now["id"], "renumber", phone=AIGERIM) == "phone"
    business.does(now["id"], "hide", username="dana_demo")
    business.does(now["id"], "renumber", phone="12125550152")
    until(lambda: business.told(types.PhoneNumberChange).new_wa_id is None)
    assert business.told(types.PhoneNumberChange).old_wa_id == now["id"]


def test_who_blocks_is_not_delivered_to_and_says_nothing(business: Business) -> None:
    business.does(AIGERIM, "say", text="?")
    business.does(AIGERIM, "block")
    seen = len(business.chat(AIGERIM)["messages"])
    sent = business.wa.send_text(AIGERIM, "x")
    until(lambda: business.states(sent.id) == ["sent"])
    assert business.refused(AIGERIM, "say", text="x") == "blocked"
    business.does(AIGERIM, "unblock")
    later = business.wa.send_text(AIGERIM, "y")
    until(lambda: business.states(later.id) == ["sent", "delivered"])
    assert business.states(sent.id) == ["sent"] and len(business.chat(AIGERIM)["messages"]) == seen + 1


def test_pace_is_kept_for_a_line_and_for_a_pair(business: Business) -> None:
    business.does(AIGERIM, "say", text="?")
    business.does(EMMA, "say", text="?")
    business.made.trouble(limits=True)
    with pytest.raises(errors.TooManyMessages):
        for _ in range(60):
            business.wa.send_text(AIGERIM, "x")
    assert 45 <= len([one for one in business.chat(AIGERIM)["messages"] if one.get("text") == {"body": "x"}]) <= 55
    business.wa.send_text(EMMA, "another may be written to")
    business.made.trouble(limits=False)
    business.wa.send_text(AIGERIM, "x")


def test_trouble_answers_500_loses_answers_and_repeats(business: Business) -> None:
    business.does(AIGERIM, "say", text="?")
    business.made.trouble(refuse=1, limits=False)
    with pytest.raises(errors.UnknownError) as told:
        business.wa.send_text(AIGERIM, "refused")
    assert told.value.status_code == 500
    business.made.trouble(lose=1, limits=False)
    with pytest.raises(httpx.RemoteProtocolError):
        business.wa.send_text(AIGERIM, "lost")
    texts = [one["text"]["body"] for one in business.chat(AIGERIM)["messages"] if one["type"] == "text"]
    assert "lost" in texts and "refused" not in texts
    until(lambda: len(business.posts) == 3)  # the question, and the two states of what was lost
    business.made.trouble(repeat=1, limits=False)
    business.statuses[:] = [500, 503]
    business.does(AIGERIM, "say", text="again and again")
    until(lambda: len(business.posts) == 5)
    assert business.statuses == [] and b"again and again" in business.posts[-1][1]
    assert business.posts[-1][1] == business.posts[-2][1], "the same bytes, after two failures, and once more"


def test_wrong_input_is_refused_and_never_a_fault(business: Business) -> None:
    business.does(AIGERIM, "say", text="?")
    seen = len(business.chat(AIGERIM)["messages"])
    fine: dict[str, Any] = {"messaging_product": "whatsapp", "to": AIGERIM}

    def code(told: Any, path: str = f"{LINE}/messages", token: str = BEARER) -> int:
        answer = business.call(path, told, token)
        error = answer.json()["error"]
        assert answer.status_code in {400, 401, 404} and error["message"] and error["fbtrace_id"], answer.text
        return int(error["code"])

    button = {"type": "reply", "reply": {"id": "1", "title": "x"}}

    def ask(action: Any) -> dict[str, Any]:
        return fine | {
            "type": "interactive",
            "interactive": {"type": "button", "body": {"text": "x"}, "action": action},
        }

    refused = [
        ([], 100), ("x", 100), (None, 100), ({}, 100), ({**fine, "messaging_product": "sms"}, 100),
        ({"messaging_product": "whatsapp", "text": {"body": "x"}}, 131008), (fine, 131008),
        ({**fine, "text": {"body": ""}}, 100), ({**fine, "text": {"body": "x" * 4097}}, 100),
        ({**fine, "text": "x"}, 100), ({**fine, "text": {}}, 131008), ({**fine, "type": "poll", "poll": {}}, 100),
        ({**fine, "type": ["text"]}, 100), ({**fine, "type": "image", "image": {}}, 100),
        ({**fine, "type": "image", "image": {"id": "1"}}, 131009), ({**fine, "type": "image", "image": {"link": "x"}}, 100),
        ({**fine, "type": "location", "location": {"latitude": "x", "longitude": 1}}, 100),
        ({**fine, "type": "location", "location": {"latitude": "nan", "longitude": 1}}, 131009),
        ({**fine, "type": "reaction", "reaction": {"message_id": "x"}}, 100),
        ({**fine, "to": "US.9999999999999", "text": {"body": "x"}}, 131009),
        (ask({"buttons": [button] * 4}), 131009), (ask({"buttons": [button] * 2}), 131009), (ask({}), 131009),
        (ask({"buttons": [{"type": "reply", "reply": {"id": "1", "title": "x" * 21}}]}), 100),
        ({**fine, "type": "template", "template": {"name": "nobody", "language": {"code": "ru"}}}, 132001),
        ({**fine, "status": "read", "message_id": "wamid.x"}, 100), ({**fine, "status": "read"}, 131008),
    ]  # fmt: skip
    assert [(told, code(told)) for told, _ in refused] == refused
    text = {**fine, "text": {"body": "x"}}
    assert code(text, token="another-token-of-somebody") == 190 == code(text, token="two words")
    assert code(text, f"{WABA}/message_templates", "another-token-of-somebody") == 190
    assert code(text, "12345/nothing") == code(text, "me/messages") == 100
    assert httpx.post(f"{business.made.url}/v23.0/{LINE}/messages", json=text).json()["error"]["code"] == 0
    head = {"authorization": f"Bearer {BEARER}", "content-type": "application/json"}
    for content in (b"\xff", b"{", b"[" * 50_000, b"null"):
        answer = httpx.post(f"{business.made.url}/{LINE}/messages", content=content, headers=head)
        assert answer.json()["error"]["code"] == 100
    assert len(business.chat(AIGERIM)["messages"]) == seen
    for deed, told, error in (
        ("say", {"text": ""}, "text"), ("say", {"text": "x", "answering": "1"}, "answering"), ("fly", {}, "act"),
        ("press", {"message_id": "1"}, "message"), ("order", {"items": []}, "items"), ("order", {"items": [1]}, "items"),
        ("place", {"latitude": 1}, "place"), ("renumber", {"phone": "x"}, "phone"), ("hide", {"username": "a b"}, "username"),
    ):  # fmt: skip
        assert business.refused(AIGERIM, deed, **told) == error
    url = business.made.url
    assert httpx.post(f"{url}/user/{AIGERIM}/say", content=b"{").status_code == 400
    assert httpx.post(f"{url}/user/1/say", json={}).status_code == 404
    assert httpx.post(f"{url}/user", json={"name": "x", "phone": "0"}).status_code == 400
    assert httpx.post(f"{url}/sandbox/trouble", json={"what": 1}).status_code == 400
    assert httpx.post(f"{url}/sandbox/clock", json={"ahead": -1}).status_code == 400
    assert httpx.post(f"{url}/sandbox/clock", json={"ahead": "x"}).status_code == 400
    assert httpx.post(f"{url}/sandbox/line", json={}).status_code == 400
    assert httpx.post(f"{url}/sandbox/app", json={"callback_url": "https://shop.example"}).status_code == 400
    assert httpx.post(f"{url}/user", json={}, headers={"origin": "https://evil.example"}).status_code == 403


def test_an_account_that_only_listens_is_written_to_on_a_number_of_its_own(tmp_path: Path) -> None:
    with sandbox("whatsapp", tmp_path) as one:
        head = {"authorization": f"Bearer {BEARER}"}

        def says() -> httpx.Response:
            return httpx.post(f"{one.url}/user/{AIGERIM}/say", json={"text": "?"})

        def number(identity: str) -> int:
            return httpx.get(f"{one.url}/{identity}", headers=head).status_code

        assert says().json() == {"ok": False, "error": "no_line"}
        assert httpx.post(f"{one.url}/{WABA}/subscribed_apps", headers=head).json() == {"success": True}
        assert number(LINE) == 200
        httpx.post(f"{one.url}/200000000000001/register", json={}, headers=head)
        assert (number(LINE), number("200000000000001")) == (400, 200), "its own number was named, nothing was said"
        assert says().status_code == 200
        httpx.post(f"{one.url}/200000000000002/register", json={}, headers=head)
        assert (number("200000000000001"), number("200000000000002")) == (200, 200)
        assert says().status_code == 404, "which of the two is to be said"


def test_a_restart_remembers(tmp_path: Path) -> None:
    with sandbox("whatsapp", tmp_path) as first:
        head = {"authorization": f"Bearer {BEARER}"}
        text = {"messaging_product": "whatsapp", "to": AIGERIM, "text": {"body": "x"}}
        assert httpx.post(f"{first.url}/{LINE}/messages", json=text, headers=head).status_code == 200
        httpx.post(f"{first.url}/user", json={"name": "Дана", "phone": "12125550150"})
        httpx.post(f"{first.url}/user/12125550150/say", json={"text": "Помните меня?"})
        stop(first)
    assert oct(first.memory.stat().st_mode & 0o777) == "0o600"
    with sandbox("whatsapp", tmp_path) as second:
        chat = httpx.get(f"{second.url}/user/12125550150/chat").json()["result"]
        assert [one["text"]["body"] for one in chat["messages"]] == ["Помните меня?"]
        other = {"authorization": "Bearer another-token-of-somebody"}
        assert httpx.post(f"{second.url}/{LINE}/messages", json=text, headers=other).status_code == 401
