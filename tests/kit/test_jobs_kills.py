"""Jobs under races and kills: their effects happen once; the same checks catch planted bugs."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests.kit.jobs_world import (
    effects,
    jobs_left,
    leave_effect,
    make_world,
    one,
    queue,
)
from tests.kit.kills import dies_at
from tests.racing import all_at_once

from prilavok.kit import clock
from prilavok.kit.jobs import claims
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.registry import Due, Work
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.jobs.turn import Turn

WORKERS = 6


@pytest.fixture
def world(own_database: Any) -> str:
    make_world()
    return str(own_database.url)


def test_many_workers_do_each_job_once(world: str) -> None:
    ids = queue(count=400) + queue(verb="goods.list", count=200)
    works = one("goods.count", together=7) | {
        "goods.list": Work("goods.list", many=lambda dues: [leave_effect(due) for due in dues] and None, together=9)
    }

    deadline, looking, idle = time.monotonic() + 60, threading.Lock(), set[int]()

    def work() -> None:
        # A worker that finds nothing due looks again: what another gave back or must retry comes due later.
        while jobs_left() and time.monotonic() < deadline:
            found = run_due(known=works, limit=30)
            with looking:
                (idle.discard if found else idle.add)(threading.get_ident())
                # The test's clock stands still, and what was left for later waits for its grace to pass. While another
                # holds jobs it must not run: a worker that a full machine keeps waiting would seem dead to the rest.
                if len(idle) == WORKERS:
                    clock.move_clock(timedelta(seconds=15))
                    idle.clear()
            if not found:
                time.sleep(0.05)

    all_at_once([work] * WORKERS)
    assert jobs_left() == 0
    assert effects() == dict.fromkeys(ids, 1)


def effect_and_end_apart(known: dict[str, Work], *, end_first: bool) -> None:
    """The planted bug: the effect and the end of the job in two transactions."""
    with transaction.atomic():
        dues = claims.take([due for due, _ in claims.claim("default", list(known), clock.now(), 10)])
    if end_first:
        claims.end(dues)
    for due in dues:
        leave_effect(due)
    if not end_first:
        claims.end(dues)


def counts_after_every_kill(act: Callable[[], object], count: int) -> list[Counter[UUID]]:
    """Kill `act` at each of its points in turn, let honest workers finish, and count the effects of every round."""
    rounds: list[Counter[UUID]] = []
    for point in range(500):
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE effect, kit_job")
        ids = queue(count=count)
        killed = dies_at(act, point)
        until = time.monotonic() + 60  # the server needs a moment to notice the killed one and free its locks
        while jobs_left():
            assert time.monotonic() < until
            clock.move_clock(timedelta(minutes=1))
            run_due(known=one("goods.count"))
        rounds.append(Counter({id: effects()[id] for id in ids}))
        assert set(effects()) <= set(ids)
        if not killed:
            return rounds
    raise AssertionError("it never came to its end")


@pytest.mark.parametrize("together", [1, 20])
def test_effects_happen_once_whenever_the_worker_is_killed(world: str, together: int) -> None:
    rounds = counts_after_every_kill(lambda: run_due(known=one("goods.count", together=together)), 3)
    assert len(rounds) > 15
    for point, counts in enumerate(rounds):
        assert set(counts.values()) == {1}, f"killed at point {point}"


@pytest.mark.parametrize(("end_first", "wrong"), [(True, 0), (False, 2)])
def test_the_same_kills_catch_an_effect_that_does_not_commit_with_its_end(
    world: str, end_first: bool, wrong: int
) -> None:
    rounds = counts_after_every_kill(lambda: effect_and_end_apart(one("goods.count"), end_first=end_first), 3)
    assert wrong in {count for counts in rounds for count in counts.values()}


def test_a_job_that_kills_its_worker_is_buried_and_takes_nobody_along(world: str) -> None:
    (poison,) = queue(tries=3)
    good = queue(count=4)

    def deadly(due: Due) -> None:
        leave_effect(due)
        if due.id == poison:
            os.kill(os.getpid(), signal.SIGKILL)

    for _ in range(8):
        dies_at(lambda: run_due(known=one("goods.count", deadly)), 10_000)
        clock.move_clock(timedelta(minutes=1))
    assert effects() == dict.fromkeys(good, 1)
    assert [(one.id, one.attempts, one.error) for one in buried()] == [(poison, 3, "its worker died")]


def test_a_key_queued_while_its_job_is_being_done_is_queued_again(world: str) -> None:
    """Whoever queues waits for the end of the job under way, so that nothing that changed meanwhile is forgotten."""
    queue(key="a")
    begun, go_on, new = threading.Event(), threading.Event(), []

    def slow(due: Due) -> None:
        begun.set()
        assert go_on.wait(30)
        leave_effect(due)

    def again() -> None:
        try:
            new.extend(queue(key="a"))
        finally:
            connection.close()

    worker = threading.Thread(target=lambda: (run_due(known=one("goods.count", slow)), connection.close()))
    worker.start()
    assert begun.wait(30)
    writer = threading.Thread(target=again)
    writer.start()
    writer.join(0.3)
    assert writer.is_alive() and not new
    go_on.set()
    writer.join(30)
    worker.join(30)
    assert len(new) == 1
    assert run_due(known=one("goods.count")) == Turn(done=1)
    assert sum(effects().values()) == 2


def test_a_job_waits_for_the_story_that_queued_its_key_again(world: str) -> None:
    queue(key="a")
    with transaction.atomic():
        assert queue(key="a") == ()
        all_at_once([lambda: print(run_due(known=one("goods.count")))])
        assert effects() == {}
    clock.move_clock(timedelta(minutes=1))
    assert run_due(known=one("goods.count")) == Turn(done=1)
    assert sum(effects().values()) == 1
