"""Crowds of buyers, tills and returns in several processes, over a bad network, while things are killed: the history
of all they saw and the books of the house are checked for every invariant of docs/under-fire.md.
"""

import time
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import OwnDatabase
from tests.days.books import Books
from tests.days.history import OK, UNKNOWN, Call
from tests.days.house_under_fire import Day, House, at_work, live_through
from tests.days.invariants import faults_of
from tests.days.shop_under_fire import open_world
from tests.kit.kills import kill_database
from tests.long_form import only_long

from prilavok.kit.db.postgres import Cluster

#: what must have come about at least so often, or the day has tried nothing
LEAST = {
    "order.place": 10, "order.cancel": 1, "order.hand_over": 3, "sale.till": 6, "sale.reported": 8,
    "return.take": 4, "exchange.take": 2,
}  # fmt: skip
#: of what there is only so much of, however many come
LEAST_AT_ALL = {
    "booking.make": 2, "order.gift": 1, "order.pay": 1, "points.ask": 2, "page.pay": 2, "claim.decide": 3, "claim.give": 1,
    "supply.receive": 3,
}  # fmt: skip
UNITS = (20, 20, 12, 12, 12, 20)


def _all_kept(history: list[Call], books: Books, times: int = 1) -> None:
    faults = faults_of(history, books)
    assert faults == {}, "\n".join(f"{name}: {said}" for name, sentences in faults.items() for said in sentences)
    done = Counter(call.deed for call in history if call.outcome == OK)
    print(dict(Counter((call.deed, call.outcome) for call in history)))
    print(f"{len(books.orders)} orders, {len(books.arrivals)} words of the bank, {len(books.seats)} times given")
    least = {**{deed: times * units for deed, units in LEAST.items()}, **LEAST_AT_ALL}
    assert {deed: done[deed] for deed, units in least.items() if done[deed] < units} == {}
    assert any(call.outcome == UNKNOWN for call in history), "the network lost nothing"
    assert any(call.code == "order.out_of_stock" for call in history), "nobody came too late"
    assert any(call.code == "booking.taken" for call in history) or len(books.seats) >= 7, "nobody met at a time"
    assert books.arrivals, "the bank told nothing unasked"
    assert books.of("payments", method="gift_card"), "no gift card paid"
    assert books.of("moves", cause="burn"), "no points were spent"
    assert books.uses, "no promotion was given"
    assert books.of("attempts", hold=True, state="captured"), "nothing that was held was taken"
    assert books.of("attempts", hold=True, state="released"), "nothing that was held was let go"
    assert books.of("events", verb="lot.doubted"), "no number was read wrong"
    assert done["desk.place"] + done["draft.confirm"] >= 2 * times, "nobody ordered at the desk"
    assert times == 1 or any(refund["state"] == "done" for refund in books.refunds), "no card was given its money back"
    assert books.of("events", verb="order.awaited"), "nobody ordered what is still to come"


def test_a_day_under_fire_keeps_every_invariant(own_database: OwnDatabase, tmp_path: Path) -> None:
    world = open_world(UNITS, tills=2)
    acts = ((2.0, House.kill_one_of_web), (4.0, House.kill_behind))
    with at_work(own_database, tmp_path, processes=2) as house:
        history, books = live_through(house, world, Day(acts=acts))
    _all_kept(history, books)


@only_long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(1, 4))
def test_hundreds_under_fire_with_everything_killed(
    own_cluster: Cluster, durable: OwnDatabase, tmp_path: Path, seed: int
) -> None:
    def kill_and_start_database(house: House) -> None:
        kill_database(own_cluster)
        time.sleep(0.5)
        own_cluster.start()

    world = open_world([8 * units for units in UNITS], tills=6, times=6)
    acts = (
        (4.0, House.kill_one_of_web), (8.0, House.kill_behind), (12.0, kill_and_start_database),
        (18.0, House.kill_web), (24.0, House.kill_behind),
    )  # fmt: skip
    day = Day(
        crowds=3, buyers=110, sales=30, batches=20, returns=30, swaps=20, talks=14, waiting=25, seed=seed, acts=acts
    )
    with at_work(durable, tmp_path, processes=2) as house:
        history, books = live_through(house, world, day, seconds=1200)
    _all_kept(history, books, times=5)
