"""Questions of a till that will be without a line: what holds at a place now and in the days to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.pricing.types import OfferedPrice
from prilavok.kit.pages import Condition, read_rows

_SOURCE = "pricing_version v JOIN pricing_list l ON l.id = v.price_list_id"


@dataclass(frozen=True, slots=True)
class PriceAhead:
    """A price that holds in a span, or in a part of it. until: None where no end is known."""

    price: OfferedPrice
    since: datetime
    until: datetime | None


def prices_ahead(
    variants: Sequence[UUID], place: UUID, currency: str, *, since: datetime, until: datetime
) -> list[PriceAhead]:
    """Every price of the variants that holds at the place at some instant of the span, also one that begins later."""
    return read_rows(
        'v.id, v.variant_id, v.price_list_id, v.amount, v.per, l.place_id, l.touchpoints, l.segments, l."order",'
        " v.valid_from, v.valid_to",
        _SOURCE,
        row=_ahead,
        where=[
            Condition("v.variant_id = ANY(%s::uuid[])", list(variants)),
            Condition("l.place_id = %s::uuid OR l.place_id IS NULL", place),
            Condition("l.currency = %s", currency),
            Condition("v.valid_from < %s AND (v.valid_to IS NULL OR v.valid_to > %s)", until, since),
        ],
        rest="ORDER BY v.variant_id, v.price_list_id, v.valid_from",
    )


def priced_here(place: UUID, currency: str, at: datetime, *, limit: int) -> list[UUID]:
    """Variants that have a price at the place now, those of its own lists first."""
    return read_rows(
        "v.variant_id",
        _SOURCE,
        row=lambda variant: variant,
        where=[
            Condition("l.place_id = %s::uuid OR l.place_id IS NULL", place),
            Condition("l.currency = %s", currency),
            Condition("v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)", at, at),
        ],
        rest=f"GROUP BY v.variant_id ORDER BY bool_or(l.place_id IS NOT NULL) DESC, v.variant_id LIMIT {limit:d}",
    )


def _ahead(*row: Any) -> PriceAhead:
    *head, touchpoints, segments, order, since, until = row
    price = OfferedPrice(*[*head, tuple(touchpoints), tuple(UUID(one) for one in segments), order])
    return PriceAhead(price, since, until)
