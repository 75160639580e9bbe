"""Where the fifths of recency, frequency and amount part, measured over everybody who bought in the last 52 weeks."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from prilavok.domains.audiences.types import Scale
from prilavok.insights.segments.purchases import SCORED_DAYS

# A fifth's bound is the worst value within it, so that equal values always lie in the same fifth.
_MEASURE = """
WITH bought AS (
    SELECT l.customer, count(*)::bigint AS orders, sum(o.amount)::bigint AS amount, max(o.placed_at) AS last_at
    FROM counted_order AS o JOIN leaf_customer AS l ON l.leaf = o.leaf
    WHERE o.currency = %(currency)s AND o.placed_at > %(at)s::timestamptz - %(window)s::interval
    GROUP BY 1
), ranked AS (
    SELECT floor(extract(epoch FROM %(at)s::timestamptz - last_at) / 86400)::bigint + 1 AS days, orders, amount,
           ntile(5) OVER (ORDER BY last_at DESC, customer) AS recency,
           ntile(5) OVER (ORDER BY orders DESC, customer) AS frequency,
           ntile(5) OVER (ORDER BY amount DESC, customer) AS monetary
    FROM bought
)
SELECT nth, (SELECT max(days) FROM ranked WHERE recency = nth), (SELECT min(orders) FROM ranked WHERE frequency = nth),
       (SELECT min(amount) FROM ranked WHERE monetary = nth)
FROM generate_series(1, 4) AS nth ORDER BY nth
"""
_NEVER = (SCORED_DAYS + 1, 0, 0)  # fewer than five buyers: the empty fifths part from nobody


def measure_scale(currency: str, *, at: datetime) -> Scale:
    """The bounds as the facts give them at the instant. Reads every purchase of the 52 weeks: never within a story."""
    values: dict[str, Any] = {"currency": currency, "at": at, "window": timedelta(days=SCORED_DAYS)}
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, values)
        rows = [
            tuple(_NEVER[n] if value is None else max(int(value), 0) for n, value in enumerate(row[1:]))
            for row in cursor
        ]
    recency, frequency, monetary = zip(*rows, strict=True)
    return Scale(currency, at, recency, frequency, monetary)
