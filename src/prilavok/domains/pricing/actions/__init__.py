"""What changes prices."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prilavok.domains.pricing.actions.lists import set_list_conditions as set_list_conditions
from prilavok.domains.pricing.actions.outside import forget_told as forget_told
from prilavok.domains.pricing.actions.outside import keep_compared as keep_compared
from prilavok.domains.pricing.actions.outside import keep_told as keep_told
from prilavok.domains.pricing.actions.outside import mark_fetched as mark_fetched
from prilavok.domains.pricing.actions.outside import meet_outside as meet_outside
from prilavok.domains.pricing.actions.outside import set_lag as set_lag
from prilavok.domains.pricing.actions.paper import confirm_face as confirm_face
from prilavok.domains.pricing.actions.paper import keep_paper as keep_paper
from prilavok.domains.pricing.actions.paper import lock_paper_rule as lock_paper_rule
from prilavok.domains.pricing.actions.paper import put_on_shelf as put_on_shelf
from prilavok.domains.pricing.actions.paper import take_back_tag as take_back_tag
from prilavok.domains.pricing.actions.taxes import leave_tax_group as leave_tax_group
from prilavok.domains.pricing.actions.taxes import put_in_tax_group as put_in_tax_group
from prilavok.domains.pricing.actions.taxes import state_taxes as state_taxes
from prilavok.domains.pricing.errors import QuoteTooLarge
from prilavok.domains.pricing.models import PriceList
from prilavok.domains.pricing.rules import read_unit_price
from prilavok.domains.pricing.types import NewPrice, QuotedLine, QuoteLineView, QuoteView, ReceiptPrice
from prilavok.kit.db.sql import call
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import Words, wordless

QUOTE_LASTS = timedelta(minutes=15)
#: minor units; beyond it sums of many orders would leave 64 bits
LARGEST_QUOTE = 10**12


def put_price_lists(lists: Sequence[tuple[str, Words, str, UUID | None]]) -> dict[str, UUID]:
    """Add price lists (code, name, currency, place or all) whose codes are new; return the ids of all by code."""
    PriceList.objects.bulk_create(
        [
            PriceList(id=new_id(), code=code, name=dict(name), currency=currency, place_id=place)
            for code, name, currency, place in lists
        ],
        ignore_conflicts=True,
    )
    return dict(PriceList.objects.filter(code__in=[code for code, *_ in lists]).values_list("code", "id"))


def see_prices(seen: Sequence[ReceiptPrice], *, at: datetime) -> int:
    """Record list prices as receipts show them (see `rules.read_unit_price`); return how many versions that added."""
    read = [
        NewPrice(one.price_list, one.variant, *price, one.at)
        for one in seen
        if (price := read_unit_price(list_amount=one.list_amount, quantity=one.quantity, measured=one.measured))
    ]
    return _put(read, at, "seen")


def set_prices(prices: Sequence[NewPrice], *, at: datetime) -> int:
    """Set list prices from their instants on; return how many versions that added (an equal price adds none)."""
    return _put(prices, at, "set")


def make_quote(
    basket: UUID,
    basket_version: int,
    leaf: UUID,
    place: UUID,
    touchpoint: str,
    lines: Sequence[QuotedLine],
    *,
    currency: str,
    at: datetime,
    reasons: Sequence[Mapping[str, Any]] = (),
    uses: Sequence[Mapping[str, Any]] = (),
) -> QuoteView:
    """Promise for 15 minutes what a basket was priced at. Raises QuoteTooLarge.

    currency: the one the place sells in. reasons, uses: see QuoteView; ids, numbers and codes only.
    """
    views = [
        QuoteLineView(
            nth, one.variant, one.quantity, one.price_version, one.price, one.per, one.list_amount,
            one.discount_amount, one.list_amount - one.discount_amount, one.given, one.tax, one.tax_amount,
        )
        for nth, one in enumerate(lines, 1)
    ]  # fmt: skip
    listed, off = sum(line.list_amount for line in views), sum(line.discount_amount for line in views)
    if listed > LARGEST_QUOTE:
        raise QuoteTooLarge
    quote = QuoteView(
        new_id(at), basket, basket_version, leaf, place, currency, touchpoint, len(views), listed, off, listed - off,
        at, at + QUOTE_LASTS, tuple(reasons), tuple(uses), tuple(views),
    )  # fmt: skip
    _keep_quote(quote)
    return quote


def _keep_quote(quote: QuoteView) -> None:
    call(
        "pricing_promise_taxed",
        quote.id,
        quote.basket,
        quote.basket_version,
        quote.leaf,
        quote.place,
        quote.currency,
        quote.touchpoint,
        quote.list_amount,
        quote.discount_amount,
        quote.made_at,
        quote.expires_at,
        list(new_ids(quote.line_count, quote.made_at)),
        [line.variant for line in quote.lines],
        [line.quantity for line in quote.lines],
        [line.price_version for line in quote.lines],
        [line.price for line in quote.lines],
        [line.per for line in quote.lines],
        [line.list_amount for line in quote.lines],
        [line.discount_amount for line in quote.lines],
        [list(line.given) for line in quote.lines],
        json.dumps(list(quote.reasons)),
        json.dumps(list(quote.uses)),
        [line.tax for line in quote.lines],
        [line.tax_amount for line in quote.lines],
    )


def _put(prices: Sequence[NewPrice], at: datetime, source: str) -> int:
    if not prices:
        return 0
    return int(
        call(
            "pricing_put",
            list(new_ids(len(prices), at)),
            [price.price_list for price in prices],
            [price.variant for price in prices],
            [price.amount for price in prices],
            [price.per for price in prices],
            [price.at for price in prices],
            at,
            source,
        )[0]
    )


wordless("pricing_list", ["name", "touchpoints", "segments"], "what we call a price list, and where it holds")
wordless("pricing_quote", ["reasons", "uses"], "ids, amounts and codes of promotions")
wordless("pricing_quote_line", ["given"], "ids and amounts of promotions")
