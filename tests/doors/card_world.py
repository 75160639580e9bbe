"""A card terminal's sandbox for tests of the doors, and waiting until it has said what it left open."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from tests import make
from tests.sandboxes.sandbox_process import sandbox

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.flows.resolve_payment import AskPayment
from prilavok.kit import clock
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.secrets import Secret
from prilavok.kit.settings import where

ASKS = AskPayment  # the job that finds out what the terminal left open
TERMINAL_KEY = "a-key-of-the-terminal"
# What the terminal's sandbox does is driven by the last digit of the amount.
TAKEN, REFUSED, LATE = 10_000, 10_005, 10_007


@contextmanager
def running_terminal(folder: Path) -> Iterator[str]:
    """The address of a running terminal."""
    with sandbox("card", folder) as running:
        yield running.url


@contextmanager
def connected(terminal: str) -> Iterator[None]:
    """Cards are charged by this terminal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRILAVOK_PORT", str(int(terminal.rpartition(":")[2]) - 2))
        where.cache_clear()
        secrets = {"key": Secret(TERMINAL_KEY)}
        put_connection(NewConnection("card", "payments", "sandbox_card", {"en": "Card"}, {}, secrets), at=make.AT)
        yield
    where.cache_clear()


def until_known() -> None:
    """Ask the terminal again and again, until it has surely said."""
    for _ in range(10):
        time.sleep(0.5)
        clock.move_clock(timedelta(seconds=30))
        run_due("outside")
