"""Any interleaving of post, draw, reserve, settle, void, expire and the clock, against a model in plain Python."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.kit.ledger_world import START

from prilavok.kit.ledger import snapshots
from prilavok.kit.ledger.accounts import balance_of, open_accounts
from prilavok.kit.ledger.checks import check
from prilavok.kit.ledger.errors import HoldEnded, NotEnough
from prilavok.kit.ledger.holds import expire_holds, reserve_units, settle_holds, void_holds
from prilavok.kit.ledger.moves import draw_moves, explain, post_moves
from prilavok.kit.ledger.snapshots import balance_at, take_snapshots
from prilavok.kit.ledger.types import AccountName, Drawing, Posting, Reservation, Settlement

GUARDED, ALL = 3, 6  # accounts 0..2 are guarded; 3..4 are counter-accounts, 5 is the fallback
pairs = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 9)).filter(lambda move: move[0] != move[1]),
    min_size=1,
    max_size=5,
)


@dataclass
class Open:
    """A hold of the model."""

    debit: int
    credit: int
    units: int
    expires: datetime


class Ledger(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()  # expiry sweeps the whole database: runs must not see each other
        unit = uuid4()
        names = [AccountName("stock", uuid4(), unit, "goods", guarded=number < GUARDED) for number in range(ALL)]
        open_accounts(names)
        self.accounts = [name.id for name in names]
        self.posted = Counter(dict.fromkeys(range(ALL), 0))
        self.holds: dict[UUID, Open] = {}
        self.ended: list[UUID] = []
        self.done: list[tuple[int, int, datetime]] = []  # account, change, when it occurred
        self.now = START

    def held(self, account: int) -> int:
        return sum(hold.units for hold in self.holds.values() if hold.debit == account)

    def free(self, account: int) -> int:
        return self.posted[account] - self.held(account)

    def move(self, debit: int, credit: int, units: int, at: datetime) -> None:
        for account, change in ((debit, -units), (credit, units)):
            self.posted[account] += change
            self.done.append((account, change, at))

    def occurred(self, hours_late: int) -> datetime:
        return self.now - timedelta(hours=hours_late)

    @rule(moves=pairs, hours_late=st.sampled_from([0, 0, 1, 30, 80]))
    def post(self, moves: list[tuple[int, int, int]], hours_late: int) -> None:
        at = self.occurred(hours_late)
        wanted = [
            Posting(id=uuid4(), debit=self.accounts[d], credit=self.accounts[c], units=u, cause="test", occurred_at=at)
            for d, c, u in moves
        ]
        net: Counter[int] = Counter()
        for debit, credit, units in moves:
            net[debit] -= units
            net[credit] += units
        short = [account for account in range(GUARDED) if self.free(account) + net[account] < 0]
        if short:
            with pytest.raises(NotEnough) as refusal:
                post_moves(wanted, self.now, origin="trial")
            [lack] = refusal.value.lacks
            account = self.accounts.index(lack.account)
            assert account in short
            assert (lack.asked, lack.free) == (-net[account], self.free(account))
            return
        post_moves(wanted, self.now, origin="trial")
        for debit, credit, units in moves:
            self.move(debit, credit, units, at)

    @rule(moves=pairs, hours_late=st.sampled_from([0, 0, 1, 30, 80]))
    def draw(self, moves: list[tuple[int, int, int]], hours_late: int) -> None:
        at = self.occurred(hours_late)
        wanted = [
            Drawing(
                id=uuid4(), debit=self.accounts[d], credit=self.accounts[c], units=u, cause="sale", occurred_at=at,
                fallback=self.accounts[5],
            )
            for d, c, u in moves
        ]  # fmt: skip
        expected = []
        for one, (debit, credit, units) in zip(wanted, moves, strict=True):
            lacking = max(0, units - self.free(debit)) if debit < GUARDED else 0
            if lacking:
                self.move(5, debit, lacking, at)
                expected.append((one.id, lacking))
            self.move(debit, credit, units, at)
        assert [(short.move, short.units) for short in draw_moves(wanted, self.now, origin="trial")] == expected

    @rule(moves=pairs, minutes=st.integers(1, 200))
    def reserve(self, moves: list[tuple[int, int, int]], minutes: int) -> None:
        until = self.now + timedelta(minutes=minutes)
        wanted = [
            Reservation(
                id=uuid4(), debit=self.accounts[d], credit=self.accounts[c], units=u, cause="basket",
                occurred_at=self.now, owner=uuid4(), expires_at=until,
            )
            for d, c, u in moves
        ]  # fmt: skip
        asked: Counter[int] = Counter()
        for debit, _credit, units in moves:
            asked[debit] += units
        free = {account: self.free(account) if account < GUARDED else 0 for account in asked}
        short = {(self.accounts[a], units, free[a]) for a, units in asked.items() if units > free[a]}
        if short:
            with pytest.raises(NotEnough) as refusal:
                reserve_units(wanted, self.now, origin="trial")
            assert {(lack.account, lack.asked, lack.free) for lack in refusal.value.lacks} == short
            return
        reserve_units(wanted, self.now, origin="trial")
        for one, (debit, credit, units) in zip(wanted, moves, strict=True):
            self.holds[one.id] = Open(debit, credit, units, until)

    def some_holds(self, seed: int, count: int) -> list[UUID]:
        """Open ones mostly, sometimes one that has ended."""
        chance = random.Random(seed)
        ended = chance.sample(self.ended, 1) if self.ended and chance.random() < 0.2 else []
        return chance.sample(list(self.holds), min(count, len(self.holds))) + ended

    @rule(
        seed=st.integers(0, 999), count=st.integers(1, 4), stays=st.booleans(), hours_late=st.sampled_from([0, 0, 40])
    )
    def settle(self, seed: int, count: int, stays: bool, hours_late: int) -> None:
        chance, at = random.Random(seed), self.occurred(hours_late)
        wanted = [
            Settlement(id=uuid4(), hold=hold, occurred_at=at, units=chance.choice([None, None, 1, 2, 5]))
            for hold in self.some_holds(seed, count)
        ]
        open_units = {
            one.hold: self.holds[one.hold].units
            if one.hold in self.holds and self.holds[one.hold].expires > self.now
            else 0
            for one in wanted
        }
        asked = {one.hold: one.units or open_units[one.hold] or 1 for one in wanted}
        refused = {(hold, units, open_units[hold]) for hold, units in asked.items() if units > open_units[hold]}
        if refused:
            with pytest.raises(HoldEnded) as refusal:
                settle_holds(wanted, self.now, origin="trial", rest_stays=stays)
            assert {(hold.hold, hold.asked, hold.open) for hold in refusal.value.holds} == refused
            return
        settle_holds(wanted, self.now, origin="trial", rest_stays=stays)
        for hold, units in asked.items():
            it = self.holds[hold]
            self.move(it.debit, it.credit, units, at)
            it.units -= units
            if not stays or not it.units:
                self.end(hold)

    def end(self, hold: UUID) -> None:
        del self.holds[hold]
        self.ended.append(hold)

    @rule(seed=st.integers(0, 999), count=st.integers(1, 4))
    def void(self, seed: int, count: int) -> None:
        wanted = self.some_holds(seed, count)
        released = {(one.hold, one.units) for one in void_holds(wanted, self.now, origin="trial")}
        assert released == {(hold, self.holds[hold].units) for hold in wanted if hold in self.holds}
        for hold in wanted:
            if hold in self.holds:
                self.end(hold)

    @rule(limit=st.integers(1, 4))
    def expire(self, limit: int) -> None:
        due = {hold: it.units for hold, it in self.holds.items() if it.expires <= self.now}
        released = expire_holds(self.now, limit=limit)
        assert len(released) == min(limit, len(due))
        for one in released:
            assert one.units == due[one.hold]
            self.end(one.hold)

    @rule(minutes=st.sampled_from([1, 30, 120, 1500]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(days_back=st.integers(1, 3))
    def snapshot(self, days_back: int) -> None:
        take_snapshots((self.now - timedelta(days=days_back, hours=1)).date(), self.now)

    @rule(account=st.integers(0, ALL - 1), hours=st.integers(0, 120))
    def look_back(self, account: int, hours: int) -> None:
        at = (self.now - timedelta(hours=hours)).replace(minute=0)
        expected = sum(change for whose, change, when in self.done if whose == account and when < at)
        assert balance_at(self.accounts[account], at) == expected

    @invariant()
    def balances_are_those_of_the_model(self) -> None:
        standing = balance_of(self.accounts)
        for number, account in enumerate(self.accounts):
            seen = standing[account]
            assert (seen.posted, seen.held) == (self.posted[number], self.held(number) if number < GUARDED else 0)

    @invariant()
    def the_ledger_adds_up(self) -> None:
        assert check() == []

    def teardown(self) -> None:
        for number, account in enumerate(self.accounts):
            explained = explain(account)
            assert sum(cause.units for cause in explained.causes) == explained.standing.posted == self.posted[number]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.savepoint_rollback(self.savepoint)


def test_any_interleaving_gives_what_the_model_gives(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOVES_PER_SNAPSHOT", 1)  # every account gets one, so that all are tried
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=25, stateful_step_count=35, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
