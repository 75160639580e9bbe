"""A community on the sandbox of VK: a client of others (vk_api), plain HTTP, and our address that is told."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import requests
from requests.adapters import HTTPAdapter
from tests.sandboxes.own_address import Answer, Heard, own_address
from tests.sandboxes.sandbox_process import Sandbox, sandbox, until
from vk_api import VkApi

TOKEN = "vk1.a." + "Pr1lavokPr1lavokPr1lavok"
GROUP = 226000001
AIGUL, IVAN = 700000001, 700000002
EVENTS = (
    "message_new", "message_reply", "message_edit", "message_allow", "message_deny", "message_typing_state",
    "message_read", "message_event", "message_reaction_event", "market_order_new",
)  # fmt: skip
VERSION = "5.199"


class _ToSandbox(HTTPAdapter):
    """The client knows one host; here it stands on this machine."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://api.vk.ru", self._url)
        return super().send(request, *args, **more)


def client(made: Sandbox, token: str = TOKEN) -> Any:
    """The other's client; it speaks to loopback alone."""
    one = VkApi(token=token, api_version=VERSION)
    one.RPS_DELAY = 0
    one.http.mount("https://", _ToSandbox(made.url))
    return one


def ask(made: Sandbox, method: str, **told: Any) -> Any:
    """A method by plain HTTP: the whole answer."""
    given = {"access_token": TOKEN, "v": VERSION, **told}
    answer = httpx.post(f"{made.url}/method/{method}", data=given, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(made: Sandbox, method: str, **told: Any) -> int:
    """The code with which it is refused."""
    return int(ask(made, method, **told)["error"]["error_code"])


@dataclass
class House:
    """Our address: says the code when asked for it, then takes what comes. answers: what it says next instead of ok."""

    url: str = ""
    code: str = ""
    came: list[Any] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def of(self, kind: str) -> list[Any]:
        return [one for one in self.came if one["type"] == kind]

    def heard(self, kind: str, count: int = 1) -> Any:
        """The last of so many."""
        until(lambda: len(self.of(kind)) >= count)
        return self.of(kind)[-1]["object"]


@contextlib.contextmanager
def house() -> Iterator[House]:
    made = House()

    def take(heard: Heard) -> Answer:
        body = json.loads(heard.body)
        made.came.append(body)
        if body["type"] == "confirmation":
            return 200, made.code.encode()
        return made.answers.pop(0) if made.answers else (200, b"ok")

    with own_address("/hooks/vk", take) as made.url:
        yield made


def status_of(made: Sandbox, server: int) -> str:
    listed = ask(made, "groups.getCallbackServers", group_id=GROUP, server_ids=server)["response"]
    assert listed["count"] == len(listed["items"]) == 1
    return str(listed["items"][0]["status"])


def newcomer(made: Sandbox, name: str) -> int:
    told = {"first_name": name, "last_name": "Т", "language": "kk"}
    return int(httpx.post(f"{made.url}/user", json=told).json()["result"]["id"])


@contextlib.contextmanager
def community(folder: Path) -> Iterator[Sandbox]:
    """The sandbox with one community, and no limits of pace."""
    with sandbox("vk", folder, "--no-limits") as one:
        one.memory.parent.mkdir(exist_ok=True)
        assert ask(one, "groups.getById", group_id=GROUP)["response"]["groups"][0]["screen_name"] == "prilavok_demo"
        yield one


@contextlib.contextmanager
def listening(made: Sandbox) -> Iterator[House]:
    """A confirmed server of the community that hears everything, and nothing of the tests before."""
    with house() as one:
        one.code = ask(made, "groups.getCallbackConfirmationCode", group_id=GROUP)["response"]["code"]
        told = {"group_id": GROUP, "url": one.url, "title": "ours", "secret_key": "ours_secret"}
        server = ask(made, "groups.addCallbackServer", **told)["response"]["server_id"]
        until(lambda: status_of(made, server) == "ok")
        events = dict.fromkeys(EVENTS, 1)
        assert ask(
            made, "groups.setCallbackSettings", group_id=GROUP, server_id=server, api_version=VERSION, **events
        ) == {"response": 1}
        one.came.clear()
        yield one
        ask(made, "groups.deleteCallbackServer", group_id=GROUP, server_id=server)
