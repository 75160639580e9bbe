"""Behaviour events over HTTP against one stream of COPY into jsonb; in one run on one private, durable cluster.

    python -m benchmarks.tracking                        three rounds, medians
    python -m benchmarks.tracking --rounds 1 --seconds 3

One process of the house, 32 kept connections, events of about 1.06 kB; 200 comes after the commit. The limit: the same
events by one COPY in one transaction. Then batches of 50 with the worker at work: processor time of web process, worker
and database per event, from the request to the row of the timeline and the settled segments. One event in 50 is an
identify with an e-mail; all others are views of 300 products of the catalogue by 1,000 visitors, each of whom is a
known customer, so that every view may move somebody in each of 20 live segments (views of the last 1 to 90 days, and of
all time, between bounds), and each is told apart from 20,000 events of each of the seven days before. How many entered
or left a segment meanwhile is printed: it costs.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.promised import at_least, at_most
from benchmarks.webhooks import ROOT, cpu_of, free_port, wait_for
from prilavok.kit.db.postgres import Cluster

CONNECTIONS = 32
SIZES = {1: 0.09, 10: 0.5, 100: 1.5}  # events in a request -> the least ratio that is promised
STREAM = 20_000  # events of the limit
WORKED = 20_000  # events whose whole way is measured
WARM = 6  # times so many events before, that statements are planned as they are on a day of work
VISITORS = 1_000
PRODUCTS = 300
#: days -> the least numbers of views of each segment
SEGMENTS: dict[int | None, tuple[int, ...]] = dict.fromkeys((1, 7, 30, 90, None), (5, 50, 500, 5_000))
MOST_MS = 0.15
CONTEXT = {
    "page": {
        "path": "/catalogue/shoes/1001",
        "referrer": "https://shop.example/catalogue",
        "search": "?sort=price&size=42",
        "title": "Running shoes, size 42",
        "url": "https://shop.example/catalogue/shoes/1001?sort=price&size=42",
    },
    "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
    "userAgentData": {
        "brands": [{"brand": "Chromium", "version": "120"}, {"brand": "Not:A-Brand", "version": "8"}],
        "mobile": False,
        "platform": "Linux",
    },
    "locale": "ru-KZ",
    "timezone": "Asia/Almaty",
    "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
    "campaign": {"name": "autumn", "source": "mailing", "medium": "email"},
}


def event(number: int, run: str = "") -> dict[str, object]:
    """One event of about 1.06 kB; visitors come back: a thousandth part of the events each."""
    head = {"messageId": f"{run}-{number:032d}", "anonymousId": f"visitor-{number % VISITORS:030d}", "context": CONTEXT}
    when = {"originalTimestamp": "2026-03-02T09:00:00.000Z", "timestamp": "2026-03-02T09:00:00.000Z"}
    if number % 50 == 0:
        traits = {"email": f"v{number % VISITORS}@mail.example"}
        return {**head, **when, "type": "identify", "userId": f"u-{number % VISITORS}", "traits": traits}
    told = {
        "sku": f"sku-{number % PRODUCTS}",
        "category": "Shoes",
        "name": "Running shoes",
        "brand": "Our own",
        "price": 1990.5,
        "currency": "KZT",
        "quantity": 1,
        "position": number % 12,
    }
    return {**head, **when, "type": "track", "event": "Product Viewed", "properties": told}


def request(key: str, size: int, first: int, run: str = "") -> bytes:
    """A whole request, as it goes over the line."""
    events = [event(first + nth, run) for nth in range(size)]
    route, told = ("track", events[0]) if size == 1 else ("batch", {"batch": events, "sentAt": "2026-03-02T09:00:01Z"})
    body = json.dumps({**told, "writeKey": key}).encode()
    head = (
        f"POST /v1/{route} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Line(asyncio.Protocol):
    """One kept connection that sends the next request when the last was answered."""

    def __init__(self, sender: "_Sender") -> None:
        self.sender = sender

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.next()

    def next(self) -> None:
        """Send one, unless enough was sent."""
        if (one := self.sender.take()) is None:
            self.transport.close()
        else:
            self.transport.write(one)

    def data_received(self, told: bytes) -> None:
        if not told.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"an event was answered {told[:300]!r}")
        self.sender.answered += 1
        self.next()

    def connection_lost(self, trouble: Exception | None) -> None:
        self.sender.closed += 1
        if self.sender.closed == CONNECTIONS:
            self.sender.done.set_result(None)


class _Sender:
    """What all lines send together: the requests in turn, so many or so long."""

    def __init__(self, requests: list[bytes], until: float | None) -> None:
        self.requests, self.until, self.sent, self.answered, self.closed = requests, until, 0, 0, 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def take(self) -> bytes | None:
        """The next request; None at the end."""
        if self.until is None and self.sent >= len(self.requests):
            return None
        if self.until is not None and time.monotonic() >= self.until:
            return None
        self.sent += 1
        return self.requests[(self.sent - 1) % len(self.requests)]


def send(port: int, key: str, size: int, seconds: float | None, count: int, run: str) -> tuple[int, float]:
    """In a process of its own: how many events were acknowledged, in how many seconds."""

    async def all_lines() -> tuple[int, float]:
        requests = [request(key, size, nth * size, run) for nth in range(count)]
        began = time.monotonic()
        sender = _Sender(requests, began + seconds if seconds else None)
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            await loop.create_connection(lambda: _Line(sender), "127.0.0.1", port)
        await sender.done
        return sender.answered * size, time.monotonic() - began

    return asyncio.run(all_lines())


def sent(*told: object) -> tuple[int, float]:
    """The same, from another process: its work is not the server's."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found: tuple[int, float] = pool.apply(send, told)
        return found


def stream(url: str) -> float:
    """Events a second by one COPY of jsonb in one transaction."""
    rows = [(nth, json.dumps(event(nth))) for nth in range(STREAM)]
    with psycopg.connect(url) as line:
        line.execute("CREATE UNLOGGED TABLE IF NOT EXISTS warm (n int)")
        line.execute("DROP TABLE IF EXISTS bench_event")
        line.execute("CREATE TABLE bench_event (id bigint, payload jsonb)")
        line.commit()
        began = time.monotonic()
        with line.cursor() as cursor, cursor.copy("COPY bench_event (id, payload) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        line.commit()
        return STREAM / (time.monotonic() - began)


def server_cpu(cluster: Cluster) -> float:
    """Seconds of processor time of the database, all its processes; those that ended are with their parent."""
    with psycopg.connect(cluster.url) as line:
        (folder,) = line.execute("SHOW data_directory").fetchone() or ("",)
    pid = int((Path(folder) / "postmaster.pid").read_text().splitlines()[0])
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in (*map(int, children), pid):  # the parent last: by then it holds the time of those that ended meanwhile
        try:
            parts = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += (int(parts[11]) + int(parts[12])) / tick
        total += (int(parts[13]) + int(parts[14])) / tick if one == pid else 0
    return total


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prilavok-bench-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "cluster").ensure()
        try:
            run(cluster, Path(folder) / "home", options.rounds, options.seconds)
        finally:
            cluster.destroy()


def run(cluster: Cluster, home: Path, rounds: int, seconds: float) -> None:
    """Prepare an installation, send, compare."""
    home.mkdir(mode=0o700)
    told = {"DATABASE_URL": cluster.url, "PRILAVOK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    os.environ.update(told, DJANGO_SETTINGS_MODULE="prilavok.settings")
    command = [sys.executable, "-m", "prilavok.doors.cli"]
    subprocess.run([*command, "migrate"], check=True, stdout=subprocess.DEVNULL)
    key, port = open_source(), free_port()
    web = subprocess.Popen([*command, "web"], env={**os.environ, "PRILAVOK_PORT": str(port)})
    try:
        wait_for(port)
        sent(port, key, 10, 1.0, 200, "warm")
        compare(cluster, port, key, rounds, seconds)
        forget(cluster)
        know_visitors(key)
        remember(cluster)
        work(cluster, port, key, web.pid)
    finally:
        web.terminate()
        web.wait()


def compare(cluster: Cluster, port: int, key: str, rounds: int, seconds: float) -> None:
    """Interleaved rounds of the limit and of each size."""
    limits, reached = [], {size: [] for size in SIZES}  # type: ignore[var-annotated]
    for _ in range(rounds):
        limits.append(stream(cluster.url))
        for size in SIZES:
            events, took = sent(port, key, size, seconds, max(2_000 // size, 50), "r")
            reached[size].append(events / took)
            forget(cluster)
    limit = statistics.median(limits)
    print(f"limit   {limit:8.0f} events/s  one COPY of jsonb, the median of {rounds}")
    for size, least in SIZES.items():
        rate = statistics.median(reached[size])
        print(f"by {size:<4} {rate:8.0f} events/s  ratio {rate / limit:.2f} (promised: at least {least})")
        at_least(f"events by {size} / one COPY of jsonb", rate / limit, least)


def work(cluster: Cluster, port: int, key: str, web: int) -> None:
    """The whole way of events in batches of 50."""
    # What it logs is of other work: in an empty installation a provider's sandbox does not answer.
    worker = subprocess.Popen([sys.executable, "-m", "prilavok.doors.worker"], stdout=subprocess.DEVNULL)
    try:
        for nth in range(WARM):
            sent(port, key, 50, None, 10, f"warm{nth}")
            wait_read(cluster)
            settle_statistics(cluster)
        before = cpu_of(web), cpu_of(worker.pid), server_cpu(cluster)
        began = time.monotonic()
        events, _took = sent(port, key, 50, None, WORKED // 50, "w")
        wait_read(cluster)
        took = time.monotonic() - began
        after = cpu_of(web), cpu_of(worker.pid), server_cpu(cluster)
    finally:
        worker.terminate()
        worker.wait()
    with psycopg.connect(cluster.url) as line:
        (kept,) = line.execute("SELECT count(*) FROM kit_behaviour WHERE cause IS NOT NULL").fetchone() or (0,)
        (moved,) = line.execute("SELECT count(*) + count(left_at) FROM audiences_membership").fetchone() or (0,)
    spent = [(late - early) * 1000 / events for early, late in zip(before, after, strict=True)]
    print(
        f"whole way of {events} events in batches of 50: {events / took:.0f} events/s,"
        f" {kept - 500 * WARM} in the timeline, {moved} entered or left a segment"
    )
    print(
        f"processor per event: web {spent[0]:.3f} ms, worker {spent[1]:.3f} ms, database {spent[2]:.3f} ms,"
        f" together {sum(spent):.3f} ms (promised: at most {MOST_MS}); 20 live segments"
    )
    at_most("processor time of an event's whole way", sum(spent), MOST_MS, "ms")


def wait_read(cluster: Cluster) -> None:
    """Return when nothing that landed waits, and nobody waits to be judged by a segment."""
    waits = "SELECT FROM tracking_landed UNION ALL SELECT FROM kit_job WHERE verb = 'segments.judge' LIMIT 1"
    with psycopg.connect(cluster.url, autocommit=True) as line:
        while line.execute(waits).fetchone() is not None:
            time.sleep(0.1)


def settle_statistics(cluster: Cluster) -> None:
    """What autovacuum does within a minute of a shop's life, which is longer than the benchmark's."""
    with psycopg.connect(cluster.url, autocommit=True) as line:
        line.execute("ANALYZE")


def remember(cluster: Cluster) -> None:
    """Events of the seven days before, which every new one is told apart from."""
    with psycopg.connect(cluster.url, autocommit=True) as line:
        line.execute("SELECT tracking_open_days(current_date - 7, current_date)")
        line.execute(
            "INSERT INTO tracking_told (day, id, source, leaf, received_at) SELECT current_date - nth / %s - 1,"
            " gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now()"
            " FROM generate_series(0, 7 * %s - 1) AS nth",
            [WORKED, WORKED],
        )


def forget(cluster: Cluster) -> None:
    """What landed only to be measured is not read."""
    with psycopg.connect(cluster.url, autocommit=True) as line:
        line.execute("TRUNCATE tracking_landed")


def open_source() -> str:
    """A source of ours; its key."""
    import django

    django.setup()
    from prilavok.flows.keep_tracking import add_source
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    return add_source("Site", "site", actor=SYSTEM, at=clock.now()).key


def know_visitors(key: str) -> None:
    """Every visitor is a customer, every product is in the catalogue, and the segments are live."""
    from prilavok.domains.audiences.actions import save_segment
    from prilavok.domains.audiences.types import Did
    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.types import NewCard
    from prilavok.domains.customers.actions import open_leaves, prove_contact
    from prilavok.domains.tracking.queries import find_source
    from prilavok.domains.tracking.rules import digest
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    at, source = clock.now(), find_source(key)
    assert source is not None
    put_cards([NewCard(f"sku-{nth}", {"en": f"Shoes {nth}"}, ("Shoes",), "piece") for nth in range(PRODUCTS)], at=at)
    named = [("browser", digest(source.id, "visitor", str(event(nth)["anonymousId"]))) for nth in range(VISITORS)]
    for nth, leaf in enumerate(open_leaves(named, at=at).values()):
        prove_contact(leaf, "phone", f"+7701{2_000_000 + nth}", source="code", actor=SYSTEM, at=at)
    for days, bounds in SEGMENTS.items():
        for least in bounds:
            rule = Did(verb="product.viewed", least=least, days=days)
            save_segment(None, {"ru": f"{least} in {days}"}, rule, actor=SYSTEM, at=at)


if __name__ == "__main__":
    main()
