"""What the terminal tells unasked: each word posted until it is taken; at will late, twice, out of order."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds between tries
GIVEN_UP_AFTER = 3 * 24 * 3600.0  # seconds
MOST_WAITING = 10_000
_ANSWER_WITHIN = 10.0
_OWN_NAMES = {"127.0.0.1", "localhost", "::1"}


class Trouble(msgspec.Struct):
    """What may go wrong on the way, on purpose. repeat: each word comes so many times more, perhaps at once.

    late: each waits for some part of so many seconds, so that words overtake each other; lose: of a hundred words so
    many are never told.
    """

    repeat: int = 0
    late: float = 0.0
    lose: int = 0


@dataclass(frozen=True)
class Hook:
    """Where an owner is told. secret: as it is shown, `whsec_` and base64."""

    url: str
    secret: str

    @property
    def key(self) -> bytes:
        return base64.b64decode(self.secret.removeprefix("whsec_"))


def read_hook(wanted: object) -> Hook | None:
    """The address and secret that were asked for; None where they cannot be used."""
    url, secret = (wanted.get(name) for name in ("url", "secret")) if isinstance(wanted, dict) else (None, None)
    if not isinstance(url, str) or not isinstance(secret, str) or not secret.startswith("whsec_"):
        return None
    try:
        parts, key = urlsplit(url), base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (ValueError, binascii.Error):
        return None
    fit = parts.scheme == "http" and parts.hostname in _OWN_NAMES and 24 <= len(key) <= 64
    return Hook(url, secret) if fit else None


class Hooks:
    """Carries what is to be told. memory: a file of JSON lines of who is told where; what is under way is not kept."""

    def __init__(self, memory: Path | None = None) -> None:
        self.trouble = Trouble()
        self._memory = memory
        self._hooks: dict[str, Hook] = {}
        self._carried: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None
        if memory is not None and memory.exists():
            for line in memory.read_text().splitlines():
                owner, url, secret = json.loads(line)
                self._hooks[owner] = Hook(url, secret)

    def put(self, owner: str, hook: Hook) -> None:
        """From now on this owner is told there."""
        if self._hooks.get(owner) == hook:
            return
        self._hooks[owner] = hook
        if self._memory is not None:
            with self._memory.open("a") as file:
                file.write(json.dumps([owner, hook.url, hook.secret]) + "\n")

    def tell(
        self, noun: str, owner: str, as_of: Callable[[float], dict[str, object]], made_at: float, settles_at: float
    ) -> None:
        """Tell how it stands now, and where that is not the end, also how it ends. as_of: its words at an instant."""
        self._send(owner, noun, lambda: as_of(made_at), 0)
        if settles_at > made_at:
            self._send(owner, noun, lambda: as_of(settles_at), max(settles_at - time.time(), 0))

    async def close(self) -> None:
        """What is under way is let go."""
        for task in list(self._carried):
            task.cancel()
        await asyncio.gather(*self._carried, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def _send(self, owner: str, noun: str, told: Callable[[], dict[str, object]], wait: float) -> None:
        lost = random.randrange(100) < self.trouble.lose
        if owner not in self._hooks or lost or len(self._carried) >= MOST_WAITING:
            return
        data, name = told(), f"msg_{secrets.token_hex(12)}"
        stamp = datetime.now(UTC).isoformat()
        body = json.dumps({"type": f"{noun}.{data['state']}", "timestamp": stamp, "data": data}).encode()
        for _ in range(1 + max(self.trouble.repeat, 0)):
            late = random.uniform(0, self.trouble.late)
            task = asyncio.create_task(self._carry(owner, name, body, wait + late))
            self._carried.add(task)
            task.add_done_callback(self._carried.discard)

    async def _carry(self, owner: str, name: str, body: bytes, wait: float) -> None:
        """Post it until it is taken, stamped and signed anew each time; 410 says that nobody wants it."""
        await asyncio.sleep(wait)
        pause, until = FIRST_PAUSE, time.monotonic() + GIVEN_UP_AFTER
        self._client = self._client or httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False)
        while time.monotonic() < until:
            hook = self._hooks[owner]
            try:
                answer = await self._client.post(hook.url, content=body, headers=_signed(hook, name, body))
            except (httpx.HTTPError, httpx.InvalidURL):
                answer = None
            if answer is not None and (answer.is_success or answer.status_code == 410):
                return
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)


def _signed(hook: Hook, name: str, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0.0, symmetric."""
    stamp = str(int(time.time()))
    digest = hmac.new(hook.key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
