"""What only the long form of a run tries: `./test --long`."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

LONG = bool(os.environ.get("PRILAVOK_LONG"))
only_long = pytest.mark.skipif(not LONG, reason="of the long form: ./test --long")


def run_machine(machine: type[RuleBasedStateMachine], *, short: int, long: int, steps: int) -> None:
    """Try so many lives of a state machine, each of up to so many steps."""
    examples = long if LONG else short
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
