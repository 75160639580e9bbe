"""The sandbox of VK over HTTP: the methods, uploads and files, the person's side, and what may go wrong on purpose."""

import asyncio
import contextlib
import re
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

import msgspec

from prilavok.sandboxes.vk.asked import Refusal, number, parameters
from prilavok.sandboxes.vk.groups import Groups
from prilavok.sandboxes.vk.memory import Group, Json, remember, write_down
from prilavok.sandboxes.vk.messages import Messages
from prilavok.sandboxes.vk.people import Impossible, People, chat_told
from prilavok.sandboxes.vk.telling import Telling
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, Upload, json_answer, page_answer

LARGEST_BODY = 3 * 1024 * 1024
_WRITE_EVERY = 0.5  # seconds
_A_SECOND = 20
_VERSION = re.compile(r"5\.[0-9]{1,3}")
_LANGUAGES = {"ru", "kk", "en"}
_PAGE = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>VK</title>
<h1>Учебный VK на этой машине</h1><p>Наружу ничего не уходит.</p><p lang="kk">Осы машинадағы оқу VK-і: сыртқа ештеңе
кетпейді.</p><p lang="en">A practice VK on this machine: nothing leaves it.</p></html>"""

Method = Callable[[Group, Mapping[str, str]], object]


class Vk:
    """One VK. memory: file kept over restarts; first_group: screen name of the first community that comes."""

    def __init__(
        self, port: int, memory: Path | None = None, *, first_group: str = "prilavok_demo", limits: bool = True
    ) -> None:
        url = f"http://127.0.0.1:{port}"
        self._file, self._first, self._limits = memory, first_group, limits
        self.memory = remember(memory)
        self._changed = False
        self._telling = Telling()
        self._groups = Groups(self.memory, self._telling, url)
        self._messages = Messages(self.memory, self._telling, url)
        self._people = People(self._telling, url)
        self._calls: dict[str, list[float]] = {}
        self._writer: asyncio.Task[None] | None = None

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, begin=self._begin, end=self._end)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        self._changed = True
        place = [unquote(part) for part in asked.path.strip("/").split("/")]
        if place[0] == "method" and len(place) == 2:
            return self._method(place[1], asked)
        if place[0] == "upload" and len(place) == 3:
            return self._upload(place[1], place[2], asked)
        if place[0] == "stored" and len(place) == 3:
            return self._stored(place[1], place[2])
        if asked.method == "POST" and not asked.from_own_page:
            return json_answer({"ok": False, "error": "foreign_page"}, 403)
        if place == ["sandbox", "trouble"]:
            return self._telling.posting.answer_trouble(asked)
        if place == ["sandbox", "confirmation"] and asked.method == "POST":
            return self._new_codes()
        if place[0] == "user" and len(place) <= 3:
            return self._person(place[1:], asked)
        return page_answer(_PAGE) if place == [""] else json_answer({"ok": False, "error": "not_found"}, 404)

    def _method(self, name: str, asked: Asked) -> Answer:
        given: dict[str, str] = {}
        trouble = self._telling.posting.trouble
        try:
            given = parameters(asked)
            known = self._table().get(name)
            group = self._admitted(name, given, asked)
            if known is None:
                raise Refusal(3, "Unknown method passed")
            if trouble.refuse > 0:
                trouble.refuse -= 1
                raise Refusal(10, "Internal server error", 500)
            told = known(group, given)
        except Refusal as refusal:
            return json_answer({"error": _error(refusal, name, given)}, refusal.status)
        cut = trouble.lose > 0
        trouble.lose -= int(cut)
        return json_answer({"response": told}, cut=cut)

    def _admitted(self, name: str, given: Mapping[str, str], asked: Asked) -> Group:
        """Whose token it is, and that it may call now. Raises Refusal."""
        kind, _, bearer = asked.headers.get("authorization", "").partition(" ")
        token = given.get("access_token", "") or (bearer if kind.lower() == "bearer" else "")
        if not token:
            raise Refusal(5, "User authorization failed: no access_token passed.")
        if not _VERSION.fullmatch(given.get("v", "")):
            raise Refusal(
                8, "Invalid request: v is required" if not given.get("v") else "Invalid request: v is invalid"
            )
        wanted = number(given, "group_id") if "Callback" in name else _whole(given.get("group_id", ""))
        may_join = name.startswith("groups.") and (wanted > 0 or name == "groups.getById")
        group = self.memory.group_of(token, wanted, may_join=may_join, first=self._first)
        if group is None:
            raise Refusal(5, "User authorization failed: invalid access_token (4).")
        if wanted and wanted != group.id:
            raise Refusal(15, "Access denied: group_id is of another community")
        calls = [at for at in self._calls.get(token, []) if at > time.monotonic() - 1]
        if self._limits and len(calls) >= _A_SECOND:
            raise Refusal(6, "Too many requests per second")
        self._calls[token] = [*calls, time.monotonic()]
        return group

    def _table(self) -> dict[str, Method]:
        groups, messages = self._groups, self._messages
        return {
            "messages.send": messages.send,
            "messages.edit": messages.edit,
            "messages.markAsRead": messages.mark_as_read,
            "messages.setActivity": messages.set_activity,
            "messages.sendMessageEventAnswer": messages.answer_press,
            "messages.isMessagesFromGroupAllowed": messages.is_allowed,
            "groups.getById": groups.by_id,
            "groups.getCallbackConfirmationCode": groups.code,
            "groups.addCallbackServer": groups.add_server,
            "groups.editCallbackServer": groups.edit_server,
            "groups.deleteCallbackServer": groups.delete_server,
            "groups.getCallbackServers": groups.servers,
            "groups.setCallbackSettings": groups.set_settings,
            "groups.getCallbackSettings": groups.settings,
            "users.get": groups.users,
            "photos.getMessagesUploadServer": groups.photo_server,
            "photos.saveMessagesPhoto": groups.save_photo,
            "docs.getMessagesUploadServer": groups.doc_server,
            "docs.save": groups.save_doc,
        }

    def _upload(self, group: str, key: str, asked: Asked) -> Answer:
        found = self.memory.groups.get(_whole(group))
        try:
            file = next((one for one in asked.form().values() if isinstance(one, Upload)), None)
            if found is None or file is None:
                raise Refusal(22, "Upload error")
            told = self._groups.take_upload(found, key, file.name, file.kind, file.content)
        except (Refusal, Unreadable):
            return json_answer({"error": "upload_error", "error_descr": "no file, or an address that is not known"})
        return json_answer(told)

    def _stored(self, name: str, key: str) -> Answer:
        owner, _, identity = name.partition("_")
        every = (one for group in self.memory.groups.values() for one in group.files)
        found = next((one for one in every if (str(one.owner), str(one.id), one.key) == (owner, identity, key)), None)
        return Answer(200, found.content, "application/octet-stream") if found else json_answer({}, 404)

    def _new_codes(self) -> Answer:
        """The confirmation codes change, as they do from time to time; servers confirmed before stay so."""
        for group in self.memory.groups.values():
            group.code = secrets.token_hex(4)
        return json_answer({"ok": True, "result": {str(one.id): one.code for one in self.memory.groups.values()}})

    def _person(self, place: list[str], asked: Asked) -> Answer:
        """The door of stories; the package's page lists it."""
        try:
            told = asked.json() if asked.method == "POST" and asked.body and place[-1:] != ["file"] else {}
            if not isinstance(told, dict):
                raise Unreadable("the body is to be a JSON object")
            return self._everybody(asked, told) if not place else self._deed(place, asked, told)
        except Unreadable as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 400)
        except Impossible as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 409)

    def _deed(self, place: list[str], asked: Asked, told: Json) -> Answer:
        person = self.memory.people.get(_whole(place[0]))
        group = self.memory.group_named(str(told.get("group") or asked.query.get("group", "")))
        if person is None or group is None or len(place) != 2:
            return json_answer({"ok": False, "error": "not_found"}, 404)
        if place[1] == "chat" and asked.method == "GET":
            return json_answer({"ok": True, "result": chat_told(group, person)})
        if asked.method != "POST":
            return json_answer({"ok": False, "error": "bad_method"}, 405)
        if place[1] == "file":
            name, kind = asked.query.get("name", "file"), asked.headers.get("content-type", "")
            return json_answer({"ok": True, "result": self._people.file(group, person, name, kind, asked.body)})
        return json_answer({"ok": True, "result": self._people.act(group, person, place[1], told)})

    def _everybody(self, asked: Asked, told: Json) -> Answer:
        if asked.method != "POST":
            return json_answer({"ok": True, "result": msgspec.to_builtins(list(self.memory.people.values()))})
        first, last = (str(told.get(name, "")).strip()[:64] for name in ("first_name", "last_name"))
        language = str(told.get("language", "ru"))
        if not first or language not in _LANGUAGES:
            return json_answer({"ok": False, "error": "first_name and a language are needed"}, 400)
        made = self.memory.newcomer(first, last, language)
        told_on = {"ok": True, "result": msgspec.to_builtins(made)} if made else {"ok": False, "error": "full"}
        return json_answer(told_on)

    async def _begin(self) -> None:
        for group in self.memory.groups.values():
            for server in group.servers:
                if server.status == "wait":
                    self._telling.confirm(group, server)
        if self._file is not None:
            self._writer = asyncio.create_task(self._keep_written())

    async def _end(self) -> None:
        await self._telling.close()
        if self._writer is not None:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
        self._changed = True
        self._write()

    async def _keep_written(self) -> None:
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            self._write()

    def _write(self) -> None:
        if self._file is not None and self._changed:
            self._changed = False
            write_down(msgspec.json.encode(self.memory), self._file)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _error(refusal: Refusal, method: str, given: Mapping[str, str]) -> Json:
    """As VK tells it; the token is never said back."""
    kept = {key: value for key, value in given.items() if key != "access_token"}
    asked = [{"key": "method", "value": method}, *({"key": key, "value": value} for key, value in kept.items())]
    return {"error_code": refusal.code, "error_msg": refusal.words, "request_params": asked}
