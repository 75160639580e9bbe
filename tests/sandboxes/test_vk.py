"""The sandbox of VK, driven by a client of others (vk_api) and by plain HTTP."""

import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.sandboxes.sandbox_process import Sandbox, until
from tests.sandboxes.vk_world import GROUP, TOKEN, VERSION, House, ask, client, community, listening, newcomer, refused
from vk_api import ApiError
from vk_api.bot_longpoll import VkBotEventType, VkBotMessageEvent
from vk_api.keyboard import VkKeyboard, VkKeyboardColor
from vk_api.upload import VkUpload


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with community(tmp_path_factory.mktemp("vk")) as one:
        yield one


@pytest.fixture
def ours(made: Sandbox) -> Iterator[House]:
    with listening(made) as one:
        yield one


def test_the_client_writes_and_hears_what_a_person_says(made: Sandbox, ours: House) -> None:
    vk, person = client(made), newcomer(made, "Слово")
    with pytest.raises(ApiError) as told:
        vk.method("messages.send", {"peer_id": person, "random_id": 1, "message": "?"})
    assert told.value.code == 901
    made.act(person, "say", text="Есть 42?")
    event = ours.heard("message_new")
    raw = ours.of("message_new")[-1]
    theirs = VkBotMessageEvent(raw)
    assert theirs.type is VkBotEventType.MESSAGE_NEW and theirs.from_user and theirs.group_id == GROUP
    assert (theirs.message.text, theirs.message.from_id, theirs.message.out) == ("Есть 42?", person, 0)
    assert (raw["secret"], raw["v"], len(raw["event_id"])) == ("ours_secret", VERSION, 40)
    assert event["client_info"]["lang_id"] == 97 and ours.heard("message_allow") == {"user_id": person, "key": ""}
    number = vk.method("messages.send", {"user_id": person, "random_id": 7, "message": "Да, есть"})
    assert vk.method("messages.send", {"user_id": person, "random_id": 7, "message": "Да, есть"}) == number
    assert vk.method("messages.send", {"user_id": person, "random_id": 8, "message": "Да, есть"}) == number + 1
    for _ in range(2):
        assert vk.method("messages.send", {"user_id": person, "random_id": 0, "message": "ноль"}) > number + 1
    chat = made.chat(person)
    assert [one["text"] for one in chat["messages"]] == ["Есть 42?", "Да, есть", "Да, есть", "ноль", "ноль"]
    reply = ours.heard("message_reply", 4)
    assert (reply["from_id"], reply["out"], reply["peer_id"], reply["text"]) == (-GROUP, 1, person, "ноль")
    assert VkBotMessageEvent(ours.of("message_reply")[0]).obj.random_id == 7


def test_a_link_brings_its_word_with_the_next_message(made: Sandbox, ours: House) -> None:
    person = newcomer(made, "Ссылка")
    made.act(person, "start", ref="aB3_x-9", ref_source="site")
    first = ours.heard("message_new")["message"]
    assert (first["text"], first["payload"], first["ref"], first["ref_source"]) == (
        "Начать", '{"command":"start"}', "aB3_x-9", "site",
    )  # fmt: skip
    assert made.act(person, "start", ref="second") == {"waits": True}
    made.act(person, "say", text="Я снова тут")
    made.act(person, "say", text="И ещё")
    ours.heard("message_new", 3)
    assert [one["object"]["message"].get("ref") for one in ours.of("message_new")] == ["aB3_x-9", "second", None]


def test_buttons_are_pressed_and_a_press_is_answered_once(made: Sandbox, ours: House) -> None:
    vk, person = client(made), newcomer(made, "Кнопка")
    made.act(person, "say", text="!")
    board = VkKeyboard(inline=True)
    board.add_callback_button("Писать мне", VkKeyboardColor.POSITIVE, {"do": "yes"})
    board.add_line()
    board.add_button("Не писать", payload='{"do": "no"}')
    board.add_line()
    board.add_openlink_button("Сайт", "https://shop.example/")
    said = {"peer_id": person, "random_id": 11, "message": "?", "keyboard": board.get_keyboard()}
    vk.method("messages.send", said)
    shown = made.chat(person)["messages"][-1]
    number = shown["conversation_message_id"]
    assert shown["keyboard"]["inline"] and len(shown["keyboard"]["buttons"]) == 3
    made.act(person, "press", conversation_message_id=number, label="Писать мне")
    event = ours.heard("message_event")
    assert (event["payload"], event["conversation_message_id"]) == ({"do": "yes"}, number)
    answer = {"event_id": event["event_id"], "user_id": person, "peer_id": person}
    snack = json.dumps({"type": "show_snackbar", "text": "Готово"})
    assert refused(made, "messages.sendMessageEventAnswer", **answer, event_data='{"type":"?"}') == 100
    assert vk.method("messages.sendMessageEventAnswer", {**answer, "event_data": snack}) == 1
    assert made.chat(person)["notice"] == {"type": "show_snackbar", "text": "Готово"}
    assert refused(made, "messages.sendMessageEventAnswer", **answer) == 100, "once"
    made.act(person, "press", conversation_message_id=number, payload='{"do": "no"}')
    message = ours.heard("message_new", 2)["message"]
    assert (message["text"], json.loads(message["payload"])) == ("Не писать", {"do": "no"})
    for wrong in ({"label": "Сайт"}, {"label": "нет такой"}, {}):
        answered = httpx.post(f"{made.url}/user/{person}/press", json={"conversation_message_id": number, **wrong})
        assert (answered.status_code, answered.json()["error"]) == (409, "button")


def test_a_keyboard_of_the_conversation_stays_till_it_is_used_or_taken_away(made: Sandbox, ours: House) -> None:
    vk, person = client(made), newcomer(made, "Клавиатура")
    made.act(person, "say", text="!")
    once = VkKeyboard(one_time=True)
    once.add_button("Каталог", payload={"do": "list"})
    vk.method("messages.send", {"peer_id": person, "random_id": 21, "message": "?", "keyboard": once.get_keyboard()})
    assert made.chat(person)["keyboard"]["one_time"]
    made.act(person, "press", label="Каталог")
    assert made.chat(person)["keyboard"] is None
    stays = VkKeyboard()
    stays.add_button("Каталог")
    vk.method("messages.send", {"peer_id": person, "random_id": 22, "message": "?", "keyboard": stays.get_keyboard()})
    made.act(person, "press", label="Каталог")
    assert made.chat(person)["keyboard"] is not None
    gone = {"peer_id": person, "random_id": 23, "message": "?", "keyboard": VkKeyboard.get_empty_keyboard()}
    vk.method("messages.send", gone)
    assert made.chat(person)["keyboard"] is None


def _board(*rows: int, label: str = "x", inline: bool = True, **action: Any) -> str:
    one = {"action": {"type": "text", "label": label, **action}, "color": "primary"}
    return json.dumps({"inline": inline, "buttons": [[one] * count for count in rows]})


def test_what_is_out_of_form_is_refused_with_its_code(made: Sandbox) -> None:
    person = newcomer(made, "Отказ")
    made.act(person, "say", text="!")
    to: dict[str, Any] = {"peer_id": person, "random_id": 31, "message": "?"}
    assert refused(made, "messages.send", **to | {"message": "я" * 4097}) == 914
    assert ask(made, "messages.send", **to | {"message": "я" * 4096, "random_id": 32})["response"] > 0
    for wrong in (
        {"message": " "}, {"random_id": ""}, {"random_id": "x"}, {"random_id": 2**31}, {"peer_id": ""},
        {"peer_id": "1.5"}, {"attachment": "photo1_1"}, {"attachment": "; drop"}, {"reply_to": 1},
        {"forward": "{"}, {"forward": '{"is_reply": 1, "conversation_message_ids": [99]}'},
        {"peer_ids": ",".join(["1"] * 101)},
    ):  # fmt: skip
        assert refused(made, "messages.send", **to | wrong) == 100, wrong
    for board in (
        "{", "[]", "{}", _board(6), _board(1, 1, 1, 1, 1, 1, 1), _board(5, 5, 1), _board(1, label="я" * 41),
        _board(1, label=""), _board(1, payload="x" * 256), _board(1, payload="{"), _board(1, type="vkapps"),
        _board(1, type="open_link", link="https://shop.example/"), _board(*[1] * 11, inline=False),
        json.dumps({"inline": True, "one_time": True, "buttons": []}), json.dumps({"buttons": [None]}),
        json.dumps({"buttons": [[None]]}), json.dumps({"buttons": [[{"action": []}]]}), "[" * 5000,
    ):  # fmt: skip
        assert refused(made, "messages.send", **to | {"keyboard": board}) == 911, board
    assert ask(made, "messages.send", **to | {"random_id": 33, "keyboard": _board(5, 5)})["response"] > 0
    many = ask(made, "messages.send", random_id=34, message="всем", peer_ids=f"{person},1")["response"]
    assert [one.get("error", {}).get("code") for one in many] == [None, 901]
    assert refused(made, "messages.sing") == 3
    assert refused(made, "messages.send", **to | {"access_token": ""}) == 5
    assert refused(made, "messages.send", **to | {"access_token": "vk1.a." + "q" * 30}) == 5
    assert refused(made, "messages.send", **to | {"v": ""}) == 8
    assert refused(made, "groups.getCallbackServers", group_id=GROUP + 5) == 15
    assert refused(made, "groups.getCallbackServers") == 100
    error = ask(made, "messages.send", **to | {"message": ""})["error"]
    assert TOKEN not in json.dumps(error) and {"key": "peer_id", "value": str(person)} in error["request_params"]


def test_words_are_changed_read_and_typed_on_both_sides(made: Sandbox, ours: House) -> None:
    vk, person = client(made), newcomer(made, "Правка")
    asked = made.act(person, "say", text="Есть?")["conversation_message_id"]
    number = vk.method("messages.send", {"peer_id": person, "random_id": 41, "message": "Нет", "reply_to": 0})
    assert vk.method("messages.edit", {"peer_id": person, "message_id": number, "message": "Да"}) == 1
    edited = ours.heard("message_edit")
    assert (edited["id"], edited["text"], edited["out"]) == (number, "Да", 1) and edited["update_time"] > 0
    assert refused(made, "messages.edit", peer_id=person, conversation_message_id=asked, message="x") == 920
    assert refused(made, "messages.edit", peer_id=person, message_id=10**9, message="x") == 100
    made.act(person, "edit", conversation_message_id=asked, text="Есть 43?")
    assert ours.heard("message_edit", 2)["text"] == "Есть 43?"
    assert made.chat(person)["unread"] == 1
    assert vk.method("messages.markAsRead", {"peer_id": person}) == 1
    assert made.chat(person)["unread"] == 0
    assert vk.method("messages.setActivity", {"peer_id": person, "type": "typing"}) == 1
    assert made.chat(person)["typing"] is True
    made.act(person, "type")
    assert ours.heard("message_typing_state") == {"state": "typing", "from_id": person, "to_id": -GROUP}
    made.act(person, "read")
    seen = ours.heard("message_read")
    assert (seen["from_id"], seen["read_message_id"]) == (person, number)
    assert made.chat(person)["seen"] == seen["conversation_message_id"]
    made.act(person, "react", conversation_message_id=seen["conversation_message_id"], reaction_id=1)
    assert ours.heard("message_reaction_event")["reaction_id"] == 1
    answering = made.act(person, "say", text="это", answering=seen["conversation_message_id"])
    assert answering["reply_message"]["text"] == "Да"
    forward = json.dumps({"peer_id": person, "is_reply": True, "conversation_message_ids": [asked]})
    vk.method("messages.send", {"peer_id": person, "random_id": 42, "message": "ага", "forward": forward})
    assert made.chat(person)["messages"][-1]["reply_message"]["text"] == "Есть 43?"


def test_who_forbids_is_not_written_to_till_they_allow(made: Sandbox, ours: House) -> None:
    person = newcomer(made, "Запрет")
    assert ask(made, "messages.isMessagesFromGroupAllowed", user_id=person)["response"] == {"is_allowed": 0}
    made.act(person, "allow", key="from the site")
    assert ours.heard("message_allow") == {"user_id": person, "key": "from the site"}
    assert ask(made, "messages.send", peer_id=person, random_id=51, message="?")["response"] > 0
    made.act(person, "block")
    made.act(person, "block")
    assert ours.heard("message_deny") == {"user_id": person}
    assert refused(made, "messages.send", peer_id=person, random_id=52, message="?") == 901
    assert refused(made, "messages.setActivity", peer_id=person, type="typing") == 901
    made.act(person, "unblock")
    assert ours.heard("message_allow", 2) == {"user_id": person, "key": ""}
    assert ask(made, "messages.send", peer_id=person, random_id=53, message="?")["response"] > 0
    assert len(ours.of("message_deny")) == 1


def test_files_go_both_ways(made: Sandbox, ours: House) -> None:
    vk, person = client(made), newcomer(made, "Файл")
    made.act(person, "say", text="!")
    upload = VkUpload(vk)
    (photo,) = upload.photo_messages(io.BytesIO(b"\x89PNG-ours"), peer_id=person)
    doc = upload.document_message(io.BytesIO(b"%PDF-ours"), title="чек.pdf", peer_id=person)["doc"]
    named = ",".join((f"photo{photo['owner_id']}_{photo['id']}", f"doc{doc['owner_id']}_{doc['id']}"))
    vk.method("messages.send", {"peer_id": person, "random_id": 61, "attachment": named})
    shown = made.chat(person)["messages"][-1]["attachments"]
    assert [one["type"] for one in shown] == ["photo", "doc"]
    assert httpx.get(shown[0]["photo"]["sizes"][-1]["url"]).content == b"\x89PNG-ours"
    assert httpx.get(shown[1]["doc"]["url"]).content == b"%PDF-ours" and shown[1]["doc"]["title"] == "чек.pdf"
    for kind, name, told in (
        ("image/jpeg", "a.jpg", "photo"), ("audio/ogg", "a.ogg", "audio_message"), ("application/pdf", "ч.pdf", "doc"),
    ):  # fmt: skip
        sent = httpx.post(
            f"{made.url}/user/{person}/file?name={name}", content=kind.encode(), headers={"content-type": kind}
        )
        assert sent.json()["result"]["attachments"][0]["type"] == told
    files = [one["object"]["message"]["attachments"] for one in ours.of("message_new")]
    until(lambda: len(ours.of("message_new")) == 4)
    files = [one["object"]["message"]["attachments"] for one in ours.of("message_new")]
    assert httpx.get(files[1][0]["photo"]["orig_photo"]["url"]).content == b"image/jpeg"
    assert httpx.get(files[2][0]["audio_message"]["link_ogg"]).content == b"audio/ogg"
    assert httpx.get(files[3][0]["doc"]["url"]).content == b"application/pdf"
    assert httpx.get(files[3][0]["doc"]["url"][:-1]).status_code == 404, "its address is not guessed"
    for wrong in (b"", b"x" * (2 * 1024 * 1024 + 1)):
        assert httpx.post(f"{made.url}/user/{person}/file?name=a", content=wrong).status_code == 409
    assert refused(made, "docs.save", file="nothing") == 100
    assert refused(made, "photos.saveMessagesPhoto", server=1, photo="[]", hash="nothing") == 100
    url = ask(made, "docs.getMessagesUploadServer", peer_id=person)["response"]["upload_url"]
    assert httpx.post(url, data={"file": "no file"}).json()["error"] == "upload_error"
    assert httpx.post(url + "0", files={"file": b"x"}).json()["error"] == "upload_error"


def test_places_and_purchases_are_told(made: Sandbox, ours: House) -> None:
    person = newcomer(made, "Покупка")
    made.act(person, "place", latitude=43.25, longitude=76.9)
    geo = ours.heard("message_new")["message"]["geo"]
    assert geo == {"type": "point", "coordinates": {"latitude": 43.25, "longitude": 76.9}}
    goods = [{"sku": "SKU-1", "title": "Чай", "quantity": 2, "price": 125_00}, {"sku": "SKU-2", "price": 9_90}]
    made.act(person, "order", goods=goods, comment="Сегодня")
    order = ours.heard("market_order_new")
    assert (order["user_id"], order["total_price"]["amount"], order["comment"]) == (person, "25990", "Сегодня")
    assert [(one["item"]["sku"], one["quantity"]) for one in order["preview_order_items"]] == [
        ("SKU-1", 2),
        ("SKU-2", 1),
    ]
    for wrong in ([], "x", [{"sku": "a", "price": 0}], [{"sku": "a", "price": "1"}], [{"price": 1}], [None]):
        assert httpx.post(f"{made.url}/user/{person}/order", json={"goods": wrong}).status_code == 409
