"""Who rests is woken by what is committed, and by nothing that is not; a call missed costs time and nothing else."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from tests.conftest import OwnDatabase
from tests.kit.relay_world import AT, an_event

from prilavok.kit.db import waking
from prilavok.kit.db.waking import RELAY, WORKER, is_woken, wake
from prilavok.kit.events.record import record
from prilavok.kit.jobs.loop import Loop
from prilavok.kit.jobs.queue import NewJob, queue_jobs

LONG = 20.0  # seconds; nobody here waits so long unless the call was lost


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    """Every call is sent, however soon after the one before."""
    waking._called.clear()
    yield
    waking._called.clear()


class Sleeper(threading.Thread):
    """One who rests on a connection of its own until woken. seconds: how long it did."""

    def __init__(self, who: str) -> None:
        super().__init__(daemon=True)
        self.who, self.seconds, self.woken = who, 0.0, False
        self._listens = threading.Event()
        self.start()
        assert self._listens.wait(LONG)

    def run(self) -> None:
        waking._heard_on.pop(self.who, None)
        try:
            assert is_woken(self.who, 0.0)  # the first time something may have been missed
            self._listens.set()
            began = time.monotonic()
            self.woken = is_woken(self.who, LONG)
            self.seconds = time.monotonic() - began
        finally:
            connection.close()

    def wakes(self) -> bool:
        self.join(LONG + 5)
        return self.woken and self.seconds < LONG / 2


def test_a_commit_wakes_and_a_rollback_does_not(own_database: OwnDatabase) -> None:
    relay = Sleeper(RELAY)
    with transaction.atomic():
        record([an_event()], AT)
        record([an_event()], AT)
        transaction.set_rollback(True)
    with transaction.atomic():
        record([an_event()], AT)
        relay.join(0.3)
        assert relay.is_alive()  # what is not committed yet is nothing to look at
        assert len(connection.run_on_commit) == 1
        record([an_event()], AT)
        assert len(connection.run_on_commit) == 1  # one call, however much is recorded
    assert relay.wakes()


def test_only_what_is_due_wakes_the_worker(own_database: OwnDatabase) -> None:
    worker = Sleeper(WORKER)
    queue_jobs([NewJob(verb="goods.count", run_at=AT + timedelta(hours=1))], AT)
    worker.join(0.3)
    assert worker.is_alive()
    queue_jobs([NewJob(verb="goods.count")], AT)
    assert worker.wakes()


def test_calls_of_one_process_keep_apart(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "_APART", 3_600.0)
    waking._heard_on.clear()
    assert is_woken(RELAY, 0.0)
    for _ in range(5):
        wake(RELAY)
    assert len(list(connection.connection.notifies(timeout=0.2))) == 1


def test_a_loop_that_rests_long_takes_its_turn_when_called(own_database: OwnDatabase) -> None:
    turns: list[float] = []
    loop = Loop(RELAY, shortest=LONG, longest=LONG, woken=True)

    def turn() -> bool:
        turns.append(time.monotonic())
        loop.stopped = len(turns) == 3  # the second follows at once: a connection that is new may have missed a call
        return False

    called = threading.Timer(0.3, _in_its_own(lambda: wake(RELAY)))
    waking._heard_on.clear()
    called.start()
    loop.run(turn)
    called.join()
    assert len(turns) == 3 and 0.2 < turns[2] - turns[0] < LONG / 2


def test_a_loop_listens_again_on_a_new_connection(own_database: OwnDatabase) -> None:
    waking._heard_on.clear()
    assert is_woken(RELAY, 0.0)
    assert not is_woken(RELAY, 0.0)
    connection.close()
    assert is_woken(RELAY, 0.0)  # it may have missed one meanwhile
    wake(RELAY)
    assert is_woken(RELAY, LONG)


def _in_its_own(act: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    return run


@pytest.mark.parametrize("together", [False, True], ids=["alone", "in a transaction"])
def test_a_call_that_fails_breaks_nothing_of_what_was_committed(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, together: bool
) -> None:
    def lost(who: str) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(waking, "_call", lost)
    if together:
        with transaction.atomic():
            wake(RELAY)
    else:
        wake(RELAY)
    assert [line.levelname for line in caplog.records] == ["ERROR"]
