"""Fifty segments counted over made-up customers, or over those of `benchmarks.customers`, against one pass by hand.

    PYTHONPATH=src:. python -m benchmarks.segments [customers]     50,000 where none are said; a server of its own
    PYTHONPATH=src:. python -m benchmarks.segments --over DIR      the data that benchmarks.customers --keep DIR left

Without `--over` a server is made in a temporary folder, told first what disk that takes, and taken away. What is made
then, from one seed: orders per customer are geometric with mean 8 (at most 60), amounts log-normal with median 5,000
tenge, times uniform over 730 days, 40 places by a cube of a uniform draw, touchpoints till 70 %, site 20 %, app 10 %;
deeds per customer are geometric with mean 4, over four verbs, uniform over 400 days; every tenth has two leaves.

Printed: the limit, one hand-written statement that reads the same rows once and makes the figures of all conditions;
and the counting as a worker does it, in slices that commit: first of nobody kept (every member is written), then with
everybody kept already. Segments are taken away at
the end; with `--minutes` it is broken off, and the next run goes on where it was.
"""

import argparse
import contextlib
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from benchmarks.promised import at_most

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BYTES_A_CUSTOMER = 16_000  # of the database and its log, measured with 50,000
WINDOWS = (7, 14, 30, 60, 90, 120, 180, 270, 365, None)
DEEDS: Sequence[Literal["message.received", "points.earned", "product.viewed"]] = (
    "message.received",
    "points.earned",
    "product.viewed",
)
_MAKE = """
SELECT setseed(0.42);
SET session_replication_role = replica;
CREATE TEMP TABLE drawn AS
SELECT n, new_id(%(at)s) AS customer, least(floor(ln(1 - random()) / ln(8.0 / 9)), 60)::int AS orders,
       least(floor(ln(1 - random()) / ln(4.0 / 5)), 60)::int AS deeds
FROM generate_series(1, %(customers)s) AS n;
CREATE TEMP TABLE leaves AS
SELECT customer, new_id(%(at)s) AS leaf, orders, deeds, nth
FROM drawn, generate_series(1, 1 + (n %% 10 = 0)::int) AS nth;
INSERT INTO customers_customer (id, kind, name, made_up, traits, language, created_at, origin, version)
SELECT customer, 'person', '', true, '{}', '', %(at)s - random() * interval '900 days', 'load', 1 FROM drawn;
INSERT INTO customers_leaf (id, kind, first_seen_at, origin) SELECT leaf, 'card', %(at)s, 'load' FROM leaves;
INSERT INTO customers_identifier (id, leaf_id, kind, value, made_up)
SELECT new_id(%(at)s), leaf, CASE WHEN nth = 1 THEN 'card' ELSE 'phone' END, leaf::text, true FROM leaves;
INSERT INTO customers_leaf_owner (id, leaf_id, customer_id, valid_from)
SELECT new_id(%(at)s), leaf, customer, %(at)s FROM leaves;
INSERT INTO orders_order (id, number, source, source_key, touchpoint, place_id, leaf_id, currency, line_count,
    list_amount, discount_amount, amount, coupon_amount, paid_amount, commercial, payment, fulfilment, placed_at,
    local_day, recorded_at, origin, version)
SELECT id, id::text, id, '', CASE WHEN t < 0.7 THEN 'till' WHEN t < 0.9 THEN 'site' ELSE 'app' END,
    ('00000000-0000-7000-8000-0000000000' || lpad(floor(z * 40)::text, 2, '0'))::uuid,
    leaf, 'KZT', 1, a, 0, a, 0, a, 'completed', 'paid', 'handed_over', at, at::date, at, 'load', 1
FROM (SELECT new_id(%(at)s) AS id, leaf, random() AS t, power(random(), 3) AS z,
             %(at)s - random() * interval '730 days' AS at,
             (500000 * exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))::bigint AS a
      FROM leaves, generate_series(1, CASE WHEN nth = 1 THEN orders ELSE orders / 3 END)) AS one;

INSERT INTO kit_event (id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, actor_kind, origin, facts)
SELECT new_id(%(at)s),
    (ARRAY['message.received', 'points.earned', 'basket.changed', 'shipment.collected'])[1 + floor(random() * 4)::int],
    %(at)s - random() * interval '400 days', %(at)s, leaf, 'customer', customer, 'system', 'load', '{}'
FROM leaves, generate_series(1, deeds);
SET session_replication_role = origin;
VACUUM ANALYZE;
"""
_COUNT = """
SELECT (SELECT count(*) FROM orders_order), (SELECT count(*) FROM kit_event) + (SELECT count(*) FROM kit_behaviour),
       (SELECT count(*) FROM customers_customer),
       (SELECT count(*) FROM customers_leaf_owner), pg_database_size(current_database())
"""


def rules() -> list[object]:
    """Fifty rules of conditions of every kind: some look at all time, most at windows of 7 to 365 days."""
    from prilavok.domains.audiences import types as t

    made: list[object] = []
    for nth in range(10):
        days = WINDOWS[nth]
        place = f"00000000-0000-7000-8000-0000000000{nth:02d}"
        agreed = t.Agreed(channel="sms", purpose="offers" if nth % 4 else "orders")
        made += [
            t.Bought(least=1 + nth % 4, days=days),
            t.All(of=(agreed, t.HasPoints(least=200 * nth, currency="KZT"), t.Not(of=t.Speaks(language="kk"))))
            if nth % 2
            else t.Bought(measure="amount", least=500_000 * (nth + 1), currency="KZT", days=days),
            t.All(of=(t.LastBought(least=10 * (nth + 1)), t.Bought(measure="average", least=400_000, currency="KZT"))),
            t.AnyOf(
                of=(
                    t.Favourite(of="place", value=place) if nth % 2 else t.LastWas(of="place", value=place),
                    t.Did(verb=DEEDS[nth % 3], least=2, days=days or 400),
                )
            ),
            t.All(of=(t.Reached(by="card"), t.Not(of=t.Bought(least=1, days=days or 500)), t.Known(least=nth * 30)))
            if nth % 2
            else t.Scored(currency="KZT", recency=(1 + nth // 2, 5), frequency=(3, 5)),
        ]
    return made


def limit() -> str:
    """One pass over the same rows by hand: the figures that those conditions need, of every customer, added up."""
    windows = [f"{{at}} - interval '{days} days'" for days in WINDOWS if days is not None]
    bought = [
        f"{what} FILTER (WHERE placed_at > {since})" for since in windows for what in ("count(*)", "min(placed_at)")
    ]
    bought += [f"sum(amount) FILTER (WHERE placed_at > {since})" for since in windows[::2]]
    did = [
        f"{what} FILTER (WHERE verb = '{verb}' AND occurred_at > {since})"
        for nth, since in enumerate([*windows, "{at} - interval '400 days'"])
        for verb in [DEEDS[nth % 3]]
        for what in ("count(*)", "min(occurred_at)")
    ]
    mine = "JOIN customers_leaf_owner l USING (leaf_id) WHERE l.valid_to IS NULL"
    parts = {
        "bought": f"SELECT customer_id, {', '.join(bought)}, count(*), sum(amount), max(placed_at)"
        f" FROM orders_order {mine} AND commercial = 'completed' GROUP BY 1",
        "did": f"SELECT customer_id, {', '.join(did)} FROM (SELECT leaf AS leaf_id, verb, occurred_at FROM kit_event"
        f" UNION ALL SELECT leaf, verb, occurred_at FROM kit_behaviour) AS e {mine} GROUP BY 1",
        "liked": "SELECT DISTINCT ON (customer_id) customer_id, place_id FROM"
        f" (SELECT customer_id, place_id, count(*) AS n FROM orders_order {mine} GROUP BY 1, 2) AS one"
        " ORDER BY customer_id, n DESC",
        "last": f"SELECT DISTINCT ON (customer_id) customer_id, place_id FROM orders_order {mine}"
        " ORDER BY customer_id, placed_at DESC",
        "points": "SELECT customer_id, sum(posted) FROM kit_balance b JOIN kit_account a ON a.id = b.account_id"
        " JOIN customers_leaf_owner l ON l.leaf_id = a.holder AND l.valid_to IS NULL"
        " WHERE a.book = 'points' GROUP BY 1",
        "said": f"SELECT customer_id, bool_or(given) FROM consent_consent {mine} GROUP BY 1",
        "known": "SELECT customer_id, count(*) FILTER (WHERE kind = 'card')"
        f" FROM customers_identifier {mine} GROUP BY 1",
    }
    joined = " ".join(f"LEFT JOIN {name} ON {name}.customer_id = c.id" for name in parts)
    told = ", ".join(f"count({name}.*)" for name in parts)
    return (
        "WITH "
        + ", ".join(f"{name} AS ({text})" for name, text in parts.items())
        + f" SELECT count(*), {told} FROM customers_customer c {joined}"
    ).replace("{at}", f"timestamptz '{AT.isoformat()}'")


def spent(process: int) -> float:
    """Processor seconds of a process so far: what a busy machine does not change."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(work: Callable[[], object]) -> float:
    """Seconds it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Make the facts or take those that are there, judge, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("customers", type=int, nargs="?", default=50_000)
    parser.add_argument("--over", type=Path, help="the folder kept by benchmarks.customers: nothing is made")
    parser.add_argument("--minutes", type=float, default=60.0, help="counting is broken off after so many")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.over
        if folder is None:
            print(f"disk needed: about {options.customers * BYTES_A_CUSTOMER / 1e9:.1f} GB", flush=True)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prilavok-benchmark-")))
            folder.chmod(0o755)
        from prilavok.kit.db.postgres import Cluster

        cluster = Cluster(folder / "cluster", durable=options.over is not None).ensure()
        os.environ.update(
            DATABASE_URL=cluster.url if options.over else cluster.url_of("prilavok"),
            PRILAVOK_HOME=str(folder / "home"),
            PRILAVOK_TRIAL="1",
            DJANGO_SETTINGS_MODULE="prilavok.settings",
        )
        import django

        django.setup()
        from django.db import connections

        try:
            _prepare(None if options.over else options.customers)
            _measure(options.minutes)
        finally:
            connections.close_all()
            cluster.stop() if options.over else cluster.destroy()


def _prepare(customers: int | None) -> None:
    from django.db import connection

    from prilavok.kit import clock
    from prilavok.kit.db.connections import without_statement_limit
    from prilavok.kit.db.install import bring_up_to_date

    bring_up_to_date()
    clock.set_clock(AT)
    if customers is None:
        return
    with without_statement_limit(), connection.cursor() as cursor:
        values: dict[str, Any] = {"at": AT, "customers": customers}
        made = timed(lambda: [cursor.execute(one, _named(one, values)) for one in _MAKE.split(";\n") if one.strip()])
        print(f"made in {made:.0f} s", flush=True)


def _measure(minutes: float) -> None:
    from django.db import connection

    from prilavok.domains.audiences.actions import keep_scale, recount_segments, save_segment
    from prilavok.domains.audiences.queries import list_segments
    from prilavok.flows.count_segments import queue_count
    from prilavok.insights.segments.scales import measure_scale
    from prilavok.kit.db.connections import story, without_statement_limit
    from prilavok.kit.events.actor import SYSTEM

    with without_statement_limit(), connection.cursor() as cursor:
        cursor.execute(_COUNT)
        orders, events, people, leaves, size = cursor.fetchone()
        cursor.execute("SELECT current_setting('shared_buffers'), pg_backend_pid()")
        buffers, process = cursor.fetchone()
        print(f"{people:,} customers, {orders:,} orders, {events:,} entries, {leaves:,} leaves, {size / 1e9:.2f} GB")
        cursor.execute("SET work_mem = '256MB'")
        bound = timed(lambda: cursor.execute(limit()))
        cursor.execute("RESET work_mem")
        print(f"shared_buffers {buffers}; one hand-written pass over these rows {bound:.1f} s", flush=True)
        until = time.monotonic() + minutes * 60
        kept = list_segments()
        if not kept:
            scale = timed(lambda: keep_scale(measure_scale("KZT", at=AT)))
            print(f"scale of fifths {scale:.1f} s", flush=True)
            kept = [save_segment(None, {"en": str(nth)}, rule, actor=SYSTEM, at=AT) for nth, rule in enumerate(rules())]  # type: ignore[arg-type]
            queue_count(kept, at=AT)
        else:
            # The clock stands still here, so the slice that was broken off would be held by its worker for ever.
            cursor.execute("UPDATE kit_job SET run_at = %s, error = NULL WHERE verb = 'segments.count'", [AT])
        if kept[0].version == 1:
            whole = _counted("filling, nobody kept before", until, people, process)
            cursor.execute("SELECT (SELECT count(*) FROM audiences_membership), (SELECT count(*) FROM audiences_turn)")
            print("  {:,} memberships and {:,} instants written".format(*cursor.fetchone()))
            print(f"  {whole / bound:.1f} times the hand-written pass, {whole / len(kept) / bound:.2f} a segment")
            cursor.execute("VACUUM ANALYZE audiences_membership, audiences_turn, audiences_segment")
            with story():
                queue_count(recount_segments([one.id for one in kept]), at=AT)
        again = _counted("recomputation, everybody kept as they are", until, people, process)
        at_most(f"50 segments counted anew over {people:,} customers", again / 60, 60, "min")
        print(f"  {again / bound:.1f} times the hand-written pass, {again / len(kept) / bound:.2f} a segment")
        cursor.execute("TRUNCATE audiences_membership, audiences_turn, audiences_segment, audiences_scale CASCADE")
        cursor.execute("DELETE FROM kit_job WHERE starts_with(verb, 'segments.')")


def _counted(title: str, until: float, people: int, process: int) -> float:
    """Do what a worker does until everybody is counted; says how far it is. Seconds.

    Broken off, it goes on by the next run where it was, as after a kill of the worker.
    """
    from django.db import connection

    from prilavok.domains.audiences.queries import list_segments
    from prilavok.kit.jobs.runner import run_due

    began, own, base, said, longest = time.monotonic(), time.process_time(), spent(process), 0.0, 0.0
    before = list_segments()[0].judged
    while (left := list_segments()[0]).counted_at is None:
        turn = time.monotonic()
        if turn > until:
            break
        run_due("chores", limit=1)
        now = time.monotonic()
        longest = max(longest, now - turn)
        if now - began - said > 30:
            said = now - began
            print(f"  {said:6.0f} s  {left.judged:,} of {people:,} customers", flush=True)
    took = time.monotonic() - began
    print(
        f"{title}: {took:.0f} s{f' from customer {before:,} on' if before else ''}; processor: database"
        f" {spent(process) - base:.0f} s, worker {time.process_time() - own:.0f} s; longest slice"
        f" {longest * 1000:.0f} ms; memory: worker {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB,"
        f" database process {_memory(process)} MB",
        flush=True,
    )
    if left.counted_at is None:
        connection.close()
        raise SystemExit(f"broken off at {left.judged:,} customers; the next run goes on from there")
    return took


def _memory(process: int) -> int:
    """Of its own, without the shared buffers: now."""
    text = Path(f"/proc/{process}/status").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("RssAnon")) // 1024


def _named(text: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f"%({name})s" in text}


if __name__ == "__main__":
    main()
