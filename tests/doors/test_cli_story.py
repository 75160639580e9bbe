"""`prilavok story`: told to its end twice on a running counter, in all its languages, and refused where it may not be."""

import re
import string
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.conftest import ROOT, OwnDatabase
from tests.promises.counter_at_work import counter
from tests.promises.house_at_work import ask

from prilavok.doors.cli.story_parts.pages import Page, fields_of
from prilavok.doors.cli.story_parts.telling import SCRIPTS


def _story(own: OwnDatabase, home: Path, port: int, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "prilavok.doors.cli", "story", "--pause", "0", *words],
        env={
            **own.environment,
            "PYTHONPATH": f"{ROOT / 'src'}",
            "PRILAVOK_HOME": str(home),
            "PRILAVOK_PORT": str(port),
            **more,
        },
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def home(reachable_folder: Path) -> Path:
    folder = reachable_folder / "home of a story"
    folder.mkdir()
    return folder


def _steps(told: str) -> Sequence[int]:
    return [int(found) for found in re.findall(r"^ ?(\d+)\. ", told, re.MULTILINE)]


_NEW = "SELECT number, commercial, payment, fulfilment FROM orders_order WHERE origin = 'live' ORDER BY recorded_at"


def test_the_story_is_told_twice_on_the_same_installation(own_shop: OwnDatabase, home: Path) -> None:
    with counter(own_shop, home) as port:
        first = _story(own_shop, home, port)
        assert first.returncode == 0, first.stdout + first.stderr
        assert _steps(first.stdout) == list(range(1, 17))
        print(first.stdout)
        orders = ask(own_shop, _NEW)
        assert [states for _number, *states in orders] == [["completed", "paid", "handed_over"]]
        assert f"Заказ {orders[0][0]}" in first.stdout
        assert ask(own_shop, "SELECT count(*) FROM kit_hold") == [(0,)]
        again = _story(own_shop, home, port, "--language", "en")
        assert again.returncode == 0, again.stdout + again.stderr
        assert _steps(again.stdout) == list(range(1, 17))
        assert len(ask(own_shop, _NEW)) == 2
