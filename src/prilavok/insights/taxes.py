"""Which value added tax the price of goods includes: by who sells, in which group the goods are, and the day there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.catalog.types import GoodsView
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.pricing.queries import rates_at


def rates_here(goods: Mapping[UUID, GoodsView], place: PlaceView | PlaceName, at: datetime) -> dict[UUID, int]:
    """The rate of each of the goods, basis points; 0 for all where the seller owes no such tax on the place's day.

    Empty where nobody has said whether they owe it, or the law of their country is not known here: then nothing is
    stated of tax, which is not the same as there being none.
    """
    day = place.day_at(at)
    owes = place.taxes.on(day)
    if owes is None or not goods:
        return {}
    if not owes:
        return dict.fromkeys(goods, 0)
    return rates_at({id: (one.product, one.paths) for id, one in goods.items()}, place.taxes.country, day)


def rates_of(variants: Sequence[UUID], place: PlaceView | PlaceName, at: datetime) -> dict[UUID, int]:
    """The same for variants by their ids; nothing is read where nobody has said whether the seller owes tax."""
    stated = place.taxes.on(place.day_at(at)) is not None
    goods = {id: one for id, one in goods_of(variants).items() if one.kind != "gift"} if stated else {}
    return rates_here(goods, place, at)
