"""How goods are told apart: by lot, by serial number or not at all, as the shop says of a product or its category."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.stock.queries import list_tracking, trackings
from prilavok.domains.stock.types import LotSaid, Tracking


def told_apart(variants: Iterable[UUID]) -> dict[UUID, Tracking]:
    """What is said of each of these; goods of which nothing is said are left out."""
    asked = list(variants)
    if not asked or not list_tracking(limit=1):
        return {}
    return trackings({one.variant: one.paths[-1] if one.paths else "" for one in goods_of(asked).values()})


def serials_among(variants: Sequence[UUID]) -> dict[UUID, bool]:
    """Of each of these whether its pieces bear serial numbers."""
    said = told_apart(variants)
    return {one: one in said and said[one].way == "serial" for one in variants}


def unnamed_at_till(sold: Mapping[UUID, int], lots: Sequence[LotSaid]) -> list[UUID]:
    """The goods of a sale of which the shop wants the lot or number at the till, and not all pieces are named."""
    wanted = [variant for variant, one in told_apart(sold).items() if one.at_till]
    return [one for one in wanted if sum(lot.units for lot in lots if lot.variant == one) < sold[one]]
