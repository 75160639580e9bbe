"""What orders wait for is given back, whole or in part."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F

from prilavok.domains.stock.models import StockAllocation, StockPaperLine
from prilavok.kit.ids import new_id

#: allocations that are still waited for
AWAITED = {"held_at": None, "given_back_at": None}


def give_back_awaited(order: UUID, units: Mapping[UUID, int] | None = None, *, at: datetime) -> dict[UUID, int]:
    """The order waits for so many units less, what comes last first; None: for nothing any more. What was given back.

    Lock with lock_stock before.
    """
    left = None if units is None else dict(units)
    given: dict[UUID, int] = defaultdict(int)
    rows = StockAllocation.objects.select_for_update(of=("self",)).filter(order=order, **AWAITED)
    for row in rows.order_by(F("line__paper__due_on").desc(nulls_first=True), "-id"):
        less = row.units if left is None else min(row.units, left.get(row.variant_id, 0))
        if not less:
            continue
        given[row.variant_id] += less
        if left is not None:
            left[row.variant_id] -= less
        if less < row.units:
            split_awaited(row, less, given_back_at=at, at=at)
        else:
            row.given_back_at = at
            row.save(update_fields=["given_back_at"])
        if row.line_id is not None:
            StockPaperLine.objects.filter(id=row.line_id).update(promised=F("promised") - less)
    return dict(given)


def split_awaited(
    row: StockAllocation, units: int, *, line: UUID | None = None, held_at: datetime | None = None,
    given_back_at: datetime | None = None, at: datetime,
) -> None:  # fmt: skip
    """So many units of a locked allocation are a row of their own, which has come to an end or is of another line."""
    row.units -= units
    row.save(update_fields=["units"])
    StockAllocation.objects.create(
        id=new_id(at), order=row.order, place_id=row.place_id, variant_id=row.variant_id,
        line_id=row.line_id if given_back_at else line, units=units, told_on=row.told_on, keep_until=row.keep_until,
        ordered_at=row.ordered_at, held_at=held_at, given_back_at=given_back_at,
    )  # fmt: skip
