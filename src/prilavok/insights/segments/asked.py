"""What a condition asks of the facts, in the form in which several are joined into one question.

Everything is held against one instant, `at`. A fact of the last n days lies after `at` minus n days, so it leaves its
window at the very instant that is n days after it: that instant is what a timer waits for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from prilavok.domains.audiences.types import OfGoods

DAY = timedelta(days=1)
#: whose the leaf of a fact is, of those who are asked about
OWN = "JOIN mine AS l ON l.leaf = o.leaf"
#: facts that several conditions may look at in one pass, grouped by customer
FACTS: Mapping[str, str] = {
    "orders": f"counted_order AS o {OWN}",
    # Leaf by leaf in the index of lives: the union of events and behaviour would be read whole and then joined.
    "happened": """mine AS l CROSS JOIN LATERAL
 (SELECT h.verb, h.occurred_at FROM happened AS h WHERE h.leaf = l.leaf OFFSET 0) AS o""",
    # Only where a condition asks what goods it was about: these rows are read whole, not in the index alone.
    "handled": """mine AS l CROSS JOIN LATERAL
 (SELECT h.verb, h.occurred_at, h.goods FROM handled_goods AS h WHERE h.leaf = l.leaf OFFSET 0) AS o
 JOIN named_goods AS v ON v.goods = o.goods""",
    "identified": f"identified_leaf AS o {OWN}",
    "points": f"standing_points AS o {OWN}",
}
LAST = UUID(int=2**128 - 1)
#: who is asked about: of everybody the planner chooses how, of some it reads first who they are and what is theirs
_WHOM = """whom AS {kept} (SELECT w.customer, w.created_at, w.language FROM known_customer AS w{of_people}
), mine AS {kept} (SELECT l.leaf, l.customer, l.since FROM leaf_customer AS l{of_leaves})"""
_IN_CATEGORY = """v.category IN (SELECT c.category FROM named_category AS root JOIN named_category AS c
 ON c.path = root.path OR starts_with(c.path, root.path || '/') WHERE root.category = %({mark})s)"""
#: of a text the planner always expects a thousand parts, so that its plan may be kept from slice to slice
_LISTED = " JOIN string_to_table(%(people)s::text, ',') AS one(id) ON one.id::uuid = {one}.customer"
_SOME = " WHERE {one}.customer = ANY(%(customers)s::uuid[])"


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


def of_goods(atom: OfGoods, nth: int) -> tuple[list[str], dict[str, Any]]:
    """Which goods `v` count; nothing where all do."""
    asked = (
        ("product", "v.product = %({mark})s", atom.product),
        ("category", _IN_CATEGORY, atom.category),
        ("brand", "lower(v.brand) = lower(%({mark})s)", atom.brand),
    )
    given = [(f"{name}{nth}", part, value) for name, part, value in asked if value is not None]
    return [part.format(mark=mark) for mark, part, _ in given], {mark: value for mark, _, value in given}


def after(instant: str, mark: str) -> str:
    """So much later, as the value of the mark says."""
    return f"{instant} + %({mark})s::interval"


@dataclass(frozen=True, slots=True)
class Span:
    """The next customers by id behind one, and up to which id it reaches: with the last of all goes everybody behind.

    Who is no customer any more may stand in it too, as somebody a segment still keeps.
    """

    behind: UUID
    last: UUID
    customers: tuple[UUID, ...]

    @property
    def ends(self) -> bool:
        """Whether nobody stands behind it."""
        return self.last == LAST


def whom(among: Sequence[UUID] | Span | None) -> tuple[str, dict[str, Any]]:
    """`whom` and `mine`, the customers asked about and their leaves, as parts of a WITH; and its values."""
    if among is None:
        return _WHOM.format(kept="NOT MATERIALIZED", of_people="", of_leaves=""), {}
    if isinstance(among, Span):
        people, leaves = _LISTED.format(one="w"), _LISTED.format(one="l")
        return _WHOM.format(kept="MATERIALIZED", of_people=people, of_leaves=leaves), {
            "people": ",".join(map(str, among.customers))
        }
    people, leaves = _SOME.format(one="w"), _SOME.format(one="l")
    return _WHOM.format(kept="MATERIALIZED", of_people=people, of_leaves=leaves), {"customers": list(among)}
