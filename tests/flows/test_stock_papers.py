"""Papers of stock: nothing moves before they are booked, once; what they say is what the ledger then shows.

The flows are prilavok.flows.write_stock_paper, prilavok.flows.book_stock_paper, prilavok.flows.receive_transfer and
prilavok.flows.take_back_stock_paper.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.orders.queries import read_order
from prilavok.domains.stock.errors import PaperClosed, PaperEmpty, PaperMoved, PaperUnfit, StockShort
from prilavok.domains.stock.queries import list_holds, paper_lines, read_paper, stock_at
from prilavok.domains.stock.types import Goods, PaperHead, PaperKind, PaperView
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.queries import list_tasks_about, read_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.receive_transfer import all_came, receive
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT
OTHER = Actor("staff", UUID("00000000-0000-7000-8000-00000000ca51"))


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def draft(kind: PaperKind, counter: Counter, *units: int, key: str = "", **head: object) -> PaperView:
    goods = [Goods(variant, count) for variant, count in zip(counter.variants, units, strict=False)]
    said = PaperHead(**head)  # type: ignore[arg-type]  # names of its fields
    return write_stock_paper.draft(kind, counter.place, said, goods, key=key or str(uuid4()), actor=CASHIER, at=NOW)


def sold(counter: Counter, units: int, at: datetime) -> None:
    paid = [Paying("cash", units * PRICE)]
    sell([Selling(counter.variant, units)], paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=at)


def standing(counter: Counter, place: UUID | None = None) -> tuple[int, int]:
    stock = stock_at(place or counter.place, counter.variant)
    return stock.on_hand, stock.held


def test_goods_are_received_once_however_often_it_is_confirmed() -> None:
    counter = open_counter(3, 0)
    paper = draft("receiving", counter, 10, 4, key="one", supplier="ТОО «Склад»")
    assert draft("receiving", counter, 10, 4, key="one") == paper
    assert standing(counter) == (3, 0)
    done = book(paper.id, seen=paper.version, actor=CASHIER, at=NOW)
    assert (done.state, done.done_by, standing(counter)) == ("done", CASHIER.id, (13, 0))
    before = make.rows_of_all_tables()
    assert book(paper.id, seen=paper.version, actor=OTHER, at=later(1)) == done
    assert make.grown(before) == {}
    assert stock_at(counter.place, counter.variants[1]).on_hand == 4
    assert make.verbs_of([paper.id]) == {"stock.moved": 1}
    assert check() == []


def test_a_booked_paper_is_never_changed_and_a_moved_one_not_by_accident() -> None:
    counter = open_counter(3)
    paper = draft("receiving", counter, 2)
    write_stock_paper.say(paper.id, PaperHead(note="two boxes"), seen=paper.version, actor=OTHER, at=NOW)
    with pytest.raises(PaperMoved):
        write_stock_paper.say(paper.id, PaperHead(note="three"), seen=paper.version, actor=CASHIER, at=NOW)
    with pytest.raises(PaperMoved):
        book(paper.id, seen=paper.version, actor=CASHIER, at=NOW)
    assert standing(counter) == (3, 0)
    book(paper.id, actor=CASHIER, at=NOW)
    for change in (
        lambda: write_stock_paper.enter(paper.id, counter.variant, 1, key="k", actor=CASHIER, at=NOW),
        lambda: write_stock_paper.undo(paper.id, actor=CASHIER, at=NOW),
        lambda: write_stock_paper.throw_away(paper.id, seen=None, actor=CASHIER, at=NOW),
        lambda: write_stock_paper.set_line(paper.id, counter.variant, 9, cost=None, seen=None, actor=CASHIER, at=NOW),
    ):
        with pytest.raises(PaperClosed):
            change()
    assert standing(counter) == (5, 0)


def test_a_scan_counts_once_and_two_people_add_up() -> None:
    counter = open_counter(3)
    paper = draft("count", counter)
    for actor, key in ((CASHIER, "a"), (CASHIER, "a"), (OTHER, "b"), (OTHER, "c")):
        write_stock_paper.enter(paper.id, counter.variant, 2, key=key, actor=actor, at=NOW)
    assert [line.units for line in paper_lines(paper.id)] == [6]
    write_stock_paper.undo(paper.id, actor=OTHER, at=NOW)
    assert [line.units for line in paper_lines(paper.id)] == [4]
    [line] = paper_lines(paper.id)
    write_stock_paper.set_line(paper.id, counter.variant, 3, cost=None, seen=line.version, actor=OTHER, at=NOW)
    with pytest.raises(PaperMoved):
        write_stock_paper.set_line(paper.id, counter.variant, 5, cost=None, seen=line.version, actor=CASHIER, at=NOW)
    assert [line.units for line in paper_lines(paper.id)] == [3]


def test_a_write_off_takes_no_held_goods_in_silence() -> None:
    counter = open_counter(3)
    old, young = (placed(counter, make.leaf(), 1, at=later(nth)).order for nth in range(2))
    paper = draft("write_off", counter, 2, reason="damaged")
    with pytest.raises(StockShort) as short:
        book(paper.id, actor=CASHIER, at=later(5))
    assert [(lack.variant, lack.asked, lack.free) for lack in short.value.lacks] == [(counter.variant, 2, 1)]
    assert (standing(counter), read_paper(paper.id).state) == ((3, 2), "draft")
    book(paper.id, from_holds=True, actor=CASHIER, at=later(5))
    assert standing(counter) == (1, 1)
    assert [read_order(order).commercial for order in (old, young)] == ["placed", "cancelled"]
    assert make.verbs_of([young])["hold.lost"] == 1 and make.verbs_of([old])["hold.lost"] == 0
    assert {task.kind for task in list_tasks_about(young)} == {"hold.lost"}
    assert make.posted("stock", counter.place, counter.variant, "loss") == 2
    assert check() == []


def test_more_than_there_is_cannot_be_written_off() -> None:
    counter = open_counter(3)
    order = placed(counter, make.leaf(), 1).order
    paper = draft("write_off", counter, 4, reason="lost")
    with pytest.raises(StockShort):
        book(paper.id, from_holds=True, actor=CASHIER, at=NOW)
    assert standing(counter) == (3, 1) and read_order(order).commercial == "placed"


@pytest.mark.parametrize("head", [{}, {"reason": "gone"}, {"reason": "other"}, {"reason": "lost", "note": "x" * 501}])
def test_a_write_off_says_why(head: dict[str, object]) -> None:
    counter = open_counter(3)
    before = make.rows_of_all_tables()
    with pytest.raises(PaperUnfit):
        draft("write_off", counter, 1, **head)
    assert {name for name in make.grown(before) if name != "stock_paper_year"} == set()


def test_a_transfer_is_on_its_way_and_what_did_not_come_is_looked_for() -> None:
    counter, goal = open_counter(5), make.place()
    paper = draft("transfer", counter, 4, to_place=goal)
    book(paper.id, actor=CASHIER, at=NOW)
    assert (standing(counter), standing(counter, goal)) == ((1, 0), (0, 0))
    assert make.posted("stock", goal, counter.variant, "transit") == 4
    with pytest.raises(PaperEmpty):
        receive(paper.id, actor=OTHER, at=later(1))
    write_stock_paper.enter(paper.id, counter.variant, 3, key="s", actor=OTHER, at=later(1))
    done = receive(paper.id, actor=OTHER, at=later(2))
    assert receive(paper.id, actor=OTHER, at=later(3)) == done
    assert (standing(counter), standing(counter, goal)) == ((1, 0), (3, 0))
    assert make.posted("stock", goal, counter.variant, "transit") == 0
    assert make.posted("stock", goal, counter.variant, "unexplained") == 1
    assert [(task.kind, task.place) for task in list_tasks_about(counter.variant)] == [("transfer.differs", goal)]
    assert check() == []


def test_all_of_a_transfer_came_and_no_held_goods_go_along() -> None:
    counter, goal = open_counter(5), make.place()
    placed(counter, make.leaf(), 3)
    paper = draft("transfer", counter, 3, to_place=goal)
    with pytest.raises(StockShort):
        book(paper.id, from_holds=True, actor=CASHIER, at=NOW)
    [line] = paper_lines(paper.id)
    write_stock_paper.set_line(paper.id, counter.variant, 2, cost=None, seen=line.version, actor=CASHIER, at=NOW)
    book(paper.id, actor=CASHIER, at=NOW)
    all_came(paper.id, actor=OTHER, at=NOW)
    receive(paper.id, actor=OTHER, at=NOW)
    assert (standing(counter), standing(counter, goal)) == ((3, 3), (2, 0))
    assert list_tasks_about(counter.variant) == []


def test_a_count_knows_what_was_sold_after_the_counting() -> None:
    counter = open_counter(10)
    paper = draft("count", counter)
    write_stock_paper.enter(paper.id, counter.variant, 8, key="c", actor=CASHIER, at=later(10))
    sold(counter, 3, at=later(20))
    sold(counter, 1, at=later(5))  # told of later, but the shelf was counted without it
    [line] = paper_lines(paper.id)
    assert (line.shown, line.differs) == (9, -1)
    task = put_task(
        NewTask(kind="stock.count", key="t", subject_kind="product", subject=counter.variant, due_at=NOW,
                place=counter.place), actor=CASHIER, at=NOW,
    )  # fmt: skip
    book(paper.id, actor=CASHIER, at=later(30))
    assert standing(counter) == (5, 0)
    assert make.posted("stock", counter.place, counter.variant, "unexplained") == 1
    assert [(one.shown, one.booked) for one in paper_lines(paper.id)] == [(9, -1)]
    assert task is not None and read_task(task).done_at is not None
    assert make.verbs_of([paper.id]) == {"stock.counted": 1}
    assert check() == []


def test_a_count_of_what_is_kept_for_somebody_tells_them() -> None:
    counter = open_counter(3)
    orders = [placed(counter, make.leaf(), 1, at=later(nth)).order for nth in range(3)]
    paper = draft("count", counter)
    write_stock_paper.enter(paper.id, counter.variant, 1, key="c", actor=CASHIER, at=later(10))
    book(paper.id, actor=CASHIER, at=later(11))
    assert standing(counter) == (1, 1)
    assert [read_order(order).commercial for order in orders] == ["placed", "cancelled", "cancelled"]
    assert [hold.order for hold in list_holds(counter.place, counter.variant)] == [orders[0]]
    assert check() == []


def test_a_counter_paper_moves_everything_back_and_both_stay() -> None:
    counter, goal = open_counter(10), make.place()
    for kind, units, head in (
        ("receiving", 4, {}),
        ("write_off", 4, {"reason": "expired"}),
        ("count", 7, {}),
        ("transfer", 4, {"to_place": goal}),
    ):
        paper = draft(kind, counter, units, **head)  # type: ignore[arg-type]  # one of the kinds
        book(paper.id, actor=CASHIER, at=later(1))
        assert standing(counter) != (10, 0)
        back = take_back(paper.id, actor=OTHER, at=later(2))
        assert take_back(paper.id, actor=CASHIER, at=later(3)) == back
        assert standing(counter) == (10, 0), kind
        assert (back.takes_back, read_paper(paper.id).taken_back) == (paper.id, back.id)
        with pytest.raises(PaperClosed):
            take_back(back.id, actor=OTHER, at=later(4))
    with pytest.raises(PaperClosed):
        receive(paper.id, actor=OTHER, at=later(5))
    assert make.posted("stock", goal, counter.variant, "transit") == 0
    assert check() == []


def test_what_was_received_and_sold_is_not_taken_back() -> None:
    counter = open_counter(0)
    paper = draft("receiving", counter, 2)
    book(paper.id, actor=CASHIER, at=NOW)
    sold(counter, 1, at=later(1))
    before = make.rows_of_all_tables()
    with pytest.raises(StockShort):
        take_back(paper.id, actor=CASHIER, at=later(2))
    assert make.grown(before) == {} and standing(counter) == (1, 0)


def test_a_draft_thrown_away_moves_nothing_and_can_be_taken_up() -> None:
    counter = open_counter(1)
    paper = draft("receiving", counter, 2)
    write_stock_paper.throw_away(paper.id, seen=paper.version, actor=CASHIER, at=NOW)
    with pytest.raises(PaperClosed):
        book(paper.id, actor=CASHIER, at=NOW)
    write_stock_paper.take_up(paper.id, actor=CASHIER, at=NOW)
    book(paper.id, actor=CASHIER, at=NOW)
    assert standing(counter) == (3, 0)
