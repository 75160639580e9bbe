"""Products with what they cost now and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prilavok.domains.catalog.queries import count_products, list_products, read_products, variants_of
from prilavok.domains.catalog.types import ProductView, VariantView
from prilavok.domains.pricing.queries import price_spans
from prilavok.domains.pricing.types import PriceSpan
from prilavok.domains.stock.queries import stock_totals
from prilavok.domains.stock.types import StockTotal
from prilavok.insights.lists.found import find_products
from prilavok.kit.pages import Mark, Page


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product with its first variant; price and stock are None where the house knows none."""

    product: ProductView
    variant: VariantView | None
    variants: int
    price: PriceSpan | None
    stock: StockTotal | None


def list_product_rows(
    *,
    text: str = "",
    category: str = "",
    at: datetime,
    sort: str = "code",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[ProductRow]:
    """A page of products at prices of the instant; with a text the likest at once, the best first, in the category."""
    if text:
        ids = find_products(text)
        known = read_products(ids)
        found = [known[id] for id in ids if id in known and _is_below(known[id], category)]
        return Page(tuple(_rows(found, at)))
    page = list_products(category=category, sort=sort, after=after, limit=limit)
    return page.turned(lambda products: _rows(products, at))


def count_product_rows(*, category: str = "") -> int:
    """How many products the category has, its shelves below included."""
    return count_products(category=category)


def _is_below(product: ProductView, category: str) -> bool:
    return not category or product.category_path == category or product.category_path.startswith(f"{category}/")


def _rows(products: Sequence[ProductView], at: datetime) -> list[ProductRow]:
    variants = variants_of([product.id for product in products])
    first = {product: found[0] for product, found in variants.items()}
    ids = [variant.id for variant in first.values()]
    prices, totals = price_spans(ids, at), stock_totals(ids)
    return [
        ProductRow(
            product,
            one,
            len(variants.get(product.id, ())),
            next(iter(prices.get(one.id, ())), None) if one else None,
            totals.get(one.id) if one else None,
        )
        for product in products
        for one in [first.get(product.id)]
    ]
