"""Rules of talking: what a message may be, when it was said, what a passport's token is."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

PASSPORT_LIVES = timedelta(hours=1)
CODE_LIVES = timedelta(minutes=10)
#: 24 random bytes as url-safe text; a start link of Telegram carries 1 to 64 of these characters (deep linking)
TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: how a message of ours may go on: what is settled stays, but one in doubt may be settled later
_NEXT = {
    "queued": frozenset({"sent", "failed", "unknown"}),
    "trying": frozenset({"sent", "failed", "unknown"}),
    "unknown": frozenset({"sent", "delivered", "read", "failed"}),
    "sent": frozenset({"delivered", "read", "failed"}),
    "delivered": frozenset({"read"}),
}


def tidy_words(text: str) -> str:
    """Words as they are kept: without characters nobody can see, and without empty space at the ends."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


_SECOND = timedelta(microseconds=999_999)


def told_at(said_at: datetime, at: datetime) -> datetime:
    """When something was said: as the provider says, but never later than we heard of it.

    A stamp of whole seconds means any instant of its second. The latest one is taken: what we recorded to the
    microsecond within that second, and what it follows, stands before it. The stamp itself stays in the arrival.
    """
    latest = said_at if said_at.microsecond else said_at + _SECOND
    return min(latest, at)


def digest_of(token: str) -> bytes:
    """What is kept of a token: who reads the table cannot use it."""
    return hashlib.sha256(token.encode()).digest()


def is_token(text: str) -> bool:
    """Whether this could be a token of ours."""
    return _TOKEN.fullmatch(text) is not None


_FURTHER = ("sent", "delivered", "read")


def furthest(parts: Sequence[str]) -> str:
    """How far a message has come that was said in parts: as far as the last of them, and failed where one did."""
    return "failed" if "failed" in parts else min(parts, key=_FURTHER.index)


def may_become(state: str, after: str) -> bool:
    """Whether a message of ours in one state may come into another."""
    return after in _NEXT.get(state, frozenset())
