"""Webhooks received over HTTP against the same rows committed by the engine itself; in one run on one private cluster.

    python -m benchmarks.webhooks                          300 a second for 20 seconds
    python -m benchmarks.webhooks --rate 300 --seconds 20

One process of the house, verified Telegram updates from 16 kept connections at a steady rate (an answer's time is
counted from when the request was due, so a stall is not hidden). The limit: the same INSERT and job row in the same
sizes of transactions, sent by psycopg to the same server at the same pace. Durable: fsync on.
"""

import argparse
import asyncio
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

from benchmarks.promised import at_most
from prilavok.kit.db.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
SECRET = "a-secret-of-forty-letters-and-some-more_"
SENDERS = 16
BODY = '{"update_id": %d, "message": {"message_id": 1, "date": 1772000000, "text": "hello"}}'
KEEP = (
    "INSERT INTO kit_arrival (id, connection, outside_key, received_at, headers, body)"
    " SELECT gen_random_uuid(), %s, key, clock_timestamp(), '{}', body"
    " FROM unnest(%s::text[], %s::bytea[]) AS one(key, body) ON CONFLICT DO NOTHING"
)
QUEUE = (
    "INSERT INTO kit_job (id, queue, verb, facts, key, run_at, tries, made_at) VALUES (gen_random_uuid(), 'default',"
    " 'arrivals.read', '{}', %s, now(), 8, now()) ON CONFLICT (verb, key) DO UPDATE SET key = excluded.key WHERE false"
)


def main() -> None:
    """Run both sides and print p50, p99 and the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prilavok-bench-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "cluster").ensure()
        try:
            run(cluster, Path(folder) / "home", options.rate, options.seconds)
        finally:
            cluster.destroy()


def run(cluster: Cluster, home: Path, rate: int, seconds: int) -> None:
    """Prepare an installation, send, compare."""
    home.mkdir(mode=0o700)
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.url,
        "PRILAVOK_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
    }
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="prilavok.settings")
    command = [sys.executable, "-m", "prilavok.doors.cli"]
    subprocess.run([*command, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    connect()
    port = free_port()
    web = subprocess.Popen([*command, "web"], env={**environment, "PRILAVOK_PORT": str(port)})
    try:
        wait_for(port)
        burst(port, rate, 2, first=10_000_000)  # warm
        with psycopg.connect(cluster.url, autocommit=True) as line:
            before = commits(line)
            cpu = cpu_of(web.pid)
            times = burst(port, rate, seconds, first=0)
            cpu = cpu_of(web.pid) - cpu
            together = max(round(rate * seconds / max(commits(line) - before, 1)), 1)
            (kept,) = line.execute("SELECT count(*) FROM kit_arrival").fetchone() or (0,)
            kept -= 2 * rate  # of the burst before
    finally:
        web.terminate()
        web.wait()
    bare = engine(cluster.url, rate, seconds, together)
    print(f"received {len(times)} at {rate}/s, all kept: {kept == len(times)}; about {together} in one transaction")
    at_most(f"webhooks at {rate} a second, p99", at(times, 99), 250, "ms")
    print(f"answer  p50 {at(times, 50):.1f} ms  p99 {at(times, 99):.1f} ms  max {max(times):.1f} ms")
    print(
        f"engine  p50 {at(bare, 50):.1f} ms  p99 {at(bare, 99):.1f} ms (the same rows, {together} in one transaction)"
    )
    print(f"ratio   p50 {at(times, 50) / at(bare, 50):.2f}  p99 {at(times, 99) / at(bare, 99):.2f}")
    print(f"CPU of the web process {cpu * 1000 / len(times):.2f} ms an arrival, {cpu / seconds:.0%} of a core")


def connect() -> None:
    """A bot of ours that may post."""
    import django

    django.setup()
    from prilavok.domains.connections.actions import put_connection
    from prilavok.domains.connections.types import NewConnection
    from prilavok.kit import clock
    from prilavok.kit.secrets import Secret

    secrets = {"token": Secret("1:token"), "webhook_secret": Secret(SECRET)}
    put_connection(NewConnection("bot", "telegram", "telegram_bot", {"en": "Bot"}, {}, secrets), at=clock.now())


def free_port() -> int:
    """A port nobody has now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return when the server answers."""
    for _ in range(300):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web process does not answer")


def burst(port: int, rate: int, seconds: int, *, first: int) -> list[float]:
    """Send at a steady rate; milliseconds from when each was due to its answer."""
    times: list[float] = []
    began = time.monotonic() + 0.2

    def send(nth: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"x-telegram-bot-api-secret-token": SECRET, "content-type": "application/json"}
        for number in range(nth, rate * seconds, SENDERS):
            due = began + number / rate
            time.sleep(max(due - time.monotonic(), 0))
            line.request("POST", "/hooks/bot", body=BODY % (first + number), headers=headers)
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"an arrival was answered {answer.status}")
            times.append((time.monotonic() - due) * 1000)

    threads = [threading.Thread(target=send, args=(nth,)) for nth in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def commits(line: "psycopg.Connection[tuple[int]]") -> int:
    """Transactions that wrote so far."""
    (count,) = line.execute("SELECT txid_snapshot_xmax(txid_current_snapshot())").fetchone() or (0,)
    return int(count)


def cpu_of(pid: int) -> float:
    """Seconds of processor time of a process and its children."""
    total = 0.0
    for one in (pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())):
        parts = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return total


def engine(url: str, rate: int, seconds: int, together: int) -> list[float]:
    """The same rows by the engine at the same pace; milliseconds of each transaction."""

    async def pace() -> list[float]:
        times = []
        async with await psycopg.AsyncConnection.connect(url) as line:
            (link,) = await (await line.execute("SELECT id FROM connections_connection")).fetchone() or (None,)
            await line.commit()
            began = time.monotonic()
            for number in range(0, rate * seconds, together):
                due = began + number / rate
                await asyncio.sleep(max(due - time.monotonic(), 0))
                begun = time.monotonic()
                keys = [f"bare:{number + nth}" for nth in range(together)]
                await line.execute(KEEP, [link, keys, [(BODY % (number + nth)).encode() for nth in range(together)]])
                await line.execute(QUEUE, [str(link)])
                await line.commit()
                times.append((time.monotonic() - begun) * 1000)
        return times

    return asyncio.run(pace())


def at(times: list[float], percent: int) -> float:
    """The percentile."""
    return statistics.quantiles(times, n=100)[percent - 1]


if __name__ == "__main__":
    main()
