"""Questions to attributes, and to what goods say of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from prilavok.domains.catalog.errors import AttributeUnknown
from prilavok.domains.catalog.rules import belongs
from prilavok.domains.catalog.types import AttributeView, ChoiceView, GroupView, SaidOf, SaidView
from prilavok.kit.pages import Condition, read_rows
from prilavok.kit.words import LANGUAGES, Words, say

# Attributes with their values and departments come by one question: there are some hundreds of them at most.
_ATTRIBUTE = """a.id, a.code, a.name, a.kind, a.unit, g.id, g.code, g.name, g.position, a.facet, a.compared, a.position,
    a.said, a.version, a.archived_at IS NOT NULL,
    coalesce((SELECT array_agg(c.path ORDER BY c.path) FROM catalog_attribute_shelf s
               JOIN catalog_category c ON c.id = s.category_id WHERE s.attribute_id = a.id), '{}'),
    coalesce((SELECT jsonb_agg(jsonb_build_array(h.id, h.code, h.name, h.position, h.archived_at IS NOT NULL)
                               ORDER BY h.position, h.code)
                FROM catalog_attribute_choice h WHERE h.attribute_id = a.id), '[]')"""
_ATTRIBUTES = "catalog_attribute a LEFT JOIN catalog_attribute_group g ON g.id = a.group_id"
_ORDER = "ORDER BY coalesce(g.position, 0), coalesce(g.code, ''), a.position, a.code"
_SAID = "s.product_id, s.variant_id, s.attribute_id, s.choice_id, s.number, s.yes"


def list_attributes(*, archived: bool = False) -> list[AttributeView]:
    """All attributes in the order in which they are shown. archived: those that were taken away instead."""
    return _read(Condition("a.archived_at IS NOT NULL" if archived else "a.archived_at IS NULL"))


def attributes_of(path: str, *, facets: bool = False) -> list[AttributeView]:
    """What is said of goods on a shelf, in order. facets: only by what a customer may narrow it."""
    asked = [
        Condition("a.archived_at IS NULL"),
        Condition(
            """NOT EXISTS (SELECT FROM catalog_attribute_shelf s WHERE s.attribute_id = a.id)
               OR EXISTS (SELECT FROM catalog_attribute_shelf s JOIN catalog_category c ON c.id = s.category_id
                           WHERE s.attribute_id = a.id AND c.path = ANY(%s::text[]))""",
            _upwards(path),
        ),
    ]
    return _read(*asked, *([Condition("a.facet")] if facets else []))


def read_attribute(attribute: UUID) -> AttributeView:
    """One attribute, also one that was taken away. Raises AttributeUnknown."""
    for found in _read(Condition("a.id = %s", attribute)):
        return found
    raise AttributeUnknown


def read_attributes(codes: Collection[str]) -> dict[str, AttributeView]:
    """Those of the codes that there are, also taken away ones."""
    if not codes:
        return {}
    return {one.code: one for one in _read(Condition("a.code = ANY(%s::text[])", list(set(codes))))}


def attributes_known(attributes: Collection[UUID]) -> list[AttributeView]:
    """Those of the attributes that there are, also taken away ones, in order."""
    return _read(Condition("a.id = ANY(%s::uuid[])", list(set(attributes)))) if attributes else []


def list_groups() -> list[GroupView]:
    """The headings of attributes, in order."""
    return read_rows(
        "id, code, name, position", "catalog_attribute_group", row=GroupView, rest="ORDER BY position, code"
    )


def count_said(attribute: UUID) -> tuple[int, Mapping[UUID, int]]:
    """Of how many products an attribute is said, and of how many each of its values."""
    rows = read_rows(
        "choice_id, count(DISTINCT product_id)",
        "catalog_card_attribute",
        row=lambda choice, products: (choice, products),
        where=[Condition("attribute_id = %s", attribute)],
        rest="GROUP BY GROUPING SETS ((choice_id), ())",
    )
    # Where nothing has a value of a list, the empty set of choices says the same as the sum.
    return max((products for _choice, products in rows), default=0), {one: n for one, n in rows if one is not None}


def said_of(products: Collection[UUID]) -> dict[UUID, SaidOf]:
    """What is said of the products and their variants, in order; only what belongs to the shelf they lie on."""
    if not products:
        return {}
    ids = list(set(products))
    rows = read_rows(
        f"{_SAID}, coalesce(c.path, '')",
        """catalog_card_attribute s JOIN catalog_product p ON p.id = s.product_id
           LEFT JOIN catalog_category c ON c.id = p.category_id""",
        row=lambda *row: row,
        where=[Condition("s.product_id = ANY(%s::uuid[])", ids)],
    )
    if not rows:
        return {}
    known = attributes_known({row[2] for row in rows})
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return {product: _said(several, known) for product, several in found.items()}


def said_words(products: Collection[UUID]) -> list[tuple[UUID, str]]:
    """By what a search may find the products beside their names: name and values, a text for each language."""
    ids = list(set(products))
    names: dict[UUID, Words] = dict(
        read_rows(
            "id, name", "catalog_product", row=lambda id, name: (id, name), where=[Condition("id = ANY(%s)", ids)]
        )
    )
    said, texts = said_of(ids), []
    for product, name in names.items():
        told = said.get(product, SaidOf())
        several = {one.attribute.id: one for one in (*told.card, *(x for own in told.variants.values() for x in own))}
        words = [
            part
            for one in several.values()
            for part in ([choice.name for choice in one.choices] or ([one.attribute.name] if one.yes else []))
        ]
        for language in LANGUAGES if words else ():
            texts.append((product, " ".join([say(name, language), *(say(one, language) for one in words)])[:400]))
        if not words:
            texts.append((product, ""))
    return texts


def products_saying(attribute: UUID, *, after: UUID | None, limit: int) -> list[UUID]:
    """Products of which an attribute is said, by id, so many behind one of them."""
    asked = [Condition("attribute_id = %s", attribute)]
    if after is not None:
        asked.append(Condition("product_id > %s", after))
    rest = f"GROUP BY product_id ORDER BY product_id LIMIT {limit}"
    return read_rows("product_id", "catalog_card_attribute", row=lambda id: id, where=asked, rest=rest)


def _read(*asked: Condition) -> list[AttributeView]:
    return read_rows(_ATTRIBUTE, _ATTRIBUTES, row=_attribute, where=asked, rest=_ORDER)


def _attribute(*row: Any) -> AttributeView:
    id, code, name, kind, unit, group, group_code, group_name, group_position = row[:9]
    facet, compared, position, said, version, archived, shelves, choices = row[9:]
    return AttributeView(
        id,
        code,
        name,
        kind,
        unit,
        GroupView(group, group_code, group_name, group_position) if group else None,
        facet,
        compared,
        position,
        tuple(shelves),
        tuple(ChoiceView(UUID(one[0]), *one[1:]) for one in choices),
        said,
        version,
        archived,
    )


def _said(rows: Sequence[tuple[Any, ...]], known: Sequence[AttributeView]) -> SaidOf:
    path = rows[0][6]
    told: dict[tuple[UUID | None, UUID], list[tuple[Any, ...]]] = {}
    for row in rows:
        told.setdefault((row[1], row[2]), []).append(row)
    shown = [one for one in known if not one.archived and belongs(path, one.shelves)]
    variants = {row[1] for row in rows if row[1] is not None}

    def views(variant: UUID | None) -> tuple[SaidView, ...]:
        found = []
        for one in shown:
            own = told.get((variant, one.id)) if variant else None
            if several := own or told.get((None, one.id)):
                found.append(_view(one, several, own is not None))
        return tuple(found)

    return SaidOf(views(None), {variant: views(variant) for variant in variants})


def _view(attribute: AttributeView, rows: Sequence[tuple[Any, ...]], own: bool) -> SaidView:
    chosen = {row[3] for row in rows}
    return SaidView(attribute, tuple(one for one in attribute.choices if one.id in chosen), rows[0][4], rows[0][5], own)


def _upwards(path: str) -> list[str]:
    parts = path.split("/") if path else []
    return ["/".join(parts[: nth + 1]) for nth in range(len(parts))]
