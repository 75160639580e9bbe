"""A busy Saturday in short: tills at once, a till and the relay killed midway; in the end each sale and event is there once."""

import threading
from collections import Counter
from uuid import UUID

import psycopg
import pytest
from tests import make, people
from tests.conftest import OwnDatabase
from tests.days.till_process import SALES, SOURCE, lines_of, ring
from tests.promises.house_at_work import ask, process, until
from tests.promises.probe_process import see

from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.reactions import REACTIONS
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.facts import EVENTS
from prilavok.kit.events.relay import Reaction, relay_lag, relay_once
from prilavok.kit.jobs.queue import waiting
from prilavok.kit.jobs.registry import Work, works
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.quiet

TILL, PROBE = "tests.days.till_process", "tests.promises.probe_process"
WATCHED = REACTIONS | {verb: (*REACTIONS[verb], Reaction("probe.see")) for verb in EVENTS}
WORKS = {"probe.see": Work("probe.see", one=see)}


def ring_as_another(till: int) -> None:
    """Ring as the other till, on a connection of its own."""
    from django.db import connection

    try:
        ring(till, 2)
    finally:
        connection.close()


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_day_with_crashes_ends_as_one_without(own_database: OwnDatabase) -> None:
    own = own_database
    with psycopg.connect(own.url) as connection:
        connection.execute("CREATE TABLE probe (event uuid)")
    places, goods = [make.place(), make.place()], [make.variant() for _ in range(5)]
    programme, leaves = make.programme("KZT", 1, 100), [people.browser() for _ in range(3)]
    put = [Opening(place, of, 6, False) for place in places for of in goods]
    open_stock(put, occurred=make.AT, actor=SYSTEM, at=make.AT, origin="load")

    # What is killed is a process of its own; what lives on does so here.
    with process(own, TILL, "0", "2") as doomed, process(own, PROBE, "relay") as relay:
        steady = threading.Thread(target=ring_as_another, args=[1])
        steady.start()
        until(lambda: ask(own, "SELECT count(*) FROM kit_reader WHERE name = 'relay'") == [(1,)], relay)
        assert doomed.stdout is not None
        assert doomed.stdout.readline()  # its first sales are in, the next are on their way
        doomed.kill()
        relay.kill()
        ring(0, 2)
        steady.join()
    know_all_jobs()
    while relay_once(WATCHED) or run_due(known=works | WORKS):
        pass
    assert relay_lag().events == 0
    assert waiting(clock.now()) == ()

    orders = dict(ask(own, "SELECT source_key::int, id FROM orders_order WHERE source = %s", SOURCE))
    assert sorted(orders) == list(range(SALES))
    _check_sums(places, goods, leaves, programme)
    completed = Counter(ask(own, "SELECT subject FROM kit_event WHERE verb = 'order.completed'"))
    assert completed == Counter((order,) for order in orders.values())
    live = ask(own, "SELECT id FROM kit_event WHERE origin = 'live'")
    assert Counter(ask(own, "SELECT event FROM probe")) == Counter(live)


def _check_sums(places: list[UUID], goods: list[UUID], leaves: list[UUID], programme: UUID) -> None:
    """Goods, shortages and points are those of a plain count over all the sales, whoever came first."""
    sold: Counter[tuple[UUID, UUID]] = Counter()
    points: Counter[UUID] = Counter()
    coded = [UUID(str(id)) for (id,) in make.ask("SELECT id FROM catalog_variant ORDER BY sku")]
    by_code = [UUID(str(id)) for (id,) in make.ask("SELECT id FROM places_place ORDER BY code")]
    by_id = sorted(leaves)
    for nth in range(SALES):
        bought = lines_of(nth, list(coded))
        for of, units, _amount in bought:
            sold[by_code[nth % len(by_code)], UUID(str(of))] += units
        points[by_id[nth % len(by_id)]] += sum(amount for _of, _units, amount in bought) // 100
    for place in places:
        for of in goods:
            taken = sold[place, of]
            assert make.on_hand(place, of) == max(6 - taken, 0)
            assert make.posted("stock", place, of, "unexplained") == -max(taken - 6, 0)
    assert {leaf: make.posted("points", leaf, programme, "spendable") for leaf in leaves} == dict(points)
    assert check() == []
