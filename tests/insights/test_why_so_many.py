"""Whatever happens to goods, the page of the number adds up: by causes, by moves, by holds, page after page."""

import contextlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.stock.queries import stock_at
from prilavok.domains.stock.types import Goods, PaperHead, PaperKind
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.receive_transfer import all_came, receive
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.insights.stock_page import MovesRow, list_held_rows, list_moves_rows, read_stock_page
from prilavok.kit import clock
from prilavok.kit.errors import Said

pytestmark = pytest.mark.usefixtures("rolled_back")
ACTS = (
    "receiving",
    "set_aside",
    "back_to_sale",
    "write_off",
    "transfer",
    "count",
    "sale",
    "late_sale",
    "order",
    "take_back",
)


class Floor:
    """One product at one place, and what people do with it."""

    def __init__(self) -> None:
        self.counter: Counter = open_counter(10)
        self.other = make.place()
        self.last: UUID | None = None

    def do(self, act: str, units: int, at: datetime) -> None:
        counter = self.counter
        if act in ("sale", "late_sale"):
            told, paid = at - timedelta(minutes=30 * (act == "late_sale")), [Paying("cash", units * PRICE)]
            sold = [Selling(counter.variant, units)]
            sell(sold, paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=told)
        elif act == "order":
            placed(counter, make.leaf(), units, at=at)
        elif act == "take_back":
            if self.last:
                take_back(self.last, actor=CASHIER, at=at)
        else:
            self.paper(act, units, at)  # type: ignore[arg-type]  # one of the kinds

    def paper(self, kind: PaperKind, units: int, at: datetime) -> None:
        back, kind = kind == "back_to_sale", "set_aside" if kind == "back_to_sale" else kind  # type: ignore[comparison-overlap]
        head = PaperHead(
            to_place=self.other if kind == "transfer" else None, reason="lost" if kind == "write_off" else "",
            from_state=("damaged" if back else "goods") if kind == "set_aside" else "",
            to_state=("goods" if back else "damaged") if kind == "set_aside" else "",
        )  # fmt: skip
        goods = [Goods(self.counter.variant, units)]
        paper = write_stock_paper.draft(kind, self.counter.place, head, goods, key=str(uuid4()), actor=CASHIER, at=at)
        book(paper.id, from_holds=units % 2 == 0, actor=CASHIER, at=at)
        self.last = paper.id
        if kind == "transfer" and units % 2:
            all_came(paper.id, actor=CASHIER, at=at)
            receive(paper.id, actor=CASHIER, at=at)


def adds_up(place: UUID, variant: UUID) -> list[MovesRow]:
    page, stock = read_stock_page(place, variant, clock.now()), stock_at(place, variant)
    assert (page.on_hand, page.held, page.available) == (stock.on_hand, stock.held, stock.available)
    assert sum(cause.units for cause in page.causes) == page.on_hand
    assert sum(row.hold.units for row in list_held_rows(page)) == page.held
    damaged = make.posted("stock", place, variant, "damaged")
    assert [(lies.state, lies.units) for lies in page.aside] == ([("damaged", damaged)] if damaged else [])
    rows: list[MovesRow] = []
    after: Any = None
    while True:
        turned = list_moves_rows(page, after, limit=3)
        rows += turned.rows
        if turned.after is None:
            break
        after = (datetime.fromisoformat(turned.after[0]), UUID(turned.after[1]))
    assert len({row.move.id for row in rows}) == len(rows)
    assert sum(row.move.change for row in rows) == page.on_hand
    left = page.on_hand
    for row in rows:
        assert row.balance == left, "each line stands on the one below it"
        left -= row.move.change
    assert left == 0
    return rows


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 6)), min_size=2, max_size=8))
def test_the_number_is_the_sum_of_its_moves(acts: list[tuple[str, int]]) -> None:
    floor, clock_at = Floor(), make.AT
    for nth, (act, units) in enumerate(acts):
        at = clock_at + timedelta(minutes=10 * nth)
        clock.set_clock(at)
        with contextlib.suppress(Said):  # what is refused has changed nothing, which the sums would show
            floor.do(act, units, at)
    adds_up(floor.counter.place, floor.counter.variant)
    adds_up(floor.other, floor.counter.variant)


def test_the_page_says_who_did_it_and_by_which_paper() -> None:
    clock.set_clock(make.AT)
    floor = Floor()
    floor.do("receiving", 4, make.AT)
    floor.do("sale", 2, make.AT + timedelta(minutes=1))
    sale, receiving, opening = adds_up(floor.counter.place, floor.counter.variant)
    assert sale.order is not None and (sale.actor, sale.balance) == ("staff", 12)
    assert receiving.paper is not None and receiving.paper.id == floor.last and receiving.move.cause == "supply"
    assert (opening.paper, opening.order, opening.balance) == (None, None, 10)
