"""What changes tracking: sources, landing, telling apart, refusing, forgetting."""

import secrets
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from prilavok.domains.tracking.errors import SourceKindUnknown, SourceUnknown, SourceUnnamed
from prilavok.domains.tracking.models import Landed, RefusedEvent, Told, TrackingSource
from prilavok.domains.tracking.rules import DEDUPE, packed, read_landing, unpacked
from prilavok.domains.tracking.types import Event, Landing, Refusal, Request, SourceKind, SourceView
from prilavok.kit.db.connections import advisory_key
from prilavok.kit.db.sql import call
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import Person, store_of_words, wordless

KEPT_TOLD = timedelta(days=180)  # the words of behaviour; what is counted of it stays
KEPT_REFUSED = timedelta(days=30)
_KINDS = ("site", "app", "server")
_LONGEST_NAME = 80
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's binary timestamps
_MICROSECOND = timedelta(microseconds=1)
_COPY = "COPY tracking_landed (id, source, received_at, route, size, body) FROM STDIN (FORMAT BINARY)"
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL = b"\xff\xff"
_ROW = struct.Struct("!hi16si16siqi")
_SIZES = struct.Struct("!iii")
_TAKE = """
    SELECT id, source, received_at, route, body FROM (
        SELECT *, sum(size) OVER (ORDER BY id) - size AS before
        FROM (SELECT * FROM tracking_landed ORDER BY id LIMIT %s) AS first
    ) AS one WHERE before < %s ORDER BY id
"""

_FORGET = """
    WITH slice AS MATERIALIZED (
        SELECT id, received_at, payload FROM tracking_told WHERE day = %(day)s AND id > %(after)s
        ORDER BY id LIMIT %(most)s
    ), emptied AS (
        UPDATE tracking_told AS t SET payload = NULL FROM slice
        WHERE t.day = %(day)s AND t.id = slice.id AND slice.received_at <= %(before)s AND slice.payload ~* %(pattern)s
    )
    SELECT (SELECT count(*) FROM slice), (SELECT id FROM slice ORDER BY id DESC LIMIT 1)
"""
_NOTHING = "SELECT 0, NULL"


def open_source(name: str, kind: SourceKind, *, by: UUID | None, at: datetime) -> SourceView:
    """A new source with a write key of its own. Raises SourceUnnamed, SourceKindUnknown."""
    told = " ".join(name.split())
    if not 0 < len(told) <= _LONGEST_NAME or "\0" in told:
        raise SourceUnnamed
    if kind not in _KINDS:
        raise SourceKindUnknown
    key = "wk_" + secrets.token_hex(16)
    one = TrackingSource.objects.create(id=new_id(), name=told, kind=kind, key=key, made_at=at, made_by=by)
    return SourceView(one.id, told, kind, key, at, None)


def close_source(source: UUID, *, at: datetime) -> None:
    """Its write key opens nothing any more; what it told stays. Raises SourceUnknown."""
    if not TrackingSource.objects.filter(id=source).exists():
        raise SourceUnknown(source)
    TrackingSource.objects.filter(id=source, closed_at__isnull=True).update(closed_at=at)


def land(requests: Sequence[Request], *, at: datetime) -> list[UUID]:
    """Keep requests as they came, by one statement: outside a transaction they are durable when this returns.

    By which ids they wait, in the given order.
    """
    ids = new_ids(len(requests))
    pieces, received = [_HEAD], (at - _EPOCH) // _MICROSECOND
    for id, one, kept in zip(ids, requests, packed([one.body for one in requests]), strict=True):
        route = one.route.encode()
        pieces.append(_ROW.pack(6, 16, id.bytes, 16, one.source.bytes, 8, received, len(route)) + route)
        pieces += [_SIZES.pack(4, len(one.body), len(kept)), kept]
    pieces.append(_TAIL)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(b"".join(pieces))
    return ids


def hold_landed() -> None:
    """Until the transaction ends nobody else reads what landed: one reader tells repeats apart without a race."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [advisory_key("what landed")])


def take_landed(most: int, most_bytes: int) -> list[Landing]:
    """The longest waiting requests, at least one where any waits; they are gone once dropped."""
    connection.ensure_connection()
    # In binary form: bytes as text are twice as long and are taken apart letter by letter.
    with connection.connection.cursor(binary=True) as cursor:
        cursor.execute(_TAKE, [most, most_bytes])
        found = cursor.fetchall()
    bodies = unpacked([bytes(kept) for _id, _source, _at, _route, kept in found])
    return [
        Landing(id, source, at, route, body) for (id, source, at, route, _kept), body in zip(found, bodies, strict=True)
    ]


def split_landed(landings: Sequence[Landing]) -> list[Event | Refusal]:
    """What the requests say, in their order: events, repeated ones too, and what cannot be taken."""
    return [one for landing in landings for one in read_landing(landing)]


def put_told(events: Sequence[Event], leaves: Sequence[UUID], landings: Sequence[Landing]) -> set[UUID]:
    """Keep the events not told within seven days before; the ids of those that were.

    leaves: of each event. landings: the requests that brought them. No id stands among the events twice, and the caller
    holds what landed.
    """
    if not events:
        return set()
    received = {event.received_at for event in events}
    first, last = min(received).astimezone(UTC).date(), max(received).astimezone(UTC).date()
    call("tracking_open_days", first, last)
    begins: dict[int, tuple[int, int]] = {}  # which request it is, and where it begins in all their bodies together
    at = 0
    for nth, landing in enumerate(landings, 1):
        begins[landing.id.int] = nth, at
        at += len(landing.body)
    of_events = [begins[event.landing.int] for event in events]
    return set(
        call(
            "tracking_keep_told",
            [landing.source for landing in landings],
            [landing.received_at for landing in landings],
            b"".join([landing.body for landing in landings]),
            [event.id for event in events],
            list(leaves),
            [nth for nth, _begin in of_events],
            [begin + event.first for (_nth, begin), event in zip(of_events, events, strict=True)],
            [event.size for event in events],
            [event.payload for event in events],
            first - DEDUPE,
            last,
        )
    )


def put_refusals(refusals: Sequence[Refusal], leaves: Mapping[str, UUID]) -> None:
    """Keep what could not be taken, to be looked at. leaves: by the visitor's digest, where one is known."""
    RefusedEvent.objects.bulk_create(
        [
            RefusedEvent(
                id=id,
                source=one.source,
                received_at=one.received_at,
                reason=one.reason,
                message=one.message,
                leaf=leaves.get(one.visitor),
                body=one.body,
            )
            for id, one in zip(new_ids(len(refusals)), refusals, strict=True)
        ]
    )


def drop_landed(ids: Sequence[UUID]) -> None:
    """They were read."""
    Landed.objects.filter(id__in=ids).delete()


def open_days(at: datetime) -> int:
    """Have the partitions of today and the next two days ready; how many were new."""
    day = at.astimezone(UTC).date()
    return int(call("tracking_open_days", day, day + timedelta(days=2))[0])


def sweep_told(at: datetime) -> int:
    """Take away the days whose words are kept no longer; how many."""
    return int(call("tracking_drop_days", (at - KEPT_TOLD).astimezone(UTC).date())[0])


def sweep_refused(at: datetime, most: int = 10_000) -> int:
    """Forget refused events that are over thirty days old, at most so many; how many."""
    old = RefusedEvent.objects.filter(received_at__lt=at - KEPT_REFUSED).order_by("received_at", "id").values("id")
    return RefusedEvent.objects.filter(id__in=list(old[:most].values_list("id", flat=True))).delete()[0]


def empty_told(pattern: str, day: date, *, before: datetime, after: UUID, most: int) -> tuple[int, UUID | None]:
    """Empty what of a day's next events the pattern is found in, whosoever's they are; the facts of them stay.

    before: of what was received until then. Gives how many were looked through, and after which to go on, if at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _FORGET if pattern else _NOTHING,
            {"day": day, "after": after, "most": most, "before": before, "pattern": pattern},
        )
        looked, last = cursor.fetchone()
    return int(looked), last if looked == most else None


def empty_refused(pattern: str, *, before: datetime) -> int:
    """Empty the refused events that the pattern is found in, at most those of thirty days; how many."""
    if not pattern:
        return 0
    named = Q(body__iregex=pattern) | Q(message__iregex=pattern)
    return RefusedEvent.objects.filter(named, received_at__lte=before).update(body=None, message="")


def _export_told(person: Person) -> Iterable[Mapping[str, object]]:
    return Told.objects.filter(leaf__in=person.leaves, payload__isnull=False).values("received_at", "payload")


def _erase_told(person: Person, at: datetime) -> int:
    return Told.objects.filter(leaf__in=person.leaves, payload__isnull=False).update(payload=None)


def _export_refused(person: Person) -> Iterable[Mapping[str, object]]:
    return RefusedEvent.objects.filter(leaf__in=person.leaves, body__isnull=False).values("received_at", "body")


def _erase_refused(person: Person, at: datetime) -> int:
    return RefusedEvent.objects.filter(leaf__in=person.leaves).update(body=None, message="")


store_of_words("tracking_told", ["payload"], _export_told, _erase_told)
store_of_words("tracking_refused", ["body", "message"], _export_refused, _erase_refused)
# A request that waits is words of people nobody has read yet: gone within seconds, erased where they are told.
store_of_words(
    "tracking_landed",
    ["body"],
    lambda person: (),
    lambda person, at: 0,
    why_kept="requests wait seconds to be read, are found through no person, and are deleted when they are read",
)
wordless("tracking_source", ["name"], "what a shop calls its own site or app")
