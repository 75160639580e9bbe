"""Today as it goes: what was sold since midnight on each place's own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prilavok.insights.metrics.reading import ask_plainly

# The days around the instant narrow by the index of days; the place's own clock then decides.
_TODAY = """
SELECT count(*) AS orders, coalesce(sum(o.amount), 0)::bigint AS amount, max(o.placed_at) AS latest
  FROM counted_order o JOIN named_place n ON n.place = o.place
 WHERE o.currency = %(currency)s AND o.local_day BETWEEN %(first)s AND %(last)s
   AND o.local_day = (%(at)s AT TIME ZONE n.zone)::date
"""


@dataclass(frozen=True, slots=True)
class Today:
    """Completed orders of today and what the shop receives for them, minor units; latest: when the last was placed."""

    orders: int
    amount: int
    latest: datetime | None


def read_today(currency: str, *, place: UUID | None, at: datetime) -> Today:
    """Today's sales in a currency, at one place or at all."""
    day = at.astimezone(UTC).date()
    asked = {
        "currency": currency,
        "first": day - timedelta(days=1),
        "last": day + timedelta(days=1),
        "at": at,
        "place": place,
    }
    row = ask_plainly(_TODAY + (" AND o.place = %(place)s" if place else ""), asked)[0]
    return Today(row["orders"], row["amount"], row["latest"])
