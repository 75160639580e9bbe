"""Goods set aside: one home for what is damaged or to be checked, from which it is sold again or written off.

The flows are prilavok.flows.write_stock_paper, prilavok.flows.book_stock_paper and
prilavok.flows.take_back_stock_paper.
"""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import Counter, open_counter, placed

from prilavok.domains.orders.queries import read_order
from prilavok.domains.stock.actions import put_back_sold
from prilavok.domains.stock.errors import PaperUnfit, StockShort
from prilavok.domains.stock.queries import list_aside, stock_at
from prilavok.domains.stock.types import Goods, PaperHead, PaperKind, PaperView, Returning
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.kit import clock
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def draft(kind: PaperKind, counter: Counter, units: int, **head: str) -> PaperView:
    goods = [Goods(counter.variant, units)]
    return write_stock_paper.draft(
        kind, counter.place, PaperHead(**head), goods, key=str(uuid4()), actor=CASHIER, at=NOW
    )  # type: ignore[arg-type]  # names of its fields


def moved(counter: Counter, units: int, lies: str, goes: str, at: datetime = NOW) -> PaperView:
    return book(draft("set_aside", counter, units, from_state=lies, to_state=goes).id, actor=CASHIER, at=at)


def lying(counter: Counter) -> dict[str, int]:
    aside = {one.state: one.units for one in list_aside(counter.place, variant=counter.variant)}
    return {"goods": stock_at(counter.place, counter.variant).on_hand} | aside


def test_goods_go_aside_are_checked_and_come_back_or_are_lost() -> None:
    counter = open_counter(10)
    moved(counter, 6, "goods", "check")
    assert lying(counter) == {"goods": 4, "check": 6}
    moved(counter, 2, "check", "damaged")
    moved(counter, 3, "check", "goods")
    assert lying(counter) == {"goods": 7, "check": 1, "damaged": 2}
    gone = book(draft("write_off", counter, 2, reason="damaged", from_state="damaged").id, actor=CASHIER, at=NOW)
    assert (
        lying(counter) == {"goods": 7, "check": 1} and make.posted("stock", counter.place, counter.variant, "loss") == 2
    )
    take_back(gone.id, actor=CASHIER, at=later(1))
    assert lying(counter) == {"goods": 7, "check": 1, "damaged": 2}
    assert check() == []


def test_what_came_back_damaged_lies_in_the_same_home() -> None:
    counter = open_counter(3)
    order = placed(counter, make.leaf(), 1).order
    put_back_sold([Returning(counter.variant, 1, "damaged")], order, counter.place, actor=CASHIER, at=later(1))
    [lies] = list_aside(counter.place)
    assert (lies.state, lies.units, lies.since) == ("damaged", 1, later(1))
    moved(counter, 1, "damaged", "goods", later(2))
    assert lying(counter) == {"goods": 4}


def test_since_is_the_eldest_that_still_lies_there() -> None:
    counter = open_counter(10)
    moved(counter, 2, "goods", "check", later(1))
    moved(counter, 3, "goods", "check", later(2))
    assert [(one.units, one.since) for one in list_aside(counter.place)] == [(5, later(1))]
    moved(counter, 2, "check", "goods", later(3))
    assert [(one.units, one.since) for one in list_aside(counter.place)] == [(3, later(2))]


def test_held_goods_are_not_set_aside_in_silence() -> None:
    counter = open_counter(3)
    old, young = (placed(counter, make.leaf(), 1, at=later(nth)).order for nth in range(2))
    paper = draft("set_aside", counter, 2, from_state="goods", to_state="check")
    with pytest.raises(StockShort) as short:
        book(paper.id, actor=CASHIER, at=later(5))
    assert [(lack.asked, lack.free) for lack in short.value.lacks] == [(2, 1)] and lying(counter) == {"goods": 3}
    book(paper.id, from_holds=True, actor=CASHIER, at=later(5))
    assert lying(counter) == {"goods": 1, "check": 2}
    assert [read_order(order).commercial for order in (old, young)] == ["placed", "cancelled"]
    assert make.verbs_of([young])["hold.lost"] == 1


def test_more_than_lies_aside_is_refused_and_held_goods_do_not_give_way_for_it() -> None:
    counter = open_counter(3)
    order = placed(counter, make.leaf(), 3).order
    for kind, head in (
        ("write_off", {"reason": "damaged", "from_state": "damaged"}),
        ("set_aside", {"from_state": "damaged", "to_state": "goods"}),
    ):
        paper = draft(kind, counter, 1, **head)  # type: ignore[arg-type]  # one of the kinds
        with pytest.raises(StockShort):
            book(paper.id, from_holds=True, actor=CASHIER, at=NOW)
    assert lying(counter) == {"goods": 3} and read_order(order).commercial == "placed"


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("set_aside", {}),
        ("set_aside", {"from_state": "goods"}),
        ("set_aside", {"from_state": "check", "to_state": "check"}),
        ("set_aside", {"from_state": "transit", "to_state": "goods"}),
        ("set_aside", {"from_state": "goods", "to_state": "sold"}),
        ("write_off", {"reason": "lost", "from_state": "transit"}),
        ("write_off", {"reason": "lost", "from_state": "goods", "to_state": "damaged"}),
        ("receiving", {"from_state": "damaged"}),
    ],
)
def test_goods_move_only_between_the_states_of_a_place(kind: PaperKind, head: dict[str, str]) -> None:
    counter = open_counter(1)
    with pytest.raises(PaperUnfit):
        draft(kind, counter, 1, **head)
    assert lying(counter) == {"goods": 1}
