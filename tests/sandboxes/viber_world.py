"""Bots of the sandbox of Viber, a person of each, and where they hear."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
from tests.sandboxes.sandbox_process import Receiver, Sandbox, until

_nths = count(1)
SENDER = {"sender": {"name": "Лавка"}}
HELLO = {"type": "text", "text": "Да, есть"} | SENDER


@dataclass
class Bot:
    """A bot of its own with a person of its own, and where it hears."""

    world: Sandbox
    house: Receiver
    token: str
    uri: str
    person: int

    def call(self, method: str, asked: object = None, *, token: str | None = None) -> Any:
        content = (
            asked
            if isinstance(asked, bytes)
            else json.dumps({} if asked is None else asked, ensure_ascii=False).encode()
        )
        headers = {"X-Viber-Auth-Token": self.token if token is None else token}
        answer = httpx.post(f"{self.world.url}/pa/{method}", content=content, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, **more: Any) -> Any:
        return self.call("send_message", {"receiver": self.known_as} | HELLO | more)

    def status(self, **more: Any) -> tuple[int, str]:
        told = self.send(**more)
        return told["status"], told["status_message"]

    def act(self, deed: str, **told: Any) -> Any:
        return self.world.act(self.person, deed, bot=self.uri, **told)

    def refused(self, deed: str, **told: Any) -> str:
        url = f"{self.world.url}/user/{self.person}/{deed}"
        answer = httpx.post(url, json=told | {"bot": self.uri}, timeout=60)
        assert answer.status_code == 409, answer.text
        return str(answer.json()["error"])

    @property
    def chat(self) -> Any:
        url = f"{self.world.url}/user/{self.person}/chat"
        return httpx.get(url, params={"bot": self.uri}, timeout=60).json()["result"]

    @property
    def known_as(self) -> str:
        return str(self.chat["id"])

    def heard(self, event: str, times: int = 1) -> list[Any]:
        """Wait for so many callbacks of a kind."""
        until(lambda: len(self._heard(event)) >= times, 20)
        return self._heard(event)

    def _heard(self, event: str) -> list[Any]:
        return [body for _, body in self.house.came if body["event"] == event]


def new_bot(world: Sandbox, house: Receiver) -> Bot:
    nth = next(_nths)
    token = f"445da6az1s345z78-dazcczb2542zv51a-{nth:016d}"
    told = {"name": f"Person {nth}", "phone": f"+1 212 555 {1000 + nth}", "language": "kk", "country": "KZ"}
    person = httpx.post(f"{world.url}/user", json=told, timeout=60).json()["result"]["id"]
    made = Bot(world, house, token, "", person)
    made.uri = made.call("get_account_info")["uri"]
    return made
