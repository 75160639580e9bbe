"""The person in the sandbox of Telegram: what they press, and what their chat shows."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from prilavok.doors.cli.story_parts.stopped import StoryStopped

_PATIENCE = 10.0  # seconds for one answer
_LOOKS = 0.04  # seconds between two looks at the chat


class Messenger:
    """One account with this name and phone, new or known from an earlier day."""

    def __init__(self, address: str, first: str, last: str, phone: str, language: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=_PATIENCE, trust_env=False)
        self.bot = ""
        asked = {"first_name": first, "last_name": last, "phone": phone.lstrip("+"), "language": language}
        self.person = int(self._told("POST", "/user", asked)["id"])

    def close(self) -> None:
        """Put the phone away."""
        self._client.close()

    def open_link(self, link: str) -> None:
        """Open a link to a bot and press START."""
        parts = urlsplit(link)
        self.bot = parts.path.rstrip("/").rpartition("/")[2]
        self.act("start", payload=parse_qs(parts.query).get("start", [""])[0])

    def act(self, act: str, **told: object) -> None:
        """Start, say, contact or press, as the sandbox's page lists them."""
        self._told("POST", f"/user/{self.person}/{act}", {"bot": self.bot, **told})

    def said(self) -> list[Mapping[str, Any]]:
        """Everything in the chat, the first first; of us as of them."""
        chat = self._told("GET", f"/user/{self.person}/chat?bot={self.bot}", None)
        return list(chat["messages"])

    def heard(self) -> list[str]:
        """What the bot has written, the first first."""
        return [str(one.get("text", "")) for one in self.said() if self._is_bots(one)]

    def wait_for(self, shown: Callable[[str], bool], since: float, patience: float, *, after: int = 0) -> float | None:
        """Seconds from `since` (of time.monotonic) till the bot has written what is meant; None: it has not.

        after: how many messages of the chat are older than what is waited for.
        """
        deadline = time.monotonic() + patience
        while True:
            asked = time.monotonic()
            if any(shown(str(one.get("text", ""))) for one in self.said()[after:] if self._is_bots(one)):
                return max(asked - since, 0.0)
            if asked > deadline:
                return None
            time.sleep(_LOOKS)

    def _is_bots(self, message: Mapping[str, Any]) -> bool:
        return bool(message.get("from", {}).get("is_bot"))

    def _told(self, method: str, path: str, told: Mapping[str, object] | None) -> Any:
        try:
            answer = self._client.request(method, path, json=told)
            read = answer.json()
        except (httpx.HTTPError, ValueError) as trouble:
            address = f"{self._client.base_url}".rstrip("/") + path.partition("?")[0]
            raise StoryStopped("no_answer", address=address, said=type(trouble).__name__) from trouble
        if not read.get("ok"):
            raise StoryStopped("messenger", act=path, said=read.get("error", answer.status_code))
        return read["result"]
