"""First stock and set prices: what a source knows of them, or what the stated rule makes of its receipts."""

from collections.abc import Iterator
from datetime import datetime

from prilavok.domains.imports.types import SliceCounts
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.flows.load.slices import Loading, Progress, load_slices
from prilavok.flows.load.times import first_instant

needs = "imports.load"
OPENINGS_AT_ONCE = 4000
PRICES_AT_ONCE = 4000


def load_stock(loading: Loading) -> Iterator[Progress]:
    """Put one opening move per variant and place."""
    occurred = first_instant(loading)

    def put(openings: list[Opening], at: datetime, first: int) -> SliceCounts:
        open_stock(openings, occurred=occurred, actor=loading.actor, at=at, origin="load")
        return SliceCounts(len(openings), len(openings))

    yield from load_slices(
        loading, "stock", _openings(loading), OPENINGS_AT_ONCE, put, total=loading.run.totals.get("openings", 0)
    )


def _openings(loading: Loading) -> Iterator[Opening]:
    variants, places = loading.variants, loading.places
    if loading.feed.opening_from_receipts:
        for sold in loading.feed.sold():
            if sold.place in places and sold.product in variants:
                yield Opening.from_sold(places[sold.place], variants[sold.product].id, sold.quantity)
        return
    for card in loading.feed.cards():
        for place, units in card.stock.items():
            yield Opening(places[place], variants[card.code].id, units, card.generated)


def load_prices(loading: Loading) -> Iterator[Progress]:
    """Put the list prices that the source's cards state."""
    occurred = first_instant(loading)

    def put(prices: list[NewPrice], at: datetime, first: int) -> SliceCounts:
        set_prices(prices, at=at)
        return SliceCounts(len(prices), len(prices))

    stated = (
        NewPrice(loading.price_lists[place], loading.variants[card.code].id, amount, card.price_per, occurred)
        for card in loading.feed.cards()
        for place, amount in card.prices.items()
    )
    yield from load_slices(loading, "prices", stated, PRICES_AT_ONCE, put, total=loading.run.totals.get("prices", 0))
