"""Many want the last expected piece at once, from several processes; goods come, move and are given back meanwhile."""

import subprocess
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.racing import all_at_once
from tests.shop_world import open_counter, quoted

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.actions import allow_pre_orders
from prilavok.domains.stock.queries import awaited_by, list_holds_of, promised_drift
from prilavok.domains.stock.types import Goods, PaperHead
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.expect_supply import change_expected
from prilavok.flows.place_order import place_order
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check

PROCESSES, EACH, PIECES = 4, 6, 5
BUYER = """
import sys, time, datetime, uuid
import django
django.setup()
from prilavok.domains.orders.errors import OutOfStock
from prilavok.flows.place_order import place_order
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
until, go, *pairs = sys.argv[1:]
from pathlib import Path
print("ready", flush=True)
while not Path(go).exists():
    time.sleep(0.005)
for pair in pairs:
    quote, leaf = (uuid.UUID(one) for one in pair.split(","))
    try:
        place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=clock.now(),
                    wait_until=datetime.date.fromisoformat(until))
        print("placed", flush=True)
    except OutOfStock:
        print("short", flush=True)
"""


def test_the_last_expected_piece_is_promised_once(own_database: OwnDatabase, tmp_path: Path) -> None:
    from prilavok.kit import clock

    at = clock.now()
    counter = open_counter(0, at=at)
    allow_pre_orders(counter.place, None, True, actor=CASHIER, at=at)
    due = read_place(counter.place).day_at(at) + timedelta(days=3)
    goods, head = [Goods(counter.variant, PIECES)], PaperHead(due_on=due)
    paper = write_stock_paper.draft("expected", counter.place, head, goods, key="e", actor=CASHIER, at=at)
    book(paper.id, actor=CASHIER, at=at)
    leaves = [make.leaf() for _ in range(PROCESSES * EACH)]
    pairs = [f"{quoted(counter, leaf, 1, at=at).id},{leaf}" for leaf in leaves]
    go = tmp_path / "go"
    environment = {**own_database.environment, "DJANGO_SETTINGS_MODULE": "prilavok.settings"}
    buyers = [
        subprocess.Popen(
            [sys.executable, "-c", BUYER, due.isoformat(), str(go), *pairs[nth * EACH : (nth + 1) * EACH]],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        for nth in range(PROCESSES)
    ]  # fmt: skip
    for one in buyers:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    go.touch()
    said = [line for one in buyers for line in one.communicate(timeout=60)[0].split()]
    assert (said.count("placed"), said.count("short")) == (PIECES, PROCESSES * EACH - PIECES)
    assert make.ask("SELECT count(*), sum(units) FROM stock_allocation") == [(PIECES, PIECES)]
    assert make.ask("SELECT count(*) FROM orders_order") == [(PIECES,)]
    assert make.ask("SELECT promised FROM stock_paper_line") == [(PIECES,)]
    assert promised_drift() == [] and check() == []


def test_ordering_cancelling_receiving_and_moving_at_once_lose_nothing(own_database: OwnDatabase) -> None:

    from prilavok.kit import clock

    at = clock.now()
    counter = open_counter(2, 2, at=at)
    allow_pre_orders(counter.place, None, True, actor=CASHIER, at=at)
    due = read_place(counter.place).day_at(at) + timedelta(days=3)
    goods = [Goods(variant, 30) for variant in counter.variants]
    supply = write_stock_paper.draft(
        "expected", counter.place, PaperHead(due_on=due), goods, key="e", actor=CASHIER, at=at
    ).id  # fmt: skip
    book(supply, actor=CASHIER, at=at)
    leaves = [make.leaf() for _ in range(24)]
    quotes = [quoted(counter, leaf, 1, 1 + nth % 2, at=at) for nth, leaf in enumerate(leaves)]
    orders: list[UUID] = []

    def buy(mine: range) -> None:
        for nth in mine:
            try:
                me = Actor("leaf", leaves[nth])
                placed = place_order(
                    quotes[nth].id, leaf=leaves[nth], touchpoint="site", actor=me, at=clock.now(), wait_until=due
                )
            except OutOfStock:
                continue
            orders.append(placed.order)
            if nth % 3 == 0:
                cancel_order(placed.order, actor=CASHIER, at=clock.now())

    def receive() -> None:
        for nth in range(5):
            came = [Goods(variant, 3) for variant in reversed(counter.variants)]
            head, now = PaperHead(against=supply), clock.now()
            paper = write_stock_paper.draft(
                "receiving", counter.place, head, came, key=f"r{nth}", actor=CASHIER, at=now
            )  # fmt: skip
            book(paper.id, actor=CASHIER, at=now)

    def move() -> None:
        for nth in range(6):
            units = dict.fromkeys(counter.variants, 30 - nth)
            day = due - timedelta(days=nth % 2)
            change_expected(supply, day, units, reason="so", seen=None, actor=CASHIER, at=clock.now())
            time.sleep(0.02)

    all_at_once([*(partial(buy, range(nth, 24, 4)) for nth in range(4)), receive, move])
    assert len(orders) == 24
    waits = awaited_by(orders)
    for nth_order in orders:
        units = sum(hold.units for hold in list_holds_of(nth_order)) + sum(w.units for w in waits.get(nth_order, []))
        wanted = make.ask(f"SELECT sum(quantity - cancelled) FROM orders_line WHERE order_id = '{nth_order}'")
        assert [(units,)] == wanted
    assert promised_drift() == [] and check() == []
