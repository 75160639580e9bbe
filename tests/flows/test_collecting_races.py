"""Fifty customers want the last place of a slot at once (place_order, promise_order): one has it, each other is told."""

from datetime import datetime, timedelta
from functools import partial

from tests import make
from tests.conftest import OwnDatabase
from tests.flows.test_collecting_slots import collecting
from tests.racing import all_at_once
from tests.shop_world import open_counter, quoted

from prilavok.domains.shipments.errors import SlotFull
from prilavok.domains.shipments.queries import collecting_slots
from prilavok.domains.shipments.types import Span
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.place_order import place_order
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check

HANDS = 50


def test_the_last_place_of_a_slot_is_given_once(own_database: OwnDatabase) -> None:
    from prilavok.kit import clock

    at = clock.now()
    counter = open_counter(500, at=at)
    all_day = {day: (Span(0, 1440),) for day in range(1, 8)}
    collecting(counter.place, week=all_day, minutes=60, capacity=3, lead=5, warn=5)
    wanted = collecting_slots(counter.place, zone="Asia/Almaty", at=at)[1]
    leaves = [make.leaf() for _ in range(HANDS + 2)]
    quotes = [quoted(counter, leaf, 1, at=at) for leaf in leaves]

    def want(nth: int, slot: datetime) -> None:
        me = Actor("leaf", leaves[nth])
        place_order(quotes[nth].id, leaf=leaves[nth], touchpoint="site", actor=me, at=clock.now(), slot=slot)

    for nth in range(2):
        want(nth, wanted.starts_at)

    def hand(nth: int) -> object:
        try:
            want(nth, wanted.starts_at)
        except SlotFull as full:
            return [one.starts_at for one in full.free]
        return "placed"

    outcomes = all_at_once([partial(hand, nth) for nth in range(2, HANDS + 2)])
    told = [one for one in outcomes if one != "placed"]
    assert outcomes.count("placed") == 1 and len(told) == HANDS - 1
    around = {wanted.starts_at + timedelta(hours=nth) for nth in (-1, 1, 2, 3)}
    assert all(isinstance(one, list) and len(one) == 3 and set(one) <= around for one in told), told[:3]
    assert make.ask("SELECT count(*), max(nth) FROM shipments_slot_place WHERE living") == [(3, 3)]
    # Whoever had no slot has no order, and no goods are held for them.
    assert make.ask("SELECT count(*) FROM orders_order") == [(3,)]
    assert stock_at(counter.place, counter.variant).held == 3
    assert check() == []
