"""What each condition asks of the facts: a row per customer, whether it holds, what was seen, when time may turn it.

Everything is held against one instant, `at`. A fact of the last n days lies after `at` minus n days, so it leaves its
window at the very instant that is n days after it: that instant is what a timer waits for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from prilavok.domains.audiences.types import (
    Atom,
    Bought,
    Did,
    Favourite,
    Known,
    LastBought,
    LastWas,
    Reached,
    Scale,
    Scored,
)

SCORED_DAYS = 364  # 52 weeks, as the board's fifths
#: stands where the facts of some customers only are asked for
AMONG = "{among}"
_DAY = timedelta(days=1)
_OWN = f"JOIN leaf_customer AS l ON l.leaf = o.leaf{AMONG}"
_VALUES = {"place": "o.place", "touchpoint": "o.touchpoint", "category": "v.category"}
_IN_CATEGORY = """v.category IN (SELECT c.category FROM named_category AS root JOIN named_category AS c
 ON c.path = root.path OR starts_with(c.path, root.path || '/') WHERE root.category = %({mark})s)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition as SQL. source: rows of `customer` and figures, "" where the customer's own row is enough.

    holds: of the source's row `{row}`, which may be missing (all null). seen: the figure it was held against.
    turns: instants at which time may change the answer; those past are left out by whoever asks.
    """

    source: str
    holds: str
    seen: str
    turns: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


def ask_of(atom: Atom, nth: int, scales: Mapping[str, Scale]) -> Asked:
    """The condition as SQL; marks of its values end in `nth`."""
    if isinstance(atom, Bought):
        return _bought(atom, nth)
    if isinstance(atom, LastBought):
        source = f"SELECT l.customer, max(o.placed_at) AS last_at FROM counted_order AS o {_OWN} GROUP BY 1"
        return _days_since("{row}.last_at", source, atom, nth)
    if isinstance(atom, Known):
        return _days_since("w.created_at", "", atom, nth)
    if isinstance(atom, Did):
        return _did(atom, nth)
    if isinstance(atom, Favourite):
        return _favourite(atom, nth)
    if isinstance(atom, LastWas):
        return _last_was(atom, nth)
    if isinstance(atom, Scored):
        return _scored(atom, nth, scales.get(atom.currency))
    return _reached(atom, nth)


def _bounds(
    seen: str, least: int | None, most: int | None, nth: int, *, times: str = "1"
) -> tuple[str, dict[str, Any]]:
    """`seen` between the bounds, each taken `times` over."""
    parts, values = [], {}
    for name, sign, bound in (("least", ">=", least), ("most", "<=", most)):
        if bound is not None:
            parts.append(f"{seen} {sign} %({name}{nth})s::bigint * {times}")
            values[f"{name}{nth}"] = bound
    return " AND ".join(parts), values


def _bought(atom: Bought, nth: int) -> Asked:
    where, values = _orders(nth, atom.days, atom.currency, atom.place, atom.touchpoint)
    amount, lines = "o.amount", ""
    if atom.category is not None:
        values[f"category{nth}"] = atom.category
        lines = f""" JOIN LATERAL (SELECT sum(i.amount)::bigint AS amount FROM counted_line AS i
 JOIN fact_variant AS v ON v.variant = i.variant
 WHERE i.order_id = o.id AND {_IN_CATEGORY.format(mark=f"category{nth}")} HAVING count(*) > 0) AS i ON true"""
        amount = "i.amount"
    source = f"""SELECT l.customer, count(*)::bigint AS orders, sum({amount})::bigint AS amount,
 min(o.placed_at) AS first_at FROM counted_order AS o {_OWN}{lines}{where} GROUP BY 1"""
    orders, total = "coalesce({row}.orders, 0)", "coalesce({row}.amount, 0)"
    seen = orders if atom.measure == "orders" else total
    holds, bounds = _bounds(seen, atom.least, atom.most, nth, times=orders if atom.measure == "average" else "1")
    if atom.measure == "average":
        # Of those who bought nothing there is no average; the exact one is compared, the rounded one is shown.
        holds, seen = f"({{row}}.orders > 0 AND {holds})", "{row}.amount / {row}.orders"
    turns = (_after("{row}.first_at", f"days{nth}"),) if atom.days is not None else ()
    return Asked(source, holds, seen, turns, values | bounds)


def _orders(
    nth: int,
    days: int | None,
    currency: str | None = None,
    place: UUID | None = None,
    touchpoint: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """Which purchases are looked at."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for name, value in (("currency", currency), ("place", place), ("touchpoint", touchpoint)):
        if value is not None:
            parts.append(f"o.{name} = %({name}{nth})s")
            values[f"{name}{nth}"] = value
    if days is not None:
        parts.append(f"o.placed_at > %(at)s::timestamptz - %(days{nth})s::interval")
        values[f"days{nth}"] = days * _DAY
    return (" WHERE " + " AND ".join(parts) if parts else ""), values


def _after(instant: str, mark: str) -> str:
    return f"{instant} + %({mark})s::interval"


def _days_since(instant: str, source: str, atom: LastBought | Known, nth: int) -> Asked:
    parts, turns, values = [f"{instant} IS NOT NULL"], [], {}
    if atom.least is not None:
        values[f"least{nth}"] = atom.least * _DAY
        turns.append(_after(instant, f"least{nth}"))
        parts.append(f"%(at)s::timestamptz >= {turns[-1]}")
    if atom.most is not None:
        values[f"most{nth}"] = (atom.most + 1) * _DAY
        turns.append(_after(instant, f"most{nth}"))
        parts.append(f"%(at)s::timestamptz < {turns[-1]}")
    seen = f"floor(extract(epoch FROM %(at)s::timestamptz - {instant}) / 86400)::bigint"
    return Asked(source, " AND ".join(parts), seen, tuple(turns), values)


def _did(atom: Did, nth: int) -> Asked:
    values: dict[str, Any] = {f"verb{nth}": atom.verb}
    where = f" WHERE o.verb = %(verb{nth})s"
    if atom.days is not None:
        where += f" AND o.occurred_at > %(at)s::timestamptz - %(days{nth})s::interval"
        values[f"days{nth}"] = atom.days * _DAY
    source = f"""SELECT l.customer, count(*)::bigint AS times, min(o.occurred_at) AS first_at
 FROM happened AS o {_OWN}{where} GROUP BY 1"""
    holds, bounds = _bounds("coalesce({row}.times, 0)", atom.least, atom.most, nth)
    turns = (_after("{row}.first_at", f"days{nth}"),) if atom.days is not None else ()
    return Asked(source, holds, "coalesce({row}.times, 0)", turns, values | bounds)


def _favourite(atom: Favourite, nth: int) -> Asked:
    where, values = _orders(nth, atom.days)
    value = _VALUES[atom.of]
    where += f"{' AND' if where else ' WHERE'} {value} IS NOT NULL"
    lines = ""
    if atom.of == "category":
        lines = " JOIN counted_line AS i ON i.order_id = o.id JOIN fact_variant AS v ON v.variant = i.variant"
    source = f"""SELECT DISTINCT ON (customer) customer, value, first_at FROM (
 SELECT l.customer, {value}::text AS value, count(*) AS times, max(o.placed_at) AS last_at,
 min(min(o.placed_at)) OVER (PARTITION BY l.customer) AS first_at
 FROM counted_order AS o {_OWN}{lines}{where} GROUP BY l.customer, {value}) AS counted
 ORDER BY customer, times DESC, last_at DESC, value"""
    turns = (_after("{row}.first_at", f"days{nth}"),) if atom.days is not None else ()
    return Asked(source, f"{{row}}.value = %(value{nth})s", "{row}.value", turns, values | {f"value{nth}": atom.value})


def _last_was(atom: LastWas, nth: int) -> Asked:
    source = f"""SELECT DISTINCT ON (l.customer) l.customer, {_VALUES[atom.of]}::text AS value
 FROM counted_order AS o {_OWN} ORDER BY l.customer, o.placed_at DESC, o.id DESC"""
    return Asked(source, f"{{row}}.value = %(value{nth})s", "{row}.value", (), {f"value{nth}": atom.value})


def _scored(atom: Scored, nth: int, scale: Scale | None) -> Asked:
    if scale is None:  # not measured yet: nobody has a score
        return Asked("", "false", "NULL")
    where, values = _orders(nth, SCORED_DAYS, atom.currency)
    source = f"""SELECT l.customer, count(*)::bigint AS orders, sum(o.amount)::bigint AS amount,
 min(o.placed_at) AS first_at, max(o.placed_at) AS last_at FROM counted_order AS o {_OWN}{where} GROUP BY 1"""
    turns = [_after("{row}.first_at", f"days{nth}")]
    scores: dict[str, list[str]] = {"recency": [], "frequency": [], "monetary": []}
    for bound, (days, orders, amount) in enumerate(zip(scale.recency, scale.frequency, scale.monetary, strict=True)):
        mark = f"{nth}_{bound}"
        turns.append(_after("{row}.last_at", f"recency{mark}"))
        scores["recency"].append(f"(%(at)s::timestamptz < {turns[-1]})::int")
        scores["frequency"].append(f"({{row}}.orders >= %(frequency{mark})s::bigint)::int")
        scores["monetary"].append(f"({{row}}.amount >= %(monetary{mark})s::bigint)::int")
        values |= {f"recency{mark}": days * _DAY, f"frequency{mark}": orders, f"monetary{mark}": amount}
    holds, seen = [], []
    for name, (first, last) in (
        ("recency", atom.recency),
        ("frequency", atom.frequency),
        ("monetary", atom.monetary),
    ):
        score = f"(1 + {' + '.join(scores[name])})"
        holds.append(f"{score} BETWEEN %({name}{nth}_first)s::int AND %({name}{nth}_last)s::int")
        values |= {f"{name}{nth}_first": first, f"{name}{nth}_last": last}
        seen.append(f"{score}::text")
    return Asked(source, " AND ".join(holds), " || '-' || ".join(seen), tuple(turns), values)


def _reached(atom: Reached, nth: int) -> Asked:
    source = f"""SELECT l.customer, count(*)::bigint AS times FROM identified_leaf AS o {_OWN}
 WHERE o.kind = %(kind{nth})s GROUP BY 1"""
    return Asked(source, "{row}.times > 0", "coalesce({row}.times, 0)", (), {f"kind{nth}": atom.by})
