"""Customers with how they are reached and what they bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import list_customers, list_identifiers, read_customers
from prilavok.domains.customers.types import CustomerView, IdentifierView
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.lists.found import find_people
from prilavok.kit.pages import Condition, Mark, Page, cut_page, read_rows

_BOUGHT = "leaf_customer l JOIN counted_order o ON o.leaf = l.leaf"


@dataclass(frozen=True, slots=True)
class Bought:
    """What a customer bought in the currency they use most. paid_amount: None for those who may not see sums."""

    currency: str
    orders: int
    paid_amount: int | None
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer; identifiers are masked for those who may not see them raw."""

    customer: CustomerView
    phone: IdentifierView | None
    card: IdentifierView | None
    bought: Bought | None


def may_browse(actor: StaffActor) -> bool:
    """Whether the actor may leaf through all customers; others find the one before them by name, phone or card."""
    return may(actor, "customers.see", "company") is not None


def list_customer_rows(
    actor: StaffActor,
    *,
    text: str = "",
    made_up: bool | None = None,
    sort: str = "-since",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[CustomerRow]:
    """A page of customers; with a text the likest hundred, the best first."""

    def named(people: Sequence[CustomerView]) -> list[CustomerRow]:
        return _rows(actor, people)

    if text:
        ids = find_people(actor, text)
        known = read_customers(ids)
        found = [known[id] for id in ids if id in known and made_up in (None, known[id].made_up)]
        return cut_page(found, after=after, limit=limit).turned(named)
    if not may_browse(actor):
        return Page(())
    return list_customers(made_up=made_up, sort=sort, after=after, limit=limit).turned(named)


def _rows(actor: StaffActor, people: Sequence[CustomerView]) -> list[CustomerRow]:
    ids = [person.id for person in people]
    identifiers = list_identifiers(ids, raw=may(actor, "customers.see_raw") is not None)
    bought = bought_by(actor, ids)
    return [
        CustomerRow(
            person,
            _first(identifiers.get(person.id, ()), "phone"),
            _first(identifiers.get(person.id, ()), "card"),
            bought.get(person.id),
        )
        for person in people
    ]


def bought_by(actor: StaffActor, customers: Sequence[UUID]) -> dict[UUID, Bought]:
    """What each customer bought, by the currency they use most."""
    if not customers or may(actor, "orders.see", "company") is None:
        return {}
    sums = may(actor, "orders.see_sums") is not None
    rows = read_rows(
        "l.customer, o.currency, count(*), sum(o.paid_amount)::bigint, max(o.placed_at)",
        _BOUGHT,
        row=lambda customer, currency, orders, paid, last: (
            customer,
            Bought(currency, orders, paid if sums else None, last),
        ),
        where=[Condition("l.customer = ANY(%s::uuid[])", list(customers))],
        rest="GROUP BY 1, 2 ORDER BY 3",
    )
    return dict(rows)


def _first(identifiers: Sequence[IdentifierView], kind: str) -> IdentifierView | None:
    return next((one for one in identifiers if one.kind == kind), None)
