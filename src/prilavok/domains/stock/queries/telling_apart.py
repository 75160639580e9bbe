"""Questions about how pieces of goods are told apart: what is said of a variant, and all that is said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.stock.types.lots import Tracking, TrackingView
from prilavok.kit.pages import Condition, read_rows

_TRACKING = "id, way, variant_id, category, at_till, stop_days, warn_days, warranty_months, changed_at, changed_by"


def trackings(goods: Mapping[UUID, str]) -> dict[UUID, Tracking]:
    """How each of these variants is told apart, by the path of its category; one that is not is left out."""
    if not goods:
        return {}
    asked = Condition("(variant_id = ANY(%s::uuid[]) OR variant_id IS NULL)", list(goods))
    rows = [one.said for one in _trackings(asked)]
    found = {}
    for variant, path in goods.items():
        fitting = [
            one for one in rows
            if one.variant == variant
            or (one.variant is None and (path == one.category or path.startswith(f"{one.category}/")))
        ]  # fmt: skip
        best = max(fitting, key=lambda one: (one.variant is not None, len(one.category)), default=None)
        if best is not None and best.way != "none":
            found[variant] = best
    return found


def list_tracking(*, variant: UUID | None = None, limit: int = 500) -> list[TrackingView]:
    """All choices of how goods are told apart, those of categories first. variant: only its own."""
    asked = [] if variant is None else [Condition("variant_id = %s::uuid", variant)]
    return _trackings(*asked, rest=f"ORDER BY variant_id IS NOT NULL, category, variant_id LIMIT {limit:d}")


def looked_at_before(days: int | None = None) -> int | None:
    """So many days before its day a lot is looked at first, of all that the shop says; None: it tells none by lots.

    That is the days on which it is not sold any more and those that staff are told before; days: instead of the latter.
    """
    most = "max(stop_days + warn_days)" if days is None else f"max(stop_days) + {days:d}"
    [found] = read_rows(most, "stock_tracking", row=_whole, where=[Condition("way = 'lot'")])
    return found


def read_tracking(tracking: UUID) -> TrackingView:
    """One choice, which is there."""
    [found] = _trackings(Condition("id = %s::uuid", tracking))
    return found


def _whole(days: int | None) -> int | None:
    return days


def _trackings(*asked: Condition, rest: str = "") -> list[TrackingView]:
    return read_rows(_TRACKING, "stock_tracking", row=_tracking, where=asked, rest=rest)


def _tracking(
    id: UUID, way: Any, variant: UUID | None, category: str, at_till: bool, stop_days: int, warn_days: int,
    warranty_months: int, changed_at: datetime, changed_by: UUID | None,
) -> TrackingView:  # fmt: skip
    said = Tracking(
        way=way, variant=variant, category=category, at_till=at_till, stop_days=stop_days, warn_days=warn_days,
        warranty_months=warranty_months,
    )  # fmt: skip
    return TrackingView(id, said, changed_at, changed_by)
