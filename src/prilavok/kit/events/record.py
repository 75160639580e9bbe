"""Writing events and behaviour: whole lists by one statement, in the transaction that made them true."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.kit import clock
from prilavok.kit.columns import Origin
from prilavok.kit.db.sql import array_literal
from prilavok.kit.db.waking import RELAY, wake
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import BEHAVIOUR, EVENTS, Facts, Nothing, write_facts
from prilavok.kit.events.packing import pack_code, pack_id, pack_instant, pack_json, pack_nothing, packed
from prilavok.kit.ids import new_ids
from prilavok.kit.words import wordless


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event about to be recorded.

    verb: `noun.verbed`, a line of `facts.EVENTS` (or of `facts.BEHAVIOUR`). occurred_at: when it happened, with zone.
    leaf: the identity atom it belongs to. cause: the event or arrival it follows from. origin: live, load, import or
    trial. id: only where the fact brings its own (a till's), else one is made. words: of behaviour alone, what somebody
    said in their own words; kept apart from the facts and erased with the person.
    """

    verb: str
    occurred_at: datetime
    subject_kind: str
    subject: UUID
    facts: Facts = field(default_factory=Nothing)
    leaf: UUID | None = None
    place: UUID | None = None
    connection: UUID | None = None
    actor: Actor = SYSTEM
    cause: UUID | None = None
    origin: str = Origin.LIVE
    id: UUID | None = None
    words: Mapping[str, str] | None = None


_COLUMNS = (
    "id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, place, connection, actor_kind, actor,"
    " cause, origin, facts"
)
_COPY = f"COPY kit_behaviour ({_COLUMNS}, payload) FROM STDIN (FORMAT BINARY)"
_WRITE = (
    "INSERT INTO kit_event (" + _COLUMNS + ")"
    " SELECT id, verb, occurred_at, %s::timestamptz, leaf, subject_kind, subject, place, connection, actor_kind,"
    " actor, cause, origin, facts::jsonb"
    " FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::uuid[], %s::text[], %s::uuid[], %s::uuid[],"
    " %s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::text[])"
    " AS one(id, verb, occurred_at, leaf, subject_kind, subject, place, connection, actor_kind, actor, cause,"
    " origin, facts)"
)
_ORIGINS = frozenset(Origin.values)
_LONGEST_KIND = 24  # characters, as the column has it


def record(events: Sequence[NewEvent], at: datetime | None = None) -> tuple[UUID, ...]:
    """Record events in the caller's transaction; their ids, in the given order.

    at: the instant of recording, the clock's where left out. Raises FactsUnfit where facts are not those of the verb;
    then nothing is written.
    """
    facts = _checked(events, EVENTS)
    if any(event.words is not None for event in events):
        raise ValueError("words of events lie in the domain that owns them")
    if not events:
        return ()
    ids = _ids_of(events)
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                at or clock.now(),
                array_literal(ids, "uuid[]"),
                array_literal([event.verb for event in events], "text[]"),
                array_literal([event.occurred_at for event in events], "timestamp with time zone[]"),
                array_literal([event.leaf for event in events], "uuid[]"),
                array_literal([event.subject_kind for event in events], "text[]"),
                array_literal([event.subject for event in events], "uuid[]"),
                array_literal([event.place for event in events], "uuid[]"),
                array_literal([event.connection for event in events], "uuid[]"),
                array_literal([event.actor.kind for event in events], "text[]"),
                array_literal([event.actor.id for event in events], "uuid[]"),
                array_literal([event.cause for event in events], "uuid[]"),
                array_literal([event.origin for event in events], "text[]"),
                array_literal(facts, "text[]"),
            ],
        )
    wake(RELAY)
    return tuple(ids)


def record_behaviour(events: Sequence[NewEvent], at: datetime | None = None) -> tuple[UUID, ...]:
    """The same for what people do on sites and apps and what reached them there; no reader is handed these.

    They come by the thousand, so they go in by COPY.
    """
    facts = _checked(events, BEHAVIOUR)
    if not events:
        return ()
    ids, recorded = _ids_of(events), pack_instant(at or clock.now())
    rows = packed(
        (
            pack_id(id),
            pack_code(event.verb),
            pack_instant(event.occurred_at),
            recorded,
            pack_id(event.leaf),
            pack_code(event.subject_kind),
            pack_id(event.subject),
            pack_id(event.place),
            pack_id(event.connection),
            pack_code(event.actor.kind),
            pack_id(event.actor.id),
            pack_id(event.cause),
            pack_code(event.origin),
            pack_json(told),
            pack_nothing if event.words is None else pack_json(json.dumps(event.words, ensure_ascii=False)),
        )
        for id, event, told in zip(ids, events, facts, strict=True)
    )
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(rows)
    return tuple(ids)


def _checked(events: Sequence[NewEvent], verbs: dict[str, type[Facts]]) -> list[str]:
    """The facts as text. Raises FactsUnfit; ValueError where anything else of an event cannot be kept."""
    facts = [write_facts(event.verb, event.facts, verbs) for event in events]
    for event in events:
        if event.origin not in _ORIGINS:
            raise ValueError(f"no such origin: {event.origin!r}")
        if event.occurred_at.tzinfo is None:
            raise ValueError(f"{event.verb} occurred at an instant without a zone")
        if not 0 < len(event.subject_kind) <= _LONGEST_KIND:
            raise ValueError(f"no such kind of subject: {event.subject_kind!r}")
    return facts


def _ids_of(events: Sequence[NewEvent]) -> list[UUID]:
    return [event.id or made for event, made in zip(events, new_ids(len(events)), strict=True)]


wordless("kit_event", ["facts"], "ids, whole numbers and codes from closed lists, one struct per verb")
wordless("kit_behaviour", ["facts"], "the same; words of behaviour lie in payload")
