"""Customers: who they are as far as the one who asks may see it, and what happened with them. Looks are kept."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from prilavok.domains.customers.types import CustomerView, IdentifierView
from prilavok.domains.places.queries import name_places
from prilavok.doors.api.askers import caller
from prilavok.doors.api.points import Points, points_told
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Amount, Instant, Listed, Shape, Text, Turning, Words
from prilavok.doors.api.tiers import Tier, tier_told
from prilavok.doors.guessing import slow_guesses
from prilavok.flows.note_looks import note_looks
from prilavok.insights.customer_life import Happening, list_happenings
from prilavok.insights.customer_page import CustomerPage, Figures, read_customer_page
from prilavok.insights.lists.customers import CustomerRow, list_customer_rows, may_browse
from prilavok.kit import clock
from prilavok.kit.errors import Refused

router = Router(tags=["customers"])


class Identifier(Shape):
    """One way to name the person. value: masked unless you may see it raw; empty after an erasure."""

    kind: str
    value: str
    made_up: bool
    since: Instant


class CustomerHead(Shape):
    """A person as the business knows them. made_up: the name and phones are invented."""

    id: UUID
    code: str
    kind: str
    name: str
    made_up: bool
    language: str
    since: Instant
    origin: str
    version: int


class CustomerFound(CustomerHead):
    """A customer in a list, with a phone and a card to tell namesakes apart."""

    phone: str | None
    card: str | None


class Bought(Shape):
    """What the customer bought in one currency. paid_amount: null for those who may not see sums."""

    currency: str
    orders: int
    paid_amount: Amount | None
    first_at: Instant
    last_at: Instant


class Customer(CustomerHead):
    """One customer. masked: whether identifiers are shown in part only."""

    traits: Mapping[str, str]
    identifiers: list[Identifier]
    points: list[Points]
    tiers: list[Tier] = []
    bought: list[Bought]
    masked: bool


class Moment(Shape):
    """Something that happened. facts: ids, whole numbers and codes, by the verb; amounts in minor units.

    words: of a search what was typed, null where it is not kept, or may be somebody's phone, card or e-mail.
    """

    id: UUID
    verb: str
    occurred_at: Instant
    recorded_at: Instant
    origin: str
    place: UUID | None
    order: UUID | None
    order_number: str | None
    coupon: str | None
    campaign: Words | None
    facts: Annotated[Mapping[str, str | int | bool], Field(description="See docs/words.md for each verb.")]
    words: str | None = None


class CustomersAsked(Turning):
    """q: name, phone, card or e-mail; the likest at once. Those who may not browse must ask for somebody."""

    q: Text | None = None
    made_up: bool | None = None


class LifeAsked(Turning):
    """kind: moments of one kind only."""

    kind: Literal["orders", "points", "offers", "identity"] | None = None


def _head(customer: CustomerView) -> dict[str, object]:
    return {
        "id": customer.id,
        "code": customer.code,
        "kind": customer.kind,
        "name": customer.name,
        "made_up": customer.made_up,
        "language": customer.language,
        "since": customer.created_at,
        "origin": customer.origin,
        "version": customer.version,
    }


@reads(router, "/customers", needs="customers.see", gives=Listed[CustomerFound])
def list_of_customers(request: HttpRequest, asked: Query[CustomersAsked]) -> Listed[CustomerFound]:
    """Customers, the latest known first; with `q` the likest ones."""
    actor = caller(request)
    if not asked.q and not may_browse(actor):
        raise Refused("customer.whom", _("Say whom you look for: a name, phone or card."))
    slow_guesses(actor, asked.q or "")

    def shown(row: CustomerRow) -> CustomerFound:
        return CustomerFound.model_validate(
            _head(row.customer) | {"phone": _value(row.phone), "card": _value(row.card)}
        )

    given = page_of(
        "customers",
        asked,
        lambda after, limit: list_customer_rows(
            actor, text=asked.q or "", made_up=asked.made_up, after=after, limit=limit
        ),
        shown,
    )
    note_looks([one.id for one in given.items], "api.customers", actor=actor, at=clock.now())
    return given


def _value(identifier: IdentifierView | None) -> str | None:
    return identifier.value if identifier else None


@reads(router, "/customers/{customer}", needs="customers.see", gives=Customer, versioned=True)
def one_customer(request: HttpRequest, customer: UUID) -> Customer:
    """One customer: identifiers, points, what they bought."""
    actor = caller(request)
    page = read_customer_page(customer, actor=actor, at=clock.now())
    note_looks([customer], "api.customer", actor=actor, at=clock.now())
    return _shape(page)


def _shape(page: CustomerPage) -> Customer:
    return Customer.model_validate(
        _head(page.customer)
        | {
            "traits": page.customer.traits,
            "masked": not page.raw,
            "identifiers": [
                Identifier(kind=one.kind, value=one.value, made_up=one.made_up, since=one.since)
                for one in page.identifiers
            ],
            "points": [points_told(one) for one in page.points],
            "tiers": [tier_told(one.held) for one in page.tiers],
            "bought": [_bought(one) for one in page.figures],
        }
    )


def _bought(figures: Figures) -> Bought:
    paid = None if figures.paid_amount is None else Amount.of(figures.paid_amount, figures.currency)
    return Bought(
        currency=figures.currency,
        orders=figures.orders,
        paid_amount=paid,
        first_at=figures.first_at,
        last_at=figures.last_at,
    )


@reads(router, "/customers/{customer}/timeline", needs="customers.see", gives=Listed[Moment])
def timeline_of_customer(request: HttpRequest, customer: UUID, asked: Query[LifeAsked]) -> Listed[Moment]:
    """What happened with the customer, the latest first, as far as you may see it."""
    actor = caller(request)
    leaves = read_customer_page(customer, actor=actor, at=clock.now()).leaves
    given = page_of(
        "timeline",
        asked,
        lambda after, limit: list_happenings(
            leaves, name_places, actor=actor, kind=asked.kind or "", after=after, limit=limit
        ),
        _moment,
        customer=customer,
    )
    note_looks([customer], "api.timeline", actor=actor, at=clock.now())
    return given


def _moment(one: Happening) -> Moment:
    event = one.event
    return Moment(
        id=event.id,
        verb=event.verb,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        origin=event.origin,
        place=event.place,
        order=one.order.id if one.order else None,
        order_number=one.order.number if one.order else None,
        coupon=one.coupon.code if one.coupon else None,
        campaign=one.campaign.name if one.campaign else None,
        # What was not set is not told, as it is not stored: a value that is null has no place in the shape.
        facts={name: told for name, told in msgspec.to_builtins(event.facts).items() if told is not None},
        words=one.words or None,
    )
