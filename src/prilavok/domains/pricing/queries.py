"""Questions to pricing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.pricing.types import PriceSpan, PriceView
from prilavok.kit.pages import (
    Condition,
    Mark,
    Page,
    Sort,
    count_some,
    read_page,
    read_rows,
)

_COLUMNS = """v.id, v.price_list_id, l.place_id, v.variant_id, v.amount, l.currency, v.per, v.valid_from, v.valid_to,
    v.recorded_at, v.source"""
_SOURCE = "pricing_version v JOIN pricing_list l ON l.id = v.price_list_id"
_BY_PRODUCT = (("v.variant_id", "uuid"), ("v.price_list_id", "uuid"), ("v.valid_from", "timestamptz"))
PRICE_SORTS: Mapping[str, Sort] = {
    "recorded": Sort((("v.id", "uuid"),)),
    "-recorded": Sort((("v.id", "uuid"),), descending=True),
    "product": Sort(_BY_PRODUCT),
    "-product": Sort(_BY_PRODUCT, descending=True),
}


def list_prices(
    *,
    place: UUID | None = None,
    variants: Sequence[UUID] | None = None,
    valid: str = "",
    source: str = "",
    sort: str = "-recorded",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[PriceView]:
    """Price versions. place: of this place's list. valid: "now" or "past". Ids rise with the time of recording."""
    return read_page(
        _COLUMNS,
        _SOURCE,
        row=PriceView,
        where=_conditions(place, variants, valid, source),
        sort=PRICE_SORTS.get(sort, PRICE_SORTS["-recorded"]),
        after=after,
        limit=limit,
    )


def count_prices(
    *, place: UUID | None = None, variants: Sequence[UUID] | None = None, valid: str = "", source: str = ""
) -> int:
    """How many price versions the same filters leave; see kit.pages.count_some."""
    return count_some("pricing_version v", _conditions(place, variants, valid, source))


def prices_now(variants: Sequence[UUID]) -> dict[UUID, list[PriceSpan]]:
    """What each variant costs now, one span per currency and measure, the widest offered first."""
    found: dict[UUID, list[PriceSpan]] = {}
    if not variants:
        return found
    rows = read_rows(
        "v.variant_id, l.currency, v.per, min(v.amount), max(v.amount), count(*)",
        _SOURCE,
        row=PriceSpan,
        where=[Condition("v.variant_id = ANY(%s::uuid[])", list(set(variants))), Condition("v.valid_to IS NULL")],
        rest="GROUP BY 1, 2, 3 ORDER BY 6 DESC, 2, 3",
    )
    for row in rows:
        found.setdefault(row.variant, []).append(row)
    return found


def price_at(variant: UUID, place: UUID, at: datetime) -> PriceView | None:
    """What the variant cost at the place at an instant, of its own list before the list of all; None where unknown."""
    rows = read_rows(
        _COLUMNS,
        _SOURCE,
        row=PriceView,
        where=[
            Condition("v.variant_id = %s::uuid", variant),
            Condition("l.place_id = %s::uuid OR l.place_id IS NULL", place),
            Condition("v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)", at, at),
        ],
        rest="ORDER BY l.place_id IS NULL, v.valid_from DESC LIMIT 1",
    )
    return rows[0] if rows else None


def _conditions(place: UUID | None, variants: Sequence[UUID] | None, valid: str, source: str) -> list[Condition]:
    asked = []
    if place is not None:
        lists = "v.price_list_id = ANY(ARRAY(SELECT id FROM pricing_list WHERE place_id = %s::uuid))"
        asked.append(Condition(lists, place))
    if variants is not None:
        asked.append(Condition("v.variant_id = ANY(%s::uuid[])", list(variants)))
    if valid in ("now", "past"):
        asked.append(Condition("v.valid_to IS NULL" if valid == "now" else "v.valid_to IS NOT NULL"))
    if source:
        asked.append(Condition("v.source = %s", source))
    return asked
