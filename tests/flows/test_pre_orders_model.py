"""Any order of expecting, ordering ahead, cancelling, and goods that come short, beyond or late (share_supply)."""

from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import make
from tests.counter_world import CASHIER
from tests.flows.test_pre_orders import NOW, day, expected, held, later, ordered, received, waiting_counter
from tests.long_form import run_machine

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.stock.queries import awaited_by, paper_lines, promised_drift, read_paper, stock_at
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.expect_supply import change_expected, close_expected
from prilavok.insights.promised import promisable
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
which, few = st.integers(0, 20), st.integers(1, 4)


class Ahead(RuleBasedStateMachine):
    """One product at one place; the model is what each order wants and how many units ever came."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.counter = waiting_counter(1)
        self.came, self.nth = 1, 0
        self.wants: dict[UUID, int] = {}
        self.papers: list[UUID] = []

    def _open(self, nth: int) -> UUID | None:
        open_still = [one for one in self.papers if read_paper(one).state == "sent"]
        return open_still[nth % len(open_still)] if open_still else None

    @rule(after=st.integers(0, 5), units=few)
    def expect(self, after: int, units: int) -> None:
        self.papers.append(expected(self.counter, after, units).id)

    @rule(units=few, until=st.integers(0, 5))
    def order(self, units: int, until: int) -> None:
        here = promisable(self.counter.place, [self.counter.variant], on=day(self.counter), touchpoint="site", at=NOW)[
            self.counter.variant
        ]
        in_time = here.free + sum(one.units for one in here.coming if one.day <= day(self.counter, until))
        self.nth += 1
        try:
            order = ordered(self.counter, units, until=until, at=later(self.nth)).order
        except OutOfStock:
            assert units > in_time, "refused although it was to be had"
            return
        assert units <= in_time, "promised although it was not to be had"
        self.wants[order] = units

    @rule(nth=which)
    def cancel(self, nth: int) -> None:
        if self.wants:
            order = list(self.wants)[nth % len(self.wants)]
            for _twice in range(2):
                cancel_order(order, actor=CASHIER, at=later(60))
            assert held(order) == 0 and awaited_by([order]) == {}
            del self.wants[order]

    @rule(nth=which, units=st.integers(1, 6), against=st.booleans())
    def bring(self, nth: int, units: int, against: bool) -> None:
        received(self.counter, self._open(nth) if against else None, units)
        self.came += units

    @rule(nth=which, after=st.integers(0, 5), units=st.integers(0, 6))
    def say(self, nth: int, after: int, units: int) -> None:
        if paper := self._open(nth):
            [line] = paper_lines(paper)
            units = max(units, line.arrived or 0)
            said = {self.counter.variant: units}
            change_expected(paper, day(self.counter, after), said, reason="so", seen=None, actor=CASHIER, at=NOW)

    @rule(nth=which)
    def close(self, nth: int) -> None:
        if paper := self._open(nth):
            close_expected(paper, seen=None, actor=CASHIER, at=NOW)

    @invariant()
    def nothing_is_promised_twice_or_forgotten(self) -> None:
        if not hasattr(self, "counter"):
            return
        assert promised_drift() == []
        waits = awaited_by(list(self.wants))
        for order, units in self.wants.items():
            assert held(order) + sum(one.units for one in waits.get(order, [])) == units
        there = stock_at(self.counter.place, self.counter.variant)
        assert (there.on_hand, there.held) == (self.came, sum(held(order) for order in self.wants))
        for paper in self.papers:
            [line] = paper_lines(paper)
            still = line.units - (line.arrived or 0) if read_paper(paper).state == "sent" else 0
            assert 0 <= line.promised <= max(still, 0)

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            assert check() == []
            transaction.savepoint_rollback(self.savepoint)


def test_any_life_of_what_is_ordered_ahead() -> None:
    make.place()  # so that a machine of no step has somewhere to begin
    run_machine(Ahead, short=12, long=200, steps=14)
