"""Files of a line: brought, looked up by a link that ends, fetched, taken away."""

import hashlib
import secrets
from urllib.parse import quote

from prilavok.sandboxes.web import Answer, Asked, Unreadable, Upload
from prilavok.sandboxes.whatsapp.memory import Json, Line, Memory, Stored
from prilavok.sandboxes.whatsapp.refusals import Refusal, invalid, missing, no_object

MEDIA_URL_LIVES = 300  # seconds: "the URL is only valid for 5 minutes"
#: developers.facebook.com/docs/whatsapp/cloud-api/reference/media, "Supported media types": largest in bytes
_LARGEST = {"image": 5 << 20, "audio": 16 << 20, "video": 16 << 20, "document": 100 << 20, "sticker": 500 << 10}
_TYPES = {
    "audio": {"audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg"},
    "image": {"image/jpeg", "image/png"},
    "sticker": {"image/webp"},
    "video": {"video/3gpp", "video/mp4"},
    "document": {
        "text/plain",
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    },
}


class Media:
    """The files; links live as long as the process."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._links: dict[str, tuple[str, float]] = {}

    def upload(self, line: Line, asked: Asked) -> Json:
        """`POST /<phone>/media`. Raises Refusal."""
        try:
            form = asked.form()
        except Unreadable:
            raise invalid("The body is not a valid form.") from None
        file = form.get("file")
        if form.get("messaging_product") != "whatsapp" or not isinstance(file, Upload):
            raise missing("file" if form.get("messaging_product") == "whatsapp" else "messaging_product")
        mime = str(form.get("type") or file.kind).partition(";")[0].strip().lower()
        kind = next((name for name, types in _TYPES.items() if mime in types), None)
        if kind is None:
            raise invalid(
                f"Param file must be a file with one of the supported types. Received file of type '{mime[:60]}'."
            )
        if not 0 < len(file.content) <= _LARGEST[kind]:
            raise Refusal(131053, f"Media of type {kind} must be of 1 to {_LARGEST[kind]} bytes.")
        return {"id": self._memory.keep(line, mime, file.name[:200], file.content).id}

    def answer(self, stored: Stored, asked: Asked) -> Json:
        """`GET`, `DELETE /<media>`. Raises Refusal."""
        if asked.method == "DELETE":
            self._memory.files.remove(stored)
            return {"success": True}
        if asked.method != "GET":
            raise no_object(stored.id, asked.method)
        until = self._memory.now() + MEDIA_URL_LIVES
        name = secrets.token_urlsafe(24)
        self._links[name] = (stored.id, until)
        while len(self._links) > 1_000:
            self._links.pop(next(iter(self._links)))
        host = asked.headers.get("host", "")
        return {
            "url": f"http://{host}/whatsapp_business/attachments/?mid={stored.id}&ext={int(until)}&hash={quote(name)}",
            "mime_type": stored.mime,
            "sha256": hashlib.sha256(stored.content).hexdigest(),
            "file_size": len(stored.content),
            "id": stored.id,
            "messaging_product": "whatsapp",
        }

    def fetched(self, token: str, asked: Asked) -> Answer:
        """The bytes behind a link that ends; like Meta's it wants the token."""
        identity, until = self._links.get(asked.query.get("hash", ""), ("", 0.0))
        stored = self._memory.file(identity)
        line = self._memory.lines.get(stored.line) if stored else None
        if stored is None or line is None or line.token != token or until < self._memory.now():
            return Answer(404, b"", "text/plain")
        return Answer(200, stored.content, stored.mime or "application/octet-stream")
