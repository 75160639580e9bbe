"""The ledger against the database's own speed, in one run on one server: python -m benchmarks.ledger [seconds].

1. Posting in batches against INSERT and COPY of the same moves into the same table with all keys, checks and indexes:
   what the guarded balances and their locks cost. 2. Single reservations from Python against pgbench with the very
same statement: what our side of the connection costs. Rounds alternate, the middle one of each is told.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import psycopg

from prilavok.kit.db.postgres import Cluster

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ACCOUNTS, BATCH, BATCHES, ROUNDS, CLIENTS = 2000, 1000, 10, 3, 4
UNIT = UUID(int=0x7000_8000_0000_0000_0000)
_HOLDER = "('00000000-0000-7000-8000-' || lpad(to_hex({n}::bigint), 12, '0'))::uuid"
_GOODS = f"ledger_account_id('stock', {_HOLDER}, '{UNIT}', 'goods')"
_SOLD = f"ledger_account_id('stock', '{UNIT}', '{UNIT}', 'sold')"
# pgbench takes every colon before a word for a variable of its own: instants are written without
_NOW, _UNTIL = (f"'{at:%Y%m%dT%H%M%S}Z'" for at in (AT, AT + timedelta(days=1)))
_RESERVE = (
    f"SELECT * FROM ledger_reserve(ARRAY[gen_random_uuid()], ARRAY[{_GOODS}], ARRAY[{_SOLD}], ARRAY[1]::bigint[],"
    f" ARRAY['basket'], ARRAY[NULL]::uuid[], ARRAY['{UNIT}'::uuid], ARRAY[{_UNTIL}]::timestamptz[],"
    f" ARRAY[{_NOW}]::timestamptz[], {_NOW}, 'trial')"
)
_COLUMNS = "id, kind, debit_id, credit_id, units, cause, cause_id, occurred_at, recorded_at, origin"


def main(seconds: float) -> None:
    """Run all three on a server of their own and print the ratios. seconds: how long each round of calls lasts."""
    with tempfile.TemporaryDirectory(prefix="prilavok-benchmark-") as folder:
        Path(folder).chmod(0o755)
        server = Cluster(Path(folder) / "cluster").ensure()
        try:
            os.environ.update(DATABASE_URL=server.url, PRILAVOK_HOME=folder, DJANGO_SETTINGS_MODULE="prilavok.settings")
            import django

            django.setup()
            from prilavok.kit.db.install import bring_up_to_date

            bring_up_to_date()
            with psycopg.connect(server.url, autocommit=True) as connection:
                goods, sold = _open(connection)
                _postings(connection, goods, sold)
                _reservations(server.url, server.programs.folder / "pgbench", goods, sold, seconds)
                _checking(connection, goods, sold)
        finally:
            from django.db import connections

            connections.close_all()
            server.destroy()


def _open(connection: psycopg.Connection[Any]) -> tuple[list[UUID], UUID]:
    connection.execute(
        f"SELECT ledger_open('stock', array_agg({_HOLDER.format(n='n')}), array_agg('{UNIT}'::uuid),"
        " array_agg('goods'::text), array_agg(true)) FROM generate_series(1, %s) AS n",
        [ACCOUNTS],
    )
    connection.execute(
        f"SELECT ledger_open('stock', ARRAY['{UNIT}'::uuid, '{UNIT}'], ARRAY['{UNIT}'::uuid, '{UNIT}'],"
        " ARRAY['sold', 'opening'], ARRAY[false, false])"
    )
    rows = connection.execute(f"SELECT {_GOODS.format(n='n')} FROM generate_series(1, %s) AS n", [ACCOUNTS]).fetchall()
    row = connection.execute(f"SELECT {_SOLD}, ledger_account_id('stock', '{UNIT}', '{UNIT}', 'opening')").fetchone()
    assert row is not None
    goods, (sold, opening) = [account for (account,) in rows], row
    _post(connection, [(uuid4(), opening, account, 10_000_000) for account in goods])
    return goods, sold


Moves = list[tuple[UUID, UUID, UUID, int]]


def _post(connection: psycopg.Connection[Any], moves: Moves) -> None:
    ids, debits, credits, amounts = (list(column) for column in zip(*moves, strict=True))
    count = len(moves)
    connection.execute(
        "SELECT ledger_post(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::uuid[],"
        " %s::timestamptz[], %s, 'trial', false)",
        [ids, debits, credits, amounts, ["sale"] * count, [None] * count, [AT] * count, AT],
    )


def _insert(connection: psycopg.Connection[Any], moves: Moves) -> None:
    ids, debits, credits, amounts = (list(column) for column in zip(*moves, strict=True))
    count = len(moves)
    connection.execute(
        f"INSERT INTO kit_move ({_COLUMNS}) SELECT id, 'post', d, c, u, cause, cause_id, at, %s, 'trial' FROM unnest("
        "%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::uuid[], %s::timestamptz[])"
        " AS m (id, d, c, u, cause, cause_id, at)",
        [AT, ids, debits, credits, amounts, ["sale"] * count, [None] * count, [AT] * count],
    )


def _copy(connection: psycopg.Connection[Any], moves: Moves) -> None:
    with connection.cursor().copy(f"COPY kit_move ({_COLUMNS}) FROM STDIN") as copy:
        for move, debit, credit, units in moves:
            copy.write_row((move, "post", debit, credit, units, "sale", None, AT, AT, "trial"))


def _postings(connection: psycopg.Connection[Any], goods: list[UUID], sold: UUID) -> None:
    ways: dict[str, Callable[[psycopg.Connection[Any], Moves], None]] = {
        "ledger_post": _post, "INSERT": _insert, "COPY": _copy,
    }  # fmt: skip
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            batches = [
                [(uuid4(), goods[(b * BATCH + n * 7) % ACCOUNTS], sold, 1) for n in range(BATCH)]
                for b in range(BATCHES)
            ]
            began = time.perf_counter()
            for batch in batches:
                way(connection, batch)
            speeds[name].append(BATCH * BATCHES / (time.perf_counter() - began))
            if name != "ledger_post":  # only posting counts balances: take the others' moves away again
                connection.execute("DELETE FROM kit_move WHERE id = ANY (%s)", [[m[0] for b in batches for m in b]])
        connection.execute("VACUUM ANALYZE kit_move, kit_balance")
    middle = {name: median(all_of_them) for name, all_of_them in speeds.items()}
    for name, speed in middle.items():
        print(f"{name:>24}: {speed:9,.0f} moves/s in batches of {BATCH}")
    print(f"{'ledger_post / INSERT':>24}: {middle['ledger_post'] / middle['INSERT']:9.2f}")
    print(f"{'ledger_post / COPY':>24}: {middle['ledger_post'] / middle['COPY']:9.2f}")


def _reservations(url: str, pgbench: Path, goods: list[UUID], sold: UUID, seconds: float) -> None:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_pgbench(url, pgbench, seconds))
        ours.append(_python(goods, sold, seconds))
    print(f"{'pgbench, reserve':>24}: {median(theirs):9,.0f} calls/s, {CLIENTS} connections")
    print(f"{'reserve_units':>24}: {median(ours):9,.0f} calls/s, {CLIENTS} connections, one process")
    print(f"{'reserve_units / pgbench':>24}: {median(ours) / median(theirs):9.2f}")


def _pgbench(url: str, pgbench: Path, seconds: float) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"\\set n random(1, {ACCOUNTS})\n{_RESERVE.format(n=':n')};\n")
        script.flush()
        done = subprocess.run(
            [pgbench, "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(max(1, round(seconds))),
             "-f", script.name, url],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    [line] = [line for line in done.stdout.splitlines() if line.startswith("tps = ")]
    return float(line.split()[2])


def _python(goods: list[UUID], sold: UUID, seconds: float) -> float:
    from django.db import connection

    from prilavok.kit.ledger.holds import reserve_units
    from prilavok.kit.ledger.types import Reservation

    counts: list[int] = []
    end = time.perf_counter() + seconds

    def work(seed: int) -> None:
        done = 0
        while time.perf_counter() < end:
            one = Reservation(
                id=uuid4(), debit=goods[(seed * 499 + done * 7) % ACCOUNTS], credit=sold, units=1, cause="basket",
                occurred_at=AT, owner=UNIT, expires_at=AT + timedelta(days=1),
            )  # fmt: skip
            reserve_units([one], AT, origin="trial")
            done += 1
        counts.append(done)
        connection.close()

    hands = [threading.Thread(target=work, args=[seed]) for seed in range(CLIENTS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sum(counts) / seconds


def _checking(connection: psycopg.Connection[Any], goods: list[UUID], sold: UUID) -> None:
    from prilavok.kit.ledger.checks import check

    began = time.perf_counter()
    told = check()
    took = time.perf_counter() - began
    row = connection.execute("SELECT count(*) FROM kit_move").fetchone()
    assert row is not None
    print(f"{'check':>24}: {took:9.2f} s for {row[0]:,} moves, {row[0] / took:,.0f} moves/s; faults: {len(told)}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0)
