"""The clock is the machine's, or in a trial one row that all processes follow; elsewhere nobody can move it."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from prilavok.kit import clock, settings
from prilavok.kit.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import OwnDatabase

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.usefixtures("rolled_back")
def test_without_a_shared_clock_it_is_the_machines() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


@pytest.mark.usefixtures("rolled_back")
def test_a_standing_clock_stands_and_is_moved() -> None:
    clock.set_clock(AT)
    assert clock.now() == clock.now() == AT
    assert clock.move_clock(timedelta(days=2)) == AT + timedelta(days=2)
    assert clock.move_clock(timedelta(hours=-1)) == clock.now() == AT + timedelta(days=2, hours=-1)
    with pytest.raises(ValueError, match="zone"):
        clock.set_clock(datetime(2026, 1, 1))


@pytest.mark.usefixtures("rolled_back")
def test_a_running_clock_runs_on_after_a_move() -> None:
    clock.set_clock(AT, running=True)
    first = clock.now()
    assert AT <= first < AT + timedelta(seconds=60)
    clock.move_clock(timedelta(days=1))
    moved = clock.now()
    assert first + timedelta(days=1) <= moved < first + timedelta(days=1, seconds=60)
    assert clock.now() > moved


@pytest.mark.usefixtures("rolled_back")
def test_a_clock_that_was_not_set_moves_from_real_time() -> None:
    before = datetime.now(UTC)
    clock.move_clock(timedelta(days=10))
    assert before + timedelta(days=10) <= clock.now() <= datetime.now(UTC) + timedelta(days=10)


def test_outside_a_trial_there_is_no_switch_and_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    where = replace(settings.where(), trial=False)
    monkeypatch.setattr(clock, "where", lambda: where)
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)  # the address of the database leads nowhere in this test
    for move in (lambda: clock.set_clock(AT), lambda: clock.move_clock(timedelta(1))):
        with pytest.raises(Refused) as refusal:
            move()
        assert refusal.value.code == "clock.fixed"


def test_another_process_follows(own_database: "OwnDatabase") -> None:
    clock.set_clock(AT)
    program = "import django; django.setup(); from prilavok.kit import clock; print(clock.now().isoformat())"
    told = subprocess.run(
        [sys.executable, "-c", program], env=own_database.environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == AT.isoformat()
