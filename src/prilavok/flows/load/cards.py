"""Cards of a source enter the catalogue and become findable."""

from collections.abc import Iterator
from datetime import datetime

from prilavok.adapters.feeds.port import SourceCard
from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.imports.types import SliceCounts
from prilavok.flows.load.slices import Loading, Progress, load_slices
from prilavok.kit.search.entries import write_entries

needs = "imports.load"
CARDS_AT_ONCE = 2000


def load_cards(loading: Loading) -> Iterator[Progress]:
    """Put the source's cards; afterwards `loading.variants` knows every SKU of them."""

    def put(cards: list[SourceCard], at: datetime, first: int) -> SliceCounts:
        put_cards(
            [
                NewCard(
                    c.code,
                    c.name,
                    c.category,
                    c.unit,
                    c.description,
                    c.category_names,
                    c.brand,
                    c.maker,
                    c.package,
                    c.barcode,
                    c.generated,
                )
                for c in cards
            ],
            at=at,
        )
        keys = list_variant_keys([card.code for card in cards])
        write_entries(
            "product",
            [
                (keys[card.code].product, field, text)
                for card in cards
                for field, texts in (("name", card.name.values()), ("code", (card.code, card.barcode or "")))
                for text in texts
            ],
        )
        return SliceCounts(len(cards), len(cards))

    yield from load_slices(
        loading, "cards", loading.feed.cards(), CARDS_AT_ONCE, put, total=loading.run.totals.get("cards", 0)
    )
    loading.variants.update(list_variant_keys())
    loading.measured.update(key.id for key in loading.variants.values() if key.unit != "piece")
