"""The sandbox of WhatsApp: pywa writes to it and reads what it posts."""

import hashlib
import json
from functools import partial
from typing import Any

import httpx
import pytest
from pywa import errors, types
from tests.sandboxes.sandbox_process import until
from tests.sandboxes.whatsapp_world import AIGERIM, BEARER, EMMA, LINE, VERIFY, WABA, Business, business, made

__all__ = ["business", "made"]


def test_it_says_what_it_is_and_is_known_by_pywa(business: Business) -> None:
    assert "sandbox" in httpx.get(f"{business.made.url}/").text
    link = httpx.get(f"{business.made.url}/wa.me/15550001122", params={"text": "Hi <b>[1]"})
    assert link.status_code == 200 and "<p>Hi &lt;b&gt;[1]</p>" in link.text
    number = business.wa.get_business_phone_number()
    assert (number.id, number.display_phone_number, number.verified_name) == (LINE, "15550001122", "Prilavok")
    assert business.wa.register_phone_number(pin="123456").success
    with pytest.raises(errors.WhatsAppError) as told:
        business.wa.register_phone_number(pin="654321")
    assert told.value.code == 133005


def test_the_address_is_believed_once_it_gives_the_challenge_back(business: Business) -> None:
    (query,) = business.asked
    assert query["hub.mode"] == ["subscribe"] and query["hub.verify_token"] == [VERIFY]
    (app,) = business.wa.api.get_waba_subscribed_apps(WABA)["data"]
    assert app["override_callback_uri"] == business.url
    for url, token in ((business.url, "another"), ("http://127.0.0.1:9/x", VERIFY), ("https://shop.example/x", VERIFY)):
        with pytest.raises(errors.WhatsAppError) as told:
            business.wa.override_waba_callback_url(url, token)
        assert told.value.code in {2200, 100}
    assert business.wa.api.get_waba_subscribed_apps(WABA)["data"] == [app], "what was refused changed nothing"


def test_words_come_and_are_answered_with_states_each_by_itself(business: Business) -> None:
    business.does(AIGERIM, "say", text="Есть овсянка? 🙂")
    came = business.told(types.Message)
    assert (came.text, came.from_user.wa_id, came.from_user.name) == ("Есть овсянка? 🙂", AIGERIM, "Айгерим Сейтқали")
    assert came.from_user.bsuid == "US.1491208655302741918" and came.metadata.phone_number_id == LINE
    assert b"\\u0415" in business.posts[0][1] and "Е".encode() not in business.posts[0][1]
    came.mark_as_read()
    assert business.chat(AIGERIM)["messages"][-1]["read"] is True and not business.chat(AIGERIM)["typing"]
    came.indicate_typing()
    assert business.chat(AIGERIM)["typing"] is True
    sent = came.reply_text("Да, есть", quote=True, tracker="attempt-1")
    shown = business.chat(AIGERIM)
    assert shown["messages"][-1]["text"] == {"body": "Да, есть"} and shown["messages"][-1]["context"] == came.id
    assert not shown["typing"]
    until(lambda: business.states(sent.id) == ["sent", "delivered"])
    assert business.does(AIGERIM, "read") == {"read": 1}
    until(lambda: business.states(sent.id) == ["sent", "delivered", "read"])
    told = business.told(types.MessageStatus)
    assert (told.status, told.tracker, told.from_user.wa_id) == (types.MessageStatusType.READ, "attempt-1", AIGERIM)
    values = [event["value"]["statuses"][0] for event in business.events() if "statuses" in event["value"]]
    service = {"billable": False, "pricing_model": "PMP", "category": "service", "type": "free_customer_service"}
    assert [one.get("pricing") for one in values] == [service, service, None]
    assert len(values) == 3 == len({json.dumps(one) for one in values})


def test_free_words_are_taken_for_a_day_only(business: Business) -> None:
    def fails() -> Any:
        sent = business.wa.send_text(AIGERIM, "x")
        until(lambda: len(business.states(sent.id)) >= 1)
        (state,) = business.states(sent.id)[:1]
        return business.told(types.MessageStatus).error if state == "failed" else None

    assert isinstance(fails(), errors.ReEngagementMessage), "never wrote within a day"
    business.does(AIGERIM, "say", text="?")
    assert fails() is None
    ahead = httpx.get(f"{business.made.url}/sandbox/clock").json()["ahead"]
    httpx.post(f"{business.made.url}/sandbox/clock", json={"ahead": ahead + 86_390})
    assert fails() is None
    httpx.post(f"{business.made.url}/sandbox/clock", json={"ahead": ahead + 86_410})
    assert isinstance(fails(), errors.ReEngagementMessage)
    seen = len(business.chat(AIGERIM)["messages"])
    business.made.trouble(at_once=True, limits=False)
    with pytest.raises(errors.ReEngagementMessage):
        business.wa.send_text(AIGERIM, "x")
    with pytest.raises(errors.MessageUndeliverable):
        business.wa.send_text("12125550199", "x")
    assert len(business.chat(AIGERIM)["messages"]) == seen, "what failed nobody sees"
    business.made.trouble(limits=False)
    nobody = business.wa.send_text("12125550199", "x")
    until(lambda: business.states(nobody.id) == ["failed"])
    told = business.told(types.MessageStatus)
    assert isinstance(told.error, errors.MessageUndeliverable) and told.from_user.bsuid is None


def test_buttons_lists_and_quick_replies_are_pressed(business: Business) -> None:
    business.does(EMMA, "say", text="Hi")
    made = business.wa.send_message(
        EMMA, "Yes?", buttons=[types.Button("Yes", "yes"), types.Button("No", "no")], footer="f", header="h"
    )
    shown = business.chat(EMMA)["messages"][-1]["interactive"]
    assert [one["title"] for one in shown["buttons"]] == ["Yes", "No"] and shown["header"] == "h"
    business.does(EMMA, "press", message_id=made.id, id="yes")
    pressed = business.told(types.CallbackButton)
    assert (pressed.data, pressed.title, pressed.reply_to_message.id) == ("yes", "Yes", made.id)
    assert business.refused(EMMA, "press", message_id=made.id, id="maybe") == "button"
    rows = [types.SectionRow("One", "1", "first"), types.SectionRow("Two", "2")]
    listed = business.wa.send_message(EMMA, "Which?", buttons=types.SectionList("Open", [types.Section("s", rows)]))
    business.does(EMMA, "press", message_id=listed.id, id="1")
    chosen = business.told(types.CallbackSelection)
    assert (chosen.data, chosen.title, chosen.description) == ("1", "One", "first")
    assert business.wa.send_message(EMMA, "Go", buttons=types.URLButton("Open", "https://shop.example/")).id
    assert business.chat(EMMA)["messages"][-1]["interactive"]["link"]["url"] == "https://shop.example/"


def test_templates_open_a_conversation_and_their_places_are_filled(business: Business) -> None:
    body = {"type": "BODY", "text": "{{1}}, заказ {{2}} ждёт. {{1}}!", "example": {"body_text": [["a", "b"]]}}
    reply = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Иду"}]}
    for name, category in (("ready", "UTILITY"), ("offer", "MARKETING")):
        told = {"name": name, "language": "ru", "category": category, "components": [body, reply]}
        made = business.call(f"{WABA}/message_templates", told).json()
        assert made["status"] == "APPROVED" and made["category"] == category
        assert business.call(f"{WABA}/message_templates", told).json()["error"]["code"] == 2388024
    names = {one.name: one for one in business.wa.get_templates()}
    assert set(names) == {"hello_world", "ready", "offer"} and names["ready"].language == "ru"

    def said(name: str, *fills: str, language: str = "ru") -> dict[str, Any]:
        given = [{"type": "text", "text": fill} for fill in fills]
        press = {"type": "button", "sub_type": "quick_reply", "index": "0"}
        press |= {"parameters": [{"type": "payload", "payload": "coming"}]}
        words = {"name": name, "language": {"code": language}}
        words |= {"components": [{"type": "body", "parameters": given}, press]}
        return {"messaging_product": "whatsapp", "to": EMMA, "type": "template", "template": words}

    def code_of(answer: httpx.Response) -> tuple[int, int]:
        return answer.status_code, answer.json()["error"]["code"]

    sent = business.call(f"{LINE}/messages", said("ready", "Эмма", "№7")).json()
    assert sent["messages"][0]["message_status"] == "accepted" and sent["contacts"][0]["wa_id"] == EMMA
    shown = business.chat(EMMA)["messages"][-1]
    assert shown["template"]["body"] == "Эмма, заказ №7 ждёт. Эмма!"
    assert shown["pricing"] == {"billable": True, "pricing_model": "PMP", "category": "utility", "type": "regular"}
    business.does(EMMA, "press", message_id=shown["id"], id="coming")
    pressed = business.told(types.CallbackButton)
    assert (pressed.data, pressed.title) == ("coming", "Иду")
    assert code_of(business.call(f"{LINE}/messages", said("ready", "Эмма"))) == (400, 132000)
    assert code_of(business.call(f"{LINE}/messages", said("ready", "a", "b", language="kk"))) == (404, 132001)
    assert code_of(business.call(f"{LINE}/messages", said("ready", "a" * 600, "b"))) == (400, 132005)
    assert code_of(business.call(f"{LINE}/messages", said("ready", "a", " "))) == (400, 132012)
    for status, code in (("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)):
        judged = {"token": BEARER, "name": "ready", "language": "ru", "status": status}
        assert httpx.post(f"{business.made.url}/sandbox/template", json=judged).json()["status"] == status
        assert code_of(business.call(f"{LINE}/messages", said("ready", "a", "b")))[1] == code
    business.does(EMMA, "stop_offers")
    assert business.told(types.UserMarketingPreferences).value == "stop"
    stopped = business.call(f"{LINE}/messages", said("offer", "a", "b")).json()["messages"][0]["id"]
    until(lambda: business.states(stopped) == ["failed"])
    assert isinstance(business.told(types.MessageStatus).error, errors.UserStoppedMarketingMessages)
    business.does(EMMA, "allow_offers")
    taken = business.call(f"{LINE}/messages", said("offer", "a", "b")).json()["messages"][0]["id"]
    until(lambda: business.states(taken) == ["sent", "delivered"])
    for name in ("ready", "offer"):
        assert business.wa.delete_template(name).success


def test_files_go_both_ways_and_their_links_end(business: Business) -> None:
    business.does(AIGERIM, "say", text="?")
    uploaded = business.wa.upload_media(b"%PDF-1.7 x", mime_type="application/pdf", filename="a.pdf")
    business.wa.send_document(AIGERIM, uploaded.id, filename="a.pdf", caption="Счёт", mime_type="application/pdf")
    assert business.chat(AIGERIM)["messages"][-1]["document"] == {
        "id": uploaded.id, "mime_type": "application/pdf", "caption": "Счёт", "filename": "a.pdf",
    }  # fmt: skip
    for kind, mime, understood in (
        ("image", "image/jpeg", "image"), ("voice", "audio/ogg", "audio"), ("audio", "audio/mpeg", "audio"),
        ("video", "video/mp4", "video"), ("document", "application/pdf", "document"), ("sticker", "image/webp", "sticker"),
    ):  # fmt: skip
        where = f"{business.made.url}/user/{AIGERIM}/file?kind={kind}&name=n&caption=c"
        answer = httpx.post(where, content=b"\x00bytes", headers={"content-type": mime})
        assert answer.status_code == 200, answer.text
        until(partial(business.has_file, understood, mime))
        media = getattr(business.told(types.Message), understood)
        assert media.mime_type == mime and media.get_bytes() == b"\x00bytes"
        assert (kind == "voice") == bool(getattr(media, "voice", False))
    link = business.wa.get_media_url(media.id)
    assert link.file_size == 6 and link.sha256 == hashlib.sha256(b"\x00bytes").hexdigest()
    assert httpx.get(link.url).status_code == 401, "the link alone opens nothing"
    head = {"authorization": f"Bearer {BEARER}"}
    assert httpx.get(link.url, headers=head).content == b"\x00bytes"
    ahead = httpx.get(f"{business.made.url}/sandbox/clock").json()["ahead"]
    httpx.post(f"{business.made.url}/sandbox/clock", json={"ahead": ahead + 301})
    assert httpx.get(link.url, headers=head).status_code == 404
    assert business.wa.delete_media(media.id).success
    with pytest.raises(errors.WhatsAppError):
        business.wa.get_media_url(media.id)
    with pytest.raises(errors.WhatsAppError):
        business.wa.upload_media(b"MZ", mime_type="application/x-msdownload", filename="a.exe")


def test_orders_places_cards_reactions_edits_and_what_is_not_carried(business: Business) -> None:
    said = business.does(AIGERIM, "say", text="Привет")
    business.does(
        AIGERIM, "order", items=[{"product": "SKU-1", "quantity": 2, "price": 990.5, "currency": "KZT"}], text="!"
    )
    until(lambda: business.told(types.Message).order is not None)
    order = business.told(types.Message).order
    assert (order.products[0].sku, order.products[0].quantity, order.total_price) == ("SKU-1", 2, 1981.0)
    business.does(AIGERIM, "place", latitude=43.2, longitude=76.9, name="Дом")
    until(lambda: business.told(types.Message).location is not None)
    assert business.told(types.Message).location.latitude == 43.2
    asking = business.wa.send_message(AIGERIM, "Ваш телефон?", buttons=types.ContactInfoRequestButton())
    business.does(AIGERIM, "contact", answering=asking.id)
    until(lambda: business.told(types.Message).contacts is not None)
    (card,) = business.told(types.Message).contacts
    assert card.phones[0].wa_id == AIGERIM and business.told(types.Message).reply_to_message.id == asking.id
    sent = business.wa.send_text(AIGERIM, "Да")
    business.does(AIGERIM, "react", message_id=sent.id, emoji="👍")
    until(lambda: business.told(types.Message).reaction is not None)
    assert business.told(types.Message).reaction.message_id == sent.id
    business.wa.send_reaction(AIGERIM, "❤️", said["id"])
    found = next(one for one in business.chat(AIGERIM)["messages"] if one["id"] == said["id"])
    assert found["reaction_of_business"] == "❤️"
    business.does(AIGERIM, "edit", message_id=said["id"], text="Здравствуйте")
    edited = business.told(types.EditedMessage)
    assert (edited.original_message_id, edited.message.text) == (said["id"], "Здравствуйте")
    business.does(AIGERIM, "remove", message_id=said["id"])
    assert business.told(types.DeletedMessage).original_message_id == said["id"]
    assert business.refused(AIGERIM, "edit", message_id=sent.id, text="x") == "message"
    business.does(AIGERIM, "odd")
    until(lambda: business.told(types.Message).error is not None)
    assert isinstance(business.told(types.Message).error, errors.UnsupportedMessageType)
