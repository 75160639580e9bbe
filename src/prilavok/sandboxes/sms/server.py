"""The sandbox of SMS over HTTP: SMSC, Mobizon, the phones, and what may go wrong on purpose."""

import json
from pathlib import Path
from typing import Any

from prilavok.sandboxes.keeping import Kept
from prilavok.sandboxes.posting import Post, Posting
from prilavok.sandboxes.sms import mobizon, smsc, telling
from prilavok.sandboxes.sms.carrying import Carrying
from prilavok.sandboxes.sms.memory import MOBIZON, SMSC, Answered, Memory, Sent
from prilavok.sandboxes.sms.phones import Phones
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, Upload, json_answer, page_answer

LARGEST_BODY = 1024 * 1024
_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>SMS</title><h1>SMS on this machine</h1>"
    "<p>SMSC and Mobizon for practice: nothing leaves this machine."
    " How they are spoken to is written in the package prilavok.sandboxes.sms."
)


class Sms:
    """Both providers. memory: file kept over restarts; limits: whether what is asked too often is refused."""

    def __init__(self, memory: Path | None = None, *, limits: bool = True) -> None:
        self._kept = Kept(Memory, memory)
        self.memory = self._kept.memory
        self._posting = Posting()
        self._carrying = Carrying(self.memory, self._ended)
        self._smsc = smsc.Smsc(self.memory, self._carrying, limits=limits)
        self._mobizon = mobizon.Mobizon(self.memory, self._carrying)
        self._phones = Phones(self.memory, self._answered)

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, begin=self._begin, end=self._end)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        if asked.method == "POST" or "send" in asked.path.lower():
            self._kept.changed()
        if asked.path in self._smsc.scripts or asked.path.lower().startswith("/service/"):
            return self._provider(asked)
        if asked.path == "/user" or asked.path.startswith("/user/"):
            return self._phones.answer(asked)
        if asked.path == "/sandbox/account":
            return self._phones.cabinet(asked)
        if asked.path == "/sandbox/trouble":
            return self._posting.answer_trouble(asked)
        return page_answer(_PAGE) if asked.path == "/" else Answer(404, b"Not Found", "text/plain")

    def _provider(self, asked: Asked) -> Answer:
        if self._posting.trouble.refuse > 0:
            self._posting.trouble.refuse -= 1
            return Answer(500, b"Internal Server Error", "text/html")
        try:
            given = _given(asked)
        except Unreadable:
            given = {}
        try:
            told: Any = (
                self._smsc.answer(asked.path, given)
                if asked.path in self._smsc.scripts
                else self._mobizon.answer(asked.path[len("/service/") :], given)
            )
        except (smsc.Wrong, mobizon.Wrong) as wrong:
            told = wrong.told()
        cut = self._posting.trouble.lose > 0
        self._posting.trouble.lose -= cut
        return json_answer(told, cut=cut)

    def _ended(self, sent: Sent) -> None:
        self._kept.changed()
        if sent.provider == SMSC:
            self._tell(sent.account, smsc.told_of(sent), telling.STATUS)
        elif found := self.memory.hooked(MOBIZON, sent.account):
            event = self.memory.next_number()
            secret = found.secret

            def told(attempt: int) -> bytes:
                return json.dumps(mobizon.event_of(sent, event, attempt, secret)).encode()

            kind = {"content-type": "application/json"}
            self._posting.tell(Post(sent.phone, found.hook, told(1), kind, retold=told))

    def _answered(self, made: Answered) -> None:
        told = {"id": str(made.id), "phone": made.phone, "mes": made.text, "to": made.to, "sms_id": made.about}
        told |= {"time": smsc.dated(made.at), "ts": str(int(made.at))}
        self._tell(made.account, told, telling.ANSWER)

    def _tell(self, account: str, told: dict[str, str], signed: tuple[str, ...]) -> None:
        if found := self.memory.hooked(SMSC, account):
            self._posting.tell(telling.post_of(found.hook, told, signed))

    async def _begin(self) -> None:
        await self._carrying.begin()
        await self._kept.begin()

    async def _end(self) -> None:
        await self._carrying.close()
        await self._posting.close()
        self._kept.changed()
        await self._kept.end()


def _given(asked: Asked) -> dict[str, str]:
    """Query, form and JSON alike, as text. Raises Unreadable."""
    given: dict[str, Any] = dict(asked.query) | asked.form()
    if asked.headers.get("content-type", "").startswith("application/json") and asked.body:
        told = asked.json()
        if not isinstance(told, dict):
            raise Unreadable("no object")
        given |= told
    return {name: _text(value) for name, value in given.items() if not isinstance(value, Upload)}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(_text(one) for one in value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
