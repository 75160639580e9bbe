"""Reading events back: by id, and as the timeline of a customer's leaves."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection

from prilavok.kit.db.asking import ask
from prilavok.kit.events.actor import Actor, ActorKind
from prilavok.kit.events.facts import Facts, read_facts
from prilavok.kit.words import Person, store_of_words


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event or a piece of behaviour as it stands."""

    id: UUID
    verb: str
    occurred_at: datetime
    recorded_at: datetime
    leaf: UUID | None
    subject_kind: str
    subject: UUID
    place: UUID | None
    connection: UUID | None
    actor: Actor
    cause: UUID | None
    origin: str
    version: int
    facts: Facts


RECORDED_COLUMNS = (
    "id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, place, connection, actor_kind, actor, cause,"
    " origin, version, facts::text"
)

# First the heads: the latest of every leaf. A leaf whose head is not among a page of heads has nothing on the page, so
# of two hundred leaves a page's number is walked at most. Then the edge, the page's last place: each of those is walked
# backwards in its index alone, giving at most a page, and not one row was touched so far. Then the rows down to the
# edge are read: a page of rows, no more, however many leaves there are and however long they have lived.
_TIMELINE = """
    WITH heads AS MATERIALIZED (
        SELECT mine.leaf, one.told, one.occurred_at, one.id FROM unnest(%(leaves)s::uuid[]) AS mine(leaf), LATERAL (
            (SELECT 'event' AS told, occurred_at, id FROM kit_event WHERE kit_event.leaf = mine.leaf AND {older}
             ORDER BY occurred_at DESC, id DESC LIMIT 1)
            UNION ALL
            (SELECT 'behaviour', occurred_at, id FROM kit_behaviour WHERE kit_behaviour.leaf = mine.leaf AND {older}
             ORDER BY occurred_at DESC, id DESC LIMIT 1)
        ) AS one ORDER BY one.occurred_at DESC, one.id DESC LIMIT %(limit)s
    ),
    places AS MATERIALIZED (
        SELECT one.occurred_at, one.id FROM heads, LATERAL (
            (SELECT occurred_at, id FROM kit_event
             WHERE heads.told = 'event' AND kit_event.leaf = heads.leaf AND {older}
             ORDER BY occurred_at DESC, id DESC LIMIT %(limit)s)
            UNION ALL
            (SELECT occurred_at, id FROM kit_behaviour
             WHERE heads.told = 'behaviour' AND kit_behaviour.leaf = heads.leaf AND {older}
             ORDER BY occurred_at DESC, id DESC LIMIT %(limit)s)
        ) AS one ORDER BY one.occurred_at DESC, one.id DESC LIMIT %(limit)s
    ),
    edge AS MATERIALIZED (SELECT occurred_at, id FROM places ORDER BY occurred_at, id LIMIT 1)
    SELECT one.* FROM edge, heads, LATERAL (
        SELECT {columns} FROM kit_event
        WHERE heads.told = 'event' AND kit_event.leaf = heads.leaf AND {older}
          AND (kit_event.occurred_at, kit_event.id) >= (edge.occurred_at, edge.id)
        UNION ALL
        SELECT {columns} FROM kit_behaviour
        WHERE heads.told = 'behaviour' AND kit_behaviour.leaf = heads.leaf AND {older}
          AND (kit_behaviour.occurred_at, kit_behaviour.id) >= (edge.occurred_at, edge.id)
    ) AS one ORDER BY one.occurred_at DESC, one.id DESC LIMIT %(limit)s
"""


def timeline(
    leaves: Sequence[UUID],
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
    *,
    verbs: Sequence[str] = (),
) -> tuple[Recorded, ...]:
    """Events and behaviour of these leaves, latest first.

    before: instant and id of the last row of the page above; rows strictly older than it follow. verbs: only these.
    """
    older = "(occurred_at, id) < (%(at)s, %(id)s)" if before else "true"
    if verbs:
        older += " AND verb = ANY(%(verbs)s::text[])"
    at, id = before or (None, None)
    told: dict[str, Any] = {
        "leaves": list(dict.fromkeys(leaves)),
        "verbs": list(verbs),
        "limit": limit,
        "at": at,
        "id": id,
    }
    values = {name: value for name, value in told.items() if f"%({name})s" in older or name in ("leaves", "limit")}
    rows, _kinds = ask(_TIMELINE.format(columns=RECORDED_COLUMNS, older=older), values)
    return tuple(map(recorded_of, rows))


def events_about(subject: UUID, limit: int = 100) -> tuple[Recorded, ...]:
    """The events whose subject this is, in the order of happening."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {RECORDED_COLUMNS} FROM kit_event WHERE subject = %s ORDER BY occurred_at, id LIMIT %s",
            [subject, limit],
        )
        return tuple(recorded_of(row) for row in cursor.fetchall())


def events_by_id(ids: Sequence[UUID]) -> tuple[Recorded, ...]:
    """The events with these ids, in the order asked; those that are not there are left out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {RECORDED_COLUMNS} FROM kit_event WHERE id = ANY(%s::uuid[])", [list(ids)])
        found = {row[0]: recorded_of(row) for row in cursor.fetchall()}
    return tuple(found[id] for id in ids if id in found)


def words_of_behaviour(ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """What was said in people's own words, by the id of the behaviour; those of whom nothing is kept are left out."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, payload::text FROM kit_behaviour WHERE id = ANY(%s::uuid[]) AND payload IS NOT NULL",
            [list(ids)],
        )
        return {id: json.loads(payload) for id, payload in cursor.fetchall()}


def said_lately(leaf: UUID, verb: str, since: datetime) -> dict[str, str]:
    """The words of the leaf's last behaviour of this verb since then; empty where there is none, or no words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(payload, '{}')::text FROM kit_behaviour"
            " WHERE leaf = %s AND occurred_at >= %s AND verb = %s ORDER BY occurred_at DESC, id DESC LIMIT 1",
            [leaf, since, verb],
        )
        row = cursor.fetchone()
    return dict(json.loads(row[0])) if row else {}


def actors_about(subjects: Sequence[UUID], verb: str) -> dict[UUID, Actor]:
    """Who did this to each of the subjects, the first time; those to whom nobody did it are left out."""
    if not subjects:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (subject) subject, actor_kind, actor FROM kit_event"
            " WHERE subject = ANY(%s::uuid[]) AND verb = %s ORDER BY subject, occurred_at, id",
            [list(subjects), verb],
        )
        return {subject: Actor(cast(ActorKind, kind), actor) for subject, kind, actor in cursor.fetchall()}


def recorded_of(row: tuple[Any, ...]) -> Recorded:
    """One row of RECORDED_COLUMNS as a value."""
    actor = Actor(cast(ActorKind, row[9]), row[10])
    values: list[Any] = [*row[:9], actor, *row[11:14], read_facts(row[1], row[14])]
    return Recorded(*values)


def _export_behaviour(person: Person) -> list[dict[str, object]]:
    """What the person did on sites and apps, in their words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verb, occurred_at, payload::text FROM kit_behaviour WHERE leaf = ANY (%s) AND payload IS NOT NULL",
            [list(person.leaves)],
        )
        return [{"verb": verb, "at": at, "payload": json.loads(payload)} for verb, at, payload in cursor.fetchall()]


def _erase_behaviour(person: Person, at: datetime) -> int:
    """Empty the payloads; what is counted stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_behaviour SET payload = NULL WHERE leaf = ANY (%s) AND payload IS NOT NULL",
            [list(person.leaves)],
        )
        return int(cursor.rowcount)


store_of_words("kit_behaviour", ["payload"], _export_behaviour, _erase_behaviour)
