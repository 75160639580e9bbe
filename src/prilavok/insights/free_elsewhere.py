"""Where else goods are free that lack at one place: the other places that sell in the same currency."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.orders.types import LackView
from prilavok.domains.places.queries import name_places, read_place
from prilavok.insights.promised import free_for, promisable

COLLECT_AT = frozenset({"store"})  # kinds of places where customers are served


def free_elsewhere(
    wanted: Mapping[UUID, int], currency: str, *, but: UUID, touchpoint: str, at: datetime
) -> dict[UUID, tuple[UUID, ...]]:
    """By variant the stores of which a touchpoint can sell so many, the most first. but: the place where they lack."""
    stores = {
        one.id
        for one in name_places().values()
        if one.currency == currency and one.kind in COLLECT_AT and one.id != but
    }
    free = {one: units for one, units in free_for(touchpoint, list(wanted), at).items() if one in stores}
    return {
        variant: tuple(
            sorted(
                (one for one in free if free[one].get(variant, 0) >= units), key=lambda one: (-free[one][variant], one)
            )
        )
        for variant, units in wanted.items()
    }


def lacks_told(rows: Sequence[Any], currency: str, *, but: UUID, touchpoint: str, at: datetime) -> list[LackView]:
    """What the story of placing said of goods that lack, with the stores that have so much, and when it comes."""
    lacks = {variant: (asked, free) for *_head, variant, asked, free in rows}
    near = free_elsewhere({one: lacks[one][0] for one in lacks}, currency, but=but, touchpoint=touchpoint, at=at)
    here = promisable(but, list(lacks), on=read_place(but).day_at(at), touchpoint=touchpoint, at=at)
    waits = {variant: here[variant].wait_until(asked) for variant, (asked, _free) in lacks.items()}
    return [LackView(variant, asked, free, near[variant], waits[variant]) for variant, (asked, free) in lacks.items()]
