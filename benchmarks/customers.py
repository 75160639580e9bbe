"""The customer page and the search as one types, over a million customers with fifty million entries or a fiftieth.

    PYTHONPATH=src:. python -m benchmarks.customers              20,000 customers, 1,000,000 entries
    PYTHONPATH=src:. python -m benchmarks.customers --whole      1,000,000 and 50,000,000
    ... --customers 400000      another size      --seconds 20   of each line      --keep DIR   the data stay there

What is made is told in `benchmarks.customers_made`; the disk it takes is printed first, and too little is refused. One
web role of the house with two processes, asked over HTTP by a closed loop of eight; the time is that of the whole
answer on loopback, waiting for a free processor included. Beside it stand the processor time of web and database for
each, and an empty page of the house, which says how busy the machine is; the page is asked for by one alone too. Whom
they look at: of N customers, by how much is known of them, the rank floor(exp(u * ln N)), u uniform: Zipf of exponent
1, half of all looks at the thousand heaviest of a million. Cold is the first pages after the database was started anew:
its own memory is empty; the operating system's cache of files is emptied too where it may be, and the line says so.
The limit: the same rows by one hand-written statement, by eight connections in a closed loop.
"""

import argparse
import contextlib
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import psycopg

from benchmarks.asking import LOOP, Asking, together
from benchmarks.customers_made import AT, LONG_ENTRIES, LONG_LEAVES, Made, fill, needed
from benchmarks.customers_typed import typed_texts
from benchmarks.promised import at_most
from benchmarks.tracking import server_cpu
from benchmarks.webhooks import ROOT, cpu_of, free_port, wait_for
from prilavok.kit.db.postgres import Cluster

PROCESSES = 2
PROMISED = 100  # ms, p95
WHOLE, SHORT = 1_000_000, 20_000
COLD_PAGES = 400
RATES = (10, 20, 40, 60)  # pages a second: a hundred to six hundred people who open one each ten seconds

_LIMIT = """
SELECT c.name,
       (SELECT jsonb_agg(jsonb_build_array(i.kind, i.value)) FROM mine JOIN customers_identifier i USING (leaf_id)),
       (SELECT jsonb_agg(life) FROM (
            SELECT one.* FROM mine, LATERAL (
                (SELECT id, verb, occurred_at, leaf, subject, place, facts FROM kit_event e
                  WHERE e.leaf = mine.leaf_id ORDER BY occurred_at DESC, id DESC LIMIT 41)
                UNION ALL
                (SELECT id, verb, occurred_at, leaf, subject, place, facts FROM kit_behaviour b
                  WHERE b.leaf = mine.leaf_id ORDER BY occurred_at DESC, id DESC LIMIT 41)) AS one
             ORDER BY occurred_at DESC, id DESC LIMIT 41) AS life),
       (SELECT jsonb_agg(bought) FROM (
            SELECT o.currency, count(*), sum(paid_amount), max(placed_at) FROM mine JOIN orders_order o USING (leaf_id)
             GROUP BY 1) AS bought),
       (SELECT sum(b.posted - b.held) FROM mine JOIN kit_account a ON a.holder = mine.leaf_id AND a.book = 'points'
          JOIN kit_balance b ON b.account_id = a.id),
       (SELECT jsonb_agg(e) FROM mine JOIN customers_evidence e ON e.other_id = mine.leaf_id),
       (SELECT jsonb_agg(s) FROM mine JOIN consent_consent s USING (leaf_id))
  FROM customers_customer c WHERE c.id = %s
"""
_ALL_OF_THEM = (
    "WITH mine AS MATERIALIZED (SELECT leaf_id FROM customers_leaf_owner WHERE customer_id = %s AND valid_to IS NULL)"
    + _LIMIT
)


def main() -> None:
    """Make, measure, print, take away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", action="store_true", help="a million customers")
    parser.add_argument("--customers", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--search", action="store_true", help="the search alone")
    parser.add_argument("--keep", type=Path, help="a folder where the data stay, and are found by the next run")
    options = parser.parse_args()
    customers = options.customers or (WHOLE if options.whole else SHORT)
    with kept_folder(options.keep) as folder:
        made_before = (folder / "cluster").exists()
        free = shutil.disk_usage(folder).free
        print(
            f"{customers:,} customers: {needed(customers) / 1e9:.1f} GB of disk, {free / 1e9:.1f} GB free", flush=True
        )
        if not made_before and free < needed(customers) * 1.1:
            raise SystemExit("too little disk: name a smaller --customers")
        cluster = Cluster(folder / "cluster").ensure()
        try:
            _run(
                cluster, folder / "home", customers, options.seconds, fresh=not made_before, only_search=options.search
            )
        finally:
            cluster.stop()
            if not options.keep:
                cluster.destroy()


@contextlib.contextmanager
def kept_folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(mode=0o755, parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="prilavok-bench-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _run(cluster: Cluster, home: Path, customers: int, seconds: float, *, fresh: bool, only_search: bool) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    told = {"DATABASE_URL": cluster.url, "PRILAVOK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    os.environ.update(told, DJANGO_SETTINGS_MODULE="prilavok.settings")
    command = [sys.executable, "-m", "prilavok.doors.cli"]
    subprocess.run([*command, "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    made = fill(cluster.url, customers) if fresh else _found(cluster.url)
    cookie = sign_in()
    with psycopg.connect(cluster.url, autocommit=True) as line:
        (size, buffers, version) = line.execute(
            "SELECT pg_database_size(current_database()), current_setting('shared_buffers'),"
            " current_setting('server_version')"
        ).fetchone() or (0, "", "")
        print(
            f"{made.customers:,} customers, {made.events:,} entries, {size / 1e9:.2f} GB, made in {made.seconds:.0f} s;"
            f" PostgreSQL {version}, shared_buffers {buffers}, {os.cpu_count()} processors",
            flush=True,
        )
        people = [row[0] for row in line.execute("SELECT customer FROM made_customer ORDER BY n").fetchall()]
        sought = typed_texts(line, made.customers)
    dropped = start_anew(cluster)
    port = free_port()
    web = subprocess.Popen(
        [*command, "web", "--processes", str(PROCESSES)],
        env={**os.environ, "DATABASE_URL": cluster.url, "PRILAVOK_PORT": str(port)},
    )
    try:
        wait_for(port)
        asking = Asking(cluster, port, cookie, web.pid)
        print(f"closed loop of {LOOP}, web role with {PROCESSES} processes; milliseconds", flush=True)
        if not only_search:
            _measure_pages(cluster, asking, people, made.long, seconds, dropped)
        _measure_search(asking, sought, seconds)
    finally:
        web.terminate()
        web.wait()


def _measure_pages(
    cluster: Cluster, asking: Asking, people: Sequence[UUID], long: UUID, seconds: float, dropped: str
) -> None:
    def page(draw: random.Random) -> str:
        return f"/office/customers/{_zipf(people, draw)}"

    print(f"cold: the database was started anew, {dropped}", flush=True)
    cold, _bytes = asking.loop(page, most=COLD_PAGES)
    _line(f"page, cold, first {len(cold)}", cold)
    _warmed(asking, "page, warm", page, seconds)
    _warmed(asking, "  an empty page of the house", lambda _: "/search", seconds / 2)
    limit = _limit(cluster, people, seconds)
    _line("  the same rows by one statement", limit)
    warm, _bytes = asking.loop(page, seconds)
    _line("page, warm, again", warm, limit)
    _warmed(asking, "page, asked for by one alone", page, seconds, many=1)
    _measure_arrivals(asking, "page", page, seconds)
    _warmed(asking, "its part: how they stand now", lambda draw: f"{page(draw)}/now", seconds)
    _warmed(asking, "page, only talks", lambda draw: page(draw) + "?kind=talk", seconds)
    _warmed(
        asking,
        f"page of {LONG_LEAVES} leaves, {LONG_ENTRIES:,} entries",
        lambda _: f"/office/customers/{long}",
        seconds,
    )
    _warmed(asking, "  the same, only talks", lambda _: f"/office/customers/{long}?kind=talk", seconds)
    limit = _limit(cluster, [long], seconds)
    _line("  the same rows by one statement", limit)
    _warmed(asking, "  the same, only the desk", lambda _: f"/office/customers/{long}?channel=desk", seconds)


def _measure_search(asking: Asking, sought: dict[str, list[str]], seconds: float) -> None:
    everything: list[float] = []
    for name, texts in sought.items():
        asking.found = 0
        times = _warmed(
            asking,
            f"search: {name}",
            partial(_typed, texts),
            seconds / 2,
        )
        print(f"    something was found for {asking.found / len(times):.0%}", flush=True)
        everything += times
    _line("search, all of these together", everything)
    texts = [text for some in sought.values() for text in some]
    _measure_arrivals(asking, "search of every kind", partial(_typed, texts), seconds)


def _measure_arrivals(asking: Asking, name: str, path: Callable[[random.Random], str], seconds: float) -> None:
    for rate in RATES:
        times, _bytes = asking.arrivals(path, seconds, rate)
        _line(f"{name}, {rate} a second as they come", times)


def _typed(texts: Sequence[str], draw: random.Random) -> str:
    return f"/search?q={quote(draw.choice(texts))}"


def _warmed(
    asking: Asking, name: str, path: Callable[[random.Random], str], seconds: float, many: int = LOOP
) -> list[float]:
    before = cpu_of(asking.web), base_cpu(asking.cluster)
    times, size = asking.loop(path, seconds, many=many)
    after = cpu_of(asking.web), base_cpu(asking.cluster)
    web, base = ((late - early) * 1000 / len(times) for early, late in zip(before, after, strict=True))
    _line(name, times, more=f"CPU web {web:.1f} base {base:.1f} ms, {size / len(times) / 1000:.0f} kB")
    return times


def base_cpu(cluster: Cluster) -> float:
    """Seconds of processor time of the database so far; asked again where a process of it ended meanwhile."""
    while True:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return server_cpu(cluster)


def _line(name: str, times: Sequence[float], limit: Sequence[float] = (), more: str = "") -> None:
    p50, p95 = (statistics.quantiles(times, n=100)[nth - 1] for nth in (50, 95))
    ratio = f"  ratio p50 {p50 / statistics.median(limit):.1f}" if limit else ""
    late = "" if p95 < PROMISED else f"  OVER {PROMISED}"
    if name in ("page, warm", "page, warm, again", "search, all of these together"):
        at_most(f"{name}, p95, closed loop of {LOOP}", p95, PROMISED, "ms")
    print(
        f"{name:48} {len(times):6}  p50 {p50:7.1f}  p95 {p95:7.1f}  max {max(times):7.1f}{ratio}  {more}{late}",
        flush=True,
    )


def _limit(cluster: Cluster, people: Sequence[UUID], seconds: float) -> list[float]:
    times: list[float] = []
    deadline = time.monotonic() + seconds

    def ask(nth: int) -> None:
        draw = random.Random(nth)
        with psycopg.connect(cluster.url, autocommit=True) as line:
            while time.monotonic() < deadline:
                one = _zipf(people, draw)
                began = time.monotonic()
                line.execute(_ALL_OF_THEM, [one, one]).fetchall()
                times.append((time.monotonic() - began) * 1000)

    together(ask)
    return times


def _zipf(people: Sequence[UUID], draw: random.Random) -> UUID:
    return people[min(int(math.exp(draw.random() * math.log(len(people)))), len(people)) - 1]


def start_anew(cluster: Cluster) -> str:
    """Stop and start the database; what is said of the operating system's cache."""
    from django.db import connections

    connections.close_all()
    cluster.stop()
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3")
        told = "the operating system's cache of files was emptied"
    except OSError:
        told = "the operating system's cache of files could not be emptied and still holds what it held"
    cluster.start()
    return told


def _found(url: str) -> Made:
    with psycopg.connect(url) as line:
        (customers, events) = line.execute(
            "SELECT (SELECT count(*) FROM made_customer), (SELECT count(*) FROM kit_event)"
            " + (SELECT count(*) FROM kit_behaviour)"
        ).fetchone() or (0, 0)
        (long,) = line.execute("SELECT id FROM customers_customer WHERE code = 'long'").fetchone() or (None,)
    assert long
    return Made(customers, events, long, 0.0)


def sign_in() -> str:
    """The cookie of an owner."""
    from django.conf import settings
    from django.db import transaction
    from django.test import Client

    from prilavok.domains.staff.actions import hire_staff, put_default_roles
    from prilavok.domains.staff.queries import with_rights
    from prilavok.domains.staff.types import NewStaff
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    found = with_rights().filter(login="looker").first()
    if found is None:
        with transaction.atomic():
            put_default_roles(at=AT)
            hire_staff(
                [NewStaff("looker", "Looker", "owner", "seven-green-apples", "ru")], actor=SYSTEM, at=clock.now()
            )
        found = with_rights().get(login="looker")
    client = Client(SERVER_NAME="localhost")
    client.force_login(found)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


if __name__ == "__main__":
    main()
