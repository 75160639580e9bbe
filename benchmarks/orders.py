"""What placing an order reaches of the database's own speed, and what a whole guest order costs, in one run.

    PYTHONPATH=src:. python -m benchmarks.orders [seconds of a round] [rounds]

1. Orders of 3 lines placed at 32 clients in interleaved rounds (see benchmarks.placing): through the flow in one
process, each by itself and in batches, and over HTTP by `prilavok web` of one process, against pgbench with the
statements one by one and against pgbench calling the same function. 2. The whole order of a guest over HTTP (token,
basket, quote, place, see), the same clients against 2 workers: orders/s, the processor time of server and database, and
orders per 1,000 transactions of pgbench's own TPC-B (scale 10, 32 clients) in the same run.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.promises.buyers_line import Line

from benchmarks.promised import at_most
from benchmarks.serving import run_pgbench, serving, spent_by
from prilavok.kit.db.postgres import Cluster

CLIENTS, VARIANTS, ROUNDS = 32, 500, 3
ROOT = Path(__file__).resolve().parents[1]
_TICK = os.sysconf("SC_CLK_TCK")


def main(seconds: float, rounds: int) -> None:
    """Run all parts on a server of their own and print the ratios. seconds: how long each round lasts."""
    with tempfile.TemporaryDirectory(prefix="prilavok-benchmark-") as folder:
        Path(folder).chmod(0o755)
        server = Cluster(Path(folder) / "cluster").ensure()
        try:
            os.environ.update(
                DATABASE_URL=server.url, PRILAVOK_HOME=folder, DJANGO_SETTINGS_MODULE="prilavok.settings",
                PRILAVOK_GUESTS="500000",
            )  # fmt: skip
            import django

            django.setup()
            from tests.shop_world import open_counter

            from benchmarks.placing import measure_placing
            from prilavok.kit import clock
            from prilavok.kit.db.install import bring_up_to_date

            bring_up_to_date()
            counter = open_counter(*([1_000_000] * VARIANTS), at=clock.now())
            measure_placing(server, counter, seconds, rounds)
            _whole(server, counter, seconds)
            _check()
        finally:
            from django.db import connections

            connections.close_all()
            server.destroy()


def _whole(server: Cluster, counter: Any, seconds: float) -> None:
    subprocess.run(
        [server.programs.folder / "pgbench", "-i", "-q", "-s", "10", server.url], capture_output=True, check=True
    )
    with serving(2) as (web, port):
        asyncio.run(_buyers(port, counter, 1.0))  # warm
        tps = median(run_pgbench(server, seconds, CLIENTS) for _ in range(ROUNDS))
        rounds = []
        for _ in range(ROUNDS):
            before = spent_by(web.pid), spent_by(server.running() or 0)
            took = asyncio.run(_buyers(port, counter, seconds))
            after = spent_by(web.pid), spent_by(server.running() or 0)
            costs = [1000 * (then - first) / len(took) for first, then in zip(before, after, strict=True)]
            rounds.append((len(took) / seconds, *costs, 1000 * median(took)))
    speed, ours, database, middle = (median(column) for column in zip(*rounds, strict=True))
    print(f"{'whole guest orders over HTTP':>34}: {speed:9,.1f} orders/s, {CLIENTS} clients, p50 {middle:,.0f} ms")
    told = f"{ours + database:9.1f} ms = server {ours:.1f} + database {database:.1f} (promised 11)"
    print(f"{'processor time of one':>34}: {told}")
    at_most("a whole guest order, processor time", ours + database, 11, "ms")
    print(f"{'against the best peer, 219 ms':>34}: {219 / (ours + database):9.1f} times less")
    print(f"{'per 1,000 of pgbench TPC-B':>34}: {1000 * speed / tps:9.1f} orders (the best peer 2.2); {tps:,.0f} tps")


async def _buyers(port: int, counter: Any, seconds: float) -> list[float]:
    end, took = time.perf_counter() + seconds, list[float]()

    async def buyer(nth: int) -> None:
        line, turn = Line(f"http://127.0.0.1:{port}"), nth
        while time.perf_counter() < end:
            began = time.perf_counter()
            token, quote = await _with_a_quote(line, counter, turn)
            order = (await _call(line, 201, "POST", "/orders", token, {"quote": quote}))["order"]
            await _call(line, 200, "GET", f"/orders/{order}", token)
            took.append(time.perf_counter() - began)
            turn += CLIENTS
        line.close()

    await asyncio.gather(*(buyer(nth) for nth in range(CLIENTS)))
    return took


async def _with_a_quote(line: Line, counter: Any, turn: int) -> tuple[str, str]:
    """A new guest with one thing in the basket; the token and the quote."""
    token = (await _call(line, 201, "POST", "/guest", ""))["token"]
    wish = {"variant": str(counter.variants[turn % VARIANTS]), "quantity": 1}
    await _call(line, 200, "PUT", "/basket", token, {"place": str(counter.place), "lines": [wish]})
    return token, (await _call(line, 201, "POST", "/quotes", token, {}))["id"]


async def _call(line: Line, status: int, method: str, path: str, token: str, body: Any = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    got, told = await line.ask(method, f"/api/v1/shop{path}", headers, body)
    if got != status:
        raise RuntimeError(f"{path}: {got} {told}")
    return told


def _check() -> None:
    from prilavok.kit.ledger.checks import check

    print(f"{'faults of the ledger after it':>34}: {len(check()):9}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
