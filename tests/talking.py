"""Builders for tests of conversations: connections, updates as Telegram posts them, and a Bot API that remembers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from tests import make

from prilavok.domains.connections.types import NewConnection
from prilavok.domains.staff.types import NewStaff
from prilavok.flows.connect_outside import connect_outside
from prilavok.flows.take_on_staff import take_on_staff
from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.http import Answer
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.jobs.turn import Turn
from prilavok.kit.secrets import Secret

TOKEN = "1234567890:AAExampleExampleExampleExampleExamp"
WEBHOOK_SECRET = "webhook-secret_of-tests"
_nths = count(1)


def connect() -> dict[str, UUID]:
    """The connections of a sandbox: site, telegram, sms, mail."""
    secrets = {"token": Secret(TOKEN), "webhook_secret": Secret(WEBHOOK_SECRET)}
    name = {"en": "ours"}
    return connect_outside(
        [
            NewConnection("site", "site", "site", name, sandbox=False),
            NewConnection("telegram", "telegram", "telegram_bot", name, {"username": "ours_bot"}, secrets),
            NewConnection("sms", "sms", "outbox", name),
            NewConnection("mail", "mail", "outbox", name),
        ],
        actor=SYSTEM,
        at=make.AT,
    )


def operator() -> Actor:
    """One of the staff who answers."""
    hired = NewStaff(f"operator-{next(_nths)}", "Operator", "operator", "a long enough password")
    return Actor("staff", take_on_staff([hired], actor=SYSTEM, at=make.AT)[0])


def message(user: int, at: datetime = make.AT, **said: object) -> dict[str, Any]:
    """An update with a private message of a user: text=..., contact=..., photo=..."""
    nth = next(_nths)
    sender = {"id": user, "is_bot": False, "first_name": "A", "language_code": "en"}
    told = {"message_id": nth, "date": int(at.timestamp()), "from": sender, "chat": {"id": user, "type": "private"}}
    return {"update_id": 1000 + nth, "message": told | said}


def press(user: int, carried: str) -> dict[str, Any]:
    """An update with a press of a button."""
    nth = next(_nths)
    sender = {"id": user, "is_bot": False, "first_name": "A", "language_code": "en"}
    return {"update_id": 1000 + nth, "callback_query": {"id": f"press-{nth}", "from": sender, "data": carried}}


def blocked(user: int, at: datetime = make.AT) -> dict[str, Any]:
    """An update that tells that the user blocked the bot."""
    nth = next(_nths)
    who = {"id": user, "is_bot": False, "first_name": "A"}
    now = {"status": "kicked", "user": {"id": 1, "is_bot": True, "first_name": "B"}, "until_date": 0}
    told = {"chat": {"id": user, "type": "private"}, "from": who, "date": int(at.timestamp()), "new_chat_member": now}
    return {"update_id": 1000 + nth, "my_chat_member": told}


def arrive(connection: UUID, *updates: object, at: datetime = make.AT) -> None:
    """Keep what Telegram posts, as the door does, and let the worker read it."""
    bodies = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in updates]
    keys = [f"update:{one['update_id']}" if isinstance(one, dict) else f"digest:{one!r}"[:200] for one in updates]
    keep_arrivals(connection, [NewArrival(key, body) for key, body in zip(keys, bodies, strict=True)], at=at)
    queue_jobs([NewJob(verb="arrivals.read", facts={"connection": str(connection)}, key=str(connection))], at)
    run_due()


def send_all() -> None:
    """Have the worker send what is queued, and try again what may be tried at once."""
    while run_due("outside") != Turn():
        pass


@dataclass
class BotApi:
    """Stands where kit.http.speak stands: keeps every request and answers as told, in order, then with ok."""

    asked: list[tuple[str, Any]] = field(default_factory=list)
    answers: list[Answer | OutsideFailed] = field(default_factory=list)

    def speak(self, method: str, url: str, *, within_ms: int, json: object = None, **more: object) -> Answer:
        self.asked.append((url, json))
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, OutsideFailed):
                raise answer
            return answer
        return told(200, ok=True, result={"message_id": next(_nths)})  # one row of numbers for both sides of a chat

    def said(self) -> list[str]:
        """The texts that were sent."""
        return [asked["text"] for url, asked in self.asked if url.endswith("/sendMessage")]


def told(status: int, **body: object) -> Answer:
    """An answer of the Bot API."""
    return Answer(status, {}, json.dumps(body).encode())


def install(patch: Callable[[str, object], None]) -> BotApi:
    """Put one in the place of the network: `install(monkeypatch.setattr)`."""
    api = BotApi()
    patch("prilavok.flows.messages.speak", api.speak)
    return api
