"""Ids (UUIDv7, RFC 9562), and signed expiring tokens for public links."""

import base64
import binascii
import os
import threading
import time
from datetime import datetime
from uuid import UUID, SafeUUID

from prilavok.kit import secrets
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.instants import milliseconds

_TAIL_BITS = 74  # rand_a (12) and rand_b (62) taken as one number, RFC 9562 section 6.2, method 2
_VERSION_AND_VARIANT = (7 << 76) | (0b10 << 62)
_LOW_62 = (1 << 62) - 1
_NEW, _SET = object.__new__, object.__setattr__


class _Line:
    """One rising line of ids: within a millisecond the tail grows by a random step."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._instant = -1
        self._tail = 0

    def take(self, instant: int, count: int, *, may_go_back: bool) -> list[UUID]:
        noise = os.urandom(4 * count + 10)
        with self._lock:
            if instant > self._instant or (may_go_back and instant != self._instant):
                self._instant, self._tail = instant, _fresh(noise[:10])
            now, tail = self._instant, self._tail
            made = []
            for offset in range(10, 4 * count + 10, 4):
                tail += int.from_bytes(noise[offset : offset + 4]) + 1
                if tail >> _TAIL_BITS:
                    now, tail = now + 1, _fresh(os.urandom(10))
                made.append(_id_of(now, tail))
            self._instant, self._tail = now, tail
            return made


def _fresh(noise: bytes) -> int:
    # The highest bit stays clear so that a line can grow for long before it must borrow from the next millisecond.
    return int.from_bytes(noise) & ((1 << (_TAIL_BITS - 1)) - 1)


def _id_of(instant: int, tail: int) -> UUID:
    return id_of_number((instant << 80) | ((tail >> 62) << 64) | (tail & _LOW_62) | _VERSION_AND_VARIANT)


def id_of_number(number: int) -> UUID:
    """The same as UUID(int=number), for a number known to fit: ids are made by tens of thousands a second."""
    made = _NEW(UUID)
    _SET(made, "int", number)  # as UUID itself does: it lets nobody change one
    _SET(made, "is_safe", SafeUUID.unknown)
    return made


_live = _Line()
_dated = _Line()


def _start_over() -> None:
    global _live, _dated
    _live, _dated = _Line(), _Line()


os.register_at_fork(after_in_child=_start_over)


def _milliseconds(at: datetime) -> int:
    if (since := milliseconds(at)) < 0:
        raise ValueError("an id cannot carry an instant before 1970")
    return since


def new_ids(count: int, at: datetime | None = None) -> list[UUID]:
    """So many rising ids, stamped with the machine's time, or with `at` where facts of the past are loaded.

    Within a process ids rise, also when the machine's clock steps back; dated ones rise while `at` does not go back.
    """
    if at is None:
        return _live.take(time.time_ns() // 1_000_000, count, may_go_back=False)
    return _dated.take(_milliseconds(at), count, may_go_back=True)


def new_id(at: datetime | None = None) -> UUID:
    """One id; see new_ids."""
    return new_ids(1, at)[0]


def id_floor(at: datetime) -> UUID:
    """The lowest id that could have been made at an instant: ids from it on were made then or later."""
    return UUID(int=_milliseconds(at) << 80)


def sign(value: str, purpose: str, until: datetime) -> str:
    """A token for a public link that carries the value (readable, not secret) and ends at `until`.

    It opens only for the same purpose; nobody without our keys can make or change one.
    """
    body = _milliseconds(until).to_bytes(6) + value.encode()
    return _text(secrets.stamp(body, f"token:{purpose}") + body)


def unsign(token: str, purpose: str, at: datetime) -> str:
    """The value of a token of ours. Refused where it is not ours, is for another purpose, or has ended."""
    whole = _bytes(token)
    stamp, body = whole[: secrets.STAMP_BYTES], whole[secrets.STAMP_BYTES :]
    if len(body) < 6 or not secrets.stamp_holds(body, stamp, f"token:{purpose}"):
        raise Refused("link.invalid", _("This link is not valid."))
    if _milliseconds(at) >= int.from_bytes(body[:6]):
        raise Refused("link.expired", _("This link has expired."))
    return body[6:].decode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(token: str) -> bytes:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    # One value has one token: other spellings of the same bits are refused.
    return raw if _text(raw) == token else b""
