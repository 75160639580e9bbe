"""S2: 300 buyers for 100 pieces: exactly 100 get one, 200 are told politely, and nothing is ever promised twice."""

import os
import signal
import time

import pytest
from tests.conftest import OwnDatabase
from tests.kit.kills import kill_database
from tests.promises.house_at_work import ask
from tests.promises.storm import Storm, serving
from tests.shop_world import Counter, open_counter

from prilavok.kit.db.postgres import Cluster

PIECES, BUYERS = 100, 300
LONG = bool(os.environ.get("PRILAVOK_LONG"))
#: where something is killed, the short form is a smaller storm
KILLED_PIECES, KILLED_BUYERS = (PIECES, BUYERS) if LONG else (25, 75)


def _stand(pieces: int = PIECES) -> Counter:
    from prilavok.kit import clock

    return open_counter(pieces, at=clock.now())


def _ledger_is_whole(own: OwnDatabase, counter: Counter, sold: int) -> None:
    """Balance, holds and moves say the same, and so do orders, lines, shipments, baskets and events."""
    from django.db import connections

    from prilavok.kit.ledger.checks import check

    connections.close_all()  # a killed database has cut ours as well
    assert check() == []
    stock = ask(
        own,
        "SELECT on_hand, held, available FROM fact_stock WHERE place = %s AND variant = %s",
        counter.place,
        counter.variant,
    )
    assert stock == [(sold, sold, 0)]
    assert ask(own, "SELECT count(*), coalesce(sum(units), 0)::bigint FROM kit_hold") == [(sold, sold)]
    assert ask(own, "SELECT kind, count(*) FROM kit_move GROUP BY 1 ORDER BY 1") == [("post", 1), ("reserve", sold)]
    assert ask(own, "SELECT count(*), count(DISTINCT number), count(DISTINCT source_key) FROM orders_order") == [
        (sold, sold, sold)
    ]
    assert ask(own, "SELECT count(*), sum(quantity)::bigint FROM orders_line") == [(sold, sold)]
    assert ask(own, "SELECT count(*), count(DISTINCT code_lookup) FROM shipments_shipment") == [(sold, sold)]
    assert ask(own, "SELECT count(*) FROM baskets_basket WHERE state = 'ordered'") == [(sold,)]
    verbs = ["hold.made", "order.placed", "shipment.planned"]
    told = ask(own, "SELECT verb, count(*) FROM kit_event WHERE verb = ANY(%s) GROUP BY 1 ORDER BY 1", verbs)
    assert told == [(verb, sold) for verb in verbs]


def _exactly(own: OwnDatabase, counter: Counter, storm: Storm) -> None:
    pieces = len(storm.orders)
    assert (pieces, storm.refusals) == (storm.buyers // 3, {"order.out_of_stock": storm.buyers - pieces})
    assert max(len(buyer.orders_told) for buyer in storm.walked) == 1, "a buyer was told of two orders"
    assert set(storm.orders) == {str(order) for (order,) in ask(own, "SELECT id FROM orders_order")}
    _ledger_is_whole(own, counter, pieces)


WAYS = [(1, False), (2, True), (1, True), (2, False)]


@pytest.mark.parametrize("run", range(3 if LONG else 1))
@pytest.mark.parametrize(("processes", "meet"), WAYS if LONG else WAYS[1:2])
def test_a_hundred_pieces_are_sold_a_hundred_times(
    own_database: OwnDatabase, processes: int, meet: bool, run: int
) -> None:
    counter = _stand()
    with serving(own_database, processes=processes) as running:
        storm = Storm([address for address, _web in running], counter.place, counter.variant, BUYERS, meet).run()
    assert storm.faults == [], storm.faults[:3]
    assert storm.statuses == {200: 2 * BUYERS, 201: 2 * BUYERS + PIECES, 409: BUYERS - PIECES}
    _exactly(own_database, counter, storm)
    if meet:
        stories = ask(own_database, "SELECT count(DISTINCT xid) FROM kit_event WHERE verb = 'order.placed'")[0][0]
        assert stories < PIECES, "those who met at the last step were placed one by one"


def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(own_database: OwnDatabase) -> None:
    counter = _stand(KILLED_PIECES)
    with serving(own_database, servers=2) as running:
        (killed, web), (_other, _lives) = running
        storm = Storm(
            [address for address, _web in running], counter.place, counter.variant, KILLED_BUYERS, stubborn=True
        )
        storm.at = KILLED_PIECES // 2
        storm.then = web.kill
        storm.run()
        assert web.wait(10) == -signal.SIGKILL
    assert any(killed.rpartition(":")[2] in fault for fault in storm.faults), "the kill was felt by nobody"
    assert storm.statuses.keys() == {200, 201, 409}, "a broken connection, never a fault of the shop"
    _exactly(own_database, counter, storm)


def test_a_database_killed_in_the_middle_keeps_every_order_it_acknowledged(
    own_cluster: Cluster, durable: OwnDatabase
) -> None:
    counter = _stand(KILLED_PIECES)
    told: list[str] = []

    def kill_and_start() -> None:
        told.extend(storm.orders_told)
        kill_database(own_cluster)
        time.sleep(1)
        own_cluster.start()

    with serving(durable, processes=2) as running:
        storm = Storm(
            [address for address, _web in running], counter.place, counter.variant, KILLED_BUYERS, stubborn=True
        )
        storm.at = KILLED_PIECES // 2
        storm.then = kill_and_start
        storm.run()
    assert len(told) >= KILLED_PIECES // 2
    assert [fault for fault in storm.faults if not (fault.startswith("503") and "database.away" in fault)] == []
    assert storm.statuses.keys() == {200, 201, 409, 503}
    assert set(told) <= set(storm.orders)
    _exactly(durable, counter, storm)
