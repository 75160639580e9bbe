"""Questions about systems that show our prices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.pricing.types.outside import FetchedView, OutsideView, ShownView, ToldPrice
from prilavok.kit.pages import Condition, Mark, Page, Sort, count_some, read_page, read_rows

_OUTSIDE = "id, kind, code, staff, lag_minutes, heard_at, version"
_SHOWN = """s.id, s.outside_id, s.place_id, s.variant_id, s.amount, s.per, s.told_at, s.true_amount,
    s.differs_since"""
_LATE = "s.differs_since <= %s - make_interval(mins => o.lag_minutes)"
_BY_AGE = Sort((("s.differs_since", "timestamptz"), ("s.id", "uuid")))
_BY_ID = Sort((("s.id", "uuid"),))


def list_outside() -> list[OutsideView]:
    """Every outside system that tells what it shows or reads prices from us, those heard last first."""
    return read_rows(_OUTSIDE, "pricing_outside", row=OutsideView, rest="ORDER BY heard_at DESC, id")


def turn_differing(*, place: UUID | None = None, after: Mark | None = None, limit: int = 50) -> Page[ShownView]:
    """A page of the prices that others show and that are not ours, those that differ longest first."""
    asked = [Condition("s.differs_since IS NOT NULL"), *_at(place)]
    return read_page(_SHOWN, "pricing_shown s", row=_shown, where=asked, sort=_BY_AGE, after=after, limit=limit)


def count_differing(*, place: UUID | None = None) -> int:
    """How many they are; see kit.pages.count_some."""
    return count_some("pricing_shown s", [Condition("s.differs_since IS NOT NULL"), *_at(place)])


def turn_told(outside: UUID, *, after: Mark | None = None, limit: int = 500) -> Page[ShownView]:
    """A page of all that an outside system said it shows."""
    asked = [Condition("s.outside_id = %s::uuid", outside)]
    return read_page(_SHOWN, "pricing_shown s", row=_shown, where=asked, sort=_BY_ID, after=after, limit=limit)


def late_told(at: datetime, *, outside: UUID | None = None) -> list[tuple[ShownView, int]]:
    """By outside system and place the price that differs longest, over its stated lag, and how many do there."""
    columns = f"DISTINCT ON (s.outside_id, s.place_id) {_SHOWN}, count(*) OVER (PARTITION BY s.outside_id, s.place_id)"
    asked = [Condition(_LATE, at), *([Condition("o.id = %s::uuid", outside)] if outside else [])]
    return read_rows(
        columns,
        "pricing_shown s JOIN pricing_outside o ON o.id = s.outside_id",
        row=lambda *row: (_shown(*row[:-1]), row[-1]),
        where=asked,
        rest="ORDER BY s.outside_id, s.place_id, s.differs_since, s.id",
    )


def list_fetched(outside: Sequence[UUID]) -> list[FetchedView]:
    """When each of the outside systems last fetched the prices of which place."""
    asked = [Condition("outside_id = ANY(%s::uuid[])", list(outside))]
    columns, rest = "outside_id, place_id, fetched_at", "ORDER BY outside_id, fetched_at"
    return read_rows(columns, "pricing_fetched", row=FetchedView, where=asked, rest=rest) if outside else []


def told_counts() -> dict[UUID, tuple[int, int]]:
    """By outside system how many prices it said it shows, and how many of them are not ours."""
    rows = read_rows(
        "outside_id, count(*), count(differs_since)", "pricing_shown", row=lambda *row: row, rest="GROUP BY 1"
    )
    return {outside: (told, differ) for outside, told, differ in rows}


def _at(place: UUID | None) -> list[Condition]:
    return [Condition("s.place_id = %s::uuid", place)] if place else []


def _shown(*row: Any) -> ShownView:
    id, outside, place, variant, amount, per, *said = row
    return ShownView(id, outside, ToldPrice(place, variant, amount, per), *said)
