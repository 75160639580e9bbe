"""Methods of communities, people and files. Source: dev.vk.com, groups.…Callback…, users.get, photos.…, docs.…."""

import json
import secrets
from collections.abc import Mapping

from prilavok.sandboxes.vk.asked import Refusal, missing, number, numbers
from prilavok.sandboxes.vk.memory import Group, Json, Memory, Server, Stored
from prilavok.sandboxes.vk.talk import attachment
from prilavok.sandboxes.vk.telling import Telling
from prilavok.sandboxes.web import is_own

_MOST_SERVERS, _TITLE, _SECRET, _URL = 10, 14, 50, 200
_MOST_UPLOADS = 50
#: those of Community events that this sandbox makes; others may be asked for and never come
EVENTS = (
    "message_new", "message_reply", "message_edit", "message_allow", "message_deny", "message_typing_state",
    "message_read", "message_event", "message_reaction_event", "market_order_new", "market_order_edit",
)  # fmt: skip

Given = Mapping[str, str]


class Groups:
    """url: where files are uploaded to and fetched from."""

    def __init__(self, memory: Memory, telling: Telling, url: str) -> None:
        self._memory, self._telling, self._url = memory, telling, url

    def by_id(self, group: Group, asked: Given) -> Json:
        told = {"id": group.id, "name": group.name, "screen_name": group.screen_name, "is_closed": 0, "type": "group"}
        return {"groups": [told], "profiles": []}

    def code(self, group: Group, asked: Given) -> Json:
        return {"code": group.code}

    def add_server(self, group: Group, asked: Given) -> Json:
        if len(group.servers) >= _MOST_SERVERS:
            raise Refusal(2000, "Servers number limit is reached")
        url, title, secret = _place(asked)
        group.last_server += 1
        made = Server(group.last_server, url, title, secret)
        group.servers.append(made)
        self._telling.confirm(group, made)
        return {"server_id": made.id}

    def edit_server(self, group: Group, asked: Given) -> int:
        server = _server(group, asked)
        server.url, server.title, server.secret = _place(asked)
        self._telling.confirm(group, server)
        return 1

    def delete_server(self, group: Group, asked: Given) -> int:
        group.servers.remove(_server(group, asked))
        return 1

    def servers(self, group: Group, asked: Given) -> Json:
        wanted = numbers(asked, "server_ids")
        found = [one for one in group.servers if not wanted or one.id in wanted]
        items = [
            {"id": one.id, "title": one.title, "creator_id": 0, "url": one.url}
            | {"secret_key": one.secret, "status": one.status}
            for one in found
        ]
        return {"count": len(items), "items": items}

    def set_settings(self, group: Group, asked: Given) -> int:
        """Only what is named changes."""
        server = _server(group, asked)
        server.version = asked.get("api_version", server.version)[:10]
        for event in EVENTS:
            if asked.get(event) == "1" and event not in server.events:
                server.events.append(event)
            elif asked.get(event) == "0" and event in server.events:
                server.events.remove(event)
        return 1

    def settings(self, group: Group, asked: Given) -> Json:
        server = _server(group, asked)
        return {"api_version": server.version, "events": {one: int(one in server.events) for one in EVENTS}}

    def users(self, group: Group, asked: Given) -> list[Json]:
        """Who is not there is left out."""
        names = asked.get("user_ids", "")
        people = [self._memory.people.get(one) for one in numbers({"user_ids": names}, "user_ids")[:1000]]
        named = {"can_access_closed": True, "is_closed": False}
        return [
            {"id": one.id, "first_name": one.first_name, "last_name": one.last_name} | named
            for one in people
            if one is not None
        ]

    def photo_server(self, group: Group, asked: Given) -> Json:
        return {"album_id": -64, "upload_url": self._begin(group, "photo"), "user_id": 0, "group_id": group.id}

    def save_photo(self, group: Group, asked: Given) -> list[Json]:
        number(asked, "server")
        stored = self._uploaded(group, asked.get("hash", ""), asked.get("photo", ""))
        return [attachment(stored, self._url)["photo"]]

    def doc_server(self, group: Group, asked: Given) -> Json:
        if asked.get("type", "doc") not in {"doc", "audio_message"}:
            raise missing("type is invalid")
        return {"upload_url": self._begin(group, asked.get("type", "doc"))}

    def save_doc(self, group: Group, asked: Given) -> Json:
        stored = self._uploaded(group, asked.get("file", ""), None)
        stored.name = asked.get("title", "")[:128] or stored.name
        return attachment(stored, self._url)

    def take_upload(self, group: Group, key: str, name: str, kind: str, content: bytes) -> Json:
        """What the form brought, in the words that the save method wants back. Raises Refusal."""
        waiting = group.uploads.get(key)
        if waiting is None or not content:
            raise Refusal(22, "Upload error")
        photo = waiting.kind == "photo"
        if photo and not kind.startswith("image/"):
            kind = "image/jpeg"
        if waiting.kind == "audio_message":
            kind = "audio/ogg"
        elif not photo and kind.startswith(("image/", "audio/ogg")):
            kind = "application/octet-stream"  # uploaded as a document it is shown as one
        group.uploads[key] = Stored(0, 0, key, name, kind, content)
        if photo:
            return {"server": 1, "photo": json.dumps([{"markers_restarted": True, "photo": key[:10]}]), "hash": key}
        return {"file": key}

    def _begin(self, group: Group, kind: str) -> str:
        key = secrets.token_hex(16)
        group.uploads = dict([*group.uploads.items()][-_MOST_UPLOADS:]) | {key: Stored(0, 0, key, "", kind, b"")}
        return f"{self._url}/upload/{group.id}/{key}"

    def _uploaded(self, group: Group, key: str, photo: str | None) -> Stored:
        found = group.uploads.get(key)
        if found is None or not found.content or (photo is not None and key[:10] not in photo):
            raise missing("photo is undefined" if photo is not None else "file is undefined")
        del group.uploads[key]
        return group.keep(found.name, found.kind, found.content, -group.id)


def _place(asked: Given) -> tuple[str, str, str]:
    url, title, secret = asked.get("url", ""), asked.get("title", ""), asked.get("secret_key", "")
    if not url.startswith(("http://", "https://")) or len(url) > _URL or not is_own(url):
        raise missing("url is invalid")  # the sandbox calls loopback only, and there plain http
    if not 0 < len(title) <= _TITLE:
        raise missing("title is invalid")
    if len(secret) > _SECRET:
        raise missing("secret_key is too long")
    return url, title, secret


def _server(group: Group, asked: Given) -> Server:
    wanted = number(asked, "server_id")
    found = next((one for one in group.servers if one.id == wanted), None)
    if found is None:
        raise Refusal(2001, "Server not found")
    return found
