"""Keeping arrivals, reading them in order of receipt, and forgetting them after a stated time."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.kit.ids import new_ids
from prilavok.kit.mentions import mentions_in, mentions_of_user, needles
from prilavok.kit.words import Person, store_of_words, wordless

KEPT_READ = timedelta(days=30)
KEPT_BROKEN = timedelta(days=90)
LARGEST_BODY = 2_621_440  # bytes, as the doors let in
_LONGEST_KEY = 200
_LONGEST_ERROR = 300
_NEVER_KEPT = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key", "api-key"})


@dataclass(frozen=True, slots=True)
class NewArrival:
    """One thing received. outside_key: what the provider itself tells repeats by (else a digest of the body)."""

    outside_key: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """One arrival nobody has understood yet."""

    id: UUID
    connection: UUID
    outside_key: str
    received_at: datetime
    headers: Mapping[str, str]
    body: bytes


_KEEP = """
    INSERT INTO kit_arrival (id, connection, outside_key, received_at, headers, body)
    SELECT id, %s::uuid, outside_key, %s::timestamptz, headers::jsonb, body
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bytea[]) AS one(id, outside_key, headers, body)
    ORDER BY outside_key
    ON CONFLICT (connection, outside_key) DO NOTHING
    RETURNING outside_key, id
"""


def keep_arrivals(connection_id: UUID, arrivals: Sequence[NewArrival], *, at: datetime) -> dict[str, UUID]:
    """Keep what one connection received, in the caller's transaction; the new ones by outside key.

    Repeats, of earlier ones and within the list, are left out: the first stays as it was. Headers that carry secrets
    are dropped. Raises ValueError for a key or a body that cannot be kept.
    """
    for one in arrivals:
        if not 0 < len(one.outside_key) <= _LONGEST_KEY or "\0" in one.outside_key:
            raise ValueError(f"an outside key must have 1 to {_LONGEST_KEY} characters")
        if len(one.body) > LARGEST_BODY:
            raise ValueError(f"an arrival of {len(one.body)} bytes is over {LARGEST_BODY}")
    if not arrivals:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                connection_id,
                at,
                new_ids(len(arrivals)),
                [one.outside_key for one in arrivals],
                [_headers_text(one.headers) for one in arrivals],
                [one.body for one in arrivals],
            ],
        )
        return dict(cursor.fetchall())


def take_unread(limit: int = 100, *, of: UUID | None = None) -> tuple[Unread, ...]:
    """The longest waiting arrivals, locked until the caller's transaction ends: no other reader is given them.

    of: of this connection alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, connection, outside_key, received_at, headers::text, body FROM kit_arrival"
            " WHERE read_at IS NULL AND connection = coalesce(%s::uuid, connection)"
            " ORDER BY received_at, id LIMIT %s FOR UPDATE SKIP LOCKED",
            [of, limit],
        )
        return tuple(
            Unread(id, link, key, received_at, json.loads(headers), bytes(body))
            for id, link, key, received_at, headers, body in cursor.fetchall()
        )


def mark_read(ids: Sequence[UUID], *, at: datetime) -> int:
    """Note that these were understood, in the transaction of what came of them; how many were unread."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_arrival SET read_at = %s, error = NULL WHERE id = ANY(%s::uuid[]) AND read_at IS NULL",
            [at, list(ids)],
        )
        return int(cursor.rowcount)


def mark_broken(id: UUID, error: str, *, at: datetime) -> None:
    """Set one aside that cannot be understood. error: kind and place, never a part of the body."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_arrival SET read_at = %s, error = %s WHERE id = %s AND read_at IS NULL",
            [at, error[:_LONGEST_ERROR], id],
        )


@dataclass(frozen=True, slots=True)
class Aside:
    """An arrival that was set aside, and why."""

    id: UUID
    connection: UUID
    outside_key: str
    received_at: datetime
    body: bytes
    error: str


_ASIDE = "id, connection, outside_key, received_at, body, error"


def list_aside(connections: Sequence[UUID], limit: int = 100) -> list[Aside]:
    """What was set aside of these connections, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_ASIDE} FROM kit_arrival WHERE connection = ANY(%s::uuid[]) AND error IS NOT NULL"
            " ORDER BY received_at DESC, id DESC LIMIT %s",
            [list(connections), limit],
        )
        return [_aside(row) for row in cursor.fetchall()]


def lock_aside(id: UUID) -> Aside | None:
    """One that was set aside, held until the caller's transaction ends; None where it is not, or not any more."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_ASIDE} FROM kit_arrival WHERE id = %s AND error IS NOT NULL FOR UPDATE", [id])
        row = cursor.fetchone()
    return _aside(row) if row else None


def end_aside(id: UUID, *, at: datetime | None) -> None:
    """It is understood now; at None: it is to be read once more, like one that has just come."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kit_arrival SET error = NULL, read_at = %s WHERE id = %s", [at, id])


def _aside(row: tuple[Any, ...]) -> Aside:
    id, link, key, received_at, body, error = row
    return Aside(id, link, key, received_at, bytes(body), error)


def sweep_arrivals(at: datetime, limit: int = 1_000) -> int:
    """Delete what was read over 30 days ago, or set aside as broken over 90; at most `limit` rows. Unread ones stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_arrival WHERE id IN (SELECT id FROM kit_arrival"
            " WHERE received_at < %s AND read_at < CASE WHEN error IS NULL THEN %s::timestamptz ELSE %s END"
            " LIMIT %s FOR UPDATE SKIP LOCKED)",
            [at - KEPT_READ, at - KEPT_READ, at - KEPT_BROKEN, limit],
        )
        return int(cursor.rowcount)


def _headers_text(headers: Mapping[str, str]) -> str:
    kept = {name.lower(): value.replace("\0", "") for name, value in headers.items() if name.lower() not in _NEVER_KEPT}
    return json.dumps(kept)


_MAY_NAME = """
    SELECT id, connection, body FROM kit_arrival WHERE read_at IS NOT NULL AND body <> '' AND (
        EXISTS (SELECT FROM unnest(%s::bytea[]) AS named (value) WHERE position(named.value in body) > 0)
        OR EXISTS (SELECT FROM unnest(%s::uuid[], %s::bytea[]) AS one (link, name)
                   WHERE one.link = connection AND position(one.name in body) > 0))
"""
_EMPTY = "UPDATE kit_arrival SET headers = '{}', body = '', error = NULL WHERE id = ANY(%s::uuid[])"


def _erase_arrivals(person: Person, at: datetime) -> int:
    """Empty what names the person; the provider's key stays, so that a repeat is not taken in anew.

    What nobody has understood yet stays: whoever speaks in it is somebody new once it is read.
    """
    named = mentions_in(person.contacts, person.values)
    users = {
        link: re.compile("|".join(mentions_of_user(user) for of, user in person.users if of == link))
        for link, _user in person.users
    }
    sought = [one.encode() for one in needles(person.contacts, person.values)]
    by_link = [link for link, _user in person.users], [user.encode() for _link, user in person.users]
    with connection.cursor() as cursor:
        cursor.execute(_MAY_NAME, [sought, *by_link])
        found = []
        for id, link, body in cursor.fetchall():
            text = bytes(body).decode("utf-8", "replace")
            if (named and named.search(text)) or (link in users and users[link].search(text)):
                found.append(id)
        cursor.execute(_EMPTY, [found])
        return int(cursor.rowcount)


# Nothing to export: what was understood of an arrival is exported by the room that keeps it.
store_of_words("kit_arrival", ["headers", "body", "error"], lambda person: (), _erase_arrivals)
wordless("kit_arrival", ["outside_key"], "the provider's own key of what it sent")
