"""A small world of sales for tests of indicators, made through the same actions that live sales use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOURCE = UUID(int=77)


@dataclass(frozen=True)
class Sold:
    """One order: who (a number, None for nobody known), where, when, for how much in minor units."""

    who: int | None
    place: str
    day: date
    amount: int
    discount: int = 0
    coupon: int = 0
    category: str = "bread"


@dataclass
class World:
    """Ids of what stands: places by code, leaves and customers by number, variants by category."""

    places: dict[str, UUID]
    leaves: dict[int, UUID]
    customers: dict[int, UUID]
    nobody: UUID
    variants: dict[str, UUID]
    sold: int = 0

    def sell(self, orders: Iterable[Sold], currency: str = "USD") -> None:
        """Record the orders, each of one line."""
        from prilavok.domains.orders.actions import record_sales
        from prilavok.domains.orders.types import Sale, SaleLine
        from prilavok.kit.events.actor import SYSTEM
        from prilavok.kit.ids import new_id

        sales = []
        for one in orders:
            self.sold += 1
            variant = self.variants[one.category]
            line = SaleLine(variant, 1, one.amount + one.discount, one.discount, 0, one.coupon)
            placed = datetime.combine(one.day, time(12), UTC) + timedelta(milliseconds=self.sold)
            leaf = self.nobody if one.who is None else self.leaves[one.who]
            sales.append(
                Sale(
                    new_id(),
                    f"N-{self.sold}",
                    SOURCE,
                    str(self.sold),
                    "till",
                    self.places[one.place],
                    leaf,
                    currency,
                    placed,
                    one.day,
                    (line,),
                )
            )
        record_sales(sales, actor=SYSTEM, at=AT, origin="load")


def make_world(people: int = 12) -> World:
    """Two shops in dollars, one in tenge, three categories, customers by number; the first has leaves 1 and 101."""
    from django.db import connection

    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.types import NewCard
    from prilavok.domains.customers.actions import put_customers
    from prilavok.domains.customers.types import NewCustomer
    from prilavok.domains.places.actions import put_legal_entities, put_places
    from prilavok.domains.places.types import NewLegalEntity, NewPlace

    put_legal_entities([NewLegalEntity("e", {"en": "E"}, "llc", "US")])
    places = put_places(
        [
            NewPlace(code, {"en": f"Shop {code}"}, "store", zone, currency, "e", {})
            for code, zone, currency in (
                ("a", "America/New_York", "USD"),
                ("b", "America/New_York", "USD"),
                ("k", "Asia/Almaty", "KZT"),
            )
        ]
    )
    put_cards(
        [NewCard(code, {"en": code}, ("food", code), "piece") for code in ("bread", "milk")]
        + [NewCard("soap", {"en": "soap"}, ("home",), "piece")],
        at=AT,
    )
    put_customers(
        [NewCustomer(f"c{number}", _identifiers(number), f"Person {number}", True) for number in range(1, people + 1)],
        source="test",
        seen=AT,
        at=AT,
        origin="load",
    )

    def ask(text: str, *values: object) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return list(cursor.fetchall())

    leaves = {
        int(value.split("-")[1]): leaf
        for value, leaf in ask("SELECT value, leaf_id FROM customers_identifier WHERE kind = 'card'")
    }
    leaves[101] = ask("SELECT leaf_id FROM customers_identifier WHERE kind = 'phone'")[0][0]
    customers = {int(code[1:]): id for code, id in ask("SELECT code, id FROM customers_customer")}
    nobody = UUID(int=4040)
    ask(
        "INSERT INTO customers_leaf (id, kind, first_seen_at, origin) VALUES (%s, 'receipt', %s, 'load') RETURNING id",
        nobody,
        AT,
    )
    variants = dict(ask("SELECT sku, id FROM catalog_variant"))
    return World(places, leaves, customers, nobody, variants)


def _identifiers(number: int) -> Any:
    """A card, and for the first customer a phone beside it."""
    from prilavok.domains.customers.types import NewIdentifier

    card = NewIdentifier("card", f"card-{number}")
    return (card, NewIdentifier("phone", "+12125550101")) if number == 1 else (card,)
