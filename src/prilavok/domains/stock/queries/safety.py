"""What touchpoints leave at places: the rows, the latest first."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.errors import SafetyUnknown
from prilavok.domains.stock.types import Safety, SafetyView
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_COLUMNS = """id, variant_id, category, place_id, place_kind, touchpoints, units, share, valid_from, valid_to,
    recorded_at, recorded_by, ended_at, ended_by"""
_LATEST = Sort((("id", "uuid"),), descending=True)


def read_safety(safety: UUID) -> SafetyView:
    """One row. Raises SafetyUnknown."""
    for found in read_rows(_COLUMNS, "stock_safety", row=_row, where=[Condition("id = %s::uuid", safety)]):
        return found
    raise SafetyUnknown


def list_safety(
    *, variant: UUID | None = None, place: UUID | None = None, ended: bool = False, at: datetime,
    after: Mark | None = None, limit: int = 50,
) -> Page[SafetyView]:  # fmt: skip
    """What is kept back now or is going to be (ended: what is not any more), the latest recorded first.

    variant, place: only rows that name it.
    """
    where = [Condition("valid_to <= %s" if ended else "(valid_to IS NULL OR valid_to > %s)", at)]
    if variant is not None:
        where.append(Condition("variant_id = %s::uuid", variant))
    if place is not None:
        where.append(Condition("place_id = %s::uuid", place))
    return read_page(_COLUMNS, "stock_safety", row=_row, where=where, sort=_LATEST, after=after, limit=limit)


def _row(
    id: UUID, variant: UUID | None, category: str, place: UUID | None, place_kind: str, touchpoints: list[str],
    units: int | None, share: int | None, valid_from: datetime, valid_to: datetime | None, recorded_at: datetime,
    recorded_by: UUID | None, ended_at: datetime | None, ended_by: UUID | None,
) -> SafetyView:  # fmt: skip
    said = Safety(
        variant=variant, category=category, place=place, place_kind=place_kind, touchpoints=tuple(touchpoints),
        units=units, share=share, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    return SafetyView(id, said, recorded_at, recorded_by, ended_at, ended_by)
