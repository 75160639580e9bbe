"""Questions to pricing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.pricing.queries.ahead import PriceAhead as PriceAhead
from prilavok.domains.pricing.queries.ahead import priced_here as priced_here
from prilavok.domains.pricing.queries.ahead import prices_ahead as prices_ahead
from prilavok.domains.pricing.queries.lists import list_price_lists as list_price_lists
from prilavok.domains.pricing.queries.outside import count_differing as count_differing
from prilavok.domains.pricing.queries.outside import late_told as late_told
from prilavok.domains.pricing.queries.outside import list_fetched as list_fetched
from prilavok.domains.pricing.queries.outside import list_outside as list_outside
from prilavok.domains.pricing.queries.outside import told_counts as told_counts
from prilavok.domains.pricing.queries.outside import turn_differing as turn_differing
from prilavok.domains.pricing.queries.outside import turn_told as turn_told
from prilavok.domains.pricing.queries.paper import count_forgotten as count_forgotten
from prilavok.domains.pricing.queries.paper import count_wrong_tags as count_wrong_tags
from prilavok.domains.pricing.queries.paper import forgotten_tags as forgotten_tags
from prilavok.domains.pricing.queries.paper import hanging_tags as hanging_tags
from prilavok.domains.pricing.queries.paper import list_paper_rules as list_paper_rules
from prilavok.domains.pricing.queries.paper import measured_price as measured_price
from prilavok.domains.pricing.queries.paper import paper_counts as paper_counts
from prilavok.domains.pricing.queries.paper import paper_rule as paper_rule
from prilavok.domains.pricing.queries.paper import prices_changed as prices_changed
from prilavok.domains.pricing.queries.paper import shelf_variants as shelf_variants
from prilavok.domains.pricing.queries.paper import turn_wrong_tags as turn_wrong_tags
from prilavok.domains.pricing.queries.taxes import list_taxed_goods as list_taxed_goods
from prilavok.domains.pricing.queries.taxes import order_taxes as order_taxes
from prilavok.domains.pricing.queries.taxes import rates_at as rates_at
from prilavok.domains.pricing.queries.taxes import tax_rates as tax_rates
from prilavok.domains.pricing.rules import STEPS
from prilavok.domains.pricing.types import OfferedPrice, PriceSpan, PriceView, QuoteLineView, QuoteView
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import (
    Condition,
    Mark,
    Page,
    Sort,
    among,
    count_some,
    read_page,
    read_rows,
)

_COLUMNS = """v.id, v.price_list_id, l.place_id, v.variant_id, v.amount, l.currency, v.per, v.valid_from, v.valid_to,
    v.recorded_at, v.source"""
_SOURCE = "pricing_version v JOIN pricing_list l ON l.id = v.price_list_id"
_QUOTE = """id, basket, basket_version, leaf_id, place_id, currency, touchpoint, line_count, list_amount,
    discount_amount, amount, made_at, expires_at, reasons, uses"""
_ITS_VARIANTS = "ARRAY(SELECT l.variant_id FROM pricing_quote_line l WHERE l.quote_id = pricing_quote.id)"
_QUOTE_LINE = """position, variant_id, quantity, price_version, price, per, list_amount, discount_amount, amount, given,
    tax, tax_amount"""
_BY_PRODUCT = (("v.variant_id", "uuid"), ("v.price_list_id", "uuid"), ("v.valid_from", "timestamptz"))
#: a price ends when the next version of it begins, be that still to come
_VALID = {
    "now": "v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)",
    "past": "v.valid_to <= %s",
    "coming": "v.valid_from > %s",
}
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
    at: datetime,
    sort: str = "-recorded",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[PriceView]:
    """Price versions. place: of this place's list. valid: "now", "past" or "coming", seen from the instant.

    Ids rise with the time of recording.
    """
    return read_page(
        _COLUMNS,
        _SOURCE,
        row=PriceView,
        where=_conditions(place, variants, valid, source, at),
        sort=PRICE_SORTS.get(sort, PRICE_SORTS["-recorded"]),
        after=after,
        limit=limit,
    )


def count_prices(
    *,
    place: UUID | None = None,
    variants: Sequence[UUID] | None = None,
    valid: str = "",
    source: str = "",
    at: datetime,
) -> int:
    """How many price versions the same filters leave; see kit.pages.count_some."""
    return count_some("pricing_version v", _conditions(place, variants, valid, source, at))


def price_spans(variants: Sequence[UUID], at: datetime) -> dict[UUID, list[PriceSpan]]:
    """What each variant costs at an instant, one span per currency and measure, the widest offered first."""
    found: dict[UUID, list[PriceSpan]] = {}
    if not variants:
        return found
    rows = read_rows(
        "v.variant_id, l.currency, v.per, min(v.amount), max(v.amount), count(*)",
        _SOURCE,
        row=PriceSpan,
        where=[Condition("v.variant_id = ANY(%s::uuid[])", list(set(variants))), Condition(_VALID["now"], at, at)],
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
            Condition(_VALID["now"], at, at),
        ],
        rest="ORDER BY l.place_id IS NULL, v.valid_from DESC LIMIT 1",
    )
    return rows[0] if rows else None


def offered_prices(
    variants: Sequence[UUID], place: UUID, at: datetime, currency: str, *, as_known: bool = False
) -> list[OfferedPrice]:
    """Every price of the variants that holds at an instant and may hold at the place, whoever asks by whatever way.

    as_known: only what was recorded by then, which is what was shown; a price set later for the past was not.
    """
    if not variants:
        return []
    return read_rows(
        'v.id, v.variant_id, v.price_list_id, v.amount, v.per, l.place_id, l.touchpoints, l.segments, l."order"',
        _SOURCE,
        row=_offered,
        where=[
            among("v.variant_id", variants),
            Condition("l.place_id = %s::uuid OR l.place_id IS NULL", place),
            Condition("l.currency = %s", currency),
            Condition(_VALID["now"], at, at),
            *([Condition("v.recorded_at <= %s", at)] if as_known else []),
        ],
        rest="ORDER BY v.variant_id, v.price_list_id",
    )


def step_of(currency: str) -> int:
    """Discounted lines are paid in whole steps of so many minor units."""
    return STEPS.get(currency, 1)


def read_quote(quote: UUID, *, lines: bool = False) -> QuoteView:
    """A stored quote, also an ended one. lines: with what was priced. Raises NotFound."""
    asked = [Condition("id = %s::uuid", quote)]
    for head in read_rows(f"{_QUOTE}, {_ITS_VARIANTS}", "pricing_quote", row=_quote, where=asked):
        return replace(head, lines=tuple(_lines_of(quote))) if lines else head
    raise NotFound("quote.unknown", _("There is no such quote."))


def _lines_of(quote: UUID) -> list[QuoteLineView]:
    asked = [Condition("quote_id = %s::uuid", quote)]
    return read_rows(_QUOTE_LINE, "pricing_quote_line", row=_quote_line, where=asked, rest="ORDER BY position")


def _offered(*row: Any) -> OfferedPrice:
    *head, touchpoints, segments, order = row
    return OfferedPrice(*[*head, tuple(touchpoints), tuple(UUID(one) for one in segments), order])


def _quote(*row: Any) -> QuoteView:
    *head, reasons, uses, variants = row
    return replace(QuoteView(*[*head, tuple(reasons), tuple(uses)]), variants=tuple(variants))


def _quote_line(*row: Any) -> QuoteLineView:
    *line, given, tax, tax_amount = row
    return QuoteLineView(*[*line, tuple(given), tax, tax_amount])


def _conditions(
    place: UUID | None, variants: Sequence[UUID] | None, valid: str, source: str, at: datetime
) -> list[Condition]:
    asked = []
    if place is not None:
        lists = "v.price_list_id = ANY(ARRAY(SELECT id FROM pricing_list WHERE place_id = %s::uuid))"
        asked.append(Condition(lists, place))
    if variants is not None:
        asked.append(Condition("v.variant_id = ANY(%s::uuid[])", list(variants)))
    if valid in _VALID:
        asked.append(Condition(_VALID[valid], *[at] * _VALID[valid].count("%s")))
    if source:
        asked.append(Condition("v.source = %s", source))
    return asked
