"""Prices: every version there was and is, those of now, and what held at a place at an instant."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.queries import price_at
from prilavok.doors.api.askers import acting_caller
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Amount, AskedInstant, Instant, Listed, Shape, Turning
from prilavok.flows.note_fetch import note_fetch
from prilavok.insights.lists.prices import PriceRow, list_price_rows
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.pages import Mark, Page

router = Router(tags=["prices"])


class Price(Shape):
    """A price version: money for `per` units of the variant, from `valid_from` until `valid_to` (null: still).

    place: null where it holds everywhere. source: set, seen on a receipt, or taken from an exchange.
    """

    id: UUID
    variant: UUID
    sku: str
    place: UUID | None
    price: Amount
    per: int
    unit: str
    valid_from: Instant
    valid_to: Instant | None
    recorded_at: Instant
    source: str


class PricesAsked(Turning):
    """at: what held at that instant; it needs variant and place, and gives one price or none."""

    variant: UUID | None = None
    place: UUID | None = None
    valid: Literal["now", "past", "coming"] | None = None
    source: Literal["set", "seen", "exchange"] | None = None
    at: AskedInstant | None = None


def _shape(row: PriceRow) -> Price:
    price = row.price
    return Price(
        id=price.id,
        variant=price.variant,
        sku=row.variant.sku,
        place=price.place,
        price=Amount.of(price.amount, price.currency),
        per=price.per,
        unit=row.variant.unit,
        valid_from=price.valid_from,
        valid_to=price.valid_to,
        recorded_at=price.recorded_at,
        source=price.source,
    )


@reads(router, "/prices", needs="prices.see", gives=Listed[Price])
def list_of_prices(request: HttpRequest, asked: Query[PricesAsked]) -> Listed[Price]:
    """Price versions, the latest recorded first; `valid=now` for those that hold now, `at=` for an instant."""
    places = name_places()
    # A program that reads the prices of now shows them somewhere: it is known from then on what it has.
    everything = asked.valid == "now" and asked.variant is None and asked.at is None
    if "Authorization" in request.headers and everything and (asked.place is None or asked.place in places):
        note_fetch(asked.place, actor=acting_caller(request), at=clock.now())

    def read(after: Mark | None, limit: int) -> Page[PriceRow]:
        if asked.at:
            return _held(asked, places)
        return list_price_rows(
            places,
            variants=[asked.variant] if asked.variant else None,
            place=asked.place,
            valid=asked.valid or "",
            source=asked.source or "",
            at=clock.now(),
            after=after,
            limit=limit,
        )

    return page_of("prices", asked, read, _shape)


def _held(asked: PricesAsked, places: dict[UUID, PlaceName]) -> Page[PriceRow]:
    if asked.variant is None or asked.place is None or asked.valid or asked.source or asked.at is None:
        raise Refused("price.which", _("For an instant, name the variant and the place and nothing else."))
    price = price_at(asked.variant, asked.place, asked.at)
    known = read_variants([asked.variant])
    return Page((PriceRow(price, known[price.variant], places.get(asked.place)),) if price else ())
