"""The name of the set that goods were bought in, for whoever sees the lines: customers, pickers, cashiers, programs.

A set's parts are lines of their own; what says that they belong together is the promotion they were given by.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.catalog.types import GoodsView
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types import LineView
from prilavok.domains.pricing.types import QuoteLineView
from prilavok.domains.promotions.queries import live_book, name_promotions
from prilavok.domains.promotions.queries.sets import sets_given
from prilavok.domains.promotions.types.acts import Goods, Reach, SetPrice
from prilavok.domains.promotions.types.pricing import PricedLine
from prilavok.kit.words import Words

SetNames = Mapping[UUID, Words]


def sets_priced(lines: Sequence[PricedLine]) -> SetNames:
    """By variant, the set that goods priced just now make."""
    return _named([(line.variant, one.promotion) for line in lines for one in line.given if one.amount])


def sets_quoted(lines: Sequence[QuoteLineView]) -> SetNames:
    """By variant, the set that goods of a quote make."""
    return _named([(line.variant, UUID(one["promotion"])) for line in lines for one in line.given if one["amount"]])


def sets_of_order(order: UUID, lines: Sequence[LineView] | None = None) -> SetNames:
    """By variant, the set that lines of an order were given in; of two that a variant may be part of, the first.

    lines: those of the order, where the caller has read them.
    """
    if lines is not None and not any(line.promotion_amount for line in lines):
        return {}
    sets = sets_given(order)
    if not sets:
        return {}
    # A part of a set has its share of what the set takes off: what costs its full price was bought beside it.
    lower = [line.variant for line in (list_lines(order) if lines is None else lines) if line.promotion_amount]
    found: dict[UUID, Words] = {}
    for variant, goods in goods_of(lower).items():
        for one in sets:
            if variant not in found and any(_reaches(part.reach, goods) for part in one.parts):
                found[variant] = one.name
    return found


def _named(given: Sequence[tuple[UUID, UUID]]) -> SetNames:
    if not given:
        return {}
    sets = {one.id for one in live_book().promotions if isinstance(one.conditions.act, SetPrice)}
    of_sets = {variant: promotion for variant, promotion in given if promotion in sets}
    names = name_promotions(set(of_sets.values()))
    return {variant: names[promotion] for variant, promotion in of_sets.items() if promotion in names}


def _reaches(reach: Reach, goods: GoodsView) -> bool:
    named = reach.all or _among(reach, goods)
    return named and not (reach.but is not None and _among(reach.but, goods))


def _among(named: Reach | Goods, goods: GoodsView) -> bool:
    return (
        goods.variant in named.variants
        or goods.product in named.products
        or bool(set(goods.paths) & set(named.categories))
    )
