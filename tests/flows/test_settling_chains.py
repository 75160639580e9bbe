"""Who owes whom after chains of exchanges and returns over three firms, whichever way the money came."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from tests.counter_world import CASHIER
from tests.firms_world import NOW, PRICE, Bank, Reckoner, Way, at_the_bank, bought, bought_by_gift_card, open_firms, pay

from prilavok.adapters.payments.port import Refunded
from prilavok.domains.orders.queries import list_lines, list_settlements, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.queries import list_refunds
from prilavok.flows.charge_card import charge_card
from prilavok.flows.exchange_goods import Selling, exchange_goods, preview_exchange
from prilavok.flows.give_back_surplus import give_back_surplus
from prilavok.flows.resolve_refund import settle_refund
from prilavok.flows.return_goods import return_goods
from prilavok.insights.gift_card_page import list_owed
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit.ids import new_id

pytestmark = pytest.mark.usefixtures("rolled_back")
MODULES = ("prilavok.flows.settle_money", "prilavok.insights.money_hands")
A, B, C = 0, 1, 2


@pytest.fixture
def bank(rolled_back: None) -> Iterator[Bank]:
    with at_the_bank() as open_bank:
        yield open_bank


class Chain:
    """One customer's goods on their way through the stores of three firms."""

    def __init__(self) -> None:
        self.town = open_firms()
        self.books = Reckoner(self.town)
        self.order = UUID(int=0)

    def buy(self, store: int, units: int = 1, by: Way = "card") -> "Chain":
        return self._have(bought(self.town, store, 0, units, by=by), store)

    def swap(self, store: int, units: int = 1, wanted: int = 1, by: Way = "card") -> "Chain":
        """Units of what the customer has are exchanged there for others; the difference is paid, or given back."""
        place, new, brought = self.town.places[store], new_id(NOW), self._brought(units)
        instead = [Selling(self.town.counter.variants[1], wanted)]
        plan = preview_exchange(self.order, brought, instead, place=place, actor=CASHIER, at=NOW)
        paid = [pay(new, plan.to_pay, place, by)] if plan.to_pay else []
        exchange_goods(
            self.order, brought, instead, paid, Agreed(), new_order=new, key=str(uuid4()), place=place, actor=CASHIER,
            at=NOW,
        )  # fmt: skip
        return self._have(new, store)

    def back(self, store: int, units: int = 1) -> "Chain":
        place = self.town.places[store]
        return_goods(
            self.order, self._brought(units), Agreed(), key=str(uuid4()), place=place, actor=CASHIER, at=NOW
        )  # fmt: skip
        self.books.look(store)
        return self

    def owed(self) -> dict[str, int]:
        """Who owes whom, netted."""
        names, net = dict(zip(self.books.firms, "ABC", strict=True)), Counter[str]()
        for row in list_settlements(limit=1000).rows:
            debtor, creditor = names[row.debtor], names[row.creditor]
            net[f"{min(debtor, creditor)}{max(debtor, creditor)}"] += row.amount if debtor < creditor else -row.amount
        sides = ((pair if amount > 0 else pair[::-1], abs(amount)) for pair, amount in net.items() if amount)
        return {f"{pair[0]} owes {pair[1]}": amount for pair, amount in sides}

    def even(self) -> bool:
        """Whether no firm has won or lost anything, by the independent reckoning."""
        return [self.books.won(store) for store in (A, B, C)] == [0, 0, 0]

    def _have(self, order: UUID, store: int) -> "Chain":
        self.order = order
        self.books.sold_by[order] = store
        self.books.look(store)
        return self

    def _brought(self, units: int) -> list[BringBack]:
        return [BringBack(list_lines(self.order)[0].id, units, "changed_mind", "for_sale")]


def test_a_card_charged_by_the_first_firm_is_given_back_by_it_for_the_second(bank: Bank) -> None:
    chain = Chain().buy(A).swap(B)
    assert chain.owed() == {} and len(list_settlements().rows) == 2  # its goods and its money lie with the second
    chain.back(B)
    # The first firm gave the money back, and its goods lie with the second: the money is a row of its own.
    assert chain.owed() == {"B owes A": PRICE} and chain.even()
    refund = next(one for one in list_refunds([chain.order]))
    latest = list_settlements().rows[0]
    assert (latest.kind, latest.of, latest.order, latest.place, latest.amount) == (
        "money", refund.of, chain.order, chain.town.places[A], PRICE,
    )  # fmt: skip
    for _again in range(2):  # what the bank says twice is settled once
        settle_refund(refund.id, Refunded("done", "re", PRICE, "KZT"), actor=CASHIER, at=NOW)
    assert chain.owed() == {"B owes A": PRICE}


@pytest.mark.parametrize(
    ("by", "stores", "owed"),
    [
        ("card", (A, B, A), {}),  # each has its own goods again, and the first has given back what it took
        ("cash", (A, B, A), {}),
        ("card", (A, B, C), {"B owes A": PRICE, "C owes B": PRICE}),
        ("cash", (A, B, C), {}),  # the first has the money, the second the first's goods, the third gave cash for goods
        ("cash", (A, B, B), {}),
        ("card", (A, A, B), {"B owes A": PRICE}),
        ("cash", (A, A, B), {}),
        ("card", (A, B, C, A), {}),  # A gave the money back and has C's goods, C has B's, B has A's
        ("card", (A, B, C, C), {"C owes A": PRICE}),  # through B, which has A's goods for its own
        ("card", (A, B, A, A), {}),
        ("card", (A, B, A, C, B), {"C owes A": PRICE, "B owes C": PRICE}),
        ("cash", (A, B, A, C, B), {}),
    ],
)
def test_what_was_bought_at_the_first_is_exchanged_on_and_returned_at_the_last(
    bank: Bank, by: Way, stores: tuple[int, ...], owed: dict[str, int]
) -> None:
    first, *between, last = stores
    chain = Chain().buy(first, by=by)
    for store in between:
        chain.swap(store)
        assert chain.even()
    chain.back(last)
    assert (chain.owed(), chain.even()) == (owed, True)


@pytest.mark.parametrize("by", ["card", "cash"])
def test_each_terminal_gives_back_what_it_took_where_more_was_paid_on_the_way(bank: Bank, by: Way) -> None:
    chain = Chain().buy(A, by="card").swap(B, 1, 2, by).swap(C, 2, 3, by)
    assert chain.even()
    chain.back(B, 1)
    assert chain.even()
    chain.back(C, 2)
    assert chain.even() and read_order(chain.order).fulfilment == "returned"


@pytest.mark.parametrize("by", ["card", "cash"])
def test_money_given_back_in_an_exchange_is_of_who_gave_it(bank: Bank, by: Way) -> None:
    chain = Chain().buy(A, 3, by=by).swap(B, 3, 2).swap(C, 2, 1)
    # A third of it came back at each; of a card it went through the first firm's terminal.
    assert chain.even()
    assert chain.owed() == ({"B owes A": 2 * PRICE, "C owes B": PRICE} if by == "card" else {})
    chain.back(A)
    assert chain.even()


def test_what_the_bank_refuses_is_owed_to_whoever_gives_it_in_cash(bank: Bank) -> None:
    chain = Chain().buy(A).swap(B)
    bank.says = "refused"
    chain.back(B)
    assert chain.owed() == {} and chain.even()  # no firm gave anything yet
    place = chain.town.places[C]
    give_back_surplus(chain.order, PRICE, in_cash=True, place=place, actor=CASHIER, at=NOW)
    chain.books.look(C)
    assert chain.owed() == {"B owes C": PRICE} and chain.even()


def test_a_card_charged_for_a_sale_that_never_came_is_given_back_in_cash_by_another_firm(bank: Bank) -> None:
    chain, order = Chain(), new_id(NOW)
    charge_card(order, PRICE, currency="KZT", place=chain.town.places[A], actor=CASHIER, at=NOW)
    assert list_settlements().rows == () and read_surplus(order).amount == PRICE
    give_back_surplus(order, PRICE, in_cash=True, place=chain.town.places[B], actor=CASHIER, at=NOW)
    [row] = list_settlements().rows
    assert (chain.owed(), row.order, row.number) == ({"A owes B": PRICE}, order, "")


def test_gift_cards_stay_with_their_issuer_through_exchanges() -> None:
    chain = Chain()
    order, card = bought_by_gift_card(chain.town, A, 0, 2, issuer=C)
    chain.books.cards[card] = C
    chain._have(order, A)
    gifts = {(one.debtor.id, one.creditor.id): one.amount for one in list_owed()}
    a, b, c = chain.books.firms
    assert gifts == {(c, a): PRICE} and chain.even()
    chain.swap(B, 2, 2)
    assert chain.even()
    chain.back(B, 2)
    # The card has its money again. Its issuer still owes the first firm, and the second owes its issuer.
    assert {(one.debtor.id, one.creditor.id): one.amount for one in list_owed()} == {(c, a): PRICE, (b, c): PRICE}
    assert chain.owed() == {} and chain.even()
