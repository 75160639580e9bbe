"""Other rules of identity tried on the whole log of `benchmarks.customers`, against reading the same rows at once.

    PYTHONPATH=src:. python -m benchmarks.identity --over DIR     the folder that benchmarks.customers --keep DIR left
    ... --settle SECONDS     the rules are switched on too, and settled for so long: people in DIR come apart by that

Tried is "an e-mail joins nobody", which touches two customers of five. Done is what a worker does: slices that commit,
each with all that hangs together with it. The limit: one hand-written statement that reads the evidence with both
leaves, their identifiers, first owners and owners of now, and gathers it by customer, judging nothing.
"""

import argparse
import os
import resource
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.customers_made import AT
from benchmarks.segments import spent, timed

_LIMIT = """
WITH first AS (SELECT leaf_id, min(valid_from) AS since FROM customers_leaf_owner GROUP BY 1),
     leaf AS (SELECT l.id, l.kind, l.first_seen_at, i.value, f.since, o.customer_id
                FROM customers_leaf l LEFT JOIN customers_identifier i ON i.leaf_id = l.id
                LEFT JOIN first f ON f.leaf_id = l.id
                LEFT JOIN customers_leaf_owner o ON o.leaf_id = l.id AND o.valid_to IS NULL)
SELECT count(*), sum(ties) FROM (
    SELECT a.customer_id, count(*) AS ties, min(a.kind || b.kind), min(a.value), max(b.value), min(a.since),
           max(b.first_seen_at)
      FROM customers_evidence e JOIN leaf a ON a.id = e.one_id JOIN leaf b ON b.id = e.other_id
     WHERE e.revoked_at IS NULL AND (e.holds OR e.strength = 'verified') GROUP BY 1) AS one
"""


def main() -> None:
    """Try, and settle where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--over", type=Path, required=True)
    parser.add_argument("--settle", type=float, default=0.0)
    options = parser.parse_args()
    from prilavok.kit.db.postgres import Cluster

    cluster = Cluster(options.over / "cluster").ensure()
    os.environ.update(
        DATABASE_URL=cluster.url,
        PRILAVOK_HOME=str(options.over / "home"),
        PRILAVOK_TRIAL="1",
        DJANGO_SETTINGS_MODULE="prilavok.settings",
    )
    import django

    django.setup()
    from django.db import connections

    try:
        _measure(options.settle)
    finally:
        connections.close_all()
        cluster.stop()


def _measure(settling: float) -> None:
    from django.db import connection

    from prilavok.domains.customers.queries import read_trial
    from prilavok.domains.customers.types.identity import KindRule
    from prilavok.doors.worker import know_all_jobs
    from prilavok.flows.change_identity_rules import switch_on_rules
    from prilavok.flows.try_identity_rules import try_rules
    from prilavok.kit import clock
    from prilavok.kit.db.connections import without_statement_limit
    from prilavok.kit.db.install import bring_up_to_date
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.jobs.runner import run_due

    bring_up_to_date()
    know_all_jobs()
    clock.set_clock(AT)
    changes = [KindRule("email", "shared")]
    with without_statement_limit(), connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        bound = timed(lambda: cursor.execute(_LIMIT))
        cursor.execute("RESET work_mem")
        cursor.execute("SELECT current_setting('shared_buffers'), pg_backend_pid()")
        buffers, process = cursor.fetchone()
    began, base, own, longest = time.monotonic(), spent(process), time.process_time(), 0.0
    trial = try_rules(changes, actor=SYSTEM, at=AT)
    asked = time.monotonic() - began
    clock.move_clock(timedelta(seconds=2))
    while read_trial(trial).ended_at is None:
        turn = time.monotonic()
        run_due("chores", limit=1)
        longest = max(longest, time.monotonic() - turn)
    took, found = time.monotonic() - began, read_trial(trial)
    print(
        f"shared_buffers {buffers}; the same rows read at once {bound:.1f} s; answer to who asked after {asked:.2f} s"
    )
    print(
        f"{found.evidence:,} pieces of evidence tried in {took:.0f} s, {took / bound:.1f} times that; processor:"
        f" database {spent(process) - base:.0f} s, worker {time.process_time() - own:.0f} s; longest slice"
        f" {longest * 1000:.0f} ms; memory of the worker"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; {found.splits:,} would come apart"
    )
    if not settling:
        return
    switch_on_rules(changes, actor=SYSTEM, at=clock.now())
    until, longest = time.monotonic() + settling, 0.0
    while time.monotonic() < until and (turn := time.monotonic()) and run_due("default", limit=1):
        longest = max(longest, time.monotonic() - turn)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_evidence WHERE dropped = 'shared'")
        (settled,) = cursor.fetchone()
    print(f"settled {settled:,} pieces in {settling:.0f} s; longest slice {longest * 1000:.0f} ms")


if __name__ == "__main__":
    main()
