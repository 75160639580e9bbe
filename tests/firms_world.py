"""Three firms that sell the same goods, a bank that says what it is told to, and a reckoner of what each firm has."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Literal
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.delivery_world import FEE, Town, open_town
from tests.shop_world import PRICE

from prilavok.adapters.payments.port import Charge, Charged, Refund, Refunded
from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.giftcards.queries import gifts_owed, read_gift_card, shown_codes
from prilavok.domains.orders.queries import list_returns, list_settlements, read_orders
from prilavok.domains.payments.queries import list_payments, paid_for, read_attempt
from prilavok.domains.places.actions import put_legal_entities
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import NewLegalEntity
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.flows import charge_card as charging
from prilavok.flows import give_back_card as refunding
from prilavok.flows.charge_card import charge_card
from prilavok.flows.close_settlement import change_settling_rule
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit.ids import new_id
from prilavok.kit.secrets import Secret

NOW = make.AT
SHELF = 60
Way = Literal["cash", "card"]


class Bank:
    """Charges every card; of what it is to give back it says what stands in `says`."""

    def __init__(self) -> None:
        self.says: Literal["done", "refused", "pending"] = "done"

    def charge(self, _provider: object, wanted: Charge, _line: object) -> Charged:
        return Charged("captured", f"ch_{uuid4().hex}", wanted.amount, wanted.currency)

    def refund(self, _provider: object, wanted: Refund, _line: object) -> Refunded:
        return Refunded(self.says, f"re_{uuid4().hex}", wanted.amount, wanted.currency)


@contextmanager
def at_the_bank() -> Iterator[Bank]:
    """Cards are charged and given back at it, with no terminal."""
    bank = Bank()
    put_connection(
        NewConnection("card", "payments", "sandbox_card", {"en": "Card"}, {}, {"key": Secret("k")}), at=make.AT
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charging, "charge_once", bank.charge)
        patch.setattr(refunding, "refund_once", bank.refund)
        yield bank


def open_firms() -> Town:
    """A store of each of three firms, two goods of one price in all of them; a third lies with the second firm alone,
    which sends it home for the first. Firms settle at what was paid."""
    town = open_town((SHELF, SHELF, 0), (SHELF, SHELF, SHELF), (SHELF, SHELF, 0))
    since = NOW - timedelta(days=1)
    for place in town.places[1:]:
        code = f"firm-{uuid4().hex[:8]}"
        put_legal_entities([NewLegalEntity(code, {"en": code}, "llp", "KZ")])
        make.ask(
            "UPDATE places_place SET legal_entity_id = e.id FROM places_legal_entity e"
            " WHERE places_place.id = %s AND e.code = %s RETURNING 1", place, code,
        )  # fmt: skip
        prices = make.price_list(place)
        set_prices([NewPrice(prices, variant, PRICE, 1, since) for variant in town.counter.variants], at=since)
    change_settling_rule("paid", 10_000, sends=True, actor=CASHIER, at=NOW - timedelta(hours=1))
    return town


def bought(town: Town, store: int, nth: int, units: int, *, by: Way, leaf: UUID | None = None) -> UUID:
    """So many units from the shelf of the nth store, paid in cash or by a card at its till."""
    order, place, whole = new_id(NOW), town.places[store], units * PRICE
    paid = [pay(order, whole, place, by)]
    goods = [Selling(town.counter.variants[nth], units)]
    sell(goods, paid, place=place, key=str(uuid4()), leaf=leaf, order=order, actor=CASHIER, at=NOW)
    return order


def pay(order: UUID, amount: int, place: UUID, by: Way) -> Paying:
    """So much in cash, or charged there."""
    if by == "cash":
        return Paying("cash", amount)
    return Paying(
        "card", amount, attempt=charge_card(order, amount, currency="KZT", place=place, actor=CASHIER, at=NOW).id
    )


def bought_by_gift_card(town: Town, store: int, nth: int, units: int, *, issuer: int) -> tuple[UUID, UUID]:
    """The same, a half of it by a gift card that a store issued for twice as much; the order and the card."""
    order, place, part = new_id(NOW), town.places[store], units * PRICE // 2
    card = issue_by_staff(2 * part, place=town.places[issuer], key=str(uuid4()), actor=CASHIER, at=NOW)
    [shown] = shown_codes(NOW, card=card)
    keep_gift_card(shown.code, order, part, place=place, actor=CASHIER, at=NOW)
    paid = [Paying("gift_card", part, attempt=card), Paying("cash", units * PRICE - part)]
    goods = [Selling(town.counter.variants[nth], units)]
    sell(goods, paid, place=place, key=str(uuid4()), order=order, actor=CASHIER, at=NOW)
    return order, card


class Reckoner:
    """What each firm has, by what went through its own hands: nothing here is read from what was settled but one line.

    A firm that sold and bought nothing but at the price of the goods has neither won nor lost: its money in drawers and
    at its terminals, what others owe it, what it owes customers, and the goods on its shelves make what they made at
    the beginning. What it gives for points is lost, what it keeps for points that were spent is won, and so is what a
    delivery costs.
    """

    def __init__(self, town: Town) -> None:
        self.town = town
        self.firms = [read_place(place).legal_entity for place in town.places]
        self.sold_by: dict[UUID, int] = {}
        self.cards: dict[UUID, int] = {}  # by gift card the store that issued it
        self.fees = 0
        self._seen: set[UUID] = set()
        self.hands: Counter[UUID] = Counter()
        self._shelves = self.shelves()

    def shelves(self) -> list[int]:
        """What the goods of each firm are worth."""
        return [
            PRICE * sum(make.posted("stock", place, one, state)
                        for one in self.town.counter.variants for state in ("goods", "damaged"))
            for place in self.town.places
        ]  # fmt: skip

    def look(self, store: int | None) -> None:
        """What was taken and given since it last looked: cash at this store, cards where they were charged."""
        for one in list_payments(list(self.sold_by)):
            if one.id in self._seen:
                continue
            self._seen.add(one.id)
            amount = one.amount if one.kind == "capture" else -one.amount
            if one.moved is None and one.method == "cash":
                assert store is not None
                self.hands[self.firms[store]] += amount
            elif one.moved is None and one.method == "card":
                place = read_attempt(one.attempt or one.id).place
                assert place is not None
                self.hands[read_place(place).legal_entity] += amount

    def won(self, store: int) -> int:
        """By how much the firm of a store has more than it began with, and should not; nought where all is right."""
        firm = self.firms[store]
        own = [order for order, by in self.sold_by.items() if by == store]
        owed = 0
        for row in list_settlements(limit=10_000).rows:
            owed += row.amount * ((row.creditor == firm) - (row.debtor == firm))
        for gift in gifts_owed():
            owed += gift.amount * ((gift.seller == firm) - (gift.issuer == firm))
        for card, issuer in self.cards.items():
            found = read_gift_card(card)
            owed += (found.amount - found.balance) * (issuer == store)
        points = sum(
            one.amount if one.kind == "capture" else -one.amount for one in list_payments(own) if one.method == "points"
        )
        heads = read_orders(own)
        customers = sum(max(paid_for(order) - heads[order].owed, 0) for order in own)
        kept = sum(one.withheld for one in list_returns(own))
        goods = self.shelves()[store] - self._shelves[store]
        fees = self.fees if store == 0 else 0
        return self.hands[firm] + owed + goods + points - customers - kept - fees


__all__ = [
    "FEE",
    "NOW",
    "PRICE",
    "Bank",
    "Reckoner",
    "Way",
    "at_the_bank",
    "bought",
    "bought_by_gift_card",
    "open_firms",
    "pay",
]
