"""What is to come to places, and what can be promised of it: free now, then by the day it comes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from prilavok.domains.stock.types import Coming, LateSupply, Promisable, SupplyChange
from prilavok.kit.pages import Condition, read_rows

# One round trip for any number of variants; what was to come on a day that is over is promised to nobody.
_PROMISABLE = """
SELECT w.variant, coalesce(s.available, 0), coalesce(c.days, '{}'), coalesce(c.units, '{}')
  FROM unnest(%(variants)s::uuid[]) AS w (variant)
  LEFT JOIN fact_stock s ON s.place = %(place)s AND s.variant = w.variant
  LEFT JOIN (
      SELECT d.variant, array_agg(d.due_on ORDER BY d.due_on) AS days, array_agg(d.units ORDER BY d.due_on) AS units
        FROM (SELECT variant, due_on, sum(units)::bigint AS units FROM fact_supply
               WHERE place = %(place)s AND due_on >= %(day)s AND variant = ANY(%(variants)s::uuid[])
               GROUP BY variant, due_on) AS d
       GROUP BY d.variant) AS c ON c.variant = w.variant
"""


def promisable(place: UUID, variants: Sequence[UUID], *, on: date) -> dict[UUID, Promisable]:
    """What can be promised of each variant at the place, every one of them named. on: the day at the place."""
    if not variants:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PROMISABLE, {"place": place, "variants": list(dict.fromkeys(variants)), "day": on})
        return {
            variant: Promisable(max(free, 0), tuple(map(Coming, days, units)))
            for variant, free, days, units in cursor.fetchall()
        }


def list_due_supply(before: date, *, limit: int = 1000) -> list[LateSupply]:
    """Papers of expected goods that were to come before a day and did not come whole, the longest due first."""
    return read_rows(
        "paper, place, due_on, sum(units)::bigint",
        "fact_supply",
        row=LateSupply,
        where=[Condition("due_on < %s", before)],
        rest=f"GROUP BY paper, place, due_on ORDER BY due_on, paper LIMIT {int(limit)}",
    )


def supply_changes(paper: UUID) -> list[SupplyChange]:
    """What was said otherwise of a paper of expected goods since it was confirmed, the latest first."""
    return read_rows(
        "version, variant, due_on_was, due_on, units_was, units, reason, changed_at, changed_by",
        "stock_supply_change",
        row=SupplyChange,
        where=[Condition("paper_id = %s::uuid", paper)],
        rest="ORDER BY version DESC, id",
    )
