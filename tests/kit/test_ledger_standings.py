"""What stood on an account after each move: the same on every page, and read from the last snapshot on."""

import random
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.kit.ledger_world import START

from prilavok.kit.ledger import snapshots
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.moves import list_standings, post_moves
from prilavok.kit.ledger.snapshots import take_snapshots
from prilavok.kit.ledger.types import AccountName, Posting

pytestmark = pytest.mark.usefixtures("rolled_back")


def _moved(days: int, a_day: int) -> tuple[UUID, UUID, list[Posting]]:
    """Goods and the counter-account they came from, with moves both ways, some at one instant, some told late."""
    goods = AccountName("stock", uuid4(), uuid4(), "goods")
    supplier = AccountName("stock", goods.holder, goods.unit, "supplier", guarded=False)
    open_accounts([goods, supplier])
    dice, moves = random.Random(7), []
    for nth in range(days * a_day):
        at = START - timedelta(days=days) + timedelta(hours=24 / a_day) * (nth - nth % 2)
        back = nth > 0 and dice.random() < 0.4
        sides = (goods.id, supplier.id) if back else (supplier.id, goods.id)
        moves.append(
            Posting(id=uuid4(), debit=sides[0], credit=sides[1], units=1 if back else 3, cause="test", occurred_at=at)
        )
    post_moves([Posting(id=uuid4(), debit=supplier.id, credit=goods.id, units=500, cause="test",
                        occurred_at=START - timedelta(days=days + 1))], START, origin="trial")  # fmt: skip
    early = [one for nth, one in enumerate(moves) if nth % 7]
    post_moves(early, START, origin="trial")
    for day in range(days, 0, -1):
        take_snapshots((START - timedelta(days=day)).date(), START + timedelta(days=1))
    post_moves([one for nth, one in enumerate(moves) if not nth % 7], START, origin="trial")
    return goods.id, supplier.id, moves


def _pages(account: UUID, limit: int) -> list[tuple[UUID, int]]:
    seen: list[tuple[UUID, int]] = []
    before: tuple[datetime, UUID] | None = None
    while page := list_standings(account, before, limit=limit):
        seen += [(one.move.id, one.balance) for one in page]
        before = (page[-1].move.occurred_at, page[-1].move.id)
    return seen


def test_every_page_carries_the_balance_that_the_moves_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOVES_PER_SNAPSHOT", 5)
    goods, supplier, _moves = _moved(days=6, a_day=9)
    for account, sign in ((goods, 1), (supplier, -1)):
        rows = make.ask(
            "SELECT id, CASE WHEN credit_id = %s THEN units ELSE -units END FROM kit_move"
            " WHERE %s IN (debit_id, credit_id) ORDER BY occurred_at, id",
            account, account,
        )  # fmt: skip
        stood, expected = 0, []
        for id, change in rows:
            stood += int(str(change))
            expected.append((id, stood))
        for limit in (1, 7, 200):
            assert _pages(account, limit) == expected[::-1]
        assert sign * stood > 0


def test_a_page_begins_at_the_last_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOVES_PER_SNAPSHOT", 5)
    goods, _supplier, _moves = _moved(days=6, a_day=9)
    before = [one.balance for one in list_standings(goods, limit=5)]
    # A lie in the last snapshot is seen on the first page, and one in an older snapshot is not: it is not read.
    days = [day for (day,) in make.ask("SELECT day FROM kit_snapshot WHERE account_id = %s ORDER BY day DESC", goods)]
    change = "UPDATE kit_snapshot SET posted = posted + 1000 WHERE account_id = %s AND day = %s RETURNING 1"
    make.ask(change, goods, days[1])
    assert [one.balance for one in list_standings(goods, limit=5)] == before
    make.ask(change, goods, days[0])
    assert [one.balance for one in list_standings(goods, limit=5)] == [balance + 1000 for balance in before]
