"""The books are compared with their moves round after round, and each difference is said once.

prilavok.flows.reconcile_ledger.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.shop_world import Counter, open_counter, placed

from prilavok.doors.schedule import CHORES
from prilavok.flows import reconcile_ledger as flow
from prilavok.flows.reconcile_ledger import reconcile_ledger
from prilavok.kit import clock
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger import rounds
from prilavok.kit.ledger.rounds import compare_slice, list_drifts, list_rounds
from prilavok.kit.ledger.types import AccountName

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def beat(minute: int, left: int | None = None) -> None:
    clock.set_clock(NOW + timedelta(minutes=minute))
    facts = {} if left is None else {"left": left}
    reconcile_ledger(Due(UUID(int=minute + 1), "default", "ledger.reconcile", facts, None, clock.now(), 1, 8))


def goods(counter: Counter) -> UUID:
    return AccountName("stock", counter.place, counter.variant, "goods").id


def drifts() -> list[tuple[object, ...]]:
    return make.ask("SELECT subject, facts->>'check', facts->>'difference' FROM kit_event WHERE verb = 'drift.found'")


def test_a_round_compares_every_account_and_finds_nothing() -> None:
    counter = open_counter(5, 3)
    placed(counter, make.leaf(), 2, 1)
    beat(0)
    [done] = list_rounds()
    [(accounts,)] = make.ask("SELECT count(*) FROM kit_account")
    assert done.ended_at is not None and (done.accounts, done.found) == (accounts, 0)
    [(sides,)] = make.ask("SELECT 2 * count(*) FROM kit_move WHERE kind IN ('post', 'settle')")
    assert done.moves == sides  # each move stands on two accounts
    assert list_drifts() == [] and drifts() == []
    beat(1)
    assert len(list_rounds()) == 2
    assert "ledger.reconcile" in {chore.job for chore in CHORES}


def test_a_difference_is_said_once_and_shown_until_it_is_gone() -> None:
    counter = open_counter(5)
    placed(counter, make.leaf(), 2)
    make.ask("UPDATE kit_balance SET posted = posted + 4, held = held - 1 WHERE account_id = %s RETURNING 1",
             goods(counter))  # fmt: skip
    beat(0)
    assert [(one.kind, one.stands, one.made, one.differs) for one in list_drifts()] == [
        ("held", 1, 2, -1), ("posted", 9, 5, 4),
    ]  # fmt: skip
    assert {(one.holder, one.unit, one.book) for one in list_drifts()} == {(counter.place, counter.variant, "stock")}
    said = [(goods(counter), "ledger.held", "-1"), (goods(counter), "ledger.posted", "4")]
    assert sorted(drifts(), key=str) == sorted(said, key=str)
    beat(1)
    assert len(drifts()) == 2 and [one.found for one in list_rounds()] == [2, 2]
    make.ask("UPDATE kit_balance SET posted = posted + 1 WHERE account_id = %s RETURNING 1", goods(counter))
    beat(2)
    assert [row[2] for row in drifts()].count("5") == 1 and len(drifts()) == 3  # it has become another difference
    make.ask("UPDATE kit_balance SET posted = 5, held = 2 WHERE account_id = %s RETURNING 1", goods(counter))
    beat(3)
    beat(4)
    assert list_drifts() == [] and len(drifts()) == 3


def test_a_round_goes_on_slice_by_slice_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    open_counter(*[1] * 7)
    [(accounts,)] = make.ask("SELECT count(*) FROM kit_account")
    monkeypatch.setattr(flow, "compare_slice", lambda at: compare_slice(at, most=3))
    beat(0)
    assert list_rounds()[0].accounts == 3
    queued = make.ask("SELECT facts->>'left' FROM kit_job WHERE verb = 'ledger.reconcile'")
    assert queued == [(str(flow.SLICES - 1),)]
    beats = 1
    while list_rounds()[0].ended_at is None:
        beat(beats, left=1)  # the last of its beat: nothing follows before the clock's next
        beats += 1
    assert (list_rounds()[0].accounts, len(list_rounds())) == (accounts, 1)
    assert len(make.ask("SELECT 1 FROM kit_job WHERE verb = 'ledger.reconcile'")) == 1


def test_quiet_rounds_are_forgotten_and_those_that_found_something_stay() -> None:
    counter = open_counter(5)
    beat(0)
    make.ask("UPDATE kit_balance SET posted = 6 WHERE account_id = %s RETURNING 1", goods(counter))
    beat(1)
    make.ask("UPDATE kit_balance SET posted = 5 WHERE account_id = %s RETURNING 1", goods(counter))
    beat(2 + 24 * 60 * rounds.KEPT_ROUNDS.days)
    assert [one.found for one in list_rounds()] == [0, 1]
