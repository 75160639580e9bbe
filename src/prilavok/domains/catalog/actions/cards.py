"""Cards come into the catalogue with their shelves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from prilavok.domains.catalog.models import Category, Variant
from prilavok.domains.catalog.rules import category_paths
from prilavok.domains.catalog.types import NewCard
from prilavok.kit.db.sql import call
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import wordless


def put_cards(cards: Sequence[NewCard], *, at: datetime) -> int:
    """Add the cards whose codes are new, with their categories; of equal codes the first. Return how many were new."""
    categories = _put_categories(cards)
    once = list({card.code: card for card in reversed(cards)}.values())[::-1]
    if not once:
        return 0
    return int(
        call(
            "catalog_put",
            list(new_ids(len(once), at)),
            list(new_ids(len(once), at)),
            [card.code for card in once],
            [dict(card.name) for card in once],
            [dict(card.description) for card in once],
            [categories.get(card.category) for card in once],
            [card.brand for card in once],
            [card.maker for card in once],
            [card.generated for card in once],
            [card.barcode for card in once],
            [card.unit for card in once],
            [card.package for card in once],
        )[0]
    )


def set_variant_kind(variant: UUID, kind: Literal["goods", "gift"]) -> bool:
    """Say whether the variant is goods or money on a card; whether it is another kind than before."""
    rows = Variant.objects.filter(id=variant).exclude(kind=kind)
    return rows.update(kind=kind) > 0


def _put_categories(cards: Sequence[NewCard]) -> dict[tuple[str, ...], object]:
    """Make the missing categories, parents first; return the id of each card's category by its names."""
    wanted = category_paths((card.category, card.category_names) for card in cards)
    known = dict(Category.objects.filter(path__in=[node.path for node in wanted.values()]).values_list("path", "id"))
    missing = [node for node in wanted.values() if node.path not in known]
    for node in missing:
        known[node.path] = new_id()
    Category.objects.bulk_create(
        [
            Category(id=known[node.path], path=node.path, parent_id=known.get(node.parent), name=dict(node.name))
            for node in sorted(missing, key=lambda node: node.path.count("/"))
        ]
    )
    return {names: known[node.path] for names, node in wanted.items()}


wordless("catalog_category", ["name", "path"], "what we call a shelf")
wordless("catalog_product", ["name", "description", "brand", "maker"], "what we say of goods")
