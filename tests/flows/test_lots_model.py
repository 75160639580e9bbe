"""Any order of receiving, selling, returning, moving and counting by lot: lots and the unknown one make the balance.

And two tills that sell one number at once: one of them is right, the other is a doubt that is counted.
"""

from collections import Counter as Tally
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.flows.test_counter_races import no_deadlock
from tests.flows.test_lots import brought, done, draft, here, later, lot, shop, sold
from tests.long_form import run_machine
from tests.racing import answered_at_once

from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import find_lots, lots_beyond_goods, stock_at
from prilavok.flows.book_stock_paper import book
from prilavok.flows.receive_transfer import receive
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.kit.errors import Said
from prilavok.kit.ledger.checks import check

code, few, which = st.sampled_from(["A", "B", "C"]), st.integers(1, 4), st.integers(0, 20)


class Lots(RuleBasedStateMachine):
    """One product told apart by lot at two places; the model is what each place has, and of each lot what was named."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.counter, self.other, self.nth = shop("lot", 3), make.place(), 0
        self.on_hand = Tally({self.counter.place: 3})
        self.sales: list[tuple[UUID, int, str]] = []
        self.papers: list[tuple[UUID, int]] = []
        self.way: list[tuple[UUID, int]] = []

    def _at(self) -> datetime:
        self.nth += 1
        return later(self.nth)

    @rule(code=code, units=few)
    def bring(self, code: str, units: int) -> None:
        paper = done("receiving", self.counter.place, lot(self.counter, code, units), at=self._at())
        self.papers.append((paper.id, units))
        self.on_hand[self.counter.place] += units

    @rule(nth=which)
    def undo(self, nth: int) -> None:
        if self.papers:
            paper, units = self.papers.pop(nth % len(self.papers))
            try:
                take_back(paper, actor=CASHIER, at=self._at())
            except StockShort:
                assert self.on_hand[self.counter.place] < units
            else:
                self.on_hand[self.counter.place] -= units

    @rule(code=st.sampled_from(["A", "B", "C", ""]), units=few)
    def sell(self, code: str, units: int) -> None:
        said = [lot(self.counter, code, units)] if code else []
        self.sales.append((sold(self.counter, units, *said, at=self._at()), units, code))
        here_now = self.on_hand[self.counter.place]
        self.on_hand[self.counter.place] = max(here_now - units, 0)

    @rule(nth=which)
    def come_back(self, nth: int) -> None:
        if self.sales:
            order, units, code = self.sales.pop(nth % len(self.sales))
            brought(order, units, *([code] if code else []), at=self._at())
            self.on_hand[self.counter.place] += units

    @rule(code=code, units=few)
    def send(self, code: str, units: int) -> None:
        at = self._at()
        paper = draft("transfer", self.counter.place, lot(self.counter, code, units), at=at, to_place=self.other)
        try:
            book(paper.id, actor=CASHIER, at=at)
        except StockShort:
            assert self.on_hand[self.counter.place] < units
            return
        self.way.append((paper.id, units))
        self.on_hand[self.counter.place] -= units

    @rule(came=st.integers(0, 5))
    def arrive(self, came: int) -> None:
        if self.way:
            paper, _units = self.way.pop()
            receive(paper, {self.counter.variant: came}, actor=CASHIER, at=self._at())
            self.on_hand[self.other] += came

    @rule(code=code, units=st.integers(1, 6))
    def count(self, code: str, units: int) -> None:
        done("count", self.counter.place, lot(self.counter, code, units), at=self._at())
        self.on_hand[self.counter.place] = units
        assert here(self.counter) == {code: units}, "a count by lot leaves nothing unknown"

    @invariant()
    def lots_make_the_balance(self) -> None:
        for place in (self.counter.place, self.other):
            assert stock_at(place, self.counter.variant).on_hand == self.on_hand[place]
            named = here(self.counter, place)
            assert all(units > 0 for code, units in named.items() if code != "?")
        assert lots_beyond_goods() == []

    def teardown(self) -> None:
        assert check() == []
        transaction.savepoint_rollback(self.savepoint)


@pytest.mark.usefixtures("shown_clock")
def test_lots_make_the_balance_whatever_happens() -> None:
    run_machine(Lots, short=12, long=300, steps=15)


@pytest.fixture(name="shown_clock")
def _shown(rolled_back: None) -> None:
    return None


def test_two_tills_sell_one_number_at_once(own_database: OwnDatabase) -> None:
    counter = shop("serial", 5)
    done("receiving", counter.place, lot(counter, "SN1"))
    goods, paid = [Selling(counter.variant, 1)], [Paying("cash", 1500)]
    selling = [
        partial(
            sell, goods, paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=make.AT,
            lots=[lot(counter, "SN1")],
        )
        for _ in range(4)
    ]  # fmt: skip
    told = answered_at_once(selling)
    assert [one for one in told if isinstance(one, Said)] == [], "goods in the hand always sell"
    [known] = find_lots("SN1")
    assert make.verbs_of([known.id])["lot.doubted"] == 3, "one was right, each other is counted"
    assert here(counter) == {"?": 2} and lots_beyond_goods() == []
    no_deadlock(own_database)
    connections.close_all()
