"""The steps of a load one by one: dates that move, redemptions tied to orders, refused rows, and going on after a stop.

Covers prilavok.flows.load.times, prilavok.flows.load.slices, prilavok.flows.load.campaigns, prilavok.flows.load.sales,
prilavok.flows.load.whole.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.flows.few_source import ALMATY, NOON, Few

from prilavok.adapters.feeds.port import SourceRedemption
from prilavok.domains.imports.types import RunView
from prilavok.flows.load.slices import Progress
from prilavok.flows.load.times import moved, shift_for
from prilavok.flows.load.whole import begin_load, load_whole
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = datetime.fromisoformat("2016-01-01"), datetime.fromisoformat("2027-01-01")  # zones are drawn beside
days = st.dates(date(2000, 1, 1), date(2035, 12, 31))


@given(days, days)
def test_a_source_ends_one_to_seven_days_before_its_load(last: date, today: date) -> None:
    moved_last = last + timedelta(weeks=shift_for(last, today))
    assert 1 <= (today - moved_last).days <= 7
    assert moved_last.weekday() == last.weekday()
    assert shift_for(None, today) == 0


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)), st.integers(-600, 600))
def test_moving_keeps_the_day_of_the_week_and_the_local_time(at: datetime, weeks: int) -> None:
    there, day = moved(at, NEW_YORK, weeks)
    before, after = at.astimezone(NEW_YORK), there.astimezone(NEW_YORK)
    assert day == before.date() + timedelta(weeks=weeks)
    if (after.replace(tzinfo=None) - before.replace(tzinfo=None)) % timedelta(weeks=1):
        # Only an hour that the target day does not have moves by itself, by that hour.
        assert after.replace(tzinfo=None) - before.replace(tzinfo=None) - timedelta(weeks=weeks) == timedelta(hours=1)
        assert (before.month, before.hour) != (after.month, after.hour)
    else:
        assert (after.date(), after.time()) == (day, before.time())


def test_over_a_change_of_clocks_local_time_stays_and_the_instant_does_not() -> None:
    winter = datetime(2017, 3, 5, 18, 30, tzinfo=NEW_YORK)
    there, day = moved(winter, NEW_YORK, 2)
    assert (there, day) == (datetime(2017, 3, 19, 22, 30, tzinfo=UTC), date(2017, 3, 19))
    assert there - winter == timedelta(weeks=2) - timedelta(hours=1)
    late = datetime(2017, 6, 1, 3, 0, tzinfo=UTC)  # still the last of May in New York
    assert moved(late, NEW_YORK, 1)[1] == date(2017, 6, 7)


def load(source: Few) -> RunView:
    run = begin_load(source, actor=SYSTEM)
    list(load_whole(run, source, actor=SYSTEM))
    return begin_load(source, actor=SYSTEM)


@pytest.fixture
def source(rolled_back: None) -> Few:
    clock.set_clock(make.AT)
    return Few()


def test_a_used_coupon_is_tied_to_the_one_order_that_fits_and_tells_where_and_of_what(source: Few) -> None:
    source.sell("p-1", at=NOON + timedelta(hours=1), place="few-b", coupon=50)
    source.sell("p-1", "few-tea", quantity=200, coupon=50)  # the coupon is not good for tea
    source.sell("p-1", at=NOON + timedelta(hours=2))  # no coupon was taken here
    source.sell("p-1", at=NOON + timedelta(days=1), coupon=50)
    for hour in (1, 2):  # two that fit: a guess is never written down
        source.sell("p-2", at=NOON + timedelta(hours=hour), coupon=50)
    source.used = [SourceRedemption(who, "few-5", "few-spring", NOON.date()) for who in ("p-1", "p-2")]
    load(source)
    rows = make.ask(
        "SELECT o.source_key, p.code, c.code, e.origin FROM kit_event e"
        " LEFT JOIN orders_order o ON o.id = (e.facts ->> 'order')::uuid LEFT JOIN places_place p ON p.id = e.place"
        " LEFT JOIN audiences_campaign c ON c.id = (e.facts ->> 'campaign')::uuid"
        " WHERE e.verb = 'coupon.redeemed' ORDER BY 1 NULLS LAST"
    )
    assert rows == [("0001", "few-b", "few-spring", "load"), (None, None, "few-spring", "load")]


def test_rows_no_rule_can_place_are_refused_with_reason_and_amount_and_the_rest_stands(source: Few) -> None:
    source.sell("p-1")
    source.sell("nobody-known", amount=200)
    source.sell("p-1", "no-such", amount=300)
    source.sell("p-1", amount=400, place="no-such")
    source.sell("p-1", amount=-50)
    source.sell("p-1", amount=60, promotion=-1)
    source.sell("", amount=70, quantity=2)
    source.used = [SourceRedemption("p-1", "no-such", "few-spring", NOON.date())]
    source.reached = ("p-1", "nobody-known", "p-2")
    run = load(source)
    refused = make.ask(
        "SELECT step, number, reason, amount FROM imports_refused_row WHERE run_id = %s ORDER BY 1, 2", run.id
    )
    assert refused == [
        ("campaigns", 1, "customer_unknown", 0),
        ("redemptions", 1, "coupon_unknown", 0),
        ("sales", 2, "customer_unknown", 200),
        ("sales", 3, "product_unknown", 300),
        ("sales", 4, "place_unknown", 400),
        ("sales", 5, "negative", -50),
        ("sales", 6, "negative", 60),
    ]
    sums = make.ask(
        "SELECT rows_in, rows_loaded, amount_in, amount_loaded FROM imports_slice WHERE run_id = %s AND step = 'sales'",
        run.id,
    )
    assert sums == [(7, 2, 1980, 1070)]
    assert make.ask("SELECT source_key, amount FROM orders_order ORDER BY 1") == [("0001", 1000), ("0007", 70)]
    assert check() == []
    assert run.state == "done"


def test_places_are_found_by_what_they_are_called(source: Few) -> None:
    from prilavok.kit.search import find

    source.sell("p-1")
    load(source)
    ids = dict(make.ask("SELECT code, id FROM places_place"))
    assert [hit.subject for hit in find("place", "few-b")] == [ids["few-b"]]
    entries = make.ask("SELECT field, count(*) FROM kit_search_entry WHERE kind = 'place' GROUP BY 1 ORDER BY 1")
    assert entries == [("code", 2), ("name", 2)]


def test_every_receipt_is_paid_in_its_own_way(source: Few) -> None:
    keys = {source.sell("p-1", method=method): method for method in ("cash", "card", "transfer", "unstated", "cash")}
    load(source)
    assert (
        dict(
            make.ask(
                'SELECT o.source_key, t.method FROM payments_transaction t JOIN orders_order o ON o.id = t."order"'
            )
        )
        == keys
    )  # type: ignore[comparison-overlap]


def test_a_load_stopped_after_any_step_goes_on_to_the_same_end(source: Few) -> None:
    for nth in range(5):
        source.sell("p-1" if nth % 2 else "", amount=100 * nth, quantity=nth, at=NOON + timedelta(days=nth))
    run = begin_load(source, actor=SYSTEM)
    stops = 0
    while True:
        steps: Iterator[Progress] = load_whole(begin_load(source, actor=SYSTEM), source, actor=SYSTEM)
        told = list(islice(steps, stops + 1))
        if len(told) <= stops:
            break
        stops += 1
    done = begin_load(source, actor=SYSTEM)
    assert (done.id, done.state) == (run.id, "done")
    assert stops >= 7
    assert make.ask("SELECT source_key, amount FROM orders_order ORDER BY 1") == [
        (f"{nth + 1:04d}", 100 * nth) for nth in range(5)
    ]
    assert make.ask("SELECT sum(units)::int FROM kit_move WHERE cause = 'sale'") == [(10,)]
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'import.finished'") == [(1,)]
    before = make.rows_of_all_tables()
    assert list(load_whole(done, source, actor=SYSTEM)) == []
    assert make.grown(before) == {}


def test_the_shift_of_the_first_start_stays_though_days_pass(source: Few) -> None:
    source.sell("p-1")
    run = begin_load(source, actor=SYSTEM)
    clock.set_clock(make.AT + timedelta(days=20))
    list(load_whole(begin_load(source, actor=SYSTEM), source, actor=SYSTEM))
    [(placed, day)] = make.ask("SELECT placed_at, local_day FROM orders_order")
    assert day == NOON.date() + timedelta(weeks=run.shift_weeks)
    assert isinstance(placed, datetime) and placed.astimezone(ALMATY).time() == NOON.time()
    assert 1 <= (make.AT.date() - NOON.date() - timedelta(weeks=run.shift_weeks)).days <= 7
