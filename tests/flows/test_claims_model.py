"""Any order of claims, decisions, returns and gifts of other goods: never more units or money back than were sold."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import make
from tests.counter_world import CASHIER
from tests.long_form import run_machine
from tests.shop_world import PRICE, open_counter

from prilavok.domains.orders.queries import claims_of, list_lines, list_returns, read_order
from prilavok.domains.orders.types.claiming import Answered, Decision, NewClaim, WrongUnits
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.stock.queries import list_aside, stock_at
from prilavok.flows.decide_claim import decide_claim
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.give_instead import give_instead
from prilavok.flows.open_claim import open_claim
from prilavok.flows.own_claim import withdraw_own_claim
from prilavok.flows.return_goods import return_goods
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check

NOW = make.AT
SOLD, SHELF = 4, 3
few, nth = st.integers(1, SOLD), st.integers(0, 5)


class ClaimLife(RuleBasedStateMachine):
    """The model: units with the customer, units away because of a claim, money given back, and what lies where."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.counter = open_counter(SOLD + SHELF)
        sale = sell(
            [Selling(self.counter.variant, SOLD)], [Paying("cash", SOLD * PRICE)], place=self.counter.place,
            key=str(uuid4()), actor=CASHIER, at=NOW,
        )  # fmt: skip
        self.order = sale.receipt.order
        self.line = list_lines(self.order)[0].id
        self.given = self.came = self.for_sale = self.aside = self.handed = 0
        self.waiting = dict[UUID, tuple[int, int]]()  # by claim its units, and how many are to be given instead
        self.lies = dict[UUID, int]()  # by claim the units that came back for it, while nothing was given for them

    @property
    def away(self) -> int:
        """Units that are not with the customer and not returned."""
        waiting = sum(units for units, _instead in self.waiting.values())
        return waiting + sum(units for claim, units in self.lies.items() if claim not in self.waiting)

    def _claim(self, at: int) -> UUID | None:
        found = claims_of([self.order])
        return found[at % len(found)].id if found else None

    @rule(units=few, wanted=st.sampled_from(["money", "replacement", "reduction"]))
    def say(self, units: int, wanted: str) -> None:
        open_before = sum(
            line.quantity for one in claims_of([self.order]) if one.state != "closed" for line in one.lines
        )
        said = NewClaim((WrongUnits(self.line, units, "faulty"),), wanted)  # type: ignore[arg-type]
        try:
            open_claim(self.order, said, touchpoint="till", key=str(uuid4()), actor=CASHIER, at=NOW)
        except Refused:
            assert units > SOLD - self.came - open_before
        else:
            assert units <= SOLD - self.came - open_before

    @rule(at=nth, units=few, outcome=st.sampled_from(["money", "replacement", "reduction", "refused"]),
          amount=st.integers(1, 2 * PRICE), back=st.sampled_from(["not_taken", "damaged", "check"]))  # fmt: skip
    def settle(self, at: int, units: int, outcome: str, amount: int, back: str) -> None:
        if (claim := self._claim(at)) is None:
            return
        before, free = paid_for(self.order), stock_at(self.counter.place, self.counter.variant).available
        answered = () if outcome == "refused" else (Answered(self.line, units, back),)  # type: ignore[arg-type]
        decision = Decision(
            outcome, answered, "why", amount=amount if outcome == "reduction" else 0  # type: ignore[arg-type]
        )  # fmt: skip
        was = next(one for one in claims_of([self.order]) if one.id == claim)
        try:
            done = decide_claim(claim, decision, key=str(uuid4()), place=self.counter.place, actor=CASHIER, at=NOW)
        except Refused:
            assert paid_for(self.order) == before and claims_of([self.order]).count(was) == 1
            return
        assert was.open and (units <= was.lines[0].quantity or outcome == "refused")
        self.given += before - paid_for(self.order)
        lies, takes = self.lies.pop(claim, 0), outcome in ("money", "replacement")
        assert not lies or (takes and units >= lies)
        fresh = units - lies if takes and back != "not_taken" else 0
        self.aside += fresh
        if outcome == "money":
            self.came += units
        if outcome == "replacement":
            assert units <= free
            self.waiting[claim], self.lies[claim] = (was.lines[0].quantity, units), lies + fresh
            assert done.state == "waiting"

    @rule(units=few)
    def bring(self, units: int) -> None:
        before, brought = paid_for(self.order), [BringBack(self.line, units, "changed_mind", "for_sale")]
        try:
            return_goods(
                self.order, brought, Agreed(), key=str(uuid4()), place=self.counter.place, actor=CASHIER, at=NOW
            )  # fmt: skip
        except Refused:
            assert units > SOLD - self.came - self.away
        else:
            assert units <= SOLD - self.came - self.away
            self.given += before - paid_for(self.order)
            self.came += units
            self.for_sale += units

    @rule(at=nth)
    def give(self, at: int) -> None:
        if (claim := self._claim(at)) is None:
            return
        was = next(one for one in claims_of([self.order]) if one.id == claim)
        try:
            give_instead(claim, place=self.counter.place, actor=CASHIER, at=NOW)
        except Refused:
            assert was.state != "waiting"
        else:
            self.handed += self.waiting.pop(claim, (0, 0))[1]
            self.lies.pop(claim, None)

    @rule()
    def nobody_comes(self) -> None:
        end_uncollected(self.order, actor=SYSTEM, at=NOW + timedelta(days=15))
        self.waiting.clear()

    @rule(at=nth)
    def withdraw(self, at: int) -> None:
        if (claim := self._claim(at)) is not None:
            was = next(one for one in claims_of([self.order]) if one.id == claim)
            leaf = read_order(self.order).leaf
            try:
                withdraw_own_claim(claim, leaves=[leaf], actor=CASHIER, at=NOW)
            except Refused:
                assert (was.state != "open" and was.outcome != "withdrawn") or self.lies[claim] > 0
            else:
                assert not self.lies.pop(claim, 0)

    @invariant()
    def adds_up(self) -> None:
        head, [line] = read_order(self.order), list_lines(self.order)
        assert 0 <= line.returned == self.came <= SOLD
        assert head.returned_amount == self.given == SOLD * PRICE - paid_for(self.order) <= SOLD * PRICE
        assert sum(one.amount for one in list_returns([self.order])) == self.given
        if self.came == SOLD:
            assert paid_for(self.order) == 0
        claimed = {"open": 0, "waiting": 0, "closed": 0}
        for one in claims_of([self.order]):
            claimed[one.state] += sum(each.quantity for each in one.lines)
        assert claimed["waiting"] == sum(units for units, _instead in self.waiting.values())
        assert {one.id: sum(came.quantity for came in one.here) for one in claims_of([self.order]) if one.here} == {
            claim: units for claim, units in self.lies.items() if units and claim not in self.waiting
        }
        assert sum(one.units for one in list_aside(self.counter.place)) == self.aside
        assert stock_at(self.counter.place, self.counter.variant).on_hand == SHELF + self.for_sale - self.handed
        assert check() == []

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)


@pytest.mark.usefixtures("rolled_back")
def test_never_more_comes_back_than_was_sold() -> None:
    run_machine(ClaimLife, short=8, long=60, steps=20)
