"""Events as the database takes them by the thousand: the binary form of COPY, which nobody reads letter by letter."""

import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

_HEAD, _TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_LENGTH, _INSTANT, _WIDTH = struct.Struct("!i"), struct.Struct("!iq"), struct.Struct("!h")
_UUID, _NULL = _LENGTH.pack(16), _LENGTH.pack(-1)
#: a column of any kind that holds nothing
pack_nothing = _NULL
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's binary timestamps


def packed(rows: Iterable[Sequence[bytes]]) -> bytes:
    """The whole of a COPY: of each row its columns, in their order."""
    pieces = [_HEAD]
    for row in rows:
        pieces.append(_WIDTH.pack(len(row)))
        pieces += row
    pieces.append(_TAIL)
    return b"".join(pieces)


def pack_id(id: UUID | None) -> bytes:
    """A column of kind uuid."""
    return _NULL if id is None else _UUID + id.int.to_bytes(16)


def pack_instant(at: datetime) -> bytes:
    """A column of kind timestamptz."""
    since = at - _EPOCH
    return _INSTANT.pack(8, since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds)


@lru_cache(1_000)
def pack_code(text: str) -> bytes:
    """A column of kind text that holds one of few codes."""
    raw = text.encode()
    return _LENGTH.pack(len(raw)) + raw


def pack_json(text: str) -> bytes:
    """A column of kind jsonb; before its text stands the version of its binary form."""
    raw = text.encode()
    return _LENGTH.pack(len(raw) + 1) + b"\x01" + raw
