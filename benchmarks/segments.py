"""Fifty segments over made-up customers, many in one pass over all the facts, against a plain count of the same rows.

Run: `PYTHONPATH=src:. python -m benchmarks.segments [customers]`, 50,000 customers where none are said. It makes a
server of its own in a temporary folder, says first what disk that takes, and takes it away. What is made, from one
seed: orders per customer are geometric with mean 8 (at most 60), amounts log-normal with median 5,000 tenge, times
uniform over 730 days, 40 places by a cube of a uniform draw, touchpoints till 70 %, site 20 %, app 10 %; deeds per
customer are geometric with mean 4, over four verbs, uniform over 400 days. Every tenth customer has two leaves.

Printed: a full recomputation (every rule held against everybody, and the answer compared with what is kept), its ratio
to one count of the very tables; and the filling by portions beside the live work, of a few segments.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BYTES_A_CUSTOMER = 16_000  # of the database and its log, measured with 50,000
FILLED = 5
_ALONE = "max_parallel_workers_per_gather"  # one processor, so that its seconds are all there are
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
SELECT (SELECT count(*) FROM orders_order), (SELECT count(*) FROM kit_event), (SELECT count(*) FROM customers_customer),
       (SELECT count(*) FROM customers_leaf_owner), pg_database_size(current_database())
"""


def rules() -> list[object]:
    """Fifty rules: a quarter looks at all time, the others at windows of 7 to 365 days."""
    from prilavok.domains.audiences import types as t

    made: list[object] = []
    for nth in range(10):
        days = (7, 14, 30, 60, 90, 120, 180, 270, 365, None)[nth]
        place = f"00000000-0000-7000-8000-0000000000{nth:02d}"
        made += [
            t.Bought(least=1 + nth % 4, days=days),
            t.Bought(measure="amount", least=500_000 * (nth + 1), currency="KZT", days=days),
            t.All(of=(t.LastBought(least=10 * (nth + 1)), t.Bought(measure="average", least=400_000, currency="KZT"))),
            t.AnyOf(
                of=(
                    t.Favourite(of="place", value=place) if nth % 2 else t.LastWas(of="place", value=place),
                    t.Did(verb="message.received", least=2, days=days or 400),
                )
            ),
            t.All(of=(t.Reached(by="card"), t.Not(of=t.Bought(least=1, days=days or 500)), t.Known(least=nth * 30)))
            if nth % 2
            else t.Scored(currency="KZT", recency=(1 + nth // 2, 5), frequency=(3, 5)),
        ]
    return made


def spent(process: int) -> float:
    """Processor seconds of a process so far: what a busy machine does not change."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(work: Callable[[], object]) -> float:
    """Seconds it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(customers: int) -> None:
    """Make the facts, judge, and print."""
    print(f"{customers:,} customers; disk needed: about {customers * BYTES_A_CUSTOMER / 1e9:.1f} GB", flush=True)
    with tempfile.TemporaryDirectory(prefix="prilavok-benchmark-") as folder:
        Path(folder).chmod(0o755)
        from prilavok.kit.db.postgres import Cluster

        cluster = Cluster(Path(folder) / "cluster", durable=False).ensure()
        os.environ.update(
            DATABASE_URL=cluster.url_of("prilavok"),
            PRILAVOK_HOME=folder,
            PRILAVOK_TRIAL="1",
            DJANGO_SETTINGS_MODULE="prilavok.settings",
        )
        try:
            _measure(customers)
        finally:
            from django.db import connections

            connections.close_all()
            cluster.destroy()


def _measure(customers: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from prilavok.domains.audiences.actions import keep_scale, save_segment
    from prilavok.domains.audiences.queries import read_segment
    from prilavok.flows.count_segments import queue_count
    from prilavok.insights.segments.judging import differing, judge_all
    from prilavok.insights.segments.scales import measure_scale
    from prilavok.kit import clock
    from prilavok.kit.db.connections import without_statement_limit
    from prilavok.kit.db.install import bring_up_to_date
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.jobs.runner import run_due

    bring_up_to_date()
    clock.set_clock(AT)
    with without_statement_limit(), connection.cursor() as cursor:
        values = {"at": AT, "customers": customers}
        made = timed(lambda: [cursor.execute(one, _named(one, values)) for one in _MAKE.split(";\n") if one.strip()])
        cursor.execute(_COUNT)
        orders, events, people, leaves, size = cursor.fetchone()
        cursor.execute(
            "SELECT current_setting('shared_buffers'), pg_backend_pid(), set_config(%s, '0', false)", [_ALONE]
        )
        buffers, process, _none = cursor.fetchone()
        print(f"{orders:,} orders, {events:,} events, {leaves:,} leaves, {size / 1e9:.2f} GB, made in {made:.0f} s")
        plain = min(timed(lambda: cursor.execute(_COUNT)) for _round in range(3))
        scale = timed(lambda: keep_scale(measure_scale("KZT", at=AT)))
        kept = [save_segment(None, {"en": str(nth)}, rule, actor=SYSTEM, at=AT) for nth, rule in enumerate(rules())]  # type: ignore[arg-type]
        wrong = 0

        def pass_all() -> None:
            nonlocal wrong
            wrong = sum(map(len, differing({one.id: one.rule for one in kept}, at=AT).values()))

        before = spent(process)
        whole = timed(pass_all)
        worked = spent(process) - before
        print(f"shared_buffers {buffers}; a count of the same tables {plain:.3f} s; scale of fifths {scale:.2f} s")
        ratio = whole / len(kept) / plain
        print(f"full recomputation of {len(kept)} segments: {whole:.1f} s, {ratio:.1f} counts a segment")
        print(f"of it {worked:.1f} s of one processor in the database", flush=True)
        queue_count(kept[:FILLED], at=AT)
        filled = timed(lambda: [None for _turn in iter(lambda: bool(run_due("chores")), False)])
        members = sum(read_segment(one.id).size for one in kept[:FILLED])
        print(f"filling {FILLED} of them by portions beside live work: {filled:.1f} s, {members:,} members written")
        for one in kept[:FILLED]:
            assert not differing({one.id: one.rule}, at=AT), "what was filled is not what is counted"
            assert read_segment(one.id).size == sum(judge_all(one.rule, at=AT).values())


def _named(text: str, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if f"%({name})s" in text}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
