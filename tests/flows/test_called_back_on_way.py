"""What is called back while it is on its way: its goal is told, it lands set aside, and letting it again undoes all.

The flow is prilavok.flows.land_called_back, within receive_transfer, book_stock_paper and take_back_stock_paper.
"""

from datetime import date
from functools import partial
from uuid import UUID

import pytest
from django.db import connections
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.flows.test_counter_races import no_deadlock
from tests.flows.test_lots import NOW, books_are_right, done, here, later, lot, shop
from tests.flows.test_lots_ended_and_called_back import called
from tests.racing import answered_at_once
from tests.shop_world import Counter

from prilavok.domains.stock.queries import lots_here, lots_standing, stock_at
from prilavok.domains.stock.types import PaperView
from prilavok.domains.tasks.queries import list_tasks, list_tasks_about
from prilavok.flows.block_lot import block, unblock
from prilavok.flows.name_lots import enter_lot
from prilavok.flows.receive_transfer import receive
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.insights.stock_papers import read_paper_page
from prilavok.kit import clock

ENDS = date(2026, 9, 1)


@pytest.fixture(name="shown_clock")
def _shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def on_way(counter: Counter, goal: UUID) -> PaperView:
    """Five of lot A and three of lot B are sent; two of A stay."""
    done("receiving", counter.place, lot(counter, "A", 7, ENDS), lot(counter, "B", 3, ENDS))
    return done("transfer", counter.place, lot(counter, "A", 5), lot(counter, "B", 3), to_place=goal)


def recall(counter: Counter, minute: int = 1) -> UUID:
    return block(called(counter, "A").id, "Glass in it", actor=CASHIER, at=later(minute)).id


def told(place: UUID) -> list[tuple[str, object]]:
    found = [one for one in list_tasks(place, kind="lot.on_way") if one.place == place]
    return [(one.subject_kind, dict(one.facts)["units"]) for one in found]


@pytest.mark.usefixtures("shown_clock")
def test_the_goal_is_told_and_what_comes_lands_set_aside_until_it_is_let_again() -> None:
    counter, goal = shop("lot"), make.place()
    sent = on_way(counter, goal)
    for _twice in range(2):
        lot_id = recall(counter)
    assert told(goal) == [("paper", 5)] and told(counter.place) == []
    assert read_paper_page(sent.id).called_back == ("A",)
    assert (here(counter, goal), here(counter, state="check")) == ({}, {"A": 2})
    assert [(one.state, one.units) for one in lots_standing(lots=[lot_id], place=goal)] == [("transit", 5)]
    receive(sent.id, {counter.variant: 8}, actor=CASHIER, at=later(2))
    assert (here(counter, goal), here(counter, goal, "check")) == ({"B": 3}, {"A": 5})
    assert stock_at(goal, counter.variant).available == 3 and told(goal) == []
    assert lots_here(goal, counter.variant, "transit").on_hand == 0
    receive(sent.id, {counter.variant: 8}, actor=CASHIER, at=later(3))
    assert here(counter, goal, "check") == {"A": 5}, "received once"
    unblock(lot_id, actor=CASHIER, at=later(4))
    assert (here(counter, goal), here(counter, goal, "check")) == ({"A": 5, "B": 3}, {})
    assert here(counter) == {"A": 2}
    books_are_right()


@pytest.mark.usefixtures("shown_clock")
def test_what_is_let_again_before_it_comes_comes_as_ever() -> None:
    counter, goal = shop("lot"), make.place()
    sent = on_way(counter, goal)
    lot_id = recall(counter)
    unblock(lot_id, actor=CASHIER, at=later(2))
    assert told(goal) == []
    block(lot_id, "Again", actor=CASHIER, at=later(3))
    assert told(goal) == [("paper", 5)] and len(list_tasks_about(sent.id)) == 2
    unblock(lot_id, actor=CASHIER, at=later(4))
    receive(sent.id, {counter.variant: 8}, actor=CASHIER, at=later(5))
    assert (here(counter, goal), here(counter, goal, "check")) == ({"A": 5, "B": 3}, {})
    books_are_right()


@pytest.mark.usefixtures("shown_clock")
@pytest.mark.parametrize(
    ("named", "goods", "aside"),
    [
        ((), {"?": 1}, {"A": 5}),  # of six nobody said the lot: five of them are taken to be the ones called back
        ((("B", 3),), {"B": 3}, {"A": 3}),
        ((("A", 1),), {"?": 5}, {"A": 1}),
    ],
)
def test_where_less_came_the_doubt_goes_against_what_is_called_back(
    named: tuple[tuple[str, int], ...], goods: dict[str, int], aside: dict[str, int]
) -> None:
    counter, goal = shop("lot"), make.place()
    sent = on_way(counter, goal)
    recall(counter)
    for nth, (code, units) in enumerate(named):
        enter_lot(sent.id, lot(counter, code, units), key=f"scan-{nth}", actor=CASHIER, at=later(2))
    receive(sent.id, {counter.variant: 6}, actor=CASHIER, at=later(3))
    assert (here(counter, goal), here(counter, goal, "check")) == (goods, aside)
    assert stock_at(goal, counter.variant).on_hand == sum(goods.values())
    books_are_right()


@pytest.mark.usefixtures("shown_clock")
def test_a_transfer_that_is_taken_back_brings_it_back_set_aside() -> None:
    counter, goal = shop("lot"), make.place()
    sent = on_way(counter, goal)
    lot_id = recall(counter)
    for _twice in range(2):
        take_back(sent.id, actor=CASHIER, at=later(2))
    assert (here(counter), here(counter, state="check")) == ({"B": 3}, {"A": 7}) and told(goal) == []
    assert here(counter, goal) == {} and here(counter, goal, "check") == {}
    unblock(lot_id, actor=CASHIER, at=later(3))
    assert here(counter) == {"A": 7, "B": 3}
    books_are_right()


@pytest.mark.usefixtures("shown_clock")
def test_what_a_supplier_brings_of_it_lands_set_aside_too() -> None:
    counter = shop("lot")
    done("receiving", counter.place, lot(counter, "A", 2))
    lot_id = recall(counter)
    done("receiving", counter.place, lot(counter, "A", 4), lot(counter, "B", 1), at=later(2))
    assert (here(counter), here(counter, state="check")) == ({"B": 1}, {"A": 6})
    unblock(lot_id, actor=CASHIER, at=later(3))
    assert here(counter) == {"A": 6, "B": 1}
    books_are_right()


def test_calling_back_while_it_arrives(own_database: OwnDatabase) -> None:
    counter, goal = shop("lot"), make.place()
    sent = on_way(counter, goal)
    known = called(counter, "A").id
    answered_at_once(
        [
            partial(block, known, "Why", actor=CASHIER, at=make.AT),
            partial(receive, sent.id, {counter.variant: 8}, actor=CASHIER, at=make.AT),
        ]
    )
    assert (here(counter, goal), here(counter, goal, "check")) == ({"B": 3}, {"A": 5})
    assert here(counter, state="check") == {"A": 2} and told(goal) == []
    books_are_right()
    no_deadlock(own_database)
    connections.close_all()
