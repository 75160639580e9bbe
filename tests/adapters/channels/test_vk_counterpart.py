"""What VK says, read by a client of others (vk_api), and what that client asks VK for beside what we ask for."""

import io
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import requests.adapters
import vk_api
import vk_api.bot_longpoll
import vk_api.upload
import vk_api.utils
from tests.conformance.channel_world import Wire, call_out, examples_of, secrets_of
from vk_api.keyboard import VkKeyboard

from prilavok.adapters.channels.port import open_channel

IN = dict(examples_of("vk_community", "in"))
OUT = dict(examples_of("vk_community", "out"))
MESSAGES = {"message_new", "message_reply", "message_edit"}
PERSON = 279058397


class Caught(requests.adapters.BaseAdapter):
    """Stands where the network stands: keeps what vk_api asks, and answers as our example was answered."""

    def __init__(self, answers: list[dict[str, Any]]) -> None:
        super().__init__()
        self.asked: list[requests.PreparedRequest] = []
        self._answers = list(answers)

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.asked.append(request)
        told = self._answers.pop(0)
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = told["status"], request, str(request.url)
        answer.raw = io.BytesIO(json.dumps(told["json"]).encode())
        return answer

    def close(self) -> None:
        pass


def _client(of: str) -> tuple[Any, Caught]:
    """vk_api with our token, on the answers of this example of ours."""
    example = OUT[of]
    caught = Caught(example.get("answers") or [example["answer"]])
    session = requests.Session()
    session.mount("https://", caught)
    session.mount("http://", caught)
    client = vk_api.VkApi(token=secrets_of("vk_community")["token"].reveal(), api_version="5.199", session=session)
    client.RPS_DELAY = 0
    return client, caught


def _ours(of: str) -> list[dict[str, Any]]:
    """What we ask for in this example."""
    example = OUT[of]
    wire = Wire("vk_community", [(one["status"], one["json"]) for one in example.get("answers") or [example["answer"]]])
    call_out(open_channel("vk_community"), example["call"], wire.line)
    return wire.asked


def _asked(request: requests.PreparedRequest) -> tuple[str, str, dict[str, str]]:
    body = request.body if isinstance(request.body, str) else ""
    return str(request.method), urlsplit(str(request.url)).path, dict(parse_qsl(body, keep_blank_values=True))


@pytest.mark.parametrize("of", sorted(IN))
def test_the_client_reads_what_we_read(of: str) -> None:
    told, rows = IN[of]["body"], open_channel("vk_community").read(json.dumps(IN[of]["body"]).encode())
    if told["type"] not in MESSAGES:
        event = vk_api.bot_longpoll.VkBotEvent(told)
        who = event.object.user_id or event.object.from_id or event.object.reacted_id
        assert {row.user for row in rows} <= {"", str(who)} and event.group_id == told["group_id"]
        if isinstance(event.object.payload, dict):
            assert [row.pressed for row in rows] == [event.object.payload.get("press", "")]
        return
    event = vk_api.bot_longpoll.VkBotMessageEvent(told)
    said = event.message or event.object
    alone = event.from_user and not said.action and (said.from_id > 0 or told["type"] == "message_reply")
    assert all(bool(row.user) == alone for row in rows)
    row = rows[-1]
    assert row.address == str(said.peer_id) and {row.outside_id, row.about} & {str(said.conversation_message_id), ""}
    if row.kind in {"text", "edit", "echo"} and said.text and "\ud83d" not in said.text:
        assert row.text == said.text


@pytest.mark.parametrize("of", ["text", "text_without_a_key", "buttons", "links", "answers"])
def test_both_send_the_same_message(of: str) -> None:
    (ours,) = _ours(of)
    client, caught = _client(of)
    client.method(
        "messages.send", {key: value for key, value in ours["form"].items() if key not in {"v", "access_token"}}
    )
    (theirs,) = caught.asked
    assert _asked(theirs) == (ours["method"], ours["path"], ours["form"])
    live = open_channel("vk_community").live_url
    assert str(theirs.url) == f"{live}{ours['path']}"


def test_our_buttons_are_theirs() -> None:
    theirs = VkKeyboard(inline=True)
    theirs.add_callback_button("Отложить", payload={"press": "orders:yes"})
    theirs.add_line()
    theirs.add_callback_button("Нет", payload={"press": "orders:no"})
    ours, made = json.loads(_ours("buttons")[0]["form"]["keyboard"]), json.loads(theirs.get_keyboard())
    assert (ours["inline"], ours["buttons"]) == (made["inline"], made["buttons"])
    assert ours["inline"] and not made["one_time"], "what we leave out is what VK takes for granted"
    link = VkKeyboard(inline=True)
    link.add_openlink_button("Открыть", "https://shop.example/o/1")
    (((told,),), ((wanted,),)) = (
        json.loads(one)["buttons"] for one in (_ours("links")[0]["form"]["keyboard"], link.get_keyboard())
    )
    assert told["action"] == {key: value for key, value in wanted["action"].items() if value is not None}


@pytest.mark.parametrize(("of", "field"), [("photo", "file0"), ("document_and_photo", "file")])
def test_files_go_the_same_way(of: str, field: str) -> None:
    """VK takes a file under any name of its field: theirs is another for photos."""
    client, caught = _client(of)
    upload = vk_api.upload.VkUpload(client)
    upload.http = client.http
    if of == "photo":
        upload.photo_messages(io.BytesIO(b"JPEG"), peer_id=PERSON)
    else:
        upload.document_message(io.BytesIO(b"%PDF"), title='чек "1".pdf', peer_id=PERSON)
    server, put, saved = caught.asked
    asked, sent, kept = _ours(of)[:3]
    assert _asked(server)[:2] == (asked["method"], asked["path"])
    assert _asked(server)[2].items() <= asked["form"].items()
    assert (put.method, urlsplit(str(put.url)).path) == (sent["method"], sent["path"].partition("?")[0])
    assert isinstance(put.body, bytes) and f'name="{field}"; filename='.encode() in put.body
    assert _asked(saved) == (kept["method"], kept["path"], kept["form"])


@pytest.mark.parametrize(
    ("of", "code"), [("token_revoked", 5), ("not_allowed", 901), ("flood", 9), ("number_of_tomorrow", 4999)]
)
def test_both_see_the_same_refusal(of: str, code: int) -> None:
    client, _ = _client(of)
    with pytest.raises(vk_api.ApiError) as told:
        client.method("messages.send", {"peer_ids": PERSON})
    assert told.value.code == code and OUT[of]["gives"]["outcome"] in {"final", "temporary"}


def test_the_number_of_an_attempt_is_one_of_theirs() -> None:
    ours = int(_ours("text")[0]["form"]["random_id"])
    assert -(2**31) <= ours < 2**31 and ours != 0
    assert all(-(2**31) < vk_api.utils.get_random_id() < 2**31 for _ in range(100))
    assert _ours("text_without_a_key")[0]["form"]["random_id"] == "0"
