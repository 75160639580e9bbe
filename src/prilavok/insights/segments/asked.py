"""What a condition asks of the facts, in the form in which several are joined into one question.

Everything is held against one instant, `at`. A fact of the last n days lies after `at` minus n days, so it leaves its
window at the very instant that is n days after it: that instant is what a timer waits for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

#: stands where the facts of some customers only are asked for
AMONG = "{among}"
DAY = timedelta(days=1)
OWN = f"JOIN leaf_customer AS l ON l.leaf = o.leaf{AMONG}"
#: facts that several conditions may look at in one pass, grouped by customer
FACTS: Mapping[str, str] = {
    "orders": f"counted_order AS o {OWN}",
    "happened": f"happened AS o {OWN}",
    "identified": f"identified_leaf AS o {OWN}",
    "points": f"standing_points AS o {OWN}",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition as SQL. facts: of FACTS, with figures to be read off them, by name; narrow: what all of those look
    at, "" for everything. source: rows of `customer` of its own; with neither the customer's own row is enough.

    holds: of the row `{row}` of its facts or source, which may be missing (all null). seen: the figure it was held
    against. turns: instants at which time may change the answer; those past are left out by whoever asks.
    """

    holds: str
    seen: str
    turns: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    narrow: str = ""
    source: str = ""


def filtered(figure: str, where: str) -> str:
    """The figure of those facts alone of which `where` is true; "" for all."""
    return f"{figure} FILTER (WHERE {where})" if where else figure


def bounds(seen: str, least: int | None, most: int | None, nth: int, *, times: str = "1") -> tuple[str, dict[str, Any]]:
    """`seen` between the bounds, each taken `times` over."""
    parts, values = [], {}
    for name, sign, bound in (("least", ">=", least), ("most", "<=", most)):
        if bound is not None:
            parts.append(f"{seen} {sign} %({name}{nth})s::bigint * {times}")
            values[f"{name}{nth}"] = bound
    return " AND ".join(parts), values


def after(instant: str, mark: str) -> str:
    """So much later, as the value of the mark says."""
    return f"{instant} + %({mark})s::interval"
