"""Whether a load holds exactly what its source holds: by receipt, by week, to the last minor unit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

#: how many differences are named; the rest are counted
NAMED = 10


@dataclass(frozen=True, slots=True)
class Expected:
    """One receipt as its source has it; day: the local day in source dates; amounts: of each line, in any order."""

    key: str
    day: date
    amounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a comparison found. lines: in the source; here: of them on orders; refused: of them refused."""

    wrong: list[str]
    lines: int
    here: int
    refused: int


def reconcile(run: UUID, source: UUID, shift_weeks: int, receipts: Iterable[Expected], *, whole: bool) -> Reconciled:
    """Compare every receipt of the source with its order's lines and the rows refused, amount by amount.

    Proven is that each receipt has on its order and among the refused rows just the amounts of its lines; which of
    them stands at which goods is not asked.

    whole: the receipts are all that the source has, so that an order of none of them is one too many.
    """
    found = _loaded(source)
    refused = _refused(run)
    wrong: list[str] = []
    weeks_in: Counter[date] = Counter()
    weeks_here: Counter[date] = Counter()
    shift = timedelta(weeks=shift_weeks)
    counts = [0, 0, 0]
    for receipt in receipts:
        lines, day = found.pop(receipt.key, ([], receipt.day + shift))
        more = refused.pop(receipt.key, [])
        if day - shift != receipt.day or sorted(lines + more) != sorted(receipt.amounts):
            wrong.append(_different(receipt, lines, more, day - shift))
        for nth, several in enumerate((receipt.amounts, lines, more)):
            counts[nth] += len(several)
        weeks_in[_monday(receipt.day)] += sum(receipt.amounts)
        weeks_here[_monday(day - shift)] += sum(lines) + sum(more)
    if whole:
        wrong += [f"order of receipt {key} is in no receipt of the source" for key in found]
    wrong += [
        f"week of {week}: {weeks_in[week]} in the source, {weeks_here[week]} here"
        for week in sorted(weeks_in.keys() | weeks_here.keys())
        if weeks_in[week] != weeks_here[week]
    ]
    named = wrong[:NAMED] + ([f"and {len(wrong) - NAMED} more"] if len(wrong) > NAMED else [])
    return Reconciled(named, *counts)


def _different(receipt: Expected, lines: list[int], more: list[int], day: date) -> str:
    told = (
        f"receipt {receipt.key}: {len(receipt.amounts)} lines of {sum(receipt.amounts)} on {receipt.day} in the source,"
        f" {len(lines)} + {len(more)} refused of {sum(lines)} + {sum(more)} on {day} here"
    )
    here, there = Counter(lines + more), Counter(receipt.amounts)
    if len(lines) + len(more) == len(receipt.amounts) and here != there:
        told += f"; lines of {sorted((there - here).elements())} are {sorted((here - there).elements())}"
    return told


def _loaded(source: UUID) -> dict[str, tuple[list[int], date]]:
    """By receipt: the amounts of its order's lines, and the order's local day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT o.source_key, coalesce(array_agg(l.amount) FILTER (WHERE l.id IS NOT NULL), '{}'), o.local_day
              FROM orders_order o LEFT JOIN orders_line l ON l.order_id = o.id
             WHERE o.source = %s GROUP BY o.id
            """,
            [source],
        )
        return {key: (amounts, day) for key, amounts, day in cursor.fetchall()}


def _refused(run: UUID) -> dict[str, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row ->> 'receipt', array_agg(amount) FROM imports_refused_row"
            " WHERE run_id = %s AND step = 'sales' GROUP BY 1",
            [run],
        )
        return dict(cursor.fetchall())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def check_slices() -> list[str]:
    """Every import's slices add up to what its source was counted to hold; sentences, none when they do."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.source, (r.totals ->> 'lines')::bigint, (r.totals ->> 'amount')::bigint, s.rows, s.amount
              FROM imports_run r JOIN LATERAL (
                   SELECT coalesce(sum(rows_in), 0)::bigint AS rows, coalesce(sum(amount_in), 0)::bigint AS amount
                     FROM imports_slice WHERE run_id = r.id AND step = 'sales') s ON true
             WHERE r.state = 'done'
               AND (s.rows, s.amount) IS DISTINCT FROM
                   ((r.totals ->> 'lines')::bigint, (r.totals ->> 'amount')::bigint)
            """
        )
        return [
            f"{name}: the source holds {lines} lines of {amount}, its slices {rows} of {sums}"
            for name, lines, amount, rows, sums in cursor.fetchall()
        ]


def check_order_events() -> list[str]:
    """Every completed order has exactly one event of its completion, with its amount; sentences, none when so."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT o.number, count(e.id)
              FROM orders_order o LEFT JOIN kit_event e
                ON e.subject = o.id AND e.verb = 'order.completed' AND (e.facts ->> 'amount')::bigint = o.amount
             WHERE o.commercial = 'completed'
             GROUP BY o.id HAVING count(e.id) <> 1 LIMIT 10
            """
        )
        return [f"order {number} has {events} events of its completion" for number, events in cursor.fetchall()]


def check_order_sums() -> list[str]:
    """Every order says what its lines and its payments say; sentences, none when so."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH lines AS (
                SELECT order_id, count(*) FILTER (WHERE quantity = 0 OR quantity > cancelled) AS lines,
                       sum(list_amount) AS list, sum(amount) AS amount,
                       sum(coupon_amount) AS coupons
                  FROM orders_line GROUP BY order_id
            ), paid AS (
                SELECT "order" AS order_id, coalesce(sum(amount) FILTER (WHERE method <> 'coupon'), 0) AS paid,
                       coalesce(sum(amount) FILTER (WHERE method = 'coupon'), 0) AS coupons
                  FROM payments_transaction WHERE kind = 'capture' GROUP BY "order"
            )
            SELECT o.number
              FROM orders_order o
              LEFT JOIN lines l ON l.order_id = o.id
              LEFT JOIN paid p ON p.order_id = o.id
             WHERE o.commercial = 'completed'
               AND ((o.line_count, o.list_amount, o.amount, o.coupon_amount)
                    IS DISTINCT FROM (l.lines, l.list, l.amount, l.coupons)
                    OR (o.paid_amount, o.coupon_amount)
                    IS DISTINCT FROM (coalesce(p.paid, 0), coalesce(p.coupons, 0)))
             LIMIT 10
            """
        )
        return [f"order {number} does not say what its lines and payments say" for (number,) in cursor.fetchall()]
