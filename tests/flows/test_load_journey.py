"""A slice of the year goes through the real command, kills included, and is there to the cent (prilavok.flows.load.*).

Covers prilavok.flows.load.whole, prilavok.flows.load.ground, prilavok.flows.load.cards,
prilavok.flows.load.customers, prilavok.flows.load.stock, prilavok.flows.load.campaigns, prilavok.flows.load.sales.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from tests.conftest import OwnDatabase
from tests.flows.journey_truth import SEVERAL, SMALL, folder, truth_of

from prilavok.adapters.feeds.complete_journey.adapter import CompleteJourney


def prilavok(own: OwnDatabase, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command against the test's database."""
    return subprocess.run(
        [sys.executable, "-m", "prilavok.doors.cli", *words],
        env=own.environment,
        capture_output=True,
        text=True,
        timeout=240,
    )


def load_here(stores: str) -> None:
    """Load a slice in this process, into the database of the test."""
    from prilavok.flows.load.whole import begin_load, load_whole
    from prilavok.kit.events.actor import SYSTEM

    feed = CompleteJourney(stores=frozenset(int(store) for store in stores.split(",")))
    for _progress in load_whole(begin_load(feed, actor=SYSTEM), feed, actor=SYSTEM):
        pass


def ask(own: OwnDatabase, question: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the database."""
    with psycopg.connect(own.url) as connection:
        return list(connection.execute(question, values).fetchall())  # type: ignore[call-overload]


LONG = bool(os.environ.get("PRILAVOK_LONG"))
STATE = {
    "receipts": "SELECT source_key, line_count, list_amount, amount, coupon_amount, paid_amount, placed_at"
    " FROM orders_order ORDER BY 1",
    "lines": "SELECT o.source_key, l.position, l.kind, v.sku, l.quantity, l.list_amount, l.amount, l.coupon_amount"
    " FROM orders_line l JOIN orders_order o ON o.id = l.order_id JOIN catalog_variant v"
    " ON v.id = l.variant_id ORDER BY 1, 2",
    "balances": "SELECT p.code, v.sku, a.book, a.state, b.posted FROM kit_balance b JOIN kit_account a"
    " ON a.id = b.account_id JOIN catalog_variant v ON v.id = a.unit JOIN places_place p ON p.id = a.holder"
    " ORDER BY 1, 2, 3, 4",
    "points": "SELECT i.value, b.posted FROM kit_balance b JOIN kit_account a ON a.id = b.account_id"
    " JOIN customers_identifier i ON i.leaf_id = a.holder WHERE a.book = 'points' ORDER BY 1",
    "moves": "SELECT cause, count(*), sum(units)::bigint FROM kit_move GROUP BY 1 ORDER BY 1",
    "prices": "SELECT l.code, v.sku, p.amount, p.per, p.valid_from, p.valid_to FROM pricing_version p"
    " JOIN pricing_list l ON l.id = p.price_list_id JOIN catalog_variant v ON v.id = p.variant_id ORDER BY 1, 2, 5",
    "events": "SELECT verb, origin, count(*) FROM kit_event GROUP BY 1, 2 ORDER BY 1",
    "touches": "SELECT verb, origin, count(*) FROM kit_behaviour GROUP BY 1, 2",
    "people": "SELECT code, name, made_up FROM customers_customer ORDER BY 1",
    "redemptions": 'SELECT count(*), count("order") FROM promotions_redemption',
}


def state_of(own: OwnDatabase) -> dict[str, list[tuple[object, ...]]]:
    """Return everything a load makes, without ids and instants of recording."""
    return {name: ask(own, question) for name, question in STATE.items()}


def test_a_slice_is_there_to_the_cent_and_a_second_run_changes_nothing(own_database: OwnDatabase) -> None:
    loaded = prilavok(own_database, "load", "journey", "--stores", SMALL)
    assert loaded.returncode == 0, loaded.stderr
    truth = truth_of(SMALL)
    heads = ask(own_database, "SELECT source_key, line_count, amount, coupon_amount FROM orders_order")
    assert {str(key): list(sums) for key, *sums in heads} == dict(truth.receipts)
    assert ask(own_database, "SELECT count(*), sum(amount)::bigint, sum(coupon_amount)::bigint FROM orders_line") == [
        (truth.lines, truth.amount, truth.coupons)
    ]
    weeks = ask(
        own_database,
        "SELECT date_trunc('week', local_day)::date, sum(amount)::bigint FROM orders_order GROUP BY 1 ORDER BY 1",
    )
    assert [amount for _, amount in weeks] == [truth.weeks[week] for week in sorted(truth.weeks)]
    goods = ask(
        own_database,
        "SELECT p.code, v.sku, b.posted FROM kit_balance b JOIN kit_account a ON a.id = b.account_id AND a.state = 'goods'"
        " JOIN places_place p ON p.id = a.holder JOIN catalog_variant v ON v.id = a.unit",
    )
    assert {(place, sku): posted for place, sku, posted in goods} == {
        name: -(-sold // 5) for name, sold in truth.sold.items()
    }
    assert ask(own_database, "SELECT count(*) FROM customers_customer") == [(len(truth.households),)]
    assert ask(own_database, "SELECT DISTINCT origin FROM kit_event") == [("load",)]
    before = state_of(own_database)
    again = prilavok(own_database, "load", "journey", "--stores", SMALL)
    assert (again.returncode, again.stdout) == (0, "journey: loaded already, nothing to do\n")
    assert state_of(own_database) == before
    checked = prilavok(own_database, "check", "--only", "l")
    assert "WRONG loads" not in checked.stdout and "ok    loads" in checked.stdout, checked.stdout
    assert "ok    ledgers" in checked.stdout


def test_check_sees_a_missing_line_a_changed_cent_and_a_lost_event(own_database: OwnDatabase) -> None:
    from prilavok.doors.cli import reconciling
    from prilavok.insights.reconciliation import check_order_events, check_order_sums

    def check() -> list[str]:
        return check_order_events() + check_order_sums() + reconciling.check()

    load_here("3217")
    assert check() == []
    for harm, seen in (
        (
            "UPDATE imports_slice SET rows_in = rows_in - 1, rows_loaded = rows_loaded - 1"
            " WHERE id = (SELECT id FROM imports_slice WHERE step = 'sales' LIMIT 1)",
            "its slices",
        ),
        (
            "DELETE FROM kit_event WHERE id = (SELECT id FROM kit_event WHERE verb = 'order.completed' LIMIT 1)",
            "events",
        ),
        (
            "UPDATE orders_line SET list_amount = list_amount + 1, amount = amount + 1"
            " WHERE id = (SELECT id FROM orders_line ORDER BY id LIMIT 1)",
            "receipt",
        ),
        (
            "WITH two AS (SELECT min(id::text)::uuid AS one, max(id::text)::uuid AS other FROM orders_line"
            " WHERE amount > 1 GROUP BY order_id HAVING count(*) > 1 AND max(amount) - min(amount) > 1"
            " ORDER BY order_id LIMIT 1)"
            " UPDATE orders_line l SET list_amount = l.list_amount + CASE l.id WHEN two.one THEN 1 ELSE -1 END,"
            " amount = l.amount + CASE l.id WHEN two.one THEN 1 ELSE -1 END FROM two"
            " WHERE l.id IN (two.one, two.other)",
            "receipt",
        ),
        ("DELETE FROM orders_line WHERE id = (SELECT id FROM orders_line ORDER BY id DESC LIMIT 1)", "receipt"),
    ):
        before = check()
        with psycopg.connect(own_database.url) as connection:
            connection.execute(harm)  # type: ignore[arg-type]
        more = [sentence for sentence in check() if sentence not in before]
        assert len(more) >= 1 and all(seen in one or "week" in one or "payments say" in one for one in more), harm


def test_a_load_killed_again_and_again_ends_as_one_that_was_not(own_database: OwnDatabase) -> None:
    words = [sys.executable, "-m", "prilavok.doors.cli", "load", "journey", "--stores", SEVERAL]
    kills, most = 0, 4 if LONG else 2
    while True:
        before = ask(own_database, "SELECT count(*) FROM imports_slice")
        process = subprocess.Popen(words, env=own_database.environment, stdout=subprocess.DEVNULL)
        while kills < most and process.poll() is None:
            if ask(own_database, "SELECT count(*) FROM imports_slice") != before:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.02)
        if process.wait(timeout=200) != -signal.SIGKILL:
            break
        kills += 1
    assert process.returncode == 0
    assert kills == most
    truth = truth_of(SEVERAL)
    heads = ask(own_database, "SELECT source_key, line_count, amount, coupon_amount FROM orders_order")
    assert {str(key): list(sums) for key, *sums in heads} == dict(truth.receipts)
    assert ask(own_database, "SELECT count(*) FROM kit_move WHERE cause = 'opening'") == [(len(truth.sold),)]
    assert ask(own_database, "SELECT sum(units)::bigint FROM kit_move WHERE cause = 'sale'") == [
        (sum(truth.sold.values()),)
    ]
    checked = prilavok(own_database, "check", "--only", "l")
    assert "ok    loads" in checked.stdout and "ok    ledgers" in checked.stdout, checked.stdout


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda there: (there / "transactions.parquet").unlink(), "file_missing"),
        (lambda there: _cut(there / "transactions.parquet"), "file_cut"),
        (lambda there: (there / "products.parquet").write_bytes(b"id,name\n1,Bread\n"), "file_cut"),
        (lambda there: shutil.copy(folder() / "coupons.parquet", there / "transactions.parquet"), "column_missing"),
    ],
    ids=["missing", "cut short", "wrong type", "another file under its name"],
)
def test_a_broken_source_is_refused_and_changes_nothing(own_database: OwnDatabase, tmp_path: Path, harm, words) -> None:  # type: ignore[no-untyped-def]
    from prilavok.domains.imports.errors import SourceUnreadable
    from prilavok.flows.load.whole import begin_load
    from prilavok.kit.events.actor import SYSTEM

    there = tmp_path / "data"
    shutil.copytree(folder(), there, ignore=shutil.ignore_patterns("promotions*"))
    harm(there)
    with pytest.raises(SourceUnreadable, match=words):
        begin_load(CompleteJourney(there), actor=SYSTEM)
    assert ask(own_database, "SELECT count(*) FROM orders_order") == [(0,)]
    assert ask(own_database, "SELECT state, left(refusal, 4) FROM imports_run") == [("refused", words[:4])]
    assert ask(own_database, "SELECT verb FROM kit_event") == [("import.refused",)]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def test_two_processes_do_not_load_one_source_at_once(own_database: OwnDatabase) -> None:
    words = [sys.executable, "-m", "prilavok.doors.cli", "load", "journey", "--stores", SMALL]
    both = [
        subprocess.Popen(
            words, env=own_database.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in both]
    assert sorted(code for _, code in ends) == [0, 1]
    assert [said for said, code in ends if code] == [next(said for said, code in ends if "journey" in said)]
    assert ask(own_database, "SELECT count(*) FROM orders_order") == [(len(truth_of(SMALL).receipts),)]


def test_dates_move_by_whole_weeks_to_end_one_to_seven_days_ago(own_database: OwnDatabase) -> None:
    from datetime import date

    from prilavok.flows.load.times import shift_for

    for ahead in range(7):
        today = date(2026, 11, 16 + ahead)
        shift = shift_for(date(2017, 12, 31), today)
        assert 1 <= (today - date(2017, 12, 31)).days - 7 * shift <= 7
    assert shift_for(None, date(2026, 11, 16)) == 0
    load_here("3217")
    before = ask(own_database, "SELECT shift_weeks FROM imports_run")
    load_here("3217")
    assert ask(own_database, "SELECT shift_weeks FROM imports_run") == before
