"""Sellers order ahead at their tablets in the same instant (sell_ahead): each slot is given once, the rest are told."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from tests import make, people
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.flows.test_collecting_slots import collecting
from tests.racing import all_at_once
from tests.shop_world import open_counter

from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.shipments.errors import NoSlotFree
from prilavok.domains.shipments.queries import plan_promise
from prilavok.domains.shipments.types import Span
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.sell_ahead import sell_ahead
from prilavok.kit.ledger.checks import check

HANDS = 4
# Eight in the morning by the clock of the place, which has three slots left that day from ten o'clock on.
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
TODAY = {day: (Span(600, 690),) for day in range(1, 8)}


def test_the_last_slots_are_given_once_and_who_comes_late_is_told(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = open_counter(50, at=AT)
    collecting(counter.place, week=TODAY, ahead=0)
    once, together = threading.local(), threading.Barrier(HANDS)

    def first_slot_of_all(*place: Any, **asked: Any) -> Any:
        found = plan_promise(*place, **asked)
        if not hasattr(once, "seen"):
            once.seen = together.wait()
        return replace(found, slots=found.slots[:1])

    monkeypatch.setattr("prilavok.flows.order_ahead.plan_promise", first_slot_of_all)
    phones = [people.new_phone() for _ in range(HANDS)]

    def hand(nth: int) -> str:
        try:
            wish = [PricedWish(counter.variant, 1)]
            told: dict[str, Any] = {
                "place": counter.place,
                "key": f"{nth}",
                "wait_until": AT.date(),
                "actor": CASHIER,
                "at": AT,
            }
            return "placed" if sell_ahead(wish, phones[nth], **told).new else "known"
        except NoSlotFree:
            return "told"

    outcomes = all_at_once([partial(hand, nth) for nth in range(HANDS)])
    assert sorted(outcomes) == ["placed", "placed", "placed", "told"]
    assert make.ask("SELECT count(*), count(DISTINCT starts_at) FROM shipments_slot_place WHERE living") == [(3, 3)]
    # Whoever had no slot has no order, and no goods are held for them.
    assert make.ask("SELECT count(*) FROM orders_order") == [(3,)]
    assert stock_at(counter.place, counter.variant).held == 3
    assert check() == []
