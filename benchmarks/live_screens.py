"""One event to a thousand open screens against a bare asyncio server that writes the same bytes; in one run.

    python -m benchmarks.live_screens                 1,000 screens, 30 events
    python -m benchmarks.live_screens --screens 1000 --events 30

One web process and one relay of the house on a private cluster; the screens are customers of a shop, each with a cookie
of its own, who all hear of a price. Measured from the commit of the event to the arrival at each screen. The limit: the
same number of sockets held by a bare asyncio server in a process of its own, from the order to write to each arrival.
"""

import argparse
import asyncio
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.webhooks import ROOT, cpu_of, free_port, wait_for
from prilavok.kit.db.postgres import Cluster

_BARE = b'id: 1:00000000000000000000000000000000\ndata: {"topics":["variant:*"]}\n\n'


def main() -> None:
    """Run both sides and print the times, their ratio, processor and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=1_000)
    parser.add_argument("--events", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prilavok-bench-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "cluster").ensure()
        try:
            run(cluster, Path(folder) / "home", options.screens, options.events)
        finally:
            cluster.destroy()


def run(cluster: Cluster, home: Path, screens: int, events: int) -> None:
    """Prepare an installation, open the screens, record events, compare."""
    home.mkdir(mode=0o700)
    ours = {"DATABASE_URL": cluster.url, "PRILAVOK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    os.environ.update(ours, DJANGO_SETTINGS_MODULE="prilavok.settings")
    command = [sys.executable, "-m", "prilavok.doors.cli"]
    subprocess.run([*command, "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    port = free_port()
    web = subprocess.Popen([*command, "web"], env={**os.environ, "PRILAVOK_PORT": str(port)})
    relay = subprocess.Popen([*command, "relay"])
    try:
        wait_for(port)
        before = memory_of(web.pid)
        times, cpu, held = asyncio.run(house(port, screens, events, web.pid))
    finally:
        for process in (web, relay):
            process.terminate()
            process.wait()
    bare = asyncio.run(bare_server(screens, events))
    print(f"{screens} screens, {events} events, every screen heard each: {len(times) == screens * events}")
    tell("from commit ", times, screens)
    tell("bare asyncio", bare, screens)
    print(f"ratio of the last screen's median {last(times, screens, 50) / last(bare, screens, 50):.1f}")
    print(f"web process: {cpu * 1e6 / len(times):.0f} us of CPU a message, {(held - before) / screens:.0f} kB a screen")


def tell(name: str, times: list[float], screens: int) -> None:
    """One line of milliseconds: of any screen, and of the last of each event."""
    p50, p99 = (statistics.quantiles(times, n=100)[nth - 1] for nth in (50, 99))
    print(
        f"{name}  any screen p50 {p50:.0f} p99 {p99:.0f} ms;"
        f" the last p50 {last(times, screens, 50):.0f} p99 {last(times, screens, 99):.0f} ms"
    )


def last(times: list[float], screens: int, percent: int) -> float:
    """The percentile over events of the time at which the last screen had it."""
    worst = [max(times[start : start + screens]) for start in range(0, len(times), screens)]
    return statistics.quantiles(worst, n=100, method="inclusive")[percent - 1]


def memory_of(pid: int) -> float:
    """Resident kilobytes of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in (pid, *children))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


async def house(port: int, screens: int, events: int, pid: int) -> tuple[list[float], float, float]:
    """Times of the house, processor seconds of its process for them, and kilobytes with all screens open."""
    from prilavok.domains.customers.actions import new_browser_token
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.events.facts import PricePublished
    from prilavok.kit.events.record import NewEvent, record

    def happen() -> float:
        at = clock.now()
        event = NewEvent(
            verb="price.published",
            occurred_at=at,
            subject_kind="price_list",
            subject=uuid4(),
            actor=SYSTEM,
            facts=PricePublished(1),
        )
        record([event], at)
        return time.monotonic()

    heads = [
        f"GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: counter={new_browser_token()}\r\n\r\n".encode()
        for _ in range(screens)
    ]
    lines = [await opened(port, head, b"event: beat") for head in heads]
    held = memory_of(pid)
    await each(lines, lambda: asyncio.to_thread(happen), b"variant:*")
    cpu = cpu_of(pid)
    times: list[float] = []
    for _ in range(events):
        times += await each(lines, lambda: asyncio.to_thread(happen), b"variant:*")
    return times, cpu_of(pid) - cpu, held


async def opened(port: int, head: bytes, sign: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """One screen, as soon as it is heard."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)
    await reader.readuntil(sign)
    await reader.readuntil(b"\n\n")
    return reader, writer


async def each(lines: list[Any], begin: Callable[[], Awaitable[float]], sign: bytes) -> list[float]:
    """Begin, and give the milliseconds to the arrival at each of the screens."""

    async def hear(reader: asyncio.StreamReader) -> float:
        await reader.readuntil(sign)
        return time.monotonic()

    hearing = [asyncio.ensure_future(hear(reader)) for reader, _writer in lines]
    await asyncio.sleep(0.2)
    began = await begin()
    return [(at - began) * 1000 for at in await asyncio.gather(*hearing)]


def serve_bare(listening: socket.socket, orders: Any) -> None:
    """Hold every socket; at each order write the same bytes to all."""

    async def serve() -> None:
        writers: list[asyncio.StreamWriter] = []

        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"event: beat\n\n")
            writers.append(writer)

        def write() -> None:
            orders.recv()
            for writer in writers:
                writer.write(_BARE)

        await asyncio.start_server(take, sock=listening)
        asyncio.get_running_loop().add_reader(orders.fileno(), write)
        await asyncio.Event().wait()

    asyncio.run(serve())


async def bare_server(screens: int, events: int) -> list[float]:
    """Times of the bare server."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=screens)
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(target=serve_bare, args=(listening, there), daemon=True)
    server.start()
    port = listening.getsockname()[1]
    lines = [await opened(port, b"GET / HTTP/1.1\r\n\r\n", b"event: beat") for _ in range(screens)]

    async def order() -> float:
        began = time.monotonic()
        here.send(1)
        return began

    times: list[float] = []
    for _ in range(events):
        times += await each(lines, order, b"variant:*")
    server.terminate()
    return times


if __name__ == "__main__":
    main()
