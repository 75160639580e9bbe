"""Any order of placing, picking, changing, paying, handing over, cancelling, expiring and till sales adds up."""

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
from tests.counter_world import CASHIER, buyer_with_phone, code_of, earned, word
from tests.long_form import run_machine
from tests.shop_world import PRICE, open_counter, placed

from prilavok.domains.loyalty.queries import points_of, spendable
from prilavok.domains.orders.errors import ActImpossible, OutOfStock
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.payments.queries import list_payments
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.queries import read_shipment
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import list_due_orders, list_holds_of, stock_at
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_at_pickup import Act, confirm_change
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.hand_over_order import Paying, hand_over
from prilavok.flows.lose_hold import lose_holds
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

UNITS, POINTS = 4, 400
which, units = st.integers(0, 9), st.integers(1, 2)


class OrderLife(RuleBasedStateMachine):
    """The shelf is counted by hand: what was on it less what anybody carried out of the shop."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.now, self.nth = make.AT, 0
        clock.set_clock(self.now)
        self.counter = open_counter(UNITS, UNITS)
        make.programme()
        self.leaf = buyer_with_phone()
        earned(self.leaf, POINTS, self.counter.place)
        self.points = POINTS
        self.orders = [placed(self.counter, self.leaf, 2, nth, at=self.now).order for nth in (0, 1)]
        self.carried: Tally[UUID] = Tally()
        self.followed: set[UUID] = set()
        self.not_found: Tally[UUID] = Tally()

    def key(self) -> str:
        self.nth += 1
        return f"key-{self.nth}"

    def waiting(self, nth: int) -> UUID | None:
        open_ones = [order for order in self.orders if read_order(order).commercial == "placed"]
        return open_ones[nth % len(open_ones)] if open_ones else None

    @rule(one=st.integers(1, 2), other=st.integers(0, 2))
    def place(self, one: int, other: int) -> None:
        free = [stock_at(self.counter.place, it).available for it in self.counter.variants]
        try:
            self.orders.append(placed(self.counter, self.leaf, one, other, at=self.now).order)
        except OutOfStock:
            assert one > free[0] or other > free[1]
        else:
            assert one <= free[0] and other <= free[1]

    @precondition(lambda self: self.waiting(0) is not None)
    @rule(nth=which, short=st.integers(0, 1))
    def pick_up(self, nth: int, short: int) -> None:
        order = self.waiting(nth)
        shipment = read_shipment(order) if order else None
        if order is None or shipment is None or shipment.state not in ("planned", "picking"):
            return
        here = self.counter.place
        for line in list_lines(order):
            if line.left:
                missing = min(short, line.left)
                short -= missing
                self.not_found[line.variant] += missing
                pick(shipment.id, line.id, line.left - missing, missing, place=here, actor=CASHIER, at=self.now)
        ready = ready_shipment(shipment.id, place=here, actor=CASHIER, at=self.now)
        assert ready == (read_order(order).commercial == "placed")

    @precondition(lambda self: self.waiting(0) is not None)
    @rule(nth=which, kind=st.sampled_from(["add", "take_out"]), side=st.integers(0, 1), count=units)
    def change(self, nth: int, kind: str, side: int, count: int) -> None:
        order, variant = self.waiting(nth), self.counter.variants[side]
        if order is None:
            return
        before, free = read_order(order), stock_at(self.counter.place, variant).available
        left = sum(line.left for line in list_lines(order) if line.variant == variant)
        act = Act("add" if kind == "add" else "take_out", variant, count)
        try:
            confirm_change(order, [act], key=self.key(), place=self.counter.place, actor=CASHIER, at=self.now)
        except StockShort:
            assert kind == "add" and count > free and read_order(order) == before
        except ActImpossible:
            assert kind == "take_out" and count > left and read_order(order) == before
        else:
            signed = count if kind == "add" else -count
            assert read_order(order).amount == before.amount + signed * PRICE

    @precondition(lambda self: self.waiting(0) is not None)
    @rule(nth=which, with_points=st.booleans())
    def hand(self, nth: int, with_points: bool) -> None:
        order = self.waiting(nth)
        if order is None:
            return
        owed = read_order(order).owed
        free = spendable([self.leaf], "KZT", owed=owed)
        burned = free.most_amount if with_points and free else 0
        tenders = [Paying("points", burned)] if burned else []
        tenders.append(Paying("cash", owed - burned, given=owed + 7))
        for line in list_lines(order):  # what was added later may be a line of its own
            self.carried[line.variant] += line.left
        code, here = code_of(order), self.counter.place
        said = word(order, burned, place=here, at=self.now) if burned else None
        done = hand_over(
            order, tenders, code=code, key=self.key(), place=here, actor=CASHIER, at=self.now, points_code=said
        )
        assert (done.change_due, done.points_earned) == (7 + burned, (owed - burned) // 100)
        self.points += done.points_earned - burned

    @precondition(lambda self: self.waiting(0) is not None)
    @rule(nth=which)
    def cancel(self, nth: int) -> None:
        if order := self.waiting(nth):
            assert cancel_order(order, actor=CASHIER, at=self.now)

    @rule(side=st.integers(0, 1), count=st.integers(1, 4))
    def till_sale(self, side: int, count: int) -> None:
        variant, here = self.counter.variants[side], self.counter.place
        count = min(count, self.shelf(variant))  # nobody carries to the till what is not on the shelf
        if not count:
            return
        paid = [Paying("cash", count * PRICE)]
        sell([Selling(variant, count)], paid, place=here, key=self.key(), actor=CASHIER, at=self.now)
        self.carried[variant] += count
        for (event,) in make.ask("SELECT id FROM kit_event WHERE verb = 'discrepancy.found' ORDER BY recorded_at, id"):
            if event not in self.followed:
                self.followed.add(UUID(str(event)))
                due = Due(UUID(str(event)), "default", "hold.lose", {"event": str(event)}, None, self.now, 1, 8)
                lose_holds(due)

    @rule(hours=st.sampled_from([1, 1, 1, 80]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        clock.set_clock(self.now)
        for order in list_due_orders(self.now, limit=100):
            assert end_uncollected(order, actor=SYSTEM, at=self.now)

    def shelf(self, variant: UUID) -> int:
        return UNITS - self.carried[variant] - self.not_found[variant]

    @invariant()
    def adds_up(self) -> None:
        assert check() == []
        held: Tally[UUID] = Tally()
        for order in self.orders:
            head, lines = read_order(order), list_lines(order)
            assert head.amount == sum(line.amount for line in lines)
            assert head.amount == head.list_amount - head.discount_amount
            kept = {hold.variant: 0 for hold in list_holds_of(order)}
            for hold in list_holds_of(order):
                kept[hold.variant] += hold.units
            held.update(kept)
            if head.commercial != "placed":
                assert kept == {}
            else:
                left: Tally[UUID] = Tally()
                for line in lines:
                    left[line.variant] += line.left
                assert +left == Tally(kept)
            paid = sum(one.amount for one in list_payments([order]))
            assert paid == (head.owed if head.commercial == "completed" else 0)
            assert len(list_receipts([order])) == (head.commercial == "completed")
            shipment = read_shipment(order)
            ended = {"completed": ("collected",), "cancelled": ("cancelled",)}
            assert shipment is not None
            assert shipment.state in ended.get(head.commercial, ("planned", "picking", "ready"))
        for variant in self.counter.variants:
            stock = stock_at(self.counter.place, variant)
            assert stock.held == held[variant]
            assert stock.on_hand == self.shelf(variant)
        assert points_of([self.leaf])[0].points == self.points

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)


@pytest.mark.usefixtures("rolled_back")
def test_an_orders_life_adds_up_after_every_step() -> None:
    run_machine(OrderLife, short=8, long=25, steps=25)
