"""Finished sales, recorded by one till or by many at once: orders, stock, payments, points and events agree.

Covers prilavok.flows.record_sales.
"""

import random
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.conftest import OwnDatabase
from tests.people import household
from tests.racing import all_at_once

from prilavok.domains.orders.errors import SaleImpossible
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import Sale, SaleLine
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.flows.record_sales import Recorded, record_sales
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check

PER_POINT = 100


@dataclass
class Till:
    """A plain count beside the house: what must stand after sales of a few goods at a few places."""

    places: list[UUID]
    goods: list[UUID]
    leaves: list[UUID]
    programme: UUID
    nameless: frozenset[UUID] = frozenset()
    known: dict[tuple[UUID, str], Sale] = field(default_factory=dict)
    there: Counter[tuple[UUID, UUID]] = field(default_factory=Counter)
    unexplained: Counter[tuple[UUID, UUID]] = field(default_factory=Counter)
    points: Counter[UUID] = field(default_factory=Counter)
    short: Counter[UUID] = field(default_factory=Counter)

    def ring(self, sales: list[Sale]) -> None:
        for sale in sales:
            if (sale.source, sale.source_key) in self.known:
                continue
            self.known[sale.source, sale.source_key] = sale
            self.points[sale.leaf] += self.earns(sale)
            for line in sale.lines:
                name = sale.place, line.variant
                lacking = max(line.quantity - self.there[name], 0)
                self.there[name] += lacking - line.quantity
                self.unexplained[name] -= lacking
                self.short[sale.id] += lacking > 0

    def earns(self, sale: Sale) -> int:
        """A receipt without a person earns nothing: nobody could spend it."""
        return 0 if sale.leaf in self.nameless else _paid(sale) // PER_POINT

    def compare(self) -> None:
        """Everything the house says of these sales, leaves and goods is what the plain count says."""
        ids = [sale.id for sale in self.known.values()]
        orders = read_orders(ids)
        assert {one.id: (one.amount, one.paid_amount, one.place, one.leaf) for one in orders.values()} == {
            sale.id: (sum(line.amount for line in sale.lines), _paid(sale), sale.place, sale.leaf)
            for sale in self.known.values()
        }
        names = [(place, of) for place in self.places for of in self.goods]
        assert {name: make.on_hand(*name) for name in names} == {name: self.there[name] for name in names}
        assert {name: make.posted("stock", *name, "unexplained") for name in names} == {
            name: self.unexplained[name] for name in names
        }
        assert {leaf: make.posted("points", leaf, self.programme, "spendable") for leaf in self.leaves} == {
            leaf: self.points[leaf] for leaf in self.leaves
        }
        self.compare_money_and_events(ids)

    def compare_money_and_events(self, ids: list[UUID]) -> None:
        taken = make.ask(
            'SELECT "order", method, amount FROM payments_transaction WHERE "order" = ANY(%s::uuid[])', ids
        )
        assert Counter(taken) == Counter(
            (sale.id, method, amount)
            for sale in self.known.values()
            for method, amount in (("cash", _paid(sale)), ("coupon", sum(line.coupon_amount for line in sale.lines)))
            if amount
        )
        told = Counter(make.ask("SELECT subject, verb FROM kit_event WHERE subject = ANY(%s::uuid[])", ids))
        expected: Counter[tuple[object, ...]] = Counter()
        for sale in self.known.values():
            coupons = sum(line.coupon_amount for line in sale.lines)
            expected[sale.id, "order.completed"] = 1
            expected[sale.id, "stock.moved"] = int(any(line.quantity for line in sale.lines))
            expected[sale.id, "payment.captured"] = (_paid(sale) > 0) + (coupons > 0)
            expected[sale.id, "points.earned"] = int(self.earns(sale) > 0)
        assert told == +expected
        found = make.ask(
            "SELECT (facts ->> 'order')::uuid, count(*) FROM kit_event WHERE verb = 'discrepancy.found'"
            " AND (facts ->> 'order')::uuid = ANY(%s::uuid[]) GROUP BY 1",
            ids,
        )
        assert dict(found) == dict(+self.short)
        assert check() == []


def _paid(sale: Sale) -> int:
    return max(sum(line.amount - line.coupon_amount for line in sale.lines), 0)


def open_till(people: int = 2) -> Till:
    """Two places and two goods, of which some lie there already."""
    places, goods = [make.place(), make.place()], [make.variant(), make.variant()]
    leaves = [household()[1] if nth % 2 else make.leaf() for nth in range(people)]
    till = Till(places, goods, leaves, make.programme("KZT", 1, PER_POINT), frozenset(leaves[::2]))
    open_stock(
        [Opening(places[0], goods[0], 5, False), Opening(places[1], goods[1], 2, False)],
        occurred=make.AT,
        actor=SYSTEM,
        at=make.AT,
        origin="load",
    )
    till.there.update({(places[0], goods[0]): 5, (places[1], goods[1]): 2})
    return till


def ring(sales: Iterable[Sale], origin: str = "live") -> Recorded:
    return record_sales(list(sales), method="cash", actor=SYSTEM, at=make.AT, origin=origin)


lines = st.tuples(st.integers(0, 1), st.integers(0, 4), st.integers(0, 500), st.integers(0, 100), st.integers(0, 600))
receipts = st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from("abcdef"), st.lists(lines, max_size=3))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(receipts, min_size=1, max_size=4), min_size=1, max_size=4))
def test_everything_that_follows_from_sales_agrees(rolled_back: None, calls: list[list[tuple[object, ...]]]) -> None:
    till, source, seconds = open_till(), uuid4(), "KZT"
    make.ask("DELETE FROM loyalty_programme WHERE id <> %s RETURNING 1", till.programme)
    for call in calls:
        batch = [
            make.sale(
                till.places[place],
                till.leaves[who],
                [
                    SaleLine(till.goods[of], units, amount + promotion, promotion, 0, coupon)
                    for of, units, amount, promotion, coupon in rows
                ],
                source=source,
                key=key,
                currency=seconds,
            )
            for place, who, key, rows in call  # type: ignore[misc,attr-defined]
        ]
        known = set(till.known)
        till.ring(batch)
        recorded = ring(batch)
        assert recorded.orders == {till.known[name].id for name in till.known.keys() - known}
    till.compare()


def test_a_sale_rung_twice_counts_once(rolled_back: None) -> None:
    till = open_till()
    sold = make.sale(till.places[0], till.leaves[0], [make.line(till.goods[0], 7, 700)])
    till.ring([sold])
    recorded = ring([sold])
    assert recorded.orders == {sold.id}
    assert [(one.taking.order, one.units) for one in recorded.shortages] == [(sold.id, 2)]
    before = make.rows_of_all_tables()
    assert ring([replace(sold, id=uuid4()), sold]) == Recorded(frozenset(), ())
    assert make.grown(before) == {}
    till.compare()


def test_each_sale_may_be_paid_in_its_own_way(rolled_back: None) -> None:
    till = open_till()
    one, other = (make.sale(till.places[0], till.leaves[0], [make.line(till.goods[0], 1, 700)]) for _ in range(2))
    record_sales([one, other], method={one.id: "cash", other.id: "instalment"}, actor=SYSTEM, at=make.AT, origin="live")
    assert make.ask('SELECT method FROM payments_transaction WHERE "order" = %s', one.id) == [("cash",)]
    assert make.ask('SELECT method FROM payments_transaction WHERE "order" = %s', other.id) == [("instalment",)]


def test_an_impossible_line_leaves_nothing_of_anything(rolled_back: None) -> None:
    till = open_till()
    good = make.sale(till.places[0], till.leaves[0], [make.line(till.goods[0], 1, 700)])
    bad = make.sale(till.places[0], till.leaves[0], [SaleLine(till.goods[0], 1, 10, 11, 0, 0)])
    before = make.rows_of_all_tables()
    with pytest.raises(SaleImpossible):
        ring([good, bad])
    assert make.grown(before) == {}


@pytest.mark.parametrize("origin", ["live", "load"])
def test_everything_carries_the_origin_of_the_sale(rolled_back: None, origin: str) -> None:
    till = open_till()
    sold = make.sale(till.places[0], till.leaves[0], [make.line(till.goods[0], 9, 700, coupon=50)])
    ring([sold], origin)
    for table, of in (("kit_event", "subject"), ("kit_move", "cause_id"), ("payments_transaction", '"order"')):
        assert make.ask(f"SELECT DISTINCT origin FROM {table} WHERE {of} = %s", sold.id) == [(origin,)], table


def test_eight_tills_at_once_record_each_sale_once(own_database: OwnDatabase) -> None:
    seed, till = random.Random(5), open_till(people=4)
    till.places += [make.place() for _ in range(2)]
    till.goods += [make.variant() for _ in range(4)]
    sales = [
        make.sale(
            seed.choice(till.places),
            seed.choice(till.leaves),
            [make.line(of, seed.randint(0, 3), 100 * seed.randint(0, 5)) for of in seed.sample(till.goods, 3)],
        )
        for _ in range(120)
    ]
    batches: list[list[list[Sale]]] = []
    for nth in range(8):
        # Every sale comes from two tills, each with batches and an order of its own.
        own = [one for place, one in enumerate(sales) if place % 8 in (nth, (nth + 1) % 8)]
        seed.shuffle(own)
        batches.append([own[first : first + 6] for first in range(0, len(own), 6)])
    counted: Counter[UUID] = Counter()
    guard = threading.Lock()

    def work(batches: list[list[Sale]]) -> None:
        for batch in batches:
            recorded = ring(batch).orders
            with guard:
                counted.update(recorded)

    all_at_once([partial(work, own) for own in batches])
    assert counted == Counter({sale.id: 1 for sale in sales})
    till.ring(sales)
    units: Counter[tuple[UUID, UUID]] = Counter()
    for sale in sales:
        units.update({(sale.place, line.variant): line.quantity for line in sale.lines})
    # Who came short depends on who came first; what lies there and what was unexplained together do not.
    for name in units:
        short = make.posted("stock", *name, "unexplained")
        assert (make.on_hand(*name), short) == (till.there[name], till.unexplained[name])
    till.short = Counter(
        {
            UUID(str(order)): int(str(times))
            for order, times in make.ask(
                "SELECT facts ->> 'order', count(*) FROM kit_event WHERE verb = 'discrepancy.found' GROUP BY 1"
            )
        }
    )
    till.compare()
