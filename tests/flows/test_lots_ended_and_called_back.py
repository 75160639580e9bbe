"""Lots past their day are not promised, and a lot is called back everywhere in one act, and let again.

The flows are prilavok.flows.watch_lots, prilavok.flows.block_lot and prilavok.flows.set_lot_aside.
"""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, connections
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.flows.test_counter_races import no_deadlock
from tests.flows.test_lots import NOW, books_are_right, done, here, later, lot, shop, sold
from tests.racing import answered_at_once
from tests.shop_world import Counter, placed

from prilavok.domains.stock.actions import keep_tracking
from prilavok.domains.stock.errors import LotBlocked, LotUnfit
from prilavok.domains.stock.queries import find_lots, list_holds_of, list_tracking, orders_with, stock_at, trackings
from prilavok.domains.stock.types import LotView, Tracking
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.block_lot import block, unblock
from prilavok.flows.receive_transfer import receive
from prilavok.flows.watch_lots import watch_lots
from prilavok.insights.ending_lots import list_ending
from prilavok.kit import clock
from prilavok.kit.errors import Said
from prilavok.kit.events.actor import SYSTEM

ENDS = date(2026, 3, 12)  # NOW is 14:00 on the second of March there


@pytest.fixture(name="shown_clock")
def _shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def on(day: int) -> datetime:
    """A morning of March 2026 at the store."""
    return datetime(2026, 3, day, 4, 0, tzinfo=NOW.tzinfo)


def tasks(counter: Counter, kind: str) -> list[dict[str, object]]:
    return [dict(one.facts) for one in list_tasks(counter.place, kind=kind) if one.place == counter.place]


def called(counter: Counter, code: str) -> LotView:
    [found] = find_lots(code, variants=[counter.variant])
    return found


@pytest.mark.usefixtures("shown_clock")
def test_staff_are_told_before_and_what_has_ended_is_not_promised() -> None:
    counter = shop("lot", stop_days=2, warn_days=3)
    done("receiving", counter.place, lot(counter, "A", 6, ENDS), lot(counter, "B", 4, date(2026, 9, 1)))
    sold(counter, 2)  # nobody said of which lot: likely of the first to end
    order = placed(counter, make.leaf(), 5).order
    watch_lots(counter.place, actor=SYSTEM, at=on(6))
    assert (tasks(counter, "lot.ending"), tasks(counter, "lot.ended"), list_ending(on(6))) == ([], [], [])
    for _twice in range(2):
        watch_lots(counter.place, actor=SYSTEM, at=on(7))
    [a_lot] = find_lots("A")
    told = {"lot": str(a_lot.id), "variant": str(counter.variant), "units": 4}
    assert tasks(counter, "lot.ending") == [told] and tasks(counter, "lot.ended") == []
    watch_lots(counter.place, actor=SYSTEM, at=on(10))
    assert here(counter) == {"A": 6, "B": 4, "?": -2}, "the tenth is the last day on which it is sold"
    for _twice in range(2):
        watch_lots(counter.place, actor=SYSTEM, at=on(11))
    assert tasks(counter, "lot.ended") == [told]
    assert (here(counter), here(counter, state="check")) == ({"A": 3, "B": 4, "?": -2}, {"A": 3})
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, stock.available) == (5, 5, 0), "what is kept for somebody stays theirs"
    assert [one.order for one in list_holds_of(order)] == [order] and make.verbs_of([order])["hold.lost"] == 0
    books_are_right()


@pytest.mark.usefixtures("shown_clock")
def test_however_much_is_said_of_goods_none_is_overlooked() -> None:
    counter = shop("lot", stop_days=2, warn_days=3)
    done("receiving", counter.place, lot(counter, "A", 6, ENDS))
    with connection.cursor() as cursor:  # more than anybody would list, all of them before what is said of the variant
        cursor.execute(
            """INSERT INTO stock_tracking (id, way, category, at_till, stop_days, warn_days, warranty_months, changed_at)
               SELECT gen_random_uuid(), 'lot', 'Shelf ' || nth, false, 0, 0, 0, now() FROM generate_series(1, 5000) nth"""
        )
    assert [(one.lot.code, one.units) for one in list_ending(on(7))] == [("A", 6)] and list_ending(on(6)) == []
    assert [one.lot.code for one in list_ending(on(6), days=4)] == ["A"] and list_ending(on(6), days=3) == []


@pytest.mark.usefixtures("shown_clock")
def test_what_came_since_the_last_look_is_set_aside_however_shortly_after() -> None:
    counter = shop("lot")
    done("receiving", counter.place, lot(counter, "A", 4, ENDS))
    watch_lots(counter.place, actor=SYSTEM, at=on(13))
    assert (here(counter), here(counter, state="check")) == ({}, {"A": 4})
    soon = on(13) + timedelta(minutes=5)
    done("receiving", counter.place, lot(counter, "A", 3, ENDS), at=soon)
    for nth in range(2):
        watch_lots(counter.place, actor=SYSTEM, at=soon + timedelta(microseconds=nth))
    assert (here(counter), here(counter, state="check")) == ({}, {"A": 7})
    books_are_right()


@pytest.mark.usefixtures("shown_clock")
def test_of_thousands_of_choices_each_is_kept_and_found() -> None:
    counter, other = shop("serial", warranty_months=6), make.variant()
    [kept] = list_tracking(variant=counter.variant)
    make.ask(
        "INSERT INTO stock_tracking (id, category, way, at_till, stop_days, warn_days, warranty_months, changed_at)"
        " SELECT gen_random_uuid(), 'shelf/' || n, 'lot', false, 0, 7, 0, now() FROM generate_series(1, 5000) n"
        " RETURNING id"
    )
    again = keep_tracking(Tracking(way="lot", variant=counter.variant, stop_days=3), actor=CASHIER, at=later(1))
    assert (again.id, again.said.way, again.said.stop_days, again.changed_at) == (kept.id, "lot", 3, later(1))
    goods = {counter.variant: "shelf/7/b", other: "shelf/4999/a", make.variant(): "other", make.variant(): "shelf"}
    keep_tracking(Tracking(way="none", category="shelf/4999"), actor=CASHIER, at=NOW)
    keep_tracking(Tracking(way="serial", category="shelf/7/b"), actor=CASHIER, at=NOW)
    found = trackings(goods)
    assert {one: said.way for one, said in found.items()} == {counter.variant: "lot"}, "the product's own, and no other"
    assert {one: said.way for one, said in trackings({other: "shelf/7/b/c"}).items()} == {other: "serial"}
    assert trackings({other: "shelf/7/bc"})[other].category == "shelf/7" and trackings({}) == {}


@pytest.mark.usefixtures("shown_clock")
def test_a_choice_of_a_category_gives_way_to_that_of_a_product() -> None:
    counter = shop("lot")
    told = Tracking(way="serial", category="shelf", warn_days=30)
    keep_tracking(told, actor=CASHIER, at=NOW)
    done("receiving", counter.place, lot(counter, "A", 6, ENDS))
    assert here(counter) == {"A": 6}
    with pytest.raises(LotUnfit):
        keep_tracking(Tracking(way="lot"), actor=CASHIER, at=NOW)
    with pytest.raises(LotUnfit):
        keep_tracking(Tracking(way="lot", category="shelf", warranty_months=999), actor=CASHIER, at=NOW)


@pytest.mark.usefixtures("shown_clock")
def test_a_lot_is_called_back_everywhere_at_once_and_let_again() -> None:
    counter = shop("lot", 1)
    other = make.place()
    done("receiving", counter.place, lot(counter, "A", 5), lot(counter, "B", 2))
    sent = done("transfer", counter.place, lot(counter, "A", 2), to_place=other)
    receive(sent.id, {counter.variant: 2}, actor=CASHIER, at=NOW)
    buyer = sold(counter, 1, lot(counter, "A"))
    order = placed(counter, make.leaf(), 4).order
    known = called(counter, "A")
    with pytest.raises(LotUnfit):
        block(known.id, "  ", actor=CASHIER, at=later(1))
    assert here(counter) == {"A": 2, "B": 2, "?": 1}
    for _twice in range(2):
        blocked = block(known.id, "Glass in it", actor=CASHIER, at=later(1))
    assert (blocked.blocked_at, blocked.block_reason) == (later(1), "Glass in it")
    assert (here(counter), here(counter, state="check")) == ({"B": 2, "?": 1}, {"A": 2})
    assert (here(counter, other), here(counter, other, "check")) == ({}, {"A": 2})
    assert [(one.order, one.units) for one in orders_with(known.id)] == [(buyer, 1)]
    assert make.verbs_of([order])["hold.lost"] == 1 and stock_at(counter.place, counter.variant).held == 3
    assert make.verbs_of([known.id])["lot.blocked"] == 1
    with pytest.raises(LotBlocked):
        sold(counter, 1, lot(counter, "A"), at=later(2))
    done("write_off", other, lot(counter, "A", 1), reason="damaged", from_state="check", at=later(3))
    for _twice in range(2):
        assert unblock(known.id, actor=CASHIER, at=later(4)).blocked_at is None
    assert (here(counter), here(counter, other)) == ({"A": 2, "B": 2, "?": 1}, {"A": 1})
    assert make.verbs_of([known.id])["lot.unblocked"] == 1
    block(known.id, "Again", actor=CASHIER, at=later(5))
    assert here(counter) == {"B": 2, "?": 1}
    books_are_right()


def test_calling_back_and_selling_at_once(own_database: OwnDatabase) -> None:
    counter = shop("lot")
    done("receiving", counter.place, lot(counter, "A", 6))
    known = called(counter, "A")
    acts = [partial(sold, counter, 1, lot(counter, "A")) for _ in range(4)]
    told = answered_at_once([partial(block, known.id, "Why", actor=CASHIER, at=make.AT), *acts])
    refused = [one for one in told if isinstance(one, Said)]
    assert all(isinstance(one, LotBlocked) for one in refused)
    went = [one for one in told if isinstance(one, UUID)]
    aside = here(counter, state="check").get("A", 0)
    assert len(went) + len(refused) == 4 and aside == 6 - len(went) and here(counter) == {}
    no_deadlock(own_database)
    connections.close_all()
