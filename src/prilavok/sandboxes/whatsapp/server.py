"""The sandbox of WhatsApp over HTTP: Graph, files, the person's side, and what may go wrong on purpose."""

import re
from html import escape
from pathlib import Path

import msgspec

from prilavok.sandboxes.keeping import Kept
from prilavok.sandboxes.posting import Posting
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, is_own, json_answer, page_answer
from prilavok.sandboxes.whatsapp.graph import TOKEN, Graph
from prilavok.sandboxes.whatsapp.memory import PERSONAS, Hook, Json, Memory
from prilavok.sandboxes.whatsapp.people import Deeds
from prilavok.sandboxes.whatsapp.refusals import Refusal, refused
from prilavok.sandboxes.whatsapp.sending import Sending, Trouble, trouble_told
from prilavok.sandboxes.whatsapp.telling import Telling
from prilavok.sandboxes.whatsapp.templates import judge_template, shown_template
from prilavok.sandboxes.whatsapp.user_side import UserSide

LARGEST_BODY = 17 * 1024 * 1024
_VERSION = re.compile(r"^/v[0-9]{1,3}\.[0-9](?=/)")
_GIVE_UP = 7 * 24 * 3600.0  # "we will retry … for up to 7 days"
_FARTHEST = 366 * 24 * 3600
_PAGE = "<!doctype html><html lang=en><title>WhatsApp</title><p>WhatsApp Cloud API on loopback: a sandbox.</html>"
#: what wa.me opens: a chat with words that are ready and not sent yet
_LINK = "<!doctype html><html><title>WhatsApp</title><h1>+{}</h1><p>{}</p></html>"


class WhatsApp:
    """One WhatsApp. memory: file kept over restarts."""

    def __init__(self, memory: Path | None = None) -> None:
        self._kept = Kept(Memory, memory)
        self.memory = self._kept.memory
        for persona in PERSONAS:
            if self.memory.person(persona.phone) is None and self.memory.person(persona.id) is None:
                self.memory.people[persona.id] = msgspec.structs.replace(persona, was=[])
        self._posting = Posting(give_up=_GIVE_UP)
        self._telling = Telling(self.memory, self._posting)
        self._sending = Sending(self.memory, self._telling, Trouble())
        self._posting.trouble = self._sending.trouble
        self._graph = Graph(self.memory, self._sending, self._telling)
        self._people = UserSide(self.memory, Deeds(self.memory, self._telling, self._sending))

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, begin=self._kept.begin, end=self._end)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        if asked.method == "POST" and not asked.from_own_page:
            return json_answer({"ok": False, "error": "foreign_page"}, 403)
        if asked.path == "/":
            return page_answer(_PAGE)
        if asked.path.startswith("/wa.me/") and asked.method == "GET":
            return page_answer(
                _LINK.format(escape(asked.path.removeprefix("/wa.me/")), escape(asked.query.get("text", "")))
            )
        if asked.path == "/user" or asked.path.startswith("/user/"):
            self._kept.changed()
            return self._people.answer(asked)
        try:
            if asked.path.startswith("/sandbox/"):
                return self._own(asked)
            if asked.path == "/whatsapp_business/attachments/":
                return self._graph.fetched(asked)
            return await self._business(asked)
        except Refusal as refusal:
            return refused(refusal)

    async def _business(self, asked: Asked) -> Answer:
        trouble = self._sending.trouble
        if trouble.refuse > 0:
            trouble.refuse -= 1
            raise Refusal(131000, "Message failed to send due to an unknown error.")
        result = await self._graph.answer(_VERSION.sub("", asked.path), asked)
        cut = trouble.lose > 0 and asked.method != "GET"
        if cut:
            trouble.lose -= 1
        self._kept.changed()
        return json_answer(result, cut=cut)

    def _own(self, asked: Asked) -> Answer:
        """What the sandbox is set to; see the package's page."""
        try:
            told = asked.json() if asked.method == "POST" else {}
            if not isinstance(told, dict):
                raise Unreadable("the body is to be a JSON object")
            result = self._set(asked.path.removeprefix("/sandbox/"), told, asked.method == "POST")
        except (Unreadable, msgspec.ValidationError) as trouble:
            return json_answer({"error": str(trouble)}, 400)
        self._kept.changed()
        return json_answer({"error": "not_found"}, 404) if result is None else json_answer(result)

    def _set(self, name: str, told: Json, posted: bool) -> Json | None:
        if name == "trouble":
            if posted:
                self._sending.trouble = self._posting.trouble = msgspec.convert(told, Trouble)
            return trouble_told(self._sending.trouble)
        if name == "waiting":
            return {"waiting": self._telling.waiting}
        if name == "clock":
            if posted:
                self.memory.ahead = msgspec.convert(told.get("ahead"), float, strict=True)
                if not 0 <= self.memory.ahead <= _FARTHEST:
                    self.memory.ahead = 0.0
                    raise Unreadable("ahead is to be seconds, of a year at most")
            return {"ahead": self.memory.ahead, "now": self.memory.now()}
        if name == "app":
            return self._app(told)
        if name == "line" and posted:
            words = {
                key: str(told.get(key, "")) for key in ("phone_number_id", "token", "waba", "display_phone_number")
            }
            if not re.fullmatch(r"[0-9]{5,20}", words["phone_number_id"]) or not re.fullmatch(TOKEN, words["token"]):
                raise Unreadable("phone_number_id and token are needed")
            line = self._graph.add_line(
                words["phone_number_id"], words["token"], waba=words["waba"], display=words["display_phone_number"]
            )
            return {"id": line.id, "display_phone_number": line.display}
        account = self.memory.account(str(told.get("token", "")))
        return shown_template(judge_template(account, told)) if name == "template" and account else None

    def _app(self, told: Json) -> Json:
        """The app whose secret signs; `callback_url` is believed without a challenge here."""
        app = self.memory.app
        if told:
            wanted = {key: str(told.get(key, "")) for key in ("secret", "callback_url", "verify_token")}
            if wanted["callback_url"] and not is_own(wanted["callback_url"]):
                raise Unreadable("callback_url is to be on loopback")
            app.secret = wanted["secret"] or app.secret
            app.hook = Hook(wanted["callback_url"], wanted["verify_token"]) if wanted["callback_url"] else app.hook
        return {"id": app.id, "secret": app.secret, "callback_url": app.hook.url if app.hook else ""}

    async def _end(self) -> None:
        await self._posting.close()
        await self._kept.end()
