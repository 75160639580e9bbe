"""Jobs: queued once, done in their hour, retried, buried, requeued."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.jobs_world import AT, column, effects, job_events, jobs_left, leave_effect, make_world, one, queue

from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed, Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.backoff import failure_text, wait_after
from prilavok.kit.jobs.check import check_jobs
from prilavok.kit.jobs.queue import NewJob, buried, cancel_jobs, queue_jobs, requeue, sweep_buried, waiting
from prilavok.kit.jobs.registry import Due, VerbTaken, Work, job
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.jobs.turn import Turn


@pytest.fixture(autouse=True)
def _world(request: pytest.FixtureRequest) -> None:
    if "rolled_back" in request.fixturenames:
        request.getfixturevalue("rolled_back")
        make_world()


# ---------------------------------------------------------------- queuing


def test_a_key_queues_one_thing_once(rolled_back: None) -> None:
    first = queue(key="a")
    assert len(first) == 1
    assert queue_jobs([NewJob(verb="goods.count", key="a"), NewJob(verb="goods.count", key="b")] * 2, AT) != first
    assert jobs_left() == 2
    assert len(queue(verb="goods.other", key="a")) == 1
    assert len(queue(count=3)) == 3, "without a key every job is its own"


def test_a_job_queued_in_a_story_that_fails_is_not_queued(rolled_back: None) -> None:
    with pytest.raises(Refused), transaction.atomic():
        queue()
        raise Refused("stock.short", "Not enough.")
    assert jobs_left() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"verb": "count"},
        {"verb": "Goods.count"},
        {"verb": "goods.count;"},
        {"key": ""},
        {"key": "x" * 121},
        {"queue": "elsewhere"},
        {"tries": 0},
        {"facts": {"price": 1.5}},
        {"facts": {"words": "x" * 9000}},
        {"run_at": AT.replace(tzinfo=None)},
    ],
)
def test_what_cannot_be_kept_is_not_queued(rolled_back: None, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        queue_jobs([NewJob(verb="goods.count"), NewJob(**{"verb": "goods.count", **changes})], AT)
    assert jobs_left() == 0


def test_a_verb_is_declared_once() -> None:
    @job("test.declared_once")
    def first(due: Due) -> None: ...

    with pytest.raises(VerbTaken):
        job("test.declared_once")(lambda due: None)
    with pytest.raises(ValueError):
        job("nonsense")(lambda due: None)


# ---------------------------------------------------------------- doing


def test_due_jobs_are_done_in_their_hour_and_timers_wait(rolled_back: None) -> None:
    (now,) = queue(facts={"n": 7}, key="k")
    (later,) = queue(run_at=AT + timedelta(days=2))
    seen: list[Due] = []
    works = one("goods.count", lambda due: (seen.append(due), leave_effect(due))[0])  # type: ignore[arg-type,return-value]
    assert run_due(known=works) == Turn(done=1)
    assert run_due(known=works) == Turn()
    assert seen == [Due(now, "default", "goods.count", {"n": 7}, "k", AT, 1, 8)]
    clock.set_clock(AT + timedelta(days=2, seconds=-1))
    assert run_due(known=works) == Turn()
    clock.set_clock(AT + timedelta(days=2))
    assert run_due(known=works) == Turn(done=1)
    assert effects() == {now: 1, later: 1}
    assert jobs_left() == 0


def test_a_cancelled_timer_does_nothing(rolled_back: None) -> None:
    queue(key="a", run_at=AT + timedelta(hours=1))
    (kept,) = queue(key="b", run_at=AT + timedelta(hours=1))
    assert cancel_jobs("goods.count", ["a", "nobody"]) == 1
    clock.set_clock(AT + timedelta(hours=1))
    assert run_due(known=one("goods.count")) == Turn(done=1)
    assert effects() == {kept: 1}


def test_verbs_and_queues_of_others_are_left_alone(rolled_back: None) -> None:
    queue(verb="goods.unknown")
    queue(queue="chores")
    assert run_due(known=one("goods.count")) == Turn()
    assert {(one.queue, one.verb, one.jobs) for one in waiting(AT)} == {
        ("default", "goods.unknown", 1), ("chores", "goods.count", 1),
    }  # fmt: skip
    clock.set_clock(AT + timedelta(minutes=11))
    assert len([sentence for sentence in check_jobs() if "no worker takes them" in sentence]) == 2


def test_one_failure_in_a_group_undoes_only_itself(rolled_back: None) -> None:
    ids = queue(count=5)

    def sometimes(due: Due) -> None:
        leave_effect(due)
        if due.id == ids[2]:
            raise KeyError("phone +7 701 000 00 00")

    assert run_due(known=one("goods.count", sometimes)) == Turn(done=4, failed=1)
    assert effects() == {id: 1 for id in ids if id != ids[2]}
    assert column("attempts", ids[2]) == 1
    assert "701" not in column("error", ids[2]) and column("error", ids[2]).startswith("KeyError")
    assert AT + timedelta(seconds=1) <= column("run_at", ids[2]) <= AT + timedelta(seconds=2)
    clock.set_clock(AT + timedelta(seconds=2))
    assert run_due(known=one("goods.count")) == Turn(done=1)
    assert effects() == dict.fromkeys(ids, 1)


def test_a_foreign_key_that_waits_for_the_commit_fails_only_its_own_job(rolled_back: None) -> None:
    ids = queue(count=4)

    def refer(due: Due) -> None:
        leave_effect(due)
        if due.id == ids[1]:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO strict VALUES (1, 99)")

    assert run_due(known=one("goods.count", refer)) == Turn(done=3, failed=1)
    assert effects() == {id: 1 for id in ids if id != ids[1]}
    assert column("error", ids[1]).startswith("IntegrityError 23503 strict_whole_fkey")


def test_every_try_failed_then_buried_then_requeued(rolled_back: None) -> None:
    def never(due: Due) -> None:
        leave_effect(due)
        raise IntegrityError("no")

    (id,) = queue(tries=3)
    at = AT
    for left in (2, 1):
        assert run_due(known=one("goods.count", never)) == Turn(failed=1), left
        at += timedelta(hours=2)
        clock.set_clock(at)
    assert run_due(known=one("goods.count", never)) == Turn(buried=1)
    assert run_due(known=one("goods.count", never)) == Turn()
    (lying,) = buried()
    assert (lying.id, lying.verb, lying.attempts, lying.buried_at) == (id, "goods.count", 3, at)
    assert [event for event in job_events("job.buried") if event[0] == id] == [
        (id, "system", {"job": str(id), "verb": "goods.count", "attempts": 3})
    ]
    assert any("was buried after 3 attempts" in sentence for sentence in check_jobs())
    assert effects() == {}

    staff = Actor("staff", uuid4())
    assert requeue([id, uuid4()], actor=staff, at=at) == 1
    assert requeue([id], actor=staff, at=at) == 0
    assert [event[:2] for event in job_events("job.requeued") if event[0] == id] == [(id, "staff")]
    assert run_due(known=one("goods.count")) == Turn(done=1)
    assert effects() == {id: 1}
    assert buried() == ()


def test_buried_jobs_are_swept_after_their_time(rolled_back: None) -> None:
    (id,) = queue(tries=1)
    run_due(known=one("goods.count", lambda due: 1 // 0))  # type: ignore[arg-type,return-value]
    assert sweep_buried(AT) == 0
    assert sweep_buried(AT + timedelta(seconds=1)) == 1
    assert buried() == ()
    assert id not in effects()


def test_a_list_is_done_at_once_or_each_alone(rolled_back: None) -> None:
    ids = queue(count=6)
    calls: list[int] = []

    def many(dues: Sequence[Due]) -> None:
        calls.append(len(dues))
        for due in dues:
            leave_effect(due)
        if ids[3] in {due.id for due in dues}:
            raise ValueError

    works = {"goods.count": Work("goods.count", many=many, together=100)}
    assert run_due(known=works) == Turn(failed=6)
    assert effects() == {}
    clock.set_clock(AT + timedelta(minutes=1))
    assert run_due(known=works) == Turn(done=5, failed=1)
    assert calls == [6, 1, 1, 1, 1, 1, 1]
    assert effects() == {id: 1 for id in ids if id != ids[3]}


def test_a_long_turn_gives_back_what_it_did_not_begin(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.kit.jobs import runner

    monkeypatch.setattr(runner, "_LONGEST_TURN", 0.0)
    ids = queue(count=3)
    assert run_due(known=one("goods.count")) == Turn()
    assert {(column("attempts", id), column("run_at", id)) for id in ids} == {(0, AT)}
    monkeypatch.setattr(runner, "_LONGEST_TURN", 3.0)
    monkeypatch.setattr(runner, "_LONGEST_GROUP", 0.0)
    assert run_due(known=one("goods.count")) == Turn(done=1)
    assert sorted(column("attempts", id) for id in ids if id not in effects()) == [0, 0]


@given(st.integers(1, 200), st.integers(0, 999))
def test_waits_grow_and_are_bounded(attempt: int, roll: int) -> None:
    wait = wait_after(attempt, roll)
    whole = min(2 * 2 ** (attempt - 1), 3600)
    assert timedelta(seconds=whole) / 2 <= wait <= timedelta(seconds=whole)
    assert wait_after(attempt + 1, 0) >= wait_after(attempt, 0)


def test_a_failure_is_written_without_its_words() -> None:
    try:
        raise ValueError("password=hunter2")
    except ValueError as trouble:
        assert failure_text(trouble) == "ValueError"
    assert failure_text(Refused("stock.short", "secret")) == "Refused stock.short"
    assert (
        failure_text(OutsideFailed("temporary", "http.busy", "x", body=b"key")) == "OutsideFailed temporary http.busy"
    )
    assert len(failure_text(type("X" * 999, (Exception,), {})())) == 300
