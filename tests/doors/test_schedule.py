"""What recurs: each slot once, though schedulers die, stand by in numbers, or come late."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import OwnDatabase
from tests.doors.role_processes import role, stop, until

from prilavok.doors.schedule import CHORES
from prilavok.doors.worker import know_all_jobs
from prilavok.kit import clock
from prilavok.kit.jobs.registry import Work
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.jobs.schedule import Chore, coming_slot, hour_of, queue_chores

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
instants = st.integers(1_577_836_800, 2_208_988_800).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(instants, st.integers(2, 90_000), st.data())
def test_the_coming_slot_lies_ahead_and_by_no_more_than_a_period(at: datetime, every: int, data: st.DataObject) -> None:
    chore = Chore("count", every, "goods.count", at=data.draw(st.integers(0, every - 1)))
    ahead = timedelta(seconds=min(60, every // 2))
    hour = hour_of(chore, coming_slot(chore, at))
    assert ahead - timedelta(seconds=1) < hour - at <= timedelta(seconds=every) + ahead
    assert (hour.timestamp() - chore.at) % every == 0


@pytest.mark.parametrize(("every", "at"), [(1, 0), (10, 10), (10, -1)])
def test_a_chore_that_cannot_recur_is_refused(every: int, at: int) -> None:
    with pytest.raises(ValueError):
        Chore("count", every, "goods.count", at=at)


def test_names_of_chores_are_one_list_without_repeats() -> None:
    assert len({chore.name for chore in CHORES}) == len(CHORES)


def test_each_slot_is_done_once_and_a_slept_one_not_at_all(rolled_back: None) -> None:
    chores = (Chore("quarter", 900, "goods.count"), Chore("minute", 60, "goods.weigh"))
    done: list[tuple[str, datetime]] = []
    note = Work("", one=lambda due: done.append((str(due.facts["chore"]), due.run_at)))
    works = {"goods.count": note, "goods.weigh": note}
    clock.set_clock(AT)
    at = AT
    while at < AT + timedelta(minutes=60):
        queue_chores(chores, at)
        queue_chores(chores, at)
        while run_due("chores", known=works):
            pass
        at += timedelta(seconds=7)
        if at.minute == 40:  # nobody schedules and nobody works for some minutes
            at += timedelta(minutes=10)
        clock.set_clock(at)
    assert len(done) == len(set(done)), "never twice"
    quarters = [hour for name, hour in done if name == "quarter"]
    assert quarters == [AT + timedelta(minutes=minute) for minute in (15, 30, 45)], "45 was queued before the sleep"
    minutes = {hour for name, hour in done if name == "minute"}
    slept = {AT + timedelta(minutes=minute) for minute in range(42, 51)}
    assert minutes >= {AT + timedelta(minutes=minute) for minute in range(2, 60)} - slept
    assert not minutes & {AT + timedelta(minutes=minute) for minute in range(42, 50)}


def slots() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM kit_job WHERE queue = 'chores' ORDER BY key")
        return [row[0] for row in cursor.fetchall()]


def test_two_processes_queue_each_chore_once_and_stop_when_told(own_database: OwnDatabase) -> None:
    clock.set_clock(AT)
    expected = sorted(f"{chore.name}:{coming_slot(chore, AT)}" for chore in CHORES)
    with role("schedule", own_database) as first, role("schedule", own_database) as second:
        until(lambda: slots() == expected, first)
        first.kill()
        first.wait()
        clock.move_clock(timedelta(days=1))
        clock.set_clock(AT + timedelta(days=1))
        later = sorted(f"{chore.name}:{coming_slot(chore, AT + timedelta(days=1))}" for chore in CHORES)
        until(lambda: slots() == sorted(expected + later), second)
        assert stop(second) < 15


def test_racing_ticks_queue_a_slot_once(own_database: OwnDatabase) -> None:
    threads = [threading.Thread(target=lambda: (queue_chores(CHORES, AT), connection.close())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(slots()) == len(CHORES)


def test_every_chore_is_done_by_a_worker(own_database: OwnDatabase) -> None:
    """By the runner, in its transaction, as workers do it: a chore that cannot be done so is never done."""
    know_all_jobs()
    clock.set_clock(AT)
    queue_chores(CHORES, AT)
    clock.set_clock(AT + timedelta(days=1, hours=1))
    for _ in range(20 * len(CHORES)):
        turn = run_due("chores")
        assert (turn.failed, turn.buried) == (0, 0), troubles()
        if not turn:
            break
    assert slots() == [], "each ended"


def troubles() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, error FROM kit_job WHERE error <> ''")
        return list(cursor.fetchall())
