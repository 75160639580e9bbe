"""Placing orders of 3 lines at 32 clients, in interleaved rounds on one server; part of benchmarks.orders.

Quotes are stored before, as guests' calls would have left them. Each round has all ways: pgbench with the statements
one by one, pgbench calling the function, the flow on threads of this process (each order by itself, and as it is, in
batches where the processors have enough to do), and `POST /shop/orders` by one process; the last two also with one
product in every order. Said of each: the median over the rounds and their spread, p50/p95/p99 and the processor time of
an order where it is ours. The uncontended limit of a hot product is the same way with orders of many products. The
clients of all have their share of the machine's processors.
"""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from tests.promises.buyers_line import Line

from benchmarks.promised import at_least
from benchmarks.serving import run_pgbench, serving, spent_by
from prilavok.kit.db import together
from prilavok.kit.db.postgres import Cluster

CLIENTS, QUOTES, LINES = 32, 120_000, 3
#: quotes whose first line is the same product in all of them, numbered after the others
HOT = 30_000
HERE = Path(__file__).resolve().parent
FUNCTION = HERE.parent / "src" / "prilavok" / "flows" / "hot" / "place_order.sql"
_STORE = """
CREATE TABLE nth_quote AS
SELECT nth, gen_random_uuid() AS leaf, gen_random_uuid() AS basket, gen_random_uuid() AS quote
FROM generate_series(1, %(count)s) AS nth;
CREATE TABLE nth_line AS
SELECT q.*, p AS position,
       (%(variants)s::uuid[])[CASE WHEN nth > %(spread)s AND p = 1 THEN 1
                              ELSE 2 + (nth + p * 7) %% (cardinality(%(variants)s::uuid[]) - 1) END] AS variant
FROM nth_quote AS q, generate_series(1, %(lines)s) AS p;
CREATE UNIQUE INDEX ON nth_quote (nth);
CREATE SEQUENCE nth_next;
CREATE SEQUENCE nth_hot START %(hot)s;
INSERT INTO customers_leaf (id, kind, first_seen_at, origin) SELECT leaf, 'browser', %(at)s, 'live' FROM nth_quote;
INSERT INTO baskets_basket (id, leaf_id, place_id, state, touchpoint, created_at, changed_at, version)
SELECT basket, leaf, %(place)s, 'open', 'site', %(at)s, %(at)s, 2 FROM nth_quote;
INSERT INTO baskets_line (id, basket_id, variant_id, quantity, touchpoint, added_by_kind, added_by, added_at)
SELECT gen_random_uuid(), basket, variant, 1, 'site', 'leaf', leaf, %(at)s FROM nth_line;
INSERT INTO pricing_quote (id, basket, basket_version, leaf_id, place_id, currency, touchpoint, line_count,
                           list_amount, discount_amount, amount, made_at, expires_at)
SELECT quote, basket, 2, leaf, %(place)s, 'KZT', 'site', %(lines)s, 1500 * %(lines)s, 0, 1500 * %(lines)s, %(at)s,
       %(at)s + interval '1 day' FROM nth_quote;
INSERT INTO pricing_quote_line (id, quote_id, position, variant_id, quantity, price_version, price, per, list_amount,
                                discount_amount, amount)
SELECT gen_random_uuid(), quote, position, variant, 1, quote, 1500, 1, 1500, 0, 1500 FROM nth_line;
ANALYZE;
"""


@dataclass
class Seen:
    """What rounds of one way gave. speeds: orders/s. took: seconds of each order. spent: processor ms an order."""

    name: str
    speeds: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    spent: list[tuple[float, float]] = field(default_factory=list)

    def told(self) -> str:
        """One line: the median with its spread, and of what is ours how long an order took and cost."""
        spread = f"{min(self.speeds):,.0f} to {max(self.speeds):,.0f}"
        line = f"{self.name:>34}: {median(self.speeds):7,.0f} orders/s ({spread})"
        if self.took:
            ranked = sorted(self.took)
            p50, p95, p99 = (1000 * ranked[min(len(ranked) * part // 100, len(ranked) - 1)] for part in (50, 95, 99))
            line += f", p50 {p50:,.0f}, p95 {p95:,.0f}, p99 {p99:,.0f} ms"
        if self.spent:
            ours, database = (median(column) for column in zip(*self.spent, strict=True))
            line += f", {ours:.2f} + {database:.2f} ms of CPU (process + database)"
        return line


def measure_placing(server: Cluster, counter: Any, seconds: float, rounds: int) -> None:
    """Store quotes, run all ways in turn, print what they gave and the ratios that are promised."""
    _in_step()
    tokens = _store(server.url, counter)
    one_by_one, by_function = (Seen(f"pgbench, {name}") for name in ("one by one", "the function"))
    single, flow = Seen("the flow, each by itself"), Seen("the flow in batches")
    http = Seen("over HTTP, one process")
    hot, hot_http = Seen("one hot product, the flow"), Seen("one hot product, over HTTP")
    two = Seen("hot, HTTP, two processes")
    with warm_hands() as hands, serving(1) as (web, port), serving(2) as (pair, other):
        for turn in range(rounds + 1):
            span = seconds if turn else 2.0  # the first round only warms
            for seen, name in ((one_by_one, "one_by_one"), (by_function, "by_function")):
                seen.speeds.append(run_pgbench(server, span, CLIENTS, _script(name)))
            with _each_by_itself():
                _flow(server, hands, single, span)
            _flow(server, hands, flow, span)
            _flow(server, hands, hot, span, "nth_hot")
            _over_http(server, web.pid, port, tokens, http, span)
            _over_http(server, web.pid, port, tokens, hot_http, span, "nth_hot")
            _over_http(server, pair.pid, other, tokens, two, span, "nth_hot")
    for seen in (one_by_one, by_function, single, flow, hot, http, hot_http, two):
        del seen.speeds[0], seen.spent[:1]
        print(seen.told())
    for seen, limit, promised in (
        (single, one_by_one, 0.8), (single, by_function, 0.6), (flow, one_by_one, 1.5), (http, one_by_one, 0.5),
        (http, by_function, None), (hot, flow, 0.8), (hot, one_by_one, None), (hot_http, http, 0.8),
        (hot_http, one_by_one, None), (two, one_by_one, None),
    ):  # fmt: skip
        each = [ours / theirs for ours, theirs in zip(seen.speeds, limit.speeds, strict=True)]
        if promised:
            at_least(f"{seen.name} / {limit.name}", median(each), promised)
        wanted = f"promised {promised}" if promised else "no promise"
        if seen in (hot, hot_http) and limit in (flow, http):
            wanted = f"its uncontended limit; {wanted}"
        told = f"{median(each):9.2f} ({min(each):.2f} to {max(each):.2f}; {wanted})"
        print(f"{seen.name + ' / ' + limit.name:>55}: {told}")


@contextlib.contextmanager
def _each_by_itself() -> Iterator[None]:
    """No order waits to go with others."""
    kept, together.AT_ONCE = together.AT_ONCE, CLIENTS
    try:
        yield
    finally:
        together.AT_ONCE = kept


def _in_step() -> None:
    """The script of single statements calls every function of a room that the hot function calls."""
    called = set(
        re.findall(r"\b((?:pricing|baskets|orders|stock|shipments)_\w+|record_events)\(", FUNCTION.read_text())
    )
    script = (HERE / "place_order_one_by_one.sql").read_text()
    if missing := sorted(name for name in called if f"{name}(" not in script):
        raise RuntimeError(f"place_order_one_by_one.sql lacks {', '.join(missing)}")


def _store(url: str, counter: Any) -> list[str]:
    """Write the quotes; browser tokens of their guests."""
    from prilavok.domains.customers.actions import browser_value, new_browser_token
    from prilavok.kit import clock

    at, tokens = clock.now(), [new_browser_token() for _ in range(QUOTES + HOT)]
    with psycopg.connect(url, autocommit=True) as raw:
        given = {
            "variants": list(counter.variants), "count": QUOTES + HOT, "spread": QUOTES, "hot": QUOTES + 1,
            "lines": LINES, "place": counter.place, "at": at,
        }  # fmt: skip
        for statement in _STORE.split(";\n"):
            if statement.strip():
                psycopg.ClientCursor(raw).execute(statement, given)
        raw.execute(
            "INSERT INTO customers_identifier (id, leaf_id, kind, value, made_up) SELECT gen_random_uuid(), q.leaf,"
            " 'browser', v.value, false FROM unnest(%s::text[]) WITH ORDINALITY AS v (value, nth) JOIN nth_quote q"
            " ON q.nth = v.nth",
            [[browser_value(token) for token in tokens]],
        )
        raw.execute("ANALYZE customers_identifier")
    return tokens


def _script(name: str) -> str:
    from prilavok.domains.orders.actions import plan_order
    from prilavok.domains.orders.types import COUNTER
    from prilavok.kit import clock

    at = clock.now()
    plan = plan_order(amount=1500 * LINES, zone="Asia/Almaty", at=at)
    # pgbench takes every colon before a word for a variable of its own: instants are written without.
    told = {name: f"{one:%Y%m%dT%H%M%S}Z" for name, one in (("at", at), ("keep", plan.keep_until))}
    told |= {"source": str(COUNTER), "day": f"{plan.local_day:%Y%m%d}"}
    text = (HERE / f"place_order_{name}.sql").read_text()
    for mark, value in told.items():
        text = text.replace("{" + mark + "}", value)
    return text


def _waiting(url: str, of: str) -> list[tuple[int, UUID, UUID]]:
    with psycopg.connect(url, autocommit=True) as raw:
        return raw.execute(
            "SELECT nth::int, quote, leaf FROM nth_quote WHERE nth > (SELECT nextval(%s)) ORDER BY nth LIMIT 30000",
            [of],
        ).fetchall()


def _used(url: str, of: str, last: int) -> None:
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("SELECT setval(%s, %s)", [of, last])


def _flow(server: Cluster, hands: ThreadPoolExecutor, seen: Seen, seconds: float, of: str = "nth_next") -> None:
    from prilavok.flows.place_order import place_order
    from prilavok.kit import clock
    from prilavok.kit.events.actor import Actor

    waiting = iter(_waiting(server.url, of))
    end, lock, took, last = time.perf_counter() + seconds, threading.Lock(), list[float](), [0]

    def work(_nth: int) -> None:
        while (began := time.perf_counter()) < end:
            with lock:
                last[0], quote, leaf = next(waiting)
            placed = place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())
            assert placed.new
            took.append(time.perf_counter() - began)

    before = time.process_time(), spent_by(server.running() or 0)
    list(hands.map(work, range(CLIENTS)))
    _note(seen, took, seconds, before, (time.process_time(), spent_by(server.running() or 0)))
    _used(server.url, of, last[0])


@contextlib.contextmanager
def warm_hands() -> Iterator[ThreadPoolExecutor]:
    """Threads that keep their connections from round to round, as those of a process that serves do."""
    from django.db import connection

    all_there = threading.Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as hands:
        try:
            yield hands
        finally:
            list(hands.map(lambda _nth: (all_there.wait(), connection.close()), range(CLIENTS)))


def _over_http(
    server: Cluster, web: int, port: int, tokens: Sequence[str], seen: Seen, seconds: float, of: str = "nth_next"
) -> None:
    waiting = iter(_waiting(server.url, of))
    took, last = list[float](), [0]

    async def buyer() -> None:
        line = Line(f"http://127.0.0.1:{port}")
        while (began := time.perf_counter()) < end:
            last[0], quote, _leaf = next(waiting)
            headers = {"Authorization": f"Bearer {tokens[last[0] - 1]}"}
            status, told = await line.ask("POST", "/api/v1/shop/orders", headers, {"quote": str(quote)})
            if status != 201:
                raise RuntimeError(f"{status} {told}")
            took.append(time.perf_counter() - began)
        line.close()

    async def all_buyers() -> None:
        await asyncio.gather(*(buyer() for _ in range(CLIENTS)))

    before = spent_by(web), spent_by(server.running() or 0)
    end = time.perf_counter() + seconds
    asyncio.run(all_buyers())
    _note(seen, took, seconds, before, (spent_by(web), spent_by(server.running() or 0)))
    _used(server.url, of, last[0])


def _note(
    seen: Seen, took: list[float], seconds: float, before: tuple[float, float], after: tuple[float, float]
) -> None:
    ours, database = (1000 * (then - first) / len(took) for first, then in zip(before, after, strict=True))
    seen.speeds.append(len(took) / seconds)
    seen.spent.append((ours, database))
    if len(seen.speeds) > 1:
        seen.took.extend(took)
