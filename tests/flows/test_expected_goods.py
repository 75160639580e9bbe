"""Goods expected by a day: promised with that day, received in parts, said otherwise with a reason, late, closed.

The flows are prilavok.flows.expect_supply, prilavok.flows.tell_late_supply, prilavok.flows.book_stock_paper and
prilavok.flows.take_back_stock_paper.
"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import Counter, open_counter

from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.errors import PaperClosed, PaperMoved, PaperUnfit, SupplyOver
from prilavok.domains.stock.queries import paper_lines, read_paper, stock_at, supply_changes
from prilavok.domains.stock.types import Goods, PaperHead, PaperView
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.expect_supply import begin_receiving, change_expected, close_expected
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.flows.tell_late_supply import tell_late
from prilavok.insights.promised import promisable
from prilavok.kit import clock
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def day(counter: Counter, after: int = 0) -> date:
    return read_place(counter.place).day_at(NOW) + timedelta(days=after)


def written(counter: Counter, after: int, *units: int, **said: str) -> PaperView:
    goods = [Goods(variant, count) for variant, count in zip(counter.variants, units, strict=False)]
    head = PaperHead(due_on=day(counter, after), **said)  # type: ignore[arg-type]  # names of its fields
    return write_stock_paper.draft("expected", counter.place, head, goods, key=str(uuid4()), actor=CASHIER, at=NOW)


def expected(counter: Counter, after: int, *units: int) -> PaperView:
    return book(written(counter, after, *units).id, actor=CASHIER, at=NOW)


def coming(counter: Counter, nth: int = 0) -> list[tuple[int, int]]:
    """In how many days how many come."""
    told = promisable(counter.place, counter.variants, on=day(counter), touchpoint="till", at=NOW)[
        counter.variants[nth]
    ]
    return [((one.day - day(counter)).days, one.units) for one in told.coming]


def received(counter: Counter, supply: UUID, units: int, at: datetime = NOW) -> PaperView:
    goods = [Goods(counter.variant, units)]
    head = PaperHead(against=supply)
    paper = write_stock_paper.draft(
        "receiving", counter.place, head, goods, key=str(uuid4()), actor=CASHIER, at=at
    )  # fmt: skip
    return book(paper.id, actor=CASHIER, at=at)


def test_what_is_expected_is_told_by_its_day_and_is_not_there_yet() -> None:
    counter = open_counter(3, 0)
    draft = written(counter, 5, 12, 4)
    assert coming(counter) == [], "a draft promises nothing"
    done = book(draft.id, actor=CASHIER, at=NOW)
    assert book(draft.id, actor=CASHIER, at=later(1)) == done and done.state == "sent"
    expected(counter, 2, 6)
    told = promisable(counter.place, [*counter.variants, uuid4()], on=day(counter), touchpoint="till", at=NOW)
    assert [told[one].free for one in counter.variants] == [3, 0]
    assert coming(counter) == [(2, 6), (5, 12)] and coming(counter, 1) == [(5, 4)]
    assert [(one.free, one.coming) for variant, one in told.items() if variant not in counter.variants] == [(0, ())]
    assert stock_at(counter.place, counter.variant).on_hand == 3
    assert (
        promisable(make.place(), [counter.variant], on=day(counter), touchpoint="till", at=NOW)[counter.variant].next
        is None
    )
    assert make.verbs_of([draft.id]) == {"supply.expected": 1}


def test_goods_come_in_parts_and_the_rest_stays_expected() -> None:
    counter = open_counter(0)
    supply = expected(counter, 1, 12)
    first = received(counter, supply.id, 5)
    assert (stock_at(counter.place, counter.variant).on_hand, coming(counter)) == (5, [(1, 7)])
    rest = begin_receiving(supply.id, key="rest", actor=CASHIER, at=NOW)
    assert begin_receiving(supply.id, key="rest", actor=CASHIER, at=NOW) == rest
    assert [line.units for line in paper_lines(rest.id)] == [7]
    book(rest.id, actor=CASHIER, at=later(1))
    assert (read_paper(supply.id).state, coming(counter)) == ("done", [])
    take_back(first.id, actor=CASHIER, at=later(2))
    assert (read_paper(supply.id).state, coming(counter)) == ("sent", [(1, 5)])
    take_back(first.id, actor=CASHIER, at=later(3))
    assert coming(counter) == [(1, 5)], "taken back once"
    assert check() == []


def test_more_than_was_expected_ends_it_and_other_goods_change_nothing() -> None:
    counter = open_counter(0, 0)
    supply = expected(counter, 1, 4)
    received(counter, supply.id, 6)
    assert (read_paper(supply.id).state, coming(counter)) == ("done", [])
    assert stock_at(counter.place, counter.variant).on_hand == 6
    with pytest.raises(PaperUnfit):
        begin_receiving(supply.id, key="again", actor=CASHIER, at=NOW)


def test_another_day_or_number_is_said_with_its_reason_and_what_it_was_stays() -> None:
    counter = open_counter(0, 0)
    supply = expected(counter, 3, 12, 4)
    received(counter, supply.id, 5)
    seen = read_paper(supply.id).version
    changed = change_expected(
        supply.id, day(counter, 6), {counter.variant: 9}, reason="the factory", seen=seen, actor=CASHIER, at=NOW
    )
    assert coming(counter) == [(6, 4)] and coming(counter, 1) == [(6, 4)]
    told = [(one.due_on_was, one.due_on, one.units_was, one.units, one.reason) for one in supply_changes(supply.id)]
    assert sorted(told, key=str) == sorted(
        [
            (day(counter, 3), day(counter, 6), None, None, "the factory"),
            (None, None, 12, 9, "the factory"),
        ],
        key=str,
    )
    before = make.rows_of_all_tables()
    for units, after, reason, version, trouble in (
        ({counter.variant: 4}, 6, "fewer than came", changed.version, PaperUnfit),
        ({uuid4(): 4}, 6, "another thing", changed.version, PaperUnfit),
        ({counter.variant: 8}, 6, " ", changed.version, PaperUnfit),
        ({counter.variant: 8}, -1, "yesterday", changed.version, SupplyOver),
        ({counter.variant: 8}, 6, "unseen", seen, PaperMoved),
    ):
        with pytest.raises(trouble):
            change_expected(
                supply.id, day(counter, after), units, reason=reason, seen=version, actor=CASHIER, at=NOW
            )  # fmt: skip
    assert make.grown(before) == {} and coming(counter) == [(6, 4)]


def test_nobody_expects_by_a_day_that_is_over_or_without_one() -> None:
    counter = open_counter(0)
    with pytest.raises(SupplyOver):
        expected(counter, -1, 3)
    for kind, head in (("expected", PaperHead()), ("receiving", PaperHead(due_on=day(counter)))):
        with pytest.raises(PaperUnfit):
            write_stock_paper.draft(kind, counter.place, head, key=str(uuid4()), actor=CASHIER, at=NOW)  # type: ignore[arg-type]
    assert coming(counter) == []


def test_what_is_confirmed_is_not_scanned_into_nor_taken_back_but_closed() -> None:
    counter = open_counter(0)
    supply = expected(counter, 1, 3)
    with pytest.raises(PaperClosed):
        write_stock_paper.enter(supply.id, counter.variant, 1, key="k", actor=CASHIER, at=NOW)
    with pytest.raises(PaperClosed):
        take_back(supply.id, actor=CASHIER, at=NOW)
    first = received(counter, supply.id, 1)
    closed = close_expected(supply.id, seen=None, actor=CASHIER, at=NOW)
    assert (closed.state, coming(counter)) == ("done", [])
    assert close_expected(supply.id, seen=None, actor=CASHIER, at=later(1)) == closed
    take_back(first.id, actor=CASHIER, at=later(2))
    assert coming(counter) == [], "what a person closed stays closed"


def test_a_day_that_passed_is_told_to_the_place_once_and_promised_to_nobody() -> None:
    counter = open_counter(0)
    supply = expected(counter, 1, 3)

    def watched(days: int) -> list[tuple[str, bool]]:
        clock.set_clock(NOW + timedelta(days=days))
        tell_late(Due(uuid4(), "chores", "supply.late", {}, None, clock.now(), 1, 1))
        return [(task.kind, task.done_at is not None) for task in list_tasks_about(supply.id)]

    assert watched(1) == []
    assert watched(2) == watched(3) == [("supply.late", False)]
    assert (
        promisable(counter.place, [counter.variant], on=day(counter, 2), touchpoint="till", at=NOW)[
            counter.variant
        ].coming
        == ()
    )
    now = clock.now()
    change_expected(supply.id, day(counter, 9), {}, reason="next week", seen=None, actor=CASHIER, at=now)
    assert watched(4) == [("supply.late", True)]
    assert watched(10) == [("supply.late", True), ("supply.late", False)], "another day that passed is told again"
    received(counter, supply.id, 3, at=clock.now())
    assert watched(11) == [("supply.late", True), ("supply.late", True)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(("bring", "say", "back")), st.integers(1, 9)), max_size=6))
def test_what_came_and_what_is_still_expected_make_what_was_said(steps: list[tuple[str, int]]) -> None:
    counter = open_counter(0)
    supply, said, brought = expected(counter, 1, 10), 10, dict[UUID, int]()
    for act, units in steps:
        if act == "bring" and read_paper(supply.id).state == "sent":
            brought[received(counter, supply.id, units).id] = units
        elif act == "say" and sum(brought.values()) <= units and read_paper(supply.id).state == "sent":
            change_expected(
                supply.id, day(counter, 1), {counter.variant: units}, reason="so", seen=None, actor=CASHIER, at=NOW
            )  # fmt: skip
            said = units
        elif act == "back" and brought:
            take_back(paper := next(iter(brought)), actor=CASHIER, at=NOW)
            del brought[paper]
        left = said - sum(brought.values())
        assert coming(counter) == ([(1, left)] if left > 0 else [])
        assert stock_at(counter.place, counter.variant).on_hand == sum(brought.values())
