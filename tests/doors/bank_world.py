"""The sandbox of a bank's payment page for tests, what a customer does there, and waiting until we know of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from tests import make
from tests.sandboxes.sandbox_process import sandbox

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.payments.queries import read_attempt
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.resolve_payment import AskPayment
from prilavok.kit import clock
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.secrets import Secret
from prilavok.kit.settings import where

ASKS = AskPayment  # the job that finds out
SHOP_KEY = "a-key-of-the-shop"


@contextmanager
def running_bank(folder: Path) -> Iterator[str]:
    """The address of a running payment page."""
    with sandbox("pay", folder) as running:
        yield running.url


@contextmanager
def banking(bank: str, *, hold: str = "yes") -> Iterator[None]:
    """It is our bank; money is held until the goods are handed over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRILAVOK_PORT", str(int(bank.rpartition(":")[2]) - 3))
        where.cache_clear()
        opens = {"key": Secret(SHOP_KEY)}
        new = NewConnection("online", "payments", "sandbox_page", {"en": "Page"}, {"hold": hold}, opens)
        put_connection(new, at=make.AT)
        yield
    where.cache_clear()


def act(link: str, act: str) -> httpx.Response:
    """What the customer does at the page."""
    answer = httpx.post(link, data={"act": act}, timeout=5)
    assert answer.status_code == 303
    return answer


def known(attempt: UUID, *, times: int = 12) -> AttemptView:
    """Wait till the jobs have found out, as a worker would."""
    for _ in range(times):
        if not (found := read_attempt(attempt)).is_open and not found.waits:
            break
        clock.move_clock(timedelta(seconds=61))
        run_due("outside")
    return read_attempt(attempt)


def told(bank: str, attempt: UUID) -> dict[str, object]:
    """What the bank says of it."""
    opened = {"authorization": f"Bearer {SHOP_KEY}"}
    answer = httpx.get(f"{bank}/payments/{attempt}", headers=opened, timeout=5)
    return answer.json() if answer.status_code == 200 else {}
