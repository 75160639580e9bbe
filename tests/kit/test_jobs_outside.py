"""Jobs that speak to the outside: cut at the call, never sent twice without leave, never lost in silence."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.kit.jobs_world import AT, column, job_events, jobs_left, make_world, one, queue
from tests.kit.kills import dies_at

from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.registry import Due, Work
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.jobs.turn import Turn


@pytest.fixture(autouse=True)
def _world(request: pytest.FixtureRequest) -> None:
    if "rolled_back" in request.fixturenames:
        request.getfixturevalue("rolled_back")
        make_world()


@pytest.fixture
def world(own_database: Any) -> str:
    make_world()
    return str(own_database.url)


class Letter:
    """Writes what it does into tables and into `calls`, which outlives its transactions."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.calls: list[UUID] = []

    def _write(self, due: Due, word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO effect (job, verb) VALUES (%s, %s)", [due.id, word])

    def prepare(self, due: Due) -> str | None:
        if due.facts.get("moot"):
            return None
        self._write(due, "prepared")
        return "asked"

    def call(self, due: Due, asked: str) -> str:
        assert asked == "asked"
        self.calls.append(due.id)
        if self.trouble:
            raise self.trouble
        return "answer"

    def finish(self, due: Due, asked: str, answer: str) -> None:
        assert (asked, answer) == ("asked", "answer")
        self._write(due, "finished")

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        self._write(due, f"given up: {failure.outcome}")


def outside(cut: Letter, *, again: bool = False) -> dict[str, Work]:
    return {"letter.send": Work("letter.send", outside=cut, again_when_unknown=again, seconds=30)}


def words(id: UUID) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb FROM effect WHERE job = %s", [id])
        return [row[0] for row in cursor.fetchall()]


def test_a_call_outside_is_prepared_made_and_finished(rolled_back: None) -> None:
    (id,) = queue(verb="letter.send")
    (moot,) = queue(verb="letter.send", facts={"moot": True})
    cut = Letter()
    assert run_due(known=outside(cut)) + run_due(known=outside(cut)) == Turn(done=2)
    assert cut.calls == [id]
    assert words(id) == ["prepared", "finished"] and words(moot) == []
    assert jobs_left() == 0


@pytest.mark.parametrize(
    ("outcome", "again", "turn", "told"),
    [
        ("temporary", False, Turn(failed=1), ["prepared"]),
        ("final", True, Turn(buried=1), ["prepared", "given up: final"]),
        ("unknown", False, Turn(buried=1), ["prepared", "given up: unknown"]),
        ("unknown", True, Turn(failed=1), ["prepared"]),
    ],
)
def test_what_becomes_of_a_call_that_failed(
    rolled_back: None, outcome: Any, again: bool, turn: Turn, told: list[str]
) -> None:
    (id,) = queue(verb="letter.send")
    cut = Letter(OutsideFailed(outcome, "letter.trouble", "Trouble.", retry_after=600))
    assert run_due(known=outside(cut, again=again)) == turn
    assert words(id) == told
    if turn.failed:
        assert column("run_at", id) == AT + timedelta(seconds=600)


def test_our_own_mistake_after_the_call_leaves_it_unknown(rolled_back: None) -> None:
    (id,) = queue(verb="letter.send")
    assert run_due(known=outside(Letter(KeyError("x")))) == Turn(buried=1)
    assert words(id) == ["prepared", "given up: unknown"]


def test_the_last_temporary_failure_gives_up(rolled_back: None) -> None:
    (id,) = queue(verb="letter.send", tries=1)
    cut = Letter(OutsideFailed("temporary", "letter.trouble", "Trouble."))
    assert run_due(known=outside(cut)) == Turn(buried=1)
    assert words(id) == ["prepared", "given up: temporary"]


class Counted(Letter):
    """Leaves each call in a table by a connection of its own, as another side would remember it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def call(self, due: Due, asked: str) -> str:
        import psycopg

        assert not connection.in_atomic_block
        with psycopg.connect(self.url, autocommit=True) as theirs:
            theirs.execute("INSERT INTO effect (job, verb) VALUES (%s, 'received')", [due.id])
        return "answer"


@pytest.mark.parametrize("again", [False, True])
def test_no_letter_is_lost_in_silence_nor_sent_twice_without_leave(world: str, again: bool) -> None:
    """Killed at every point: where repeats are not allowed, received at most once and known when unknown."""
    seen: set[tuple[int, str]] = set()
    for point in range(100):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE effect, kit_job")
        (id,) = queue(verb="letter.send")
        killed = dies_at(lambda: run_due(known=outside(Counted(world), again=again)), point)
        until = time.monotonic() + 60
        while column("count(*) FILTER (WHERE buried_at IS NULL)", id):
            assert time.monotonic() < until
            clock.move_clock(timedelta(minutes=1))
            run_due(known=outside(Counted(world), again=again))
        told = words(id)
        end = "finished" if "finished" in told else "unknown" if "given up: unknown" in told else "lost"
        seen.add((told.count("received"), end))
        assert told.count("finished") + told.count("given up: unknown") == 1, f"killed at point {point}: {told}"
        if not killed:
            break
    if again:
        assert seen == {(1, "finished"), (2, "finished")}, "the other side knows our key"
    else:
        assert seen == {(1, "finished"), (1, "unknown"), (0, "unknown")}, "never two"


def test_system_is_the_actor_of_a_burial(rolled_back: None) -> None:
    (id,) = queue(tries=1)
    run_due(known=one("goods.count", lambda due: 1 // 0))  # type: ignore[arg-type,return-value]
    assert [event[1] for event in job_events("job.buried") if event[0] == id] == [SYSTEM.kind]
