"""Gift cards among goods: they cost what stands on them, nothing takes anything off, and no shelf counts them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace as replaced
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from prilavok.domains.catalog.queries import not_in_stock
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.giftcards.errors import GiftCardBuysNone
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import LARGEST, LineView
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.promotions.queries import empty_book, price_alone, price_basket
from prilavok.domains.promotions.types.pricing import Basket, Priced, Rulebook
from prilavok.domains.stock.queries import free_at
from prilavok.domains.stock.types import Promisable
from prilavok.insights.promised import promisable


def price_with_gifts(asked: Basket, book: Rulebook, gifts: AbstractSet[UUID]) -> Priced:
    """The basket priced by the book, but for gift cards among it, which no promotion touches or counts."""
    cards = tuple(one for one in asked.lines if one.variant in gifts)
    if not cards:
        return price_basket(asked, book)
    goods = price_basket(replace(asked, lines=tuple(one for one in asked.lines if one.variant not in gifts)), book)
    whole = price_basket(replace(asked, lines=cards, rights=(), explain=False), empty_book())
    return replace(
        goods,
        lines=tuple(sorted((*goods.lines, *whole.lines), key=lambda line: line.variant)),
        unpriced=(*goods.unpriced, *whole.unpriced),
        list_amount=goods.list_amount + whole.list_amount,
        amount=goods.amount + whole.amount,
    )


def price_alone_with_gifts(asked: Basket, book: Rulebook, gifts: AbstractSet[UUID]) -> list[Priced]:
    """What each line costs bought alone, gift cards without any promotion; in no certain order."""
    cards = tuple(one for one in asked.lines if one.variant in gifts)
    if not cards:
        return price_alone(asked, book)
    goods = replace(asked, lines=tuple(one for one in asked.lines if one.variant not in gifts))
    return [*price_alone(goods, book), *price_alone(replace(asked, lines=cards), empty_book())]


def gift_lines(order: UUID) -> list[LineView]:
    """The lines of an order by which gift cards are sold, those taken out of it aside."""
    lines = [line for line in list_lines(order) if line.kept]
    gifts = not_in_stock([line.variant for line in lines])
    return [line for line in lines if line.variant in gifts]


def gifts_alone(order: UUID) -> bool:
    """Whether an order is of gift cards and of nothing else, so that nobody has to fetch anything for it."""
    left = [line for line in list_lines(order) if line.kept or (line.kind == "amount" and line.amount)]
    return bool(left) and len(gift_lines(order)) == len(left)


def gift_amount(order: UUID) -> int:
    """Minor units of an order that are paid for gift cards: money for later, by which no points are earned."""
    return sum(line.amount for line in gift_lines(order))


def goods_owed(order: UUID) -> int:
    """Minor units owed for all but the gift cards of an order: no more of it is paid by gift cards."""
    return max(read_order(order).owed - gift_amount(order), 0)


def payable_by_gifts(due: int, goods: int) -> int:
    """What of the due gift cards may pay, where so much of it is for other goods. Raises GiftCardBuysNone."""
    if due > 0 and goods <= 0:
        raise GiftCardBuysNone
    return min(due, goods)


def gifts_among(variants: Sequence[UUID]) -> bool:
    """Whether some of these are gift cards."""
    return bool(not_in_stock(variants))


def in_stock(units: Mapping[UUID, int]) -> dict[UUID, int]:
    """The same without gift cards, which no stock counts."""
    gifts = not_in_stock(list(units))
    return {variant: count for variant, count in units.items() if variant not in gifts}


def free_to_sell(
    place: UUID, variants: Sequence[UUID], known: Mapping[UUID, VariantView] | None = None
) -> dict[UUID, int]:
    """How many of each may go over the counter of the place now: what is free in stock; of gift cards always enough.

    known: what the variants are, where the caller has read it already.
    """
    free = free_at(place, variants)
    gifts = not_in_stock(variants) if known is None else {id for id, one in known.items() if one.kind == "gift"}
    return {**free, **dict.fromkeys(gifts, LARGEST)}


def promised_to_sell(
    place: PlaceName | PlaceView, variants: Sequence[UUID], known: Mapping[UUID, VariantView] | None = None, *,
    touchpoint: str, at: datetime,
) -> dict[UUID, Promisable]:  # fmt: skip
    """How many of each a touchpoint may promise at the place, and what is expected there; see promisable."""
    gifts = not_in_stock(variants) if known is None else {id for id, one in known.items() if one.kind == "gift"}
    found = promisable(place.id, variants, on=place.day_at(at), touchpoint=touchpoint, at=at)
    return {one: replaced(here, free=LARGEST) if one in gifts else here for one, here in found.items()}
