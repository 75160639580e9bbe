"""What the price engine is told of a basket, whoever buys: the moment at the place, price lists and goods."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.catalog.types import GoodsView
from prilavok.domains.pricing.types import OfferedPrice, PricedWish
from prilavok.domains.promotions.types.pricing import ListRule, Offered, Wanted
from prilavok.kit.instants import milliseconds


def moment_of(zone: str, at: datetime) -> dict[str, int]:
    """The instant, and what the place's own clock says then."""
    local = at.astimezone(ZoneInfo(zone))
    return {
        "at": milliseconds(at),
        "weekday": local.weekday(),
        "minute": local.hour * 60 + local.minute,
    }


def lists_of(prices: Sequence[OfferedPrice], currency: str) -> tuple[ListRule, ...]:
    """The price lists that offer something of the basket."""
    found = {
        one.price_list: ListRule(
            one.price_list,
            # Of two that are ordered alike, the place's own list goes before the one of all places.
            2 * one.order + (1 if one.place else 0),
            currency,
            (one.place,) if one.place else (),
            one.touchpoints,
            one.segments,
        )
        for one in prices
    }
    return tuple(found.values())


def lines_of(
    wishes: Sequence[PricedWish],
    prices: Sequence[OfferedPrice],
    goods: Mapping[UUID, GoodsView],
    rates: Mapping[UUID, int] = MappingProxyType({}),
) -> tuple[Wanted, ...]:
    """The goods wished for with all prices offered for them; unknown ones are left out.

    rates: of the tax that the price includes, basis points; none where left out.
    """
    offered: dict[UUID, list[Offered]] = {}
    for one in prices:
        offered.setdefault(one.variant, []).append(Offered(one.price_list, one.id, one.amount, one.per))
    return tuple(
        Wanted(
            wish.variant,
            goods[wish.variant].product,
            goods[wish.variant].paths,
            wish.quantity,
            goods[wish.variant].unit == "piece",
            rates.get(wish.variant, 0),
            tuple(offered.get(wish.variant, ())),
        )
        for wish in wishes
        if wish.variant in goods
    )
