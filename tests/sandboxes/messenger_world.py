"""An app connected to the sandbox of Messenger and Instagram, and the place where it hears what happened."""

import contextlib
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
from tests.sandboxes.own_address import Answer, Heard, own_address
from tests.sandboxes.sandbox_process import Sandbox, sandbox, until

PAGE, INSTAGRAM = "104000000000001", "17841400000000001"
TOKEN, SECRET, VERIFY = "EAA" + "x" * 40, "an-app-secret-of-ours", "a-word-to-verify"
AIGERIM, IVAN = 6_300_000_001, 6_300_000_002


@dataclass
class House:
    """Takes webhooks as an app does. came: each item told, with its object; statuses: what the next calls answer."""

    url: str = ""
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    bodies: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    #: what is given back in place of the challenge
    instead: bytes | None = None

    def heard(self, kind: str) -> list[Any]:
        """What items of this kind told, in order."""
        return [item[kind] for _, item in self.came if kind in item]


@contextlib.contextmanager
def house() -> Iterator[House]:
    made = House()

    def vouch(heard: Heard) -> Answer:
        query = heard.query
        known = query.get("hub.mode") == ["subscribe"] and query.get("hub.verify_token") == [VERIFY]
        return (200 if known else 403), made.instead or query["hub.challenge"][0].encode()

    def take(heard: Heard) -> Answer:
        status = made.statuses.pop(0) if made.statuses else 200
        made.bodies.append((heard.headers, heard.body))
        if status == 200:
            told = msgspec.json.decode(heard.body)
            made.came += [(told["object"], item) for entry in told["entry"] for item in entry["messaging"]]
        return status, b""

    with own_address("/hooks/meta", take, vouch) as made.url:
        yield made


@dataclass
class Meta:
    """The sandbox, the app's ear, and how the app calls."""

    sandbox: Sandbox
    house: House

    def call(self, path: str, *, token: str = TOKEN, method: str = "POST", **told: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"}
        return httpx.request(method, f"{self.sandbox.url}/v23.0/{path}", json=told, headers=headers, timeout=30)

    def send(self, account: str, person: int, **told: Any) -> Any:
        """Say it to somebody; the answer, which is no refusal."""
        answer = self.call(f"{account}/messages", recipient={"id": self.scoped(account, person)}, **told)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, account: str, person: int, **told: Any) -> tuple[int, int, int]:
        """Status, code and subcode of a refusal."""
        return refusal(self.call(f"{account}/messages", recipient={"id": self.scoped(account, person)}, **told))

    def act(self, account: str, person: int, deed: str, **told: Any) -> Any:
        return self.sandbox.act(person, deed, account=account, **told)

    def sandbox_says(self, person: int, deed: str, account: str, **told: Any) -> tuple[int, str]:
        """Status and code where the app would not have let it happen."""
        answer = httpx.post(f"{self.sandbox.url}/user/{person}/{deed}", json={"account": account} | told, timeout=60)
        return answer.status_code, answer.json()["error"]

    def chat(self, account: str, person: int) -> Any:
        return httpx.get(f"{self.sandbox.url}/user/{person}/chat", params={"account": account}).json()["result"]

    def scoped(self, account: str, person: int) -> str:
        return str(self.chat(account, person)["id"])

    def hears(self, kind: str, count: int = 1) -> list[Any]:
        """Wait till so many items of a kind came; all of them."""
        until(lambda: len(self.house.heard(kind)) >= count)
        return self.house.heard(kind)


def refusal(answer: httpx.Response) -> tuple[int, int, int]:
    """Status, code and subcode; a body of the shape that Meta promises."""
    error = answer.json()["error"]
    assert error["message"] and error["type"] and error["fbtrace_id"]
    return answer.status_code, error["code"], error.get("error_subcode", 0)


def is_signed(headers: dict[str, str], body: bytes, secret: str = SECRET) -> bool:
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return headers["x-hub-signature-256"] == f"sha256={made}"


@contextlib.contextmanager
def meta(folder: Path) -> Iterator[Meta]:
    """A page and its Instagram account, connected and listening."""
    with sandbox("messenger", folder) as running, house() as ear:
        made = Meta(running, ear)
        dashboard = {"secret": SECRET, "callback_url": ear.url, "verify_token": VERIFY}
        assert httpx.post(f"{running.url}/sandbox/app", json=dashboard).status_code == 200
        fields = (
            "messages,message_echoes,message_deliveries,message_reads,message_reactions,message_edits,"
            "messaging_postbacks,messaging_referrals"
        )
        for account in (PAGE, INSTAGRAM):
            assert made.call(f"{account}/subscribed_apps", subscribed_fields=fields).json() == {"success": True}
        yield made
