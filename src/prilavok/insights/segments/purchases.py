"""Conditions over purchases: how many, for how much, where most often, where last, and the fifths of RFM."""

from typing import Any
from uuid import UUID

from prilavok.domains.audiences.types import Bought, Favourite, LastWas, Scale, Scored
from prilavok.insights.segments.asked import DAY, OWN, Asked, after, bounds, filtered, of_goods

SCORED_DAYS = 364  # 52 weeks, as the board's fifths
_VALUES = {"place": "o.place", "touchpoint": "o.touchpoint", "category": "v.category"}
_LAST = f"""SELECT DISTINCT ON (l.customer) l.customer, o.place::text AS place, o.touchpoint::text AS touchpoint
 FROM counted_order AS o {OWN} ORDER BY l.customer, o.placed_at DESC, o.id DESC"""


def bought(atom: Bought, nth: int) -> Asked:
    """How many, for how much together or on average."""
    where, values = _orders(nth, atom.days, atom.currency, atom.place, atom.touchpoint)
    whole = not atom.narrowed
    amount = "o.amount" if whole else "i.amount"
    figures = {f"orders{nth}": "count(*)", f"amount{nth}": f"sum({amount})", f"first_at{nth}": "min(o.placed_at)"}
    if atom.measure == "orders":
        del figures[f"amount{nth}"]
    if atom.days is None:
        del figures[f"first_at{nth}"]
    orders, total = f"coalesce({{row}}.orders{nth}, 0)", f"coalesce({{row}}.amount{nth}, 0)"
    seen = orders if atom.measure == "orders" else total
    holds, limits = bounds(seen, atom.least, atom.most, nth, times=orders if atom.measure == "average" else "1")
    if atom.measure == "average":
        # Of those who bought nothing there is no average; the exact one is compared, the rounded one is shown.
        holds = f"({orders} > 0 AND {holds})"
        seen = f"div({{row}}.amount{nth}, nullif({{row}}.orders{nth}, 0))"
    turns = (after(f"{{row}}.first_at{nth}", f"days{nth}"),) if atom.days is not None else ()
    values |= limits
    if whole:
        figures = {name: filtered(figure, where) for name, figure in figures.items()}
        return Asked(holds, seen, turns, values, facts="orders", figures=figures, narrow=where)
    goods, named = of_goods(atom, nth)
    values |= named
    told = ", ".join(f"{figure} AS {name}" for name, figure in figures.items())
    source = f"""SELECT l.customer, {told} FROM counted_order AS o {OWN}
 JOIN LATERAL (SELECT sum(i.amount) AS amount FROM counted_line AS i JOIN fact_variant AS v ON v.variant = i.variant
 WHERE i.order_id = o.id AND {" AND ".join(goods)} HAVING count(*) > 0) AS i ON true
 {_where(where)} GROUP BY 1"""
    return Asked(holds, seen, turns, values, source=source)


def _where(condition: str) -> str:
    return f"WHERE {condition}" if condition else ""


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
        values[f"days{nth}"] = days * DAY
    return " AND ".join(parts), values


def favourite(atom: Favourite, nth: int) -> Asked:
    """Where or what they buy most often."""
    value, lines, days = _VALUES[atom.of], "", f"favoured{atom.days}"
    where = f"{value} IS NOT NULL"
    values: dict[str, Any] = {f"value{nth}": atom.value}
    if atom.days is not None:  # the same days have the same mark: conditions of equal windows share their rows
        where += f" AND o.placed_at > %(at)s::timestamptz - %({days})s::interval"
        values[days] = atom.days * DAY
    if atom.of == "category":
        lines = " JOIN counted_line AS i ON i.order_id = o.id JOIN fact_variant AS v ON v.variant = i.variant"
    source = f"""SELECT DISTINCT ON (customer) customer, value, first_at FROM (
 SELECT l.customer, {value}::text AS value, count(*) AS times, max(o.placed_at) AS last_at,
 min(min(o.placed_at)) OVER (PARTITION BY l.customer) AS first_at
 FROM counted_order AS o {OWN}{lines} WHERE {where} GROUP BY l.customer, {value}) AS counted
 ORDER BY customer, times DESC, last_at DESC, value"""
    turns = (after("{row}.first_at", days),) if atom.days is not None else ()
    return Asked(f"{{row}}.value = %(value{nth})s", "{row}.value", turns, values, source=source)


def last_was(atom: LastWas, nth: int) -> Asked:
    """Where the last purchase was made; every such condition reads the same rows."""
    mark = f"value{nth}"
    return Asked(f"{{row}}.{atom.of} = %({mark})s", f"{{row}}.{atom.of}", (), {mark: atom.value}, source=_LAST)


def scored(atom: Scored, nth: int, scale: Scale | None) -> Asked:
    """The fifths by the kept scale."""
    if scale is None:  # not measured yet: nobody has a score
        return Asked("false", "NULL")
    where, values = _orders(nth, SCORED_DAYS, atom.currency)
    figures = {
        f"orders{nth}": "count(*)",
        f"amount{nth}": "sum(o.amount)",
        f"first_at{nth}": "min(o.placed_at)",
        f"last_at{nth}": "max(o.placed_at)",
    }
    first, last = f"{{row}}.first_at{nth}", f"{{row}}.last_at{nth}"
    turns = [after(first, f"days{nth}")]
    scores: dict[str, list[str]] = {"recency": [], "frequency": [], "monetary": []}
    for bound, (days, orders, amount) in enumerate(zip(scale.recency, scale.frequency, scale.monetary, strict=True)):
        mark = f"{nth}_{bound}"
        turns.append(after(last, f"recency{mark}"))
        scores["recency"].append(f"(%(at)s::timestamptz < {turns[-1]})::int")
        scores["frequency"].append(f"({{row}}.orders{nth} >= %(frequency{mark})s::bigint)::int")
        scores["monetary"].append(f"({{row}}.amount{nth} >= %(monetary{mark})s::bigint)::int")
        values |= {f"recency{mark}": days * DAY, f"frequency{mark}": orders, f"monetary{mark}": amount}
    holds, seen = [f"{last} IS NOT NULL"], []
    for name, (least, most) in (
        ("recency", atom.recency),
        ("frequency", atom.frequency),
        ("monetary", atom.monetary),
    ):
        score = f"(1 + {' + '.join(scores[name])})"
        holds.append(f"{score} BETWEEN %({name}{nth}_first)s::int AND %({name}{nth}_last)s::int")
        values |= {f"{name}{nth}_first": least, f"{name}{nth}_last": most}
        seen.append(f"{score}::text")
    figures = {name: filtered(figure, where) for name, figure in figures.items()}
    told = " || '-' || ".join(seen)
    return Asked(" AND ".join(holds), told, tuple(turns), values, facts="orders", figures=figures, narrow=where)
