"""What open screens are told of events: nouns and ids in the relay's order, carried by NOTIFY and read again after it.

A notice is a hint to look again, never the truth. Its cursor is the event's place in the relay's order, so whoever
missed notices reads the events after the last cursor it knows.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from prilavok.kit.columns import Origin
from prilavok.kit.events.epoch import current_epoch, ensure_epoch

CHANNEL = "prilavok_live"
LONGEST_NOTICE = 7_900  # bytes; PostgreSQL takes less than 8,000
# Bulk loads are not told one by one; the import that brought them is.
_TOLD = (Origin.LIVE.value, Origin.TRIAL.value)
# The horizon and what lies under it are taken from one snapshot, so everything under it has ended and is visible.
UNDER_HORIZON = "xid < ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint + %s)::text)::xid8"
_AFTER = f"""
    SELECT xid::text::bigint, id, verb, subject_kind, subject, leaf, place, version FROM kit_event
    WHERE (xid, id) > (%s::text::xid8, %s::uuid) AND {UNDER_HORIZON}
      AND (origin = ANY(%s::text[]) OR subject_kind = 'import')
    ORDER BY xid, id LIMIT %s
"""


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """The place of an event in the order of the relay: its writer's stamp, then its id."""

    stamp: int
    id: UUID

    def __str__(self) -> str:
        return f"{self.stamp}:{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The cursor written as `str` writes it; None for anything else, whoever sent it."""
        stamp, _, id = text.partition(":")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 18 and len(id) == 32):
            return None
        try:
            return cls(int(stamp), UUID(hex=id))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Notice:
    """One event as screens may know it: what it is about and whom it concerns, without what it says."""

    cursor: Cursor
    verb: str
    kind: str
    subject: UUID
    leaf: UUID | None
    place: UUID | None
    version: int


def is_told(origin: str, subject_kind: str) -> bool:
    """Whether screens are told of an event at all."""
    return origin in _TOLD or subject_kind == "import"


def payloads(notices: Iterable[Notice]) -> Iterator[str]:
    """The notices as few texts, each short enough for one NOTIFY."""
    lines: list[str] = []
    size = 2
    for one in notices:
        line = json.dumps(
            [
                one.cursor.stamp,
                one.cursor.id.hex,
                one.verb,
                one.kind,
                one.subject.hex,
                one.leaf.hex if one.leaf else None,
                one.place.hex if one.place else None,
                one.version,
            ],
            separators=(",", ":"),
        )
        if lines and size + len(line) + 1 > LONGEST_NOTICE:
            yield f"[{','.join(lines)}]"
            lines, size = [], 2
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield f"[{','.join(lines)}]"


def read_payload(payload: str) -> list[Notice]:
    """What `payloads` wrote."""
    return [
        Notice(
            Cursor(stamp, UUID(hex=id)),
            verb,
            kind,
            UUID(hex=subject),
            UUID(hex=leaf) if leaf else None,
            UUID(hex=place) if place else None,
            version,
        )
        for stamp, id, verb, kind, subject, leaf, place, version in json.loads(payload)
    ]


def notices_after(cursor: Cursor, limit: int) -> list[Notice]:
    """What screens were or will be told of the events after the cursor, in the relay's order; at most `limit`."""
    epoch = current_epoch() or ensure_epoch()
    with connection.cursor() as reading:
        reading.execute(_AFTER, [str(cursor.stamp), cursor.id, epoch.base, list(_TOLD), limit])
        return [Notice(Cursor(stamp, id), *rest) for stamp, id, *rest in reading.fetchall()]


def place_of_reader(reader: str) -> Cursor:
    """How far a reader has come; the very beginning where it has not begun."""
    with connection.cursor() as reading:
        reading.execute("SELECT xid, last FROM kit_reader WHERE name = %s", [reader])
        row = reading.fetchone()
    return Cursor(row[0], row[1] or UUID(int=0)) if row else Cursor(0, UUID(int=0))
