"""Questions to goods and shelves."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.models import Variant
from prilavok.domains.catalog.types import (
    CategoryView,
    GoodsView,
    ProductView,
    VariantKey,
    VariantView,
)
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

_PRODUCT = """p.id, p.code, p.name, p.description, p.category_id, coalesce(c.path, ''), coalesce(c.name, '{}'),
    p.brand, p.maker, p.generated, p.version"""
_PRODUCTS = "catalog_product p LEFT JOIN catalog_category c ON c.id = p.category_id"
_VARIANT = "v.id, v.product_id, v.sku, v.barcode, v.unit, v.package, p.name, p.category_id, p.generated, v.kind"
_VARIANTS = "catalog_variant v JOIN catalog_product p ON p.id = v.product_id"
_OFFERED = "v.archived_at IS NULL AND p.archived_at IS NULL"
_CATEGORY = "id, path, name, cardinality(string_to_array(path, '/'))"
PRODUCT_SORTS: Mapping[str, Sort] = {
    "code": Sort((("p.code", "text"),)),
    "-code": Sort((("p.code", "text"),), descending=True),
    "new": Sort((("p.id", "uuid"),), descending=True),
}


def list_products(
    *,
    category: str = "",
    maker: str = "",
    generated: bool | None = None,
    sort: str = "code",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[ProductView]:
    """Products that are offered. category: path of a shelf, those below it included."""
    return read_page(
        _PRODUCT,
        _PRODUCTS,
        row=ProductView,
        where=_conditions(category, maker, generated),
        sort=PRODUCT_SORTS.get(sort, PRODUCT_SORTS["code"]),
        after=after,
        limit=limit,
    )


def count_products(*, category: str = "", maker: str = "", generated: bool | None = None) -> int:
    """How many products the same filters leave; see kit.pages.count_some."""
    return count_some("catalog_product p", _conditions(category, maker, generated))


def read_product(product: UUID) -> ProductView:
    """One product, also an archived one. Raises NotFound."""
    for found in read_products([product]).values():
        return found
    raise NotFound("product.unknown", _("There is no such product."))


def read_products(products: Sequence[UUID]) -> dict[UUID, ProductView]:
    """Those of the products that there are, by id."""
    if not products:
        return {}
    asked = [Condition("p.id = ANY(%s::uuid[])", list(set(products)))]
    return {row.id: row for row in read_rows(_PRODUCT, _PRODUCTS, row=ProductView, where=asked)}


def products_coded(code: str) -> list[UUID]:
    """Products whose code, SKU or barcode is exactly this, each once."""
    asked = [Condition("sku = %s OR barcode = %s", code.strip()[:60], code.strip()[:40])]
    return list(dict.fromkeys(read_rows("product_id", "catalog_variant", row=lambda id: id, where=asked)))


def list_brands(most: int = 1_000) -> list[str]:
    """Brands by name, for choosing one; at most so many."""
    asked = [Condition("brand <> ''")]
    rest = f"GROUP BY brand ORDER BY brand LIMIT {most}"
    return read_rows("brand", "catalog_product", row=lambda brand: brand, where=asked, rest=rest)


def read_variants(variants: Sequence[UUID]) -> dict[UUID, VariantView]:
    """Those of the variants that there are, by id."""
    if not variants:
        return {}
    asked = [Condition("v.id = ANY(%s::uuid[])", list(set(variants)))]
    return {row.id: row for row in read_rows(_VARIANT, _VARIANTS, row=VariantView, where=asked)}


def known_goods(variants: Sequence[UUID]) -> tuple[dict[UUID, VariantView], dict[UUID, GoodsView]]:
    """The same with what whoever prices them has to know; one round trip."""
    return _goods("v.id", variants)


def known_goods_of(products: Sequence[UUID]) -> tuple[dict[UUID, VariantView], dict[UUID, GoodsView]]:
    """Every variant of the products, by SKU, with what whoever prices them has to know; one round trip."""
    return _goods("v.product_id", products)


def _goods(column: str, ids: Sequence[UUID]) -> tuple[dict[UUID, VariantView], dict[UUID, GoodsView]]:
    if not ids:
        return {}, {}
    rows = read_rows(
        f"{_VARIANT}, coalesce(c.path, ''), {_OFFERED}",
        f"{_VARIANTS} LEFT JOIN catalog_category c ON c.id = p.category_id",
        row=lambda *row: (VariantView(*row[:-2]), *row[-2:]),
        # So written the plan does not hang on how many are named, and is made once for a connection.
        where=[Condition(f"{column} = ANY((SELECT %s::uuid[])::uuid[])", list(set(ids)))],
        rest="ORDER BY v.sku",
    )
    known = {one.id: one for one, *_rest in rows}
    return known, {one.id: _goods_view(one.id, one.product, one.unit, path, one.kind, on) for one, path, on in rows}


def offered_variants(variants: Sequence[UUID]) -> set[UUID]:
    """Those of the variants that are on sale: known, and neither they nor their product archived."""
    if not variants:
        return set()
    asked = [among("v.id", variants), Condition(_OFFERED)]
    return set(read_rows("v.id", _VARIANTS, row=lambda id: id, where=asked))


def goods_of(variants: Sequence[UUID]) -> dict[UUID, GoodsView]:
    """What the variants are, for whoever prices them; unknown ones are left out."""
    if not variants:
        return {}
    rows = read_rows(
        f"v.id, v.product_id, v.unit, coalesce(c.path, ''), v.kind, {_OFFERED}",
        f"{_VARIANTS} LEFT JOIN catalog_category c ON c.id = p.category_id",
        row=_goods_view,
        where=[among("v.id", variants)],
    )
    return {row.variant: row for row in rows}


def not_in_stock(variants: Sequence[UUID]) -> set[UUID]:
    """Those of the variants that no stock counts: gift cards, of which there are always enough."""
    if not variants:
        return set()
    asked = [Condition("id = ANY(%s::uuid[])", list(set(variants))), Condition("kind = 'gift'")]
    return set(read_rows("id", "catalog_variant", row=lambda id: id, where=asked))


def variants_of(products: Sequence[UUID]) -> dict[UUID, list[VariantView]]:
    """The variants of each product, by SKU."""
    found: dict[UUID, list[VariantView]] = {}
    if products:
        asked = [Condition("v.product_id = ANY(%s::uuid[])", list(set(products)))]
        for row in read_rows(_VARIANT, _VARIANTS, row=VariantView, where=asked, rest="ORDER BY v.sku"):
            found.setdefault(row.product, []).append(row)
    return found


def list_shelves(path: str = "") -> list[CategoryView]:
    """The categories on the way to this one, root first, then those directly below it (without one: the topmost)."""
    asked = Condition("parent_id IS NULL")
    if path:
        parts = path.split("/")
        above = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        asked = Condition(
            "path = ANY(%s::text[]) OR parent_id = (SELECT id FROM catalog_category WHERE path = %s)", above, path
        )
    return read_rows(_CATEGORY, "catalog_category", row=CategoryView, where=[asked], rest="ORDER BY 4, path")


def every_shelf(most: int = 2_000) -> list[CategoryView]:
    """All categories by path, for choosing one; at most so many."""
    return read_rows(_CATEGORY, "catalog_category", row=CategoryView, rest=f"ORDER BY path LIMIT {most}")


def _goods_view(variant: UUID, product: UUID, unit: str, path: str, kind: str, offered: bool) -> GoodsView:
    return GoodsView(variant, product, unit, _upwards(path), kind, offered)


def _upwards(path: str) -> tuple[str, ...]:
    parts = path.split("/") if path else []
    return tuple("/".join(parts[: nth + 1]) for nth in range(len(parts)))


def _conditions(category: str, maker: str, generated: bool | None) -> list[Condition]:
    asked = [Condition("p.archived_at IS NULL")]
    if category:
        asked.append(
            Condition(
                "p.category_id IN (SELECT id FROM catalog_category WHERE path = %s OR starts_with(path, %s))",
                category,
                f"{category}/",
            )
        )
    if maker:
        asked.append(Condition("p.maker = %s", maker))
    if generated is not None:
        asked.append(Condition("p.generated" if generated else "NOT p.generated"))
    return asked


def list_variant_keys(skus: Sequence[str] | None = None) -> dict[str, VariantKey]:
    """What a sale needs to know of variants, by SKU; all of them where no SKUs are given."""
    rows = Variant.objects.all() if skus is None else Variant.objects.filter(sku__in=skus)
    return {
        sku: VariantKey(variant, product, unit)
        for sku, variant, product, unit in rows.values_list("sku", "id", "product_id", "unit").iterator(20_000)
    }
