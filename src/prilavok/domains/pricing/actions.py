"""What changes prices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.pricing.models import PriceList
from prilavok.domains.pricing.rules import read_unit_price
from prilavok.domains.pricing.types import NewPrice, ReceiptPrice
from prilavok.kit.db.sql import call
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import Words, wordless


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


wordless("pricing_list", ["name"], "what we call a price list")
