"""Years of another system move in with a report to the cent, and nobody is told, called, paid or greeted for them."""

from collections import Counter
from uuid import UUID, uuid4

import psycopg
import pytest
from tests import make
from tests.conftest import ROOT, OwnDatabase
from tests.flows.journey_truth import truth_of
from tests.promises.house_at_work import ask, load, load_stores, process, until

from prilavok.adapters.feeds.csv_files.adapter import CsvFiles
from prilavok.doors.cli.reconciling import check as compare_with_sources
from prilavok.flows.record_sales import record_sales
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.relay import relay_lag

pytestmark = pytest.mark.quiet

STORE = "3217"
OWN_FILES = ROOT / "src" / "prilavok" / "adapters" / "feeds" / "csv_files" / "examples" / "small_shop"
PROBE = "tests.promises.probe_process"


@pytest.mark.thin("1C, Bitrix24, amoCRM, Mindbox, RetailCRM, Segment-style events, and living beside them in step")
def test_a_load_sets_nothing_off_and_a_live_sale_sets_off_everything_once(own_database: OwnDatabase) -> None:
    own = own_database
    with psycopg.connect(own.url) as connection:
        connection.execute("CREATE TABLE probe (event uuid)")
    with process(own, PROBE, "relay") as relay, process(own, PROBE, "worker") as worker:

        def handed_on() -> bool:
            return relay_lag().events == 0 and ask(own, "SELECT count(*) FROM kit_job") == [(0,)]

        until(lambda: ask(own, "SELECT count(*) FROM kit_reader WHERE name = 'relay'") == [(1,)], relay, worker)
        load_stores(STORE)
        load(CsvFiles(OWN_FILES))
        until(handed_on, relay, worker)
        events = dict(ask(own, "SELECT origin, count(*) FROM kit_event GROUP BY 1"))
        assert set(events) == {"load"} and events["load"] > 200
        assert ask(own, "SELECT count(*) FROM kit_job") == [(0,)]
        assert ask(own, "SELECT count(*) FROM probe") == [(0,)]
        assert compare_with_sources() == []
        _check_points_by_the_stated_rule(own)

        order = _sell_live(own)
        until(handed_on, relay, worker)
        told = ask(own, "SELECT e.verb FROM probe p JOIN kit_event e ON e.id = p.event WHERE e.subject = %s", order)
        assert sorted(told) == [("order.completed",), ("payment.captured",), ("points.earned",), ("stock.moved",)]
        # Each live event once, and of the loaded ones not a single one.
        live = ask(own, "SELECT id FROM kit_event WHERE origin = 'live'")
        assert len(live) == 4
        assert Counter(ask(own, "SELECT event FROM probe")) == Counter(live)


def _check_points_by_the_stated_rule(own: OwnDatabase) -> None:
    """Points of the year are facts of the load: one for each whole dollar that a receipt took, and no more."""
    truth = truth_of(STORE)
    stated = sum(max(amount - coupons, 0) // 100 for _lines, amount, coupons in truth.receipts.values())
    given = ask(
        own,
        "SELECT sum(m.units)::bigint FROM kit_move m JOIN kit_account a ON a.id = m.credit_id"
        " JOIN loyalty_programme p ON p.id = a.unit WHERE a.book = 'points' AND p.currency = 'USD'",
    )
    assert given == [(stated,)]


def _sell_live(own: OwnDatabase) -> UUID:
    """Sell one piece of what lies there to a loaded customer, twice told; the order."""
    [(place, variant, leaf)] = ask(
        own,
        "SELECT a.holder, a.unit, (SELECT leaf_id FROM customers_identifier WHERE kind = 'card' ORDER BY 1 LIMIT 1)"
        " FROM kit_balance b JOIN kit_account a ON a.id = b.account_id AND a.state = 'goods'"
        " JOIN places_place p ON p.id = a.holder AND p.currency = 'USD' WHERE b.posted > 2 ORDER BY a.unit LIMIT 1",
    )
    sale = make.sale(place, leaf, [make.line(variant, 1, 700)], source=uuid4(), currency="USD", at=clock.now())
    for expected in ({sale.id}, set()):
        told = record_sales([sale], method="card", actor=SYSTEM, at=clock.now(), origin="live")
        assert told.orders == expected
    return sale.id
