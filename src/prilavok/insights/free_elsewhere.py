"""Where else goods are free that lack at one place: the other places that sell in the same currency."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.orders.types import LackView
from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.stock.queries import promisable, stock_near

COLLECT_AT = frozenset({"store"})  # kinds of places where customers are served


def free_elsewhere(wanted: Mapping[UUID, int], currency: str, *, but: UUID) -> dict[UUID, tuple[UUID, ...]]:
    """By variant the stores where so many units of it are free, the most first. but: the place where they lack."""
    stores = [
        one.id
        for one in name_places().values()
        if one.currency == currency and one.kind in COLLECT_AT and one.id != but
    ]
    return {
        variant: tuple(row.place for row in stock_near(variant, stores) if row.available >= units)
        for variant, units in wanted.items()
    }


def lacks_told(rows: Sequence[Any], currency: str, *, but: UUID, at: datetime) -> list[LackView]:
    """What the story of placing said of goods that lack, with the stores that have so much, and when it comes."""
    lacks = {variant: (asked, free) for *_head, variant, asked, free in rows}
    near = free_elsewhere({one: lacks[one][0] for one in lacks}, currency, but=but)
    here = promisable(but, list(lacks), on=read_place(but).day_at(at))
    waits = {variant: here[variant].wait_until(asked) for variant, (asked, _free) in lacks.items()}
    return [LackView(variant, asked, free, near[variant], waits[variant]) for variant, (asked, free) in lacks.items()]
