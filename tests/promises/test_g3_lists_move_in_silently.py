"""Lists of another system move in through real workers, killed on the way: reconciled to the row, and nobody hears of it.

Shows prilavok.flows.moving_in.take as a job.
"""

from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from tests.conftest import ROOT, OwnDatabase
from tests.promises.house_at_work import ask, load, process, until

from prilavok.adapters.feeds.csv_files.adapter import CsvFiles
from prilavok.domains.imports.queries import count_refused, count_steps, guess_list, read_list, read_run
from prilavok.doors.cli.reconciling import check as compare_with_sources
from prilavok.flows.moving_in.bring import bring_list
from prilavok.flows.moving_in.steer import say_mapping, start_list
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.relay import relay_lag
from prilavok.kit.ledger.checks import check as check_ledger

pytestmark = pytest.mark.quiet

OWN_FILES = ROOT / "src" / "prilavok" / "adapters" / "feeds" / "csv_files" / "examples" / "small_shop"
PROBE = "tests.promises.probe_process"
PEOPLE = 250
HALF = 125
ORDERS = 150


@pytest.mark.thin("1C, Mindbox, living beside them in step")
def test_two_lists_come_in_whole_though_the_worker_is_killed_and_nothing_follows(
    own_database: OwnDatabase, tmp_path: Path
) -> None:
    own = own_database
    load(CsvFiles(OWN_FILES))
    with psycopg.connect(own.url) as connection:
        connection.execute("CREATE TABLE probe (event uuid)")
        before = connection.execute("SELECT count(*), max(id::text) FROM kit_event").fetchone()
        moves = connection.execute("SELECT count(*) FROM kit_move").fetchone()
    assert before is not None and moves is not None
    people = _bring(tmp_path, "customers", _people())
    with process(own, PROBE, "relay") as relay:
        with process(own, PROBE, "worker") as worker:
            until(lambda: read_run(people).state == "checked", relay, worker, seconds=90)
            start_list(people, actor=SYSTEM, at=clock.now())
            until(lambda: _rows_in(people) >= 100, relay, worker, seconds=90)
            worker.kill()
            worker.wait()
        half = _rows_in(people)
        assert 100 <= half < PEOPLE + 2 and read_run(people).state == "running"
        assert ask(own, "SELECT count(*) FROM imports_row") == [(half - len(_refused_so_far(people)),)]
        with process(own, PROBE, "worker") as worker:
            until(lambda: read_run(people).state == "done", relay, worker, seconds=90)
            orders = _bring(tmp_path, "orders", _orders(), {"place": "KOK-1"})
            until(lambda: read_run(orders).state == "checked", relay, worker, seconds=90)
            start_list(orders, actor=SYSTEM, at=clock.now())
            until(lambda: read_run(orders).state == "done", relay, worker, seconds=90)
            until(lambda: relay_lag().events == 0 and ask(own, "SELECT count(*) FROM kit_job") == [(0,)], relay, worker)

    (taken,) = count_steps([people])[people]
    assert (taken.rows_in, taken.rows_loaded, taken.rows_refused) == (PEOPLE + 2, PEOPLE, 2)
    assert {reason: rows for reason, (rows, _) in count_refused(people).items()} == {"phone_unreadable": 1, "nobody": 1}
    said = "SELECT waits, count(*) FROM consent_consent WHERE origin = 'import' AND given GROUP BY 1 ORDER BY 1"
    assert ask(own, said) == [(False, HALF), (True, PEOPLE - HALF)], "what is proven counts, the rest waits"
    words = "SELECT kind, source, count(*) FROM customers_preference GROUP BY 1, 2 ORDER BY 1"
    assert ask(own, words) == [("address", "list", PEOPLE), ("born", "list", PEOPLE)]
    lying = "SELECT count(*) FROM customers_preference WHERE value = '' AND sealed IS NOT NULL"
    assert ask(own, lying) == [(2 * PEOPLE,)], "none lies open"
    (sold,) = count_steps([orders])[orders]
    assert (sold.rows_in, sold.rows_loaded, sold.amount_loaded) == (ORDERS, ORDERS, sum(_amounts()) * 100)
    assert ask(own, "SELECT sum(amount)::bigint FROM orders_order WHERE number LIKE 'oldcrm/%%'") == [
        (sold.amount_loaded,)
    ]
    owners = (
        "SELECT count(DISTINCT w.customer_id) FROM orders_order o JOIN customers_leaf_owner w ON w.leaf_id = o.leaf_id"
    )
    assert ask(own, owners + " AND w.valid_to IS NULL WHERE o.number LIKE 'oldcrm/%%'") == [(ORDERS,)]

    told = dict(ask(own, "SELECT origin, count(*) FROM kit_event WHERE id::text > %s GROUP BY 1", before[1]))
    assert set(told) == {"import"} and told["import"] >= PEOPLE + 2 * ORDERS
    assert ask(own, "SELECT count(*) FROM probe") == [(0,)]
    assert ask(own, "SELECT count(*) FROM kit_move") == [moves]
    for silent in ("conversations_message", "hooks_out_telling", "tasks_task", "customers_join"):
        assert ask(own, f"SELECT count(*) FROM {silent}") == [(0,)], silent
    assert check_ledger() == compare_with_sources() == []


def _bring(folder: Path, subject: str, text: str, settings: dict[str, str] | None = None) -> UUID:
    path = folder / f"{subject}.csv"
    path.write_text(text, encoding="utf-16")
    run = bring_list(path, name=path.name, source="oldcrm", subject=subject, actor=SYSTEM, at=clock.now())
    guessed = guess_list("oldcrm", subject, read_list(run).columns)
    say_mapping(run, guessed.columns, settings or {}, actor=SYSTEM, at=clock.now())
    return run


def _people() -> str:
    # The first half agreed to SMS with a proof, the second without.
    rows = "".join(
        f"{nth}\tПокупатель {nth}\t8701555{nth:04}\tда\t05.02.2025\tанкета\t{'редакция 3' if nth <= HALF else ''}"
        f"\t17.05.19{nth % 90 + 10}\tул. Абая {nth}\n"
        for nth in range(1, PEOPLE + 1)
    )
    head = (
        "Код\tФИО\tТелефон\tСогласие на SMS\tДата согласия\tИсточник согласия\tТекст согласия\tДата рождения\tАдрес\n"
    )
    return head + rows + "x\tКривой\tнет\t\t\t\t\t\t\n\tНикто\t\t\t\t\t\t\t\n"


def _amounts() -> list[int]:
    return [1000 + nth for nth in range(1, ORDERS + 1)]


def _orders() -> str:
    rows = "".join(f"N{nth}\t0{nth % 9 + 1}.02.2026\t{amount},00\t{nth}\n" for nth, amount in enumerate(_amounts(), 1))
    return "Номер заказа\tДата\tСумма\tКод клиента\n" + rows


def _rows_in(run: UUID) -> int:
    return sum(one.rows_in for one in count_steps([run])[run] if one.step == "customers")


def _refused_so_far(run: UUID) -> list[str]:
    return [reason for reason, (rows, _amount) in count_refused(run).items() for _ in range(rows)]
