"""A catalogue of 100,000 variants in 200 places over HTTP: shelves, search, product pages with stock of every place.

    PYTHONPATH=src:. python -m benchmarks.catalogue [--whole | --variants 10000] [--keep DIR] [--only WORDS]

Own cluster, made data (benchmarks/catalogue_made.py). What is promised: under 100 ms at p95 of each page with the
whole catalogue (`--whole`; else a tenth). Measured is the web role with its processes, a closed loop of eight who ask
the next thing as soon as the last was answered: milliseconds of the whole answer on loopback, waiting for a free
processor included; beside it processor time of web and database for each, and an empty page of the house, which says
how busy the machine is. The shop's pages are asked by browsers that nobody knows, each at a store drawn by Zipf; goods
are drawn by Zipf too. The limit: the same rows by one hand-written statement, by eight connections in a closed loop.
"""

import argparse
import http.client
import math
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

import psycopg

from benchmarks.asking import together
from benchmarks.catalogue_limits import PRODUCT, SEARCH, SHELF
from benchmarks.catalogue_made import AT, fill, needed
from benchmarks.catalogue_typed import typed_texts
from benchmarks.customers import base_cpu, kept_folder, sign_in
from benchmarks.promised import at_most
from benchmarks.serving import spent_by
from benchmarks.webhooks import ROOT, free_port, wait_for
from prilavok.kit.db.postgres import Cluster
from prilavok.kit.search import fold

LOOP, PROCESSES, PLACES = 8, 2, 200
PROMISED = 100  # ms, p95
WHOLE, SHORT = 100_000, 10_000
DEEP = 30  # pages of a shelf that somebody turns before they begin another

_NEXT = re.compile(rb'id="more".*?hx-get="([^"]+)"')
One = TypeVar("One")
#: the address asked next, of a draw and of the page before it, if any
Path_ = Callable[[random.Random, bytes], str]


def main() -> None:
    """Make, measure, print, take away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", action="store_true", help="100,000 variants")
    parser.add_argument("--variants", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--only", default="", help="pages whose names hold these words")
    parser.add_argument("--keep", type=Path, help="a folder where the data stay, and are found by the next run")
    options = parser.parse_args()
    variants = options.variants or (WHOLE if options.whole else SHORT)
    with kept_folder(options.keep) as folder:
        fresh, free = not (folder / "cluster").exists(), shutil.disk_usage(folder).free
        print(f"{variants:,} variants: {needed(variants) / 1e9:.1f} GB of disk, {free / 1e9:.1f} GB free", flush=True)
        if fresh and free < needed(variants) * 1.1:
            raise SystemExit("too little disk: name fewer --variants")
        cluster = Cluster(folder / "cluster").ensure()
        try:
            _run(cluster, folder / "home", variants, options.seconds, fresh=fresh, only=options.only)
        finally:
            cluster.stop()
            if not options.keep:
                cluster.destroy()


def _run(cluster: Cluster, home: Path, variants: int, seconds: float, *, fresh: bool, only: str) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    told = {"DATABASE_URL": cluster.url, "PRILAVOK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    os.environ.update(told, DJANGO_SETTINGS_MODULE="prilavok.settings")
    command = [sys.executable, "-m", "prilavok.doors.cli"]
    subprocess.run([*command, "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    if fresh:
        made = fill(cluster.url, variants, PLACES)
        print(
            f"{made.cards:,} cards loaded in {made.seconds:.1f} s, the same rows by COPY {made.copied:.1f} s, ratio"
            f" {made.copied / made.seconds:.2f}; memory {made.before} MB before, {made.most} MB at the most",
            flush=True,
        )
    cookie = sign_in()
    with psycopg.connect(cluster.url, autocommit=True) as line:
        goods = read_goods(line)
        _tell_sizes(line)
        desks = _desks(line, goods)
    _stand(cookie, goods.stores[0])
    own = {**os.environ, "PRILAVOK_PORT": str(port := free_port())}
    web = subprocess.Popen([*command, "web", "--processes", str(PROCESSES)], env=own)
    try:
        wait_for(port)
        print(f"closed loop of {LOOP}, web role with {PROCESSES} processes; milliseconds", flush=True)
        asking = Asking(cluster, port, cookie, web.pid, goods, seconds, only)
        asking.warm()
        _measure(asking, goods, desks)
        print(f"memory of the web processes: {_resident(web.pid)} MB each at the end", flush=True)
    finally:
        web.terminate()
        web.wait()


@dataclass(frozen=True, slots=True)
class Goods:
    """What is asked for: stores, products and shelves, the most wanted first, and what is typed."""

    stores: Sequence[UUID]
    products: Sequence[UUID]
    shelves: dict[int, list[str]]
    typed: dict[str, list[str]]
    brands: Sequence[str]


def read_goods(line: "psycopg.Connection[tuple[object, ...]]") -> Goods:
    """The made catalogue, as it lies in the database."""
    stores = line.execute("SELECT place FROM made_place WHERE kind = 'store' ORDER BY r").fetchall()
    products = line.execute("SELECT product FROM made_variant GROUP BY 1 ORDER BY min(n)").fetchall()
    shelves: dict[int, list[str]] = {1: [], 2: [], 3: []}
    rows = line.execute(
        "SELECT c.path FROM catalog_category c LEFT JOIN catalog_product p ON p.category_id = c.id"
        " GROUP BY 1 ORDER BY count(p.id) DESC, 1"
    ).fetchall()
    for (path,) in rows:
        shelves[str(path).count("/") + 1].append(str(path))
    brands = line.execute("SELECT brand FROM catalog_product GROUP BY 1 ORDER BY count(*) DESC LIMIT 40").fetchall()
    return Goods(
        [UUID(str(row[0])) for row in stores],
        [UUID(str(row[0])) for row in products],
        shelves,
        typed_texts(line),
        [str(row[0]) for row in brands],
    )


class Asking:
    """Eight who ask the web role, each the next thing as soon as the last one was answered."""

    def __init__(
        self, cluster: Cluster, port: int, cookie: str, web: int, goods: Goods, seconds: float, only: str
    ) -> None:
        self.cluster, self.port, self.cookie, self.web = cluster, port, cookie, web
        self.goods, self.seconds, self.only = goods, seconds, only

    def warm(self) -> None:
        """Everyone looks at every store: what the shop keeps of a store for five minutes is kept, and not counted."""
        began = time.monotonic()

        def ask(nth: int) -> None:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            for place in range(nth, 2 * len(self.goods.stores), LOOP):
                store = self.goods.stores[place % len(self.goods.stores)]
                line.request("GET", "/shop/", headers={"Cookie": f"store={store}"})
                line.getresponse().read()

        together(ask, LOOP)
        each = (time.monotonic() - began) * 1000 / len(self.goods.stores) / 2
        print(f"the first look at each store: {each:.0f} ms of the machine's time", flush=True)

    def line(self, name: str, path: Path_, *, found: bytes = b"") -> list[float]:
        """Measure one kind of page and print its line. found: what stands on a page that found something."""
        if self.only not in name:
            return []
        self.loop(path, self.seconds / 5)
        before = spent_by(self.web), base_cpu(self.cluster)
        times, size, hits = self.loop(path, self.seconds, found=found)
        after = spent_by(self.web), base_cpu(self.cluster)
        web, base = ((late - early) * 1000 / len(times) for early, late in zip(before, after, strict=True))
        more = f", found {hits / len(times):.0%}" if found else ""
        tell(name, times, f"CPU web {web:.1f} base {base:.1f}, {size / len(times) / 1000:.0f} kB{more}")
        return times

    def limit(self, statement: str, values: Callable[[random.Random], dict[str, object]], ours: list[float]) -> None:
        """The same rows by one hand-written statement; prints the ratio to ours."""
        times: list[float] = []
        if not ours:
            return
        deadline = time.monotonic() + self.seconds / 2

        def ask(nth: int) -> None:
            draw = random.Random(nth)
            with psycopg.connect(self.cluster.url, autocommit=True) as line:
                while time.monotonic() < deadline:
                    given = values(draw)
                    began = time.monotonic()
                    line.execute(statement, given).fetchall()
                    times.append((time.monotonic() - began) * 1000)

        together(ask, LOOP)
        ratio = statistics.median(ours) / statistics.median(times)
        tell("  the same rows by one statement", times, f"ratio p50 {ratio:.1f}", promised=False)

    def loop(self, path: Path_, seconds: float, found: bytes = b"") -> tuple[list[float], int, int]:
        """Milliseconds of each answer, bytes of all, how many hold what is to be found."""
        times: list[float] = []
        sizes: list[int] = []
        hits: list[bool] = []
        wrong: list[str] = []
        deadline = time.monotonic() + seconds

        def ask(nth: int) -> None:
            draw, body = random.Random(nth), b""
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            store = zipf(self.goods.stores, draw)
            while not wrong and time.monotonic() < deadline:
                address = path(draw, body)
                if "after=" not in address:  # whoever turns pages stays in the store
                    store = zipf(self.goods.stores, draw)
                shop = address.startswith("/shop/")
                headers = {"Cookie": f"store={store}" if shop else self.cookie}
                if "after=" in address:
                    headers |= {"HX-Request": "true", "HX-Target": "more"}
                began = time.monotonic()
                line.request("GET", address, headers=headers)
                answer = line.getresponse()
                body = answer.read()
                times.append((time.monotonic() - began) * 1000)
                sizes.append(len(body))
                hits.append(bool(found) and found in body)
                if answer.status != 200:
                    wrong.append(f"{address} was answered {answer.status}")

        together(ask, LOOP)
        if wrong:
            raise SystemExit(wrong[0])
        return times, sum(sizes), sum(hits)


def _measure(asking: Asking, goods: Goods, desks: Sequence[UUID]) -> None:
    asking.line("an empty page of the house", lambda draw, _: "/search")
    asking.line("shop, front of a store", lambda draw, _: "/shop/")
    for depth, name in ((1, "department"), (2, "kind"), (3, "smallest shelf")):
        times = asking.line(f"shelf, {name}, first page", _shelf(goods.shelves[depth]), found=b"offer-name")
        asking.limit(
            SHELF, lambda draw, depth=depth: _place(goods, draw) | {"path": zipf(goods.shelves[depth], draw)}, times
        )
    asking.line("shelf, department, only what is here", _shelf(goods.shelves[1], "?free=1"), found=b"offer-name")
    asking.line("shelf, smallest, only what is here", _shelf(goods.shelves[3], "?free=1"), found=b"offer-name")
    asking.line(f"shelf, department, pages up to {DEEP}", _turned(goods.shelves[1]), found=b"offer-name")
    asking.line(
        f"shelf, only what is here, pages up to {DEEP}", _turned(goods.shelves[1], "?free=1"), found=b"offer-name"
    )
    everything: list[float] = []
    for name, texts in goods.typed.items():
        times = asking.line(f"search: {name}", _typed(texts), found=b"offer-name")
        everything += times
        if name == "Russian, two words":
            asking.limit(
                SEARCH, lambda draw, texts=texts: _place(goods, draw) | {"text": fold(draw.choice(texts))}, times
            )
    asking.line("search: a word, of one brand", _narrowed(goods, "brand"), found=b"offer-name")
    asking.line("search: a word, on a shelf, only here", _narrowed(goods, "shelf"), found=b"offer-name")
    if everything:
        tell("search, all of these together", everything)
    times = asking.line(
        "product page, stock of every place",
        lambda draw, _: f"/shop/p/{zipf(goods.products, draw)}",
        found=b"buy-price",
    )
    asking.limit(PRODUCT, lambda draw: _place(goods, draw) | {"product": zipf(goods.products, draw)}, times)
    words = [text for name, texts in goods.typed.items() for text in texts[:40]]
    asking.line(
        "desk, goods search",
        lambda draw, _: f"/desk/conversations/{draw.choice(desks)}/products?q={quote(draw.choice(words))}",
        found=b"variant",
    )
    asking.line("tablet, goods search", lambda draw, _: f"/tablet/home?q={quote(draw.choice(words))}")
    asking.line(
        "office, list of products", lambda draw, _: f"/office/products?category={quote(zipf(goods.shelves[2], draw))}"
    )
    asking.line("office, search of products", lambda draw, _: f"/office/products?q={quote(draw.choice(words))}")
    asking.line("office, one product", lambda draw, _: f"/office/products/{zipf(goods.products, draw)}")


def _shelf(paths: Sequence[str], query: str = "") -> Path_:
    return lambda draw, _: f"/shop/c/{quote(zipf(paths, draw))}{query}"


def _turned(paths: Sequence[str], query: str = "") -> Path_:
    """Show more, and more; then another shelf."""

    def address(draw: random.Random, body: bytes) -> str:
        found = _NEXT.search(body)
        if found is None or draw.random() < 1 / DEEP:
            return f"/shop/c/{quote(zipf(paths, draw))}{query}"
        return quote(unescape(found[1].decode()), safe="/?=&%")

    return address


def _typed(texts: Sequence[str]) -> Path_:
    return lambda draw, _: f"/shop/?q={quote(draw.choice(texts))}"


def _narrowed(goods: Goods, by: str) -> Path_:
    texts = goods.typed["one Russian word (thousands have it)"]

    def address(draw: random.Random, _body: bytes) -> str:
        if by == "brand":
            return f"/shop/?q={quote(draw.choice(texts))}&brand={quote(zipf(goods.brands, draw))}"
        shelf = draw.choice(goods.shelves[3])
        return f"/shop/?q={quote(shelf.split('/')[1].split()[0])}&shelf={quote(shelf)}&free=1"

    return address


def _place(goods: Goods, draw: random.Random) -> dict[str, object]:
    return {"place": zipf(goods.stores, draw), "at": AT}


def zipf(several: Sequence[One], draw: random.Random) -> One:
    """One of them, by a Zipf of exponent 1: the first the oftenest."""
    return several[min(int(math.exp(draw.random() * math.log(len(several) + 1))), len(several)) - 1]


def tell(name: str, times: Sequence[float], more: str = "", *, promised: bool = True) -> None:
    """One line of the table."""
    p50, p95, p99 = (statistics.quantiles(times, n=100)[nth - 1] for nth in (50, 95, 99))
    late = "" if p95 < PROMISED or not promised else f"  OVER {PROMISED}"
    if promised:
        at_most(f"{name.strip()}, p95", p95, PROMISED, "ms")
    print(f"{name:45} {len(times):5}  p50 {p50:6.1f}  p95 {p95:6.1f}  p99 {p99:6.1f}  {more}{late}", flush=True)


def _tell_sizes(line: "psycopg.Connection[tuple[object, ...]]") -> None:
    row = line.execute(
        "SELECT (SELECT count(*) FROM catalog_variant), (SELECT count(*) FROM catalog_product),"
        " (SELECT count(*) FROM pricing_version), (SELECT count(*) FROM kit_balance),"
        " (SELECT count(*) FROM kit_search_entry WHERE kind = 'product'),"
        " pg_database_size(current_database()) / 1000000, current_setting('shared_buffers')"
    ).fetchone()
    assert row
    told = "{:,} variants of {:,} cards, {:,} prices, {:,} balances, {:,} search entries, {:,} MB, shared_buffers {};"
    print(
        told.format(*row),
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _desks(line: "psycopg.Connection[tuple[object, ...]]", goods: Goods) -> list[UUID]:
    """Conversations, each with a basket at one of the stores, so that the desk searches there."""
    from django.db import transaction

    from prilavok.domains.baskets.types import Wish
    from prilavok.domains.conversations.actions import open_conversation
    from prilavok.domains.customers.actions import open_receipt_leaves
    from prilavok.flows.change_basket import change_basket
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM, Actor
    from prilavok.kit.ids import new_id

    known = line.execute("SELECT id FROM conversations_conversation").fetchall()
    if known:
        return [UUID(str(row[0])) for row in known]
    rows = line.execute("SELECT variant FROM made_variant ORDER BY n LIMIT 1").fetchone()
    assert rows
    found, at, stranger = [], clock.now(), new_id()
    for store in goods.stores[:20]:
        with transaction.atomic():
            leaf = open_receipt_leaves(stranger, [str(store)], at=at, origin="live")[str(store)]
            opened = open_conversation([], leaf, channel="desk", connection_id=stranger, actor=SYSTEM, at=at)
        wish = Wish(UUID(str(rows[0])), 1)
        change_basket(leaf, [wish], place=store, touchpoint="desk", actor=Actor("leaf", leaf), at=at)
        found.append(opened.conversation)
    return found


def _stand(cookie: str, store: UUID) -> None:
    """Whoever is signed in works at the store: where the tablet looks goods up."""
    from django.test import Client
    from django.urls import reverse

    client = Client(SERVER_NAME="localhost")
    name, _, value = cookie.partition("=")
    client.cookies[name] = value
    answer = client.post(reverse("tablet:sell_home_place"), {"place": str(store)})
    assert answer.status_code == 302, answer.status_code


def _resident(pid: int) -> str:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in children]
    return ", ".join(str(one * os.sysconf("SC_PAGE_SIZE") // 1_000_000) for one in pages)


if __name__ == "__main__":
    main()
