"""Any chain of sales, returns and exchanges over three firms leaves each with what its own goods and sales say."""

from typing import Literal
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone, earned, hand
from tests.delivery_world import FEE, asked
from tests.firms_world import NOW, PRICE, Bank, Reckoner, Way, at_the_bank, bought, bought_by_gift_card, open_firms, pay
from tests.long_form import run_machine
from tests.shop_world import Counter, placed, quoted

from prilavok.adapters.payments.port import Refunded
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.queries import list_refunds
from prilavok.domains.shipments.queries import goods_in, list_shipments
from prilavok.flows.deliver_parcel import Paying, give_parcel, take_parcel
from prilavok.flows.exchange_goods import Selling, exchange_goods, preview_exchange
from prilavok.flows.give_back_surplus import give_back_surplus
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.resolve_refund import settle_refund
from prilavok.flows.return_goods import return_goods
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

MODULES = ("prilavok.flows.settle_money",)
Says = Literal["done", "refused", "pending"]
stores, goods, few, nth = st.integers(0, 2), st.integers(0, 1), st.integers(1, 3), st.integers(0, 50)
ways: st.SearchStrategy[Way] = st.sampled_from(["card", "cash"])
kinds = st.sampled_from(["card", "card", "cash", "gift_card", "points"])
bank: st.SearchStrategy[Says] = st.sampled_from(["done", "done", "done", "refused", "pending"])
#: where it is exchanged, how many units for how many of which goods, how more is paid, and what the bank says to less
Stop = tuple[int, int, int, int, Way, Says]
route = st.lists(st.tuples(stores, few, goods, few, ways, bank), min_size=1, max_size=3)


class FirmsLife(RuleBasedStateMachine):
    """Customers buy anywhere, and bring what they have anywhere, be it bought or taken in exchange."""

    bank: Bank

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        make.programme()
        self.town = open_firms()
        self.buyer = buyer_with_phone()
        earned(self.buyer, 5000, self.town.store)
        self.books = Reckoner(self.town)
        self.bank.says = "done"

    def _sold(self, order: UUID, store: int) -> None:
        self.books.sold_by[order] = store
        self.books.look(store)

    def _units(self, orders: list[UUID], at: int, units: int) -> tuple[UUID, list[BringBack]] | None:
        """Units of one of the lines of these orders that somebody still has."""
        having = [
            (order, line, left)
            for order in orders
            for line in list_lines(order)
            if line.kind == "goods" and (left := line.handed_over - line.returned)
        ]
        if not having:
            return None
        order, line, left = having[at % len(having)]
        # What the second firm alone sends home stays with it alone: elsewhere it is not sold again.
        apart = at % 3 == 0 or line.variant == self.town.counter.variants[2]
        condition: Literal["for_sale", "damaged"] = "damaged" if apart else "for_sale"
        return order, [BringBack(line.id, min(units, left), "changed_mind", condition)]

    def _by_points(self, store: int, units: int) -> UUID:
        place, points = self.town.places[store], 700
        order = placed(Counter(place, self.town.counter.variants), self.buyer, units).order
        hand(order, Paying("points", points), Paying("cash", units * PRICE - points), place=place)
        return order

    @rule(store=stores, issuer=stores, units=few, paid=kinds, known=st.booleans(), stops=route, last=stores, says=bank)
    def come(
        self, store: int, issuer: int, units: int, paid: str, known: bool, stops: list[Stop], last: int, says: Says
    ) -> None:
        """Somebody buys, and goes on from there."""
        if paid == "gift_card":
            order, card = bought_by_gift_card(self.town, store, 0, units, issuer=issuer)
            self.books.cards[card] = issuer
        elif paid == "points":
            order = self._by_points(store, units)
        else:
            by: Way = "card" if paid == "card" else "cash"
            order = bought(self.town, store, 0, units, by=by, leaf=self.buyer if known else None)
        self._sold(order, store)
        self._travel([order], issuer, stops, last, says)

    @rule(at=nth, stops=route, last=stores, says=bank)
    def come_again(self, at: int, stops: list[Stop], last: int, says: Says) -> None:
        """What somebody kept goes on."""
        self._travel(list(self.books.sold_by), at, stops, last, says)

    @rule(units=few, by=ways)
    def brought_home(self, units: int, by: Way) -> None:
        quote = quoted(Counter(self.town.store, self.town.counter.variants[2:]), leaf := make.leaf(), units)
        order = place_delivery(
            quote.id, asked(self.town), leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=NOW
        ).order
        [parcel] = list_shipments([order])
        for one in goods_in([parcel.id]):
            pick(parcel.id, one.line, one.units, 0, place=parcel.place, actor=CASHIER, at=NOW)
        ready_shipment(parcel.id, place=parcel.place, actor=CASHIER, at=NOW)
        take_parcel(parcel.id, place=parcel.place, actor=CASHIER, at=NOW)
        paid = [pay(order, units * PRICE + FEE, parcel.place, by)]
        give_parcel(parcel.id, paid, key=f"{order}", place=parcel.place, actor=CASHIER, at=NOW)
        assert parcel.place == self.town.places[1]
        self.books.sold_by[order] = 0
        self.books.fees += FEE
        self.books.look(1)

    def _travel(self, orders: list[UUID], at: int, stops: list[Stop], last: int, says: Says) -> None:
        """What of these orders somebody has is exchanged from store to store, and comes back at the last."""
        for stop in stops:
            if (found := self._units(orders, at, stop[1])) is None:
                return
            orders = [self._exchange(*found, *stop)]
        if found := self._units(orders, at, 3):
            self.bank.says = says
            order, brought = found
            place = self.town.places[last]
            return_goods(order, brought, Agreed(), key=str(uuid4()), place=place, actor=CASHIER, at=NOW)
            self.books.look(last)

    def _exchange(
        self, order: UUID, brought: list[BringBack], store: int, _units: int, of: int, wanted: int, by: Way, says: Says
    ) -> UUID:
        self.bank.says = says
        place, new = self.town.places[store], new_id(NOW)
        instead = [Selling(self.town.counter.variants[of], wanted)]
        plan = preview_exchange(order, brought, instead, place=place, actor=CASHIER, at=NOW)
        paid = [pay(new, plan.to_pay, place, by)] if plan.to_pay else []
        exchange_goods(
            order, brought, instead, paid, Agreed(), new_order=new, key=str(uuid4()), place=place, actor=CASHIER, at=NOW
        )  # fmt: skip
        self._sold(new, store)
        return new

    @rule(says=st.sampled_from(["done", "refused"]))
    def bank_answers(self, says: Literal["done", "refused"]) -> None:
        for one in list_refunds(list(self.books.sold_by)):
            if one.is_open:
                for _twice in range(2):
                    settle_refund(one.id, Refunded(says, "re", one.amount, "KZT"), actor=CASHIER, at=NOW)
        self.books.look(None)

    @rule(at=nth, store=stores, in_cash=st.booleans())
    def give_surplus(self, at: int, store: int, in_cash: bool) -> None:
        due = [order for order in self.books.sold_by if read_surplus(order).amount]
        if due:
            self.bank.says = "done"
            order = due[at % len(due)]
            give_back_surplus(
                order, read_surplus(order).amount, in_cash=in_cash, place=self.town.places[store], actor=CASHIER, at=NOW
            )  # fmt: skip
            self.books.look(store)

    @invariant()
    def nobody_has_won(self) -> None:
        assert [self.books.won(store) for store in range(3)] == [0, 0, 0]

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            assert check() == []
            transaction.savepoint_rollback(self.savepoint)


@pytest.mark.usefixtures("rolled_back")
def test_no_chain_of_returns_and_exchanges_lets_a_firm_win() -> None:
    with at_the_bank() as FirmsLife.bank:
        run_machine(FirmsLife, short=4, long=60, steps=5)
