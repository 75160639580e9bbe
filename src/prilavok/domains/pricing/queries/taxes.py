"""Questions about value added tax."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from prilavok.domains.pricing.rules import TAX_RATES, nearest_group, tax_rate
from prilavok.domains.pricing.types.taxes import TaxedGoodsView, TaxRate
from prilavok.kit.pages import Condition, read_rows

_TAXED = "id, product, category, tax_group, set_by, set_at"


def tax_rates() -> tuple[TaxRate, ...]:
    """What the laws say, by country, group and day; it comes with the program and is changed by nobody here."""
    return TAX_RATES


def list_taxed_goods() -> list[TaxedGoodsView]:
    """All goods that are in another group than the general one, shelves first."""
    rest = "ORDER BY category NULLS LAST, set_at, id"
    return read_rows(_TAXED, "pricing_taxed_goods", row=TaxedGoodsView, rest=rest)


def rates_at(goods: Mapping[UUID, tuple[UUID, Sequence[str]]], country: str, day: date) -> dict[UUID, int]:
    """The rate of each variant (its product, the paths of its shelves from the root) by a country's law of the day.

    A group of which the law says nothing here is left out.
    """
    products = {product for product, _paths in goods.values()}
    paths = {path for _product, paths in goods.values() for path in paths}
    kept: dict[object, str] = dict(
        read_rows(
            "coalesce(product::text, category), tax_group",
            "pricing_taxed_goods",
            row=lambda named, group: (named, group),
            where=[Condition("product = ANY(%s::uuid[]) OR category = ANY(%s::text[])", list(products), list(paths))],
        )
    )
    found = {}
    for variant, (product, above) in goods.items():
        rate = tax_rate(country, nearest_group(str(product), above, kept), day)
        if rate is not None:
            found[variant] = rate
    return found


def order_taxes(orders: Sequence[UUID]) -> dict[UUID, dict[UUID, int]]:
    """By order the rate of each of its variants; an order that states nothing of tax is left out."""
    found: dict[UUID, dict[UUID, int]] = {}
    asked = [Condition('"order" = ANY(%s::uuid[])', list(set(orders)))]
    rows = read_rows('"order", variant_id, rate', "pricing_order_tax", row=lambda *row: row, where=asked)
    for order, variant, rate in rows if orders else ():
        found.setdefault(order, {})[variant] = rate
    return found
