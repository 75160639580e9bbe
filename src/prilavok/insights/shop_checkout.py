"""What checkout shows: a quote with names, what changed since an earlier one, what lacks, how the customer is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.consent.queries import list_consents
from prilavok.domains.conversations.queries import messenger_reaches
from prilavok.domains.customers.queries import list_identifiers
from prilavok.domains.orders.types import LackView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import QuoteLineView, QuoteView

ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A priced line. was: the price for as many units that an earlier quote named, None where it was the same."""

    line: QuoteLineView
    variant: VariantView
    was: int | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """A variant of which more was wanted than is free, with the stores that have so much.

    wait_until: by which day it is there for an order that waits; None where it cannot wait.
    """

    variant: VariantView
    asked: int
    free: int
    elsewhere: tuple[PlaceView, ...]
    wait_until: date | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """How the customer can be told of an order. phone: masked, "" where none is proven.

    channels: in which they could be written to. agreed: whether they said yes to news of orders in one of them.
    """

    phone: str
    channels: tuple[str, ...]
    agreed: bool


def priced_rows(quote: QuoteView, before: QuoteView | None = None) -> list[QuoteRow]:
    """The lines of a quote with names; before: the quote the customer had seen."""
    variants = read_variants([line.variant for line in quote.lines])
    seen = {line.variant: (line.price, line.per) for line in before.lines} if before else {}
    rows = []
    for line in quote.lines:
        price, per = seen.get(line.variant, (line.price, line.per))
        changed = (price, per) != (line.price, line.per)
        rows.append(QuoteRow(line, variants[line.variant], price if changed else None))
    return rows


def lacking(lacks: Sequence[LackView]) -> list[Lack]:
    """What lacks, with names of goods and stores."""
    variants = read_variants([lack.variant for lack in lacks])
    places = read_places([place for lack in lacks for place in lack.elsewhere[:3]])
    return [
        Lack(
            variants[lack.variant],
            lack.asked,
            lack.free,
            tuple(places[place] for place in lack.elsewhere[:3] if place in places),
            lack.wait_until,
        )
        for lack in lacks
        if lack.variant in variants
    ]


def contacts_of(customer: UUID | None, leaves: Sequence[UUID], at: datetime) -> Contacts:
    """How the customer of these leaves can be told; nothing for somebody unknown."""
    if customer is None:
        return Contacts("", (), agreed=False)
    known = list_identifiers([customer], raw=False).get(customer, [])
    phone = next((one.value for one in reversed(known) if one.kind == "phone" and one.value), "")
    channels = [one.channel for one in messenger_reaches(leaves, at)] + (["sms"] if phone else [])
    said: dict[str, bool] = {}
    for consent in list_consents(leaves):
        if consent.purpose == ORDERS:
            said.setdefault(consent.channel, consent.given)
    return Contacts(phone, tuple(channels), any(said.get(channel) for channel in channels))
