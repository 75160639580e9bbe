"""Any order of filling, quoting, waiting and ordering in two windows: what was seen is what is ordered, or nothing is."""

from collections import Counter as Tally
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests import make
from tests.long_form import run_machine
from tests.promotions import published
from tests.shop_world import open_counter

from prilavok.domains.baskets.errors import BasketClosed, BasketEmpty, BasketMoved
from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.change_basket import change_basket
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check

UNITS = 5
which = st.integers(0, 9)


class BasketLife(RuleBasedStateMachine):
    """The model: what is wished, its version, and for each quote what it promised, of which version and until when."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.now = make.AT
        clock.set_clock(self.now)
        self.counter = open_counter(UNITS, UNITS)
        published("tenth")  # so that what is seen is more than a product of two numbers
        self.leaf = make.leaf()
        self.actor = Actor("leaf", self.leaf)
        self.wished: Tally[UUID] = Tally()
        self.version, self.basket = 0, 0
        self.seen = [0, 0]  # the version that each window shows
        self.quotes: dict[UUID, tuple[int, int, int, object]] = {}
        self.ordered: dict[UUID, tuple[UUID, int, Tally[UUID]]] = {}
        self.kept: Tally[UUID] = Tally()

    @rule(window=st.integers(0, 1))
    def look(self, window: int) -> None:
        self.seen[window] = self.version

    @rule(window=st.integers(0, 1), side=st.integers(0, 1), units=st.integers(0, 3))
    def wish(self, window: int, side: int, units: int) -> None:
        variant, before = self.counter.variants[side], Tally(self.wished)
        chosen = find_open_basket([self.leaf]) is None  # the store is chosen with the first wish
        try:
            kept = change_basket(
                self.leaf, [Wish(variant, units)], place=self.counter.place, touchpoint="site", actor=self.actor,
                at=self.now, expected_version=self.seen[window] or None,
            )  # fmt: skip
        except BasketMoved as moved:
            assert self.seen[window] not in (0, self.version)
            assert moved.version == self.version
            self.seen[window] = self.version
            return
        self.wished[variant] = units
        if not chosen:
            assert kept.version == self.version + (before[variant] != units)
        self.version = self.seen[window] = kept.version

    @rule()
    def quote(self) -> None:
        try:
            told = quote_basket(self.leaf, touchpoint="site", actor=self.actor, at=self.now)
        except BasketEmpty:
            assert not +self.wished
            return
        assert {line.variant: line.quantity for line in told.lines} == +self.wished
        assert told.amount == told.list_amount - told.discount_amount == sum(line.amount for line in told.lines)
        assert told.basket_version == self.version
        self.quotes[told.id] = (self.basket, self.version, told.amount, told.expires_at)

    @precondition(lambda self: self.quotes)
    @rule(nth=which)
    def order(self, nth: int) -> None:
        quote = list(self.quotes)[nth % len(self.quotes)]
        basket, version, amount, until = self.quotes[quote]
        free = {variant: stock_at(self.counter.place, variant).available for variant in self.counter.variants}
        try:
            placed = place_order(quote, leaf=self.leaf, touchpoint="site", actor=self.actor, at=self.now)
        except OutOfStock as short:
            assert basket == self.basket and version == self.version
            lacks = {one.variant: (one.asked, one.free) for one in short.lacks}
            expected = {one: (units, free[one]) for one, units in self.wished.items() if units > free[one]}
            assert lacks == expected
        except QuoteEnded as ended:
            assert quote not in self.ordered
            assert basket == self.basket and (version != self.version or self.now >= until)
            fresh = ended.quote
            assert fresh.basket_version == self.version
            self.quotes[fresh.id] = (self.basket, self.version, fresh.amount, fresh.expires_at)
        except BasketEmpty:
            assert quote not in self.ordered and not +self.wished
        except BasketClosed as closed:
            assert basket != self.basket and quote not in self.ordered
            assert closed.order in {order for order, _amount, _units in self.ordered.values()}
        else:
            if quote in self.ordered:
                assert not placed.new and placed.order == self.ordered[quote][0]
                return
            assert placed.new and (basket, version) == (self.basket, self.version) and self.now < until
            self.ordered[quote] = (placed.order, amount, +self.wished)
            self.kept.update(+self.wished)
            self.wished, self.version = Tally(), 0
            self.basket, self.seen = self.basket + 1, [0, 0]

    @rule(minutes=st.sampled_from([1, 1, 16]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        clock.set_clock(self.now)

    @invariant()
    def adds_up(self) -> None:
        assert check() == []
        found = find_open_basket([self.leaf])
        assert ({line.variant: line.quantity for line in found.lines} if found else {}) == +self.wished
        for order, amount, units in self.ordered.values():
            assert read_order(order).amount == amount
            assert Tally({line.variant: line.quantity for line in list_lines(order)}) == units
        for variant in self.counter.variants:
            assert stock_at(self.counter.place, variant).held == self.kept[variant]

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)


@pytest.mark.usefixtures("rolled_back")
def test_what_was_seen_is_what_is_ordered() -> None:
    run_machine(BasketLife, short=8, long=40, steps=20)
