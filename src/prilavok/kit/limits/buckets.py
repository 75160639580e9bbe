"""Token buckets: in one shared table through a SQL function, and their twin in memory."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from prilavok.kit import secrets
from prilavok.kit.db.asking import ask
from prilavok.kit.words import wordless

_WHOLE = 1_000  # thousandths in a token
_MINUTE = 60_000_000  # microseconds

wordless("kit_bucket", ["key"], "the limit's name and a keyed digest of who asked")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once, and so many more each minute after; the name keeps its buckets apart from others'."""

    name: str
    capacity: int
    per_minute: int

    def __post_init__(self) -> None:
        if not (0 < self.capacity <= 1_000_000 and 0 < self.per_minute <= 1_000_000 and self.name):
            raise ValueError(f"not a limit: {self!r}")


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether the try is allowed, and if not, in how many seconds the next one will be."""

    allowed: bool
    retry_after: int


def take(limit: Limit, who: str, at: datetime) -> Taken:
    """Take one token of that asker's bucket, shared by all processes.

    Call it outside the story's transaction: a rollback would give the token back.
    """
    [[allowed, retry_after]], _types = ask(
        "SELECT allowed, retry_after FROM take_token(%s, %s, %s, %s)",
        [_key(limit, who), limit.capacity, limit.per_minute, at],
    )
    return Taken(allowed, retry_after)


def give_back(limit: Limit, who: str) -> None:
    """Fill that asker's bucket again (a login that succeeded)."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_bucket WHERE key = %s", [_key(limit, who)])


def sweep_buckets(before: datetime, most: int = 10_000) -> int:
    """Forget buckets not touched since then, a slice at a time; gives how many. A forgotten bucket is a full one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_bucket WHERE key IN (SELECT key FROM kit_bucket WHERE refilled_at < %s LIMIT %s"
            " FOR UPDATE SKIP LOCKED)",
            [before, most],
        )
        return int(cursor.rowcount)


def _key(limit: Limit, who: str) -> str:
    return f"{limit.name}:{secrets.lookup(who, 'limits').hex()[:32]}"


class BucketsInMemory:
    """The same buckets in this process only, for paths too hot for a table; each process allows its own share.

    most: buckets remembered; the longest untouched is forgotten first, and a forgotten bucket is a full one.
    """

    def __init__(self, limit: Limit, most: int = 100_000) -> None:
        self.limit = limit
        self._most = most
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def take(self, who: str, at: datetime) -> Taken:
        """Take one token of that asker's bucket; the same arithmetic as take_token in limits.sql."""
        full = self.limit.capacity * _WHOLE
        with self._lock:
            tokens, refilled_at = _refilled(self.limit, *self._buckets.pop(who, (full, at)), at)
            allowed = tokens >= _WHOLE
            self._buckets[who] = (tokens - _WHOLE if allowed else tokens, refilled_at)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        rate = self.limit.per_minute
        return Taken(allowed, 0 if allowed else -((_WHOLE - tokens) * -60 // (rate * _WHOLE)))


def _refilled(limit: Limit, tokens: int, refilled_at: datetime, at: datetime) -> tuple[int, datetime]:
    waited = (at - refilled_at) // timedelta(microseconds=1)
    if waited < 0:
        return tokens, at
    gained = min(waited, limit.capacity * _MINUTE // limit.per_minute + 1) * limit.per_minute // (_MINUTE // _WHOLE)
    if tokens + gained >= limit.capacity * _WHOLE:
        return limit.capacity * _WHOLE, at
    used = -(gained * -(_MINUTE // _WHOLE) // limit.per_minute)
    return tokens + gained, refilled_at + timedelta(microseconds=used)
