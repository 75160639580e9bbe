"""Placing orders against the database's own speed, and what a whole guest order costs, in one run on one server.

    PYTHONPATH=src:. python -m benchmarks.orders [seconds]

1. `place_order` of the flow from 4 threads of one process against pgbench with the very same SQL function, on quotes
stored before, over 500 variants. 2. Placing alone over HTTP: guests who have their quotes, 32 clients in a closed loop
against `prilavok web` of one process, against the same pgbench of the same run; the clients take their share of the
machine's processors. 3. The whole order of a guest over HTTP (token, basket, quote, place, see), the same clients
against 2 workers: orders/s, the processor time of server and database, and orders per 1,000 transactions of pgbench's
own TPC-B (scale 10, 32 clients) in the same run.
"""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from tests.promises.buyers_line import Line

from prilavok.kit.db.ports import free_port
from prilavok.kit.db.postgres import Cluster

THREADS, CLIENTS, VARIANTS, ROUNDS, QUOTES = 4, 32, 500, 3, 80_000
PLACED = 3_000  # over HTTP, one each of so many guests
ROOT = Path(__file__).resolve().parents[1]
_TICK = os.sysconf("SC_CLK_TCK")
# Leaves, baskets and quotes of one line each, numbered in `nth`, as a guest's calls would have left them.
_STORE = """
CREATE TABLE nth_quote AS
SELECT nth, gen_random_uuid() AS leaf, gen_random_uuid() AS basket, gen_random_uuid() AS quote,
       (%(variants)s::uuid[])[1 + nth %% cardinality(%(variants)s::uuid[])] AS variant
FROM generate_series(1, %(count)s) AS nth;
CREATE UNIQUE INDEX ON nth_quote (nth);
CREATE SEQUENCE nth_next;
INSERT INTO customers_leaf (id, kind, first_seen_at, origin) SELECT leaf, 'browser', %(at)s, 'live' FROM nth_quote;
INSERT INTO baskets_basket (id, leaf_id, place_id, state, touchpoint, created_at, changed_at, version)
SELECT basket, leaf, %(place)s, 'open', 'site', %(at)s, %(at)s, 2 FROM nth_quote;
INSERT INTO baskets_line (id, basket_id, variant_id, quantity, touchpoint, added_by_kind, added_by, added_at)
SELECT gen_random_uuid(), basket, variant, 1, 'site', 'leaf', leaf, %(at)s FROM nth_quote;
INSERT INTO pricing_quote (id, basket, basket_version, leaf_id, place_id, currency, touchpoint, line_count,
                           list_amount, discount_amount, amount, made_at, expires_at)
SELECT quote, basket, 2, leaf, %(place)s, 'KZT', 'site', 1, 1500, 0, 1500, %(at)s, %(at)s + interval '1 day'
FROM nth_quote;
INSERT INTO pricing_quote_line (id, quote_id, position, variant_id, quantity, price_version, price, per, list_amount,
                                discount_amount, amount)
SELECT gen_random_uuid(), quote, 1, variant, 1, quote, 1500, 1, 1500, 0, 1500 FROM nth_quote;
ANALYZE;
"""
_PLACE = """
SELECT p.* FROM (SELECT * FROM nth_quote WHERE nth = (SELECT nextval('nth_next'))) AS q, place_quoted_order(
    q.quote, q.leaf, 'site', NULL, '{source}', gen_random_uuid(), '{day}', '{keep}', 'placed', 'unpaid', 'open',
    gen_random_uuid(), ARRAY[q.leaf], NULL, repeat('ab', 40), md5(q.quote::text) || md5(q.leaf::text), 'leaf',
    q.leaf, '{at}') AS p;
"""


def main(seconds: float) -> None:
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
            from prilavok.kit.db.install import bring_up_to_date

            bring_up_to_date()
            counter = _stand(server.url)
            limit = _placing(server, counter, seconds)
            _placing_over_http(counter, limit)
            _whole(server, counter, seconds)
            _check()
        finally:
            from django.db import connections

            connections.close_all()
            server.destroy()


def _stand(url: str) -> Any:
    from tests.shop_world import open_counter

    from prilavok.kit import clock

    at = clock.now()
    counter = open_counter(*([1_000_000] * VARIANTS), at=at)
    with psycopg.connect(url, autocommit=True) as raw:
        given = {"variants": list(counter.variants), "count": QUOTES, "place": counter.place, "at": at}
        for statement in _STORE.split(";\n"):
            if statement.strip():
                psycopg.ClientCursor(raw).execute(statement, given)
    return counter


def _placing(server: Cluster, counter: Any, seconds: float) -> float:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_pgbench_place(server, counter, seconds))
        ours.append(_flow_place(server.url, seconds))
    print(f"{'pgbench, place_order':>34}: {median(theirs):9,.0f} orders/s, {THREADS} connections")
    print(f"{'the flow in one process':>34}: {median(ours):9,.0f} orders/s, {THREADS} threads")
    print(f"{'flow / pgbench':>34}: {median(ours) / median(theirs):9.2f}")
    return median(theirs)


def _pgbench_place(server: Cluster, counter: Any, seconds: float) -> float:
    from prilavok.domains.orders.actions import plan_order
    from prilavok.domains.orders.types import COUNTER
    from prilavok.kit import clock

    at = clock.now()
    plan = plan_order(amount=1500, zone="Asia/Almaty", at=at)
    # pgbench takes every colon before a word for a variable of its own: instants are written without
    instants = {name: f"{one:%Y%m%dT%H%M%S}Z" for name, one in (("at", at), ("keep", plan.keep_until))}
    script = _PLACE.format(source=COUNTER, day=f"{plan.local_day:%Y%m%d}", **instants).replace("::text", "||''")
    return _pgbench(server, seconds, THREADS, script)


def _pgbench(server: Cluster, seconds: float, clients: int, script: str = "") -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        words = ["-f", file.name] if script else []
        done = subprocess.run(
            [server.programs.folder / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T",
             str(max(1, round(seconds))), *words, server.url],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    [line] = [line for line in done.stdout.splitlines() if line.startswith("tps = ")]
    return float(line.split()[2])


def _flow_place(url: str, seconds: float) -> float:
    from django.db import connection

    from prilavok.flows.place_order import place_order
    from prilavok.kit import clock
    from prilavok.kit.events.actor import Actor

    with psycopg.connect(url, autocommit=True) as raw:
        row = raw.execute("SELECT nextval('nth_next')").fetchone()
        assert row is not None
        waiting = raw.execute("SELECT quote, leaf FROM nth_quote WHERE nth > %s ORDER BY nth", row).fetchall()
        end, done = time.perf_counter() + seconds, [0]
        lock = threading.Lock()

        def take() -> tuple[UUID, UUID]:
            with lock:
                done[0] += 1
                return waiting[done[0] - 1]

        def work() -> None:
            while time.perf_counter() < end:
                quote, leaf = take()
                place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())
            connection.close()

        hands = [threading.Thread(target=work) for _ in range(THREADS)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        raw.execute("SELECT setval('nth_next', %s)", [row[0] + done[0] + 1])
    return done[0] / seconds


def _placing_over_http(counter: Any, limit: float) -> None:
    with _serving(1) as (_web, port):
        asyncio.run(_place_at_once(port, counter, CLIENTS))  # warm
        took, seconds = asyncio.run(_place_at_once(port, counter, PLACED))
    p50, p95, p99 = (1000 * sorted(took)[len(took) * part // 100] for part in (50, 95, 99))
    speed = len(took) / seconds
    print(f"{'placing over HTTP, one process':>34}: {speed:9,.0f} orders/s, {CLIENTS} clients,"
          f" p50 {p50:,.0f}, p95 {p95:,.0f}, p99 {p99:,.0f} ms")  # fmt: skip
    print(f"{'over HTTP / pgbench':>34}: {speed / limit:9.2f}")


async def _place_at_once(port: int, counter: Any, orders: int) -> tuple[list[float], float]:
    """So many guests fetch a quote each; then all is timed: the seconds of each placing, and of all together."""
    lines = [Line(f"http://127.0.0.1:{port}") for _ in range(CLIENTS)]
    ready: list[tuple[str, str]] = []
    took: list[float] = []

    async def prepare(nth: int) -> None:
        for turn in range(nth, orders, CLIENTS):
            ready.append(await _with_a_quote(lines[nth], counter, turn))

    async def place(nth: int) -> None:
        for token, quote in ready[nth::CLIENTS]:
            began = time.perf_counter()
            await _call(lines[nth], 201, "POST", "/orders", token, {"quote": quote})
            took.append(time.perf_counter() - began)

    await asyncio.gather(*map(prepare, range(CLIENTS)))
    began = time.perf_counter()
    await asyncio.gather(*map(place, range(CLIENTS)))
    seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    return took, seconds


def _whole(server: Cluster, counter: Any, seconds: float) -> None:
    subprocess.run(
        [server.programs.folder / "pgbench", "-i", "-q", "-s", "10", server.url], capture_output=True, check=True
    )
    with _serving(2) as (web, port):
        asyncio.run(_buyers(port, counter, 1.0))  # warm
        tps = median(_pgbench(server, seconds, CLIENTS) for _ in range(ROUNDS))
        rounds = []
        for _ in range(ROUNDS):
            before = _cpu(web.pid), _cpu(server.running() or 0)
            took = asyncio.run(_buyers(port, counter, seconds))
            after = _cpu(web.pid), _cpu(server.running() or 0)
            costs = [1000 * (then - first) / len(took) for first, then in zip(before, after, strict=True)]
            rounds.append((len(took) / seconds, *costs, 1000 * median(took)))
    speed, ours, database, middle = (median(column) for column in zip(*rounds, strict=True))
    print(f"{'whole guest orders over HTTP':>34}: {speed:9,.1f} orders/s, {CLIENTS} clients, p50 {middle:,.0f} ms")
    print(f"{'processor time of one':>34}: {ours + database:9.1f} ms = server {ours:.1f} + database {database:.1f}")
    print(f"{'against the best peer, 219 ms':>34}: {219 / (ours + database):9.1f} times less")
    print(f"{'per 1,000 of pgbench TPC-B':>34}: {1000 * speed / tps:9.1f} orders (the best peer 2.2); {tps:,.0f} tps")


def _until_it_answers(port: int) -> None:
    import httpx

    for _ in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")


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


@contextlib.contextmanager
def _serving(processes: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PRILAVOK_PORT": str(port)}
    words = ["-m", "prilavok.doors.cli", "web", "--processes", str(processes)]
    web = subprocess.Popen([sys.executable, *words], env=environment)
    try:
        _until_it_answers(port)
        yield web, port
    finally:
        web.terminate()
        web.wait(20)


def _cpu(root: int) -> float:
    """Seconds of processor time of a process and all below it, those that have ended included."""
    total, family = 0, {root}
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = re.split(r"\) ", (entry / "stat").read_text(), maxsplit=1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    while found := {one for one, (parent, _ticks) in parents.items() if parent in family and one not in family}:
        family |= found
    for one in family:
        total += parents.get(one, (0, 0))[1]
    return total / _TICK


def _check() -> None:
    from prilavok.kit.ledger.checks import check

    print(f"{'faults of the ledger after it':>34}: {len(check()):9}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 6.0)
