"""What tests of the relay share: a table of effects without any rule, writers, and the one checker of the promise."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from prilavok.kit import clock
from prilavok.kit.events.facts import PricePublished
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.events.relay import Reaction, relay_once
from prilavok.kit.jobs.queue import waiting
from prilavok.kit.jobs.registry import Due, Work
from prilavok.kit.jobs.runner import run_due

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
REACTIONS = {"price.published": (Reaction("test.react"),)}


def make_effects() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effect (event uuid)")


def react(due: Due) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (event) VALUES (%s)", [due.facts["event"]])


WORKS = {"test.react": Work("test.react", one=react, together=20)}


def an_event(origin: str = "live", **changes: Any) -> NewEvent:
    told: dict[str, Any] = {
        "verb": "price.published",
        "occurred_at": AT,
        "subject_kind": "price_list",
        "subject": uuid4(),
        "facts": PricePublished(versions=1),
        "origin": origin,
    }
    return NewEvent(**{**told, **changes})


def record_events(count: int, origin: str = "live") -> list[UUID]:
    return list(record([an_event(origin) for _ in range(count)], clock.now()))


def drain(relay: Callable[[], int] | None = None) -> int:
    """Relay and work until nothing is left; how many events were handed on."""
    handed = 0
    while count := (relay or (lambda: relay_once(REACTIONS)))():
        handed += count
    until = time.monotonic() + 60  # the server needs a moment to notice a killed one and free its locks
    while waiting(clock.now()):
        assert time.monotonic() < until
        clock.move_clock(timedelta(minutes=1))
        run_due(known=WORKS)
    return handed


def effects() -> Counter[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT event FROM effect")
        return Counter(row[0] for row in cursor.fetchall())


def lost_and_doubled(committed: Iterable[UUID], seen: Counter[UUID]) -> tuple[set[UUID], set[UUID], set[UUID]]:
    """Events lost, events handed on more than once, and effects of what was never committed."""
    wanted = set(committed)
    doubled = {id for id, count in seen.items() if count > 1}
    return wanted - set(seen), doubled, set(seen) - wanted


NEITHER: tuple[set[UUID], set[UUID], set[UUID]] = (set(), set(), set())
