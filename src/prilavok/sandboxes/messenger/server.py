"""The sandbox of Messenger and Instagram over HTTP: the Graph API, files, people, the app, and what may go wrong."""

import html
import re
from pathlib import Path
from typing import Any

import msgspec

from prilavok.sandboxes.keeping import Kept
from prilavok.sandboxes.messenger.events import Events
from prilavok.sandboxes.messenger.files import LARGEST_OTHER, Files
from prilavok.sandboxes.messenger.graph import Graph
from prilavok.sandboxes.messenger.memory import FIELDS, NUMBER, TOKEN, Account, Json, Memory, with_personas
from prilavok.sandboxes.messenger.people import People
from prilavok.sandboxes.messenger.refusal import Refusal, down, too_fast
from prilavok.sandboxes.messenger.sending import Sending
from prilavok.sandboxes.messenger.subscribing import Subscribing, words_of
from prilavok.sandboxes.messenger.user_side import UserSide
from prilavok.sandboxes.posting import Posting, Trouble
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, json_answer, page_answer

LARGEST_BODY = LARGEST_OTHER + 64 * 1024
#: Webhooks, Responding to Notifications: tried for 36 hours
_GIVE_UP = 36 * 3600.0
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_SECRET = re.compile(r"[\x21-\x7e]{8,200}")
_SAFE = "default-src 'none'; sandbox"


class Wrong(Trouble):
    """What may go wrong. limited: so many coming calls answer that they come too fast. limits: whether pace counts."""

    limited: int = 0
    limits: bool = True


class Messenger:
    """One Meta. port: its own, of the addresses it gives out; memory: file kept over restarts."""

    def __init__(self, port: int, memory: Path | None = None) -> None:
        self._kept = Kept(Memory, memory)
        self.memory = with_personas(self._kept.memory)
        self._wrong = Wrong()
        self._posting = Posting(give_up=_GIVE_UP)
        self._files = Files(f"http://127.0.0.1:{port}")
        events = Events(self.memory, self._posting)
        self._subscribing = Subscribing(self.memory)
        self._sending = Sending(self.memory, events, self._files)
        self._graph = Graph(self.memory, self._sending, self._files, self._subscribing)
        self._people = UserSide(self.memory, People(events, self._files))

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, begin=self._kept.begin, end=self._end)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        first = asked.path.strip("/").partition("/")[0]
        if asked.path == "/" and asked.method == "GET":
            return page_answer(self._page())
        if first == "cdn":
            return self._stored(asked)
        if first in {"m.me", "ig.me"}:
            return page_answer(_shell("A link into a chat: POST /user/&lt;id&gt;/start with its ref opens it."))
        if asked.method != "GET" and not asked.from_own_page:
            return json_answer({"error": "foreign_page"}, 403)
        if first == "sandbox":
            answer = await self._sandbox(asked)
        elif first == "user":
            answer = self._people.answer(asked)
        else:
            answer = await self._graph_api(asked)
        if asked.method != "GET":
            self._kept.changed()
        return answer

    async def _graph_api(self, asked: Asked) -> Answer:
        wrong = self._wrong
        try:
            if wrong.refuse > 0:
                wrong.refuse -= 1
                raise down()
            if wrong.limited > 0:
                wrong.limited -= 1
                raise too_fast()
            told = await self._graph.answer(asked)
        except Refusal as refusal:
            return refusal.answer()
        self._kept.changed()  # a token may have joined by asking
        cut = wrong.lose > 0 and asked.method != "GET"
        if cut:
            wrong.lose -= 1
        return json_answer(told, cut=cut)

    async def _sandbox(self, asked: Asked) -> Answer:
        try:
            told = asked.json() if asked.method == "POST" else {}
            if not isinstance(told, dict):
                raise Unreadable("the body is to be a JSON object")
            if asked.path == "/sandbox/trouble":
                return self._trouble(asked, told)
            if asked.path == "/sandbox/app":
                return await self._app(asked, told)
            if asked.path == "/sandbox/accounts":
                return self._accounts(asked, told)
        except (Unreadable, msgspec.ValidationError) as trouble:
            return json_answer({"error": str(trouble)}, 400)
        except Refusal as refusal:
            return refusal.answer()
        return json_answer({"error": "not_found"}, 404)

    def _trouble(self, asked: Asked, told: Json) -> Answer:
        if asked.method == "POST":
            self._wrong = self._posting.trouble = msgspec.convert(told, Wrong)
            self._sending.limits = self._wrong.limits
        return json_answer(msgspec.to_builtins(self._wrong))

    async def _app(self, asked: Asked, told: Json) -> Answer:
        """The app's dashboard: its secret, its webhooks. Raises Refusal and Unreadable."""
        app = self.memory.app
        if asked.method == "POST":
            for name in ("secret", "instagram_secret"):
                if name in told:
                    setattr(app, name, _word(told, name, _SECRET))
            if "id" in told:
                app.id = _word(told, "id", NUMBER)
            app.human_agent = told.get("human_agent", app.human_agent) is True
            if "callback_url" in told:
                for kind in words_of(told.get("objects")) or list(FIELDS):
                    fields = words_of(told.get("fields")) or list(FIELDS.get(kind, ()))
                    url, verify_token = str(told["callback_url"]), str(told.get("verify_token", ""))
                    await self._subscribing.subscribe(kind, url, verify_token, fields)
        last = {"at": self._posting.last[0], "trouble": self._posting.last[1]}
        return json_answer(msgspec.to_builtins(app) | {"waiting": self._posting.waiting, "last": last})

    def _accounts(self, asked: Asked, told: Json) -> Answer:
        """Every account; or one more, or another token of one that is known. Raises Unreadable."""
        if asked.method == "POST":
            identity, token = _word(told, "id", NUMBER), _word(told, "token", TOKEN)
            kind = told.get("kind", "page")
            if kind != "page" and kind != "instagram":
                raise Unreadable("kind is to be page or instagram")
            known = self.memory.accounts.get(identity)
            if known is None:
                name = _word(told, "name", _NAME) if "name" in told else ""
                page = _word(told, "page", NUMBER) if "page" in told else ""
                if self.memory.joined(Account(identity, kind, name, [token], page)) is None:
                    return json_answer({"error": "full"}, 409)
            else:
                known.tokens = [token]
        shown = ("id", "kind", "name", "page", "subscribed")
        return json_answer([{name: getattr(one, name) for name in shown} for one in self.memory.accounts.values()])

    def _stored(self, asked: Asked) -> Answer:
        place = asked.path.strip("/").split("/")
        found = self._files.find(place[1]) if len(place) == 3 else None
        if found is None or asked.method != "GET":
            return Answer(404, b"URL signature expired", "text/plain")
        kind = found.mime if re.fullmatch(r"[\w.+-]+/[\w.+-]+", found.mime) else "application/octet-stream"
        return Answer(200, found.content, kind, (("content-security-policy", _SAFE),))

    def _page(self) -> str:
        rows = "".join(
            f"<li>{html.escape(one.kind)} {html.escape(one.id)} {html.escape(one.name)}: {len(one.chats)}</li>"
            for one in self.memory.accounts.values()
        )
        return _shell(f"Messenger and Instagram on this machine: nothing leaves it.</p><ul>{rows}</ul><p>")

    async def _end(self) -> None:
        await self._posting.close()
        await self._kept.end()


def _word(told: Json, name: str, form: re.Pattern[str]) -> str:
    """Text of this form. Raises Unreadable."""
    value: Any = told.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Unreadable(f"{name} has no form of one")
    return value


def _shell(text: str) -> str:
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Messenger sandbox</title><p>{text}</p></html>'
