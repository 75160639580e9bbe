"""A list from the command line: by the mapping of its source, tried first, killed in the middle, brought again.

Shows prilavok.flows.moving_in.again through its door.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from tests.conftest import ROOT, OwnDatabase

from prilavok.domains.imports.actions import save_mapping
from prilavok.kit import clock

ROWS = 300


def command(own: OwnDatabase, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "prilavok.doors.cli", "load", "file", *words],
        env={**own.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=240)
    return process.returncode, out, err


def ask(own: OwnDatabase, question: str) -> int:
    with psycopg.connect(own.url) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
        return int(row[0])


@pytest.fixture
def people(tmp_path: Path) -> Path:
    rows = "".join(f"{nth};Покупатель {nth};8701555{nth:04};\r\n" for nth in range(1, ROWS + 1))
    path = tmp_path / "people.csv"
    path.write_bytes(("Код;Имя;Телефон;Отписка\r\n" + rows + "x;Кривой;нет;\r\n").encode("cp1251"))
    return path


def test_a_list_is_tried_killed_and_brought_again_and_nothing_is_doubled(
    own_database: OwnDatabase, people: Path
) -> None:
    own = own_database
    code, out, err = done(command(own, str(people), "--mapping", "oldcrm"))
    assert code == 1 and "oldcrm" in err and "Traceback" not in err
    assert ask(own, "SELECT count(*) FROM imports_run") == 0
    save_mapping("oldcrm", "customers", {"Код": "code", "Имя": "name", "Телефон": "phone"}, {}, at=clock.now())

    code, out, err = done(command(own, str(people), "--mapping", "oldcrm", "--dry-run"))
    assert code == 0, err
    assert "column         phone <- Телефон" in out, "what the columns were taken for"
    assert "left out       Отписка: it seems to say who may be written to" in out, "it was mapped before there was one"
    assert f"rows in        {ROWS + 1}" in out and "phone_unreadable" in out and "nothing was taken in" in out
    assert ask(own, "SELECT count(*) FROM customers_customer") == 0

    killed = command(own, str(people), "--mapping", "oldcrm")
    deadline = time.monotonic() + 120
    while ask(own, "SELECT count(*) FROM customers_customer") < 50 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    half = ask(own, "SELECT count(*) FROM customers_customer")
    assert 50 <= half < ROWS
    # What is there is whole slices, each with its receipt.
    assert half == ask(own, "SELECT sum(rows_loaded) FROM imports_slice WHERE step = 'customers'")

    code, out, err = done(command(own, str(people), "--mapping", "oldcrm"))
    assert code == 0 and f"here before and the same: {half}" in out, err
    assert ask(own, "SELECT count(*) FROM customers_customer") == ROWS
    assert ask(own, "SELECT count(*) FROM customers_identifier WHERE kind = 'phone'") == ROWS
    assert ask(own, "SELECT count(*) FROM customers_join") == 0


@pytest.mark.parametrize(
    "words", [["/no/such/file", "--mapping", "oldcrm"], [__file__], [__file__, "--mapping", "a", "--what", "goods"]]
)
def test_words_that_make_no_sense_are_refused_before_anything_is_read(
    own_database: OwnDatabase, words: list[str]
) -> None:
    code, _out, err = done(command(own_database, *words))
    assert code == 2 and "Traceback" not in err
