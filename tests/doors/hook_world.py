"""A connection that may post to us, and posters, for tests of the hooks door."""

import http.client
import json
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.kit.secrets import Secret

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "a-secret-of-forty-letters-and-some-more_"


def connect(code: str = "bot") -> UUID:
    """A Telegram bot of ours."""
    secrets = {"token": Secret("1:token"), "webhook_secret": Secret(SECRET)}
    return put_connection(NewConnection(code, "telegram", "telegram_bot", {"en": "Bot"}, {}, secrets), at=AT)


def update(number: int) -> bytes:
    """An update as Telegram sends it."""
    chat = {"id": 7, "type": "private", "first_name": "Aru"}
    message = {"message_id": number, "date": 1_772_000_000, "chat": chat, "from": {**chat, "is_bot": False}}
    return json.dumps({"update_id": number, "message": {**message, "text": f"hello {number}"}}).encode()


class Poster:
    """One kept connection to the door."""

    def __init__(self, address: str, code: str = "bot", secret: str = SECRET) -> None:
        parts = urlsplit(address)
        self._line = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=20)
        self._path = f"/hooks/{code}"
        self._headers = {"x-telegram-bot-api-secret-token": secret, "content-type": "application/json"}

    def post(self, body: bytes, *, method: str = "POST") -> http.client.HTTPResponse:
        """Send; the answer, read."""
        self._line.request(method, self._path, body=body, headers=self._headers)
        answer = self._line.getresponse()
        assert answer.read() == b""
        return answer


def kept() -> dict[str, bytes]:
    """Every arrival's body by its key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outside_key, body FROM kit_arrival")
        return {key: bytes(body) for key, body in cursor.fetchall()}
