"""Sets that goods are part of: what belongs to them, what may be chosen, and what all costs together at a store.

A set is a promotion by which its parts together cost an amount. What is ordered are its parts, each a line with its
share of the price: so each of them is held, picked, changed and brought back by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import list_products, read_variants, variants_of
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.queries import live_book, name_promotions
from prilavok.domains.promotions.types.acts import Part, Reach, SetPrice
from prilavok.domains.promotions.types.pricing import PromotionRule
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.reckoning import NOBODY, reckon
from prilavok.kit.words import Words

#: so many goods of a shelf are offered for one part, and so many sets stand on one page
MOST_CHOICES = 30
MOST_SETS = 3


@dataclass(frozen=True, slots=True)
class SetPart:
    """One part: so many units of one of the choices. chosen: the one that is taken unless another is."""

    nth: int
    quantity: int
    choices: tuple[VariantView, ...]
    chosen: UUID


@dataclass(frozen=True, slots=True)
class ShopSet:
    """A set as it may be bought at a store now; minor units: list_amount of its parts alone, amount together."""

    promotion: UUID
    name: Words
    parts: tuple[SetPart, ...]
    list_amount: int
    amount: int
    currency: str


def sets_with(product: UUID, place: PlaceView, at: datetime) -> tuple[ShopSet, ...]:
    """The sets of which the product is a part and which the store can give now, by the engine that prices orders."""
    found: list[ShopSet] = []
    for rule in _set_rules():
        if len(found) < MOST_SETS and (made := _at_store(rule, place, at, product)) is not None:
            found.append(made)
    return tuple(found)


def read_set(promotion: UUID, place: PlaceView, at: datetime) -> ShopSet | None:
    """One set at a store; None where it is none, or cannot be given there now."""
    rule = next((one for one in _set_rules() if one.id == promotion), None)
    return _at_store(rule, place, at, None) if rule else None


def _set_rules() -> list[PromotionRule]:
    rules = [one for one in live_book().promotions if isinstance(one.conditions.act, SetPrice)]
    # What needs a right is offered to those who have it; what reaches everything is no set of something.
    return [one for one in rules if not one.conditions.right and not any(p.reach.all for p in _parts(one))]


def _parts(rule: PromotionRule) -> Sequence[Part]:
    act = rule.conditions.act
    return act.parts if isinstance(act, SetPrice) else ()


def _at_store(rule: PromotionRule, place: PlaceView, at: datetime, product: UUID | None) -> ShopSet | None:
    act = rule.conditions.act
    if not isinstance(act, SetPrice) or rule.conditions.currency != place.currency:
        return None
    reached = [_reached(part.reach) for part in act.parts]
    if product is not None and not any(one.product == product for choices in reached for one in choices.values()):
        return None
    chosen_from = [id for choices in reached for id in choices]
    free = {one: told.free for one, told in promised_to_sell(place, chosen_from, touchpoint="site", at=at).items()}
    parts, taken = [], dict[UUID, int]()
    for nth, (part, choices) in enumerate(zip(act.parts, reached, strict=True)):
        left = [one for one in choices.values() if free.get(one.id, 0) - taken.get(one.id, 0) >= part.quantity]
        if not left:
            return None
        chosen = next((one for one in left if one.product == product), left[0]).id
        taken[chosen] = taken.get(chosen, 0) + part.quantity
        parts.append(SetPart(nth, part.quantity, tuple(left), chosen))
    reckoned = reckon(
        [PricedWish(variant, units) for variant, units in taken.items()], place, touchpoint="site", who=NOBODY, at=at
    )
    given = any(one.promotion == rule.id and one.said == "given" for one in reckoned.priced.said)
    if reckoned.priced.unpriced or not given:
        return None
    name = name_promotions([rule.id]).get(rule.id, {})
    priced = reckoned.priced
    return ShopSet(rule.id, name, tuple(parts), priced.list_amount, priced.amount, place.currency)


def _reached(reach: Reach) -> dict[UUID, VariantView]:
    """What may be chosen for a part, in the order of SKUs."""
    ids = set(reach.variants)
    products = [*reach.products]
    for path in reach.categories:
        products += [one.id for one in list_products(category=path, limit=MOST_CHOICES).rows]
    found: dict[UUID, VariantView] = {**read_variants(list(ids))}
    for group in variants_of(products).values():
        found |= {one.id: one for one in group}
    but = reach.but
    return {
        one.id: one
        for one in sorted(found.values(), key=lambda one: one.sku)[:MOST_CHOICES]
        if one.kind == "goods" and (but is None or (one.id not in but.variants and one.product not in but.products))
    }


def chosen_parts(found: ShopSet, chosen: Mapping[int, UUID]) -> dict[UUID, int] | None:
    """Units of each variant that a choice of parts makes; None where something is not among the choices."""
    units: dict[UUID, int] = {}
    for part in found.parts:
        variant = chosen.get(part.nth, part.chosen)
        if all(one.id != variant for one in part.choices):
            return None
        units[variant] = units.get(variant, 0) + part.quantity
    return units
