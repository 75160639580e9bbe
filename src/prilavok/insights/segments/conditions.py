"""What each condition asks of the facts: figures of them, whether it holds, what was seen, when time may turn it."""

from collections.abc import Mapping
from typing import Any

from prilavok.domains.audiences.types import (
    Agreed,
    Atom,
    Bought,
    Did,
    DidAgo,
    Favourite,
    HasPoints,
    HasTier,
    Known,
    LastBought,
    LastWas,
    Reached,
    Scale,
    Scored,
    Speaks,
)
from prilavok.insights.segments.asked import DAY, OWN, Asked, after, bounds, filtered, of_goods
from prilavok.insights.segments.purchases import bought, favourite, last_was, scored
from prilavok.kit.channels import WRITTEN_BY

# The same as `holds` of the room of consent says of one person and one contact of theirs in that channel, of any where
# they have several: what was said of another contact alone does not count. The last word is a yes, and behind each no
# stands a yes of its teller, or one said while both leaves were one person already. At one instant a no goes last.
_AGREED = f"""WITH said AS (
 SELECT l.customer, o.leaf, o.given, o.said_at, o.address, o.told_by, l.since FROM said_consent AS o {OWN}
 WHERE o.channel = '{{channel}}' AND o.purpose = '{{purpose}}'
), reached AS (
 SELECT w.customer, o.leaf AS address FROM (SELECT DISTINCT customer FROM said) AS w
 LEFT JOIN (mine AS l JOIN identified_leaf AS o ON o.leaf = l.leaf AND o.kind = '{{kind}}') ON l.customer = w.customer
), counted AS (
 SELECT s.*, r.address AS at FROM reached AS r JOIN said AS s
 ON s.customer = r.customer AND (s.address IS NULL OR s.address = r.address)
), held AS (
 SELECT customer FROM counted AS s GROUP BY customer, at
 HAVING (array_agg(given ORDER BY said_at DESC, given))[1]
 AND NOT bool_or(NOT given AND NOT EXISTS (SELECT FROM counted AS yes WHERE yes.customer = s.customer
 AND yes.at IS NOT DISTINCT FROM s.at AND yes.given
 AND yes.said_at > s.said_at AND (yes.leaf = s.told_by OR greatest(yes.since, s.since) <= yes.said_at)))
) SELECT DISTINCT customer, true AS agreed FROM held"""
#: of which kind the contact is that a channel writes to
_WRITTEN_TO = {channel: kind for kind, channel in WRITTEN_BY.items()}


def ask_of(atom: Atom, nth: int, scales: Mapping[str, Scale]) -> Asked:
    """The condition as SQL; its figures and the marks of its values end in `nth`."""
    match atom:
        case Bought():
            return bought(atom, nth)
        case LastBought():
            figures = {f"last_at{nth}": "max(o.placed_at)"}
            return _days_since(f"{{row}}.last_at{nth}", atom, nth, facts="orders", figures=figures)
        case Known():
            return _days_since("w.created_at", atom, nth)
        case Did():
            return _did(atom, nth)
        case DidAgo():
            return _did_ago(atom, nth)
        case Favourite():
            return favourite(atom, nth)
        case LastWas():
            return last_was(atom, nth)
        case Scored():
            return scored(atom, nth, scales.get(atom.currency))
        case HasPoints():
            return _points(atom, nth)
        case HasTier():
            return _tier(atom, nth)
        case Agreed():
            kind = _WRITTEN_TO.get(atom.channel, atom.channel)
            source = _AGREED.replace("{channel}", atom.channel).replace("{purpose}", atom.purpose)
            source = source.replace("{kind}", kind)
            return Asked("{row}.agreed", "CASE WHEN {row}.agreed THEN 'yes' ELSE 'no' END", source=source)
        case Speaks():
            return Asked(
                f"w.language = %(language{nth})s", "nullif(w.language, '')", (), {f"language{nth}": atom.language}
            )
    return _reached(atom, nth)


def _days_since(
    instant: str,
    atom: LastBought | Known | DidAgo,
    nth: int,
    *,
    facts: str = "",
    figures: Mapping[str, str] | None = None,
    narrow: str = "",
    named: Mapping[str, Any] | None = None,
) -> Asked:
    parts, turns, values = [f"{instant} IS NOT NULL"], [], dict(named or {})
    if atom.least is not None:
        values[f"least{nth}"] = atom.least * DAY
        turns.append(after(instant, f"least{nth}"))
        parts.append(f"%(at)s::timestamptz >= {turns[-1]}")
    if atom.most is not None:
        values[f"most{nth}"] = (atom.most + 1) * DAY
        turns.append(after(instant, f"most{nth}"))
        parts.append(f"%(at)s::timestamptz < {turns[-1]}")
    seen = f"floor(extract(epoch FROM %(at)s::timestamptz - {instant}) / 86400)::bigint"
    return Asked(" AND ".join(parts), seen, tuple(turns), values, facts=facts, figures=figures or {}, narrow=narrow)


def _did(atom: Did, nth: int) -> Asked:
    where, values, facts = _deed(atom, nth)
    figures = {f"times{nth}": "count(*)"}
    if atom.days is not None:
        where += f" AND o.occurred_at > %(at)s::timestamptz - %(days{nth})s::interval"
        values[f"days{nth}"] = atom.days * DAY
        figures[f"first_at{nth}"] = "min(o.occurred_at)"
    seen = f"coalesce({{row}}.times{nth}, 0)"
    holds, limits = bounds(seen, atom.least, atom.most, nth)
    turns = (after(f"{{row}}.first_at{nth}", f"days{nth}"),) if atom.days is not None else ()
    figures = {name: filtered(figure, where) for name, figure in figures.items()}
    return Asked(holds, seen, turns, values | limits, facts=facts, figures=figures, narrow=where)


def _did_ago(atom: DidAgo, nth: int) -> Asked:
    where, values, facts = _deed(atom, nth)
    figure = filtered("min(o.occurred_at)" if atom.of == "first" else "max(o.occurred_at)", where)
    instant = f"{atom.of}_at{nth}"
    return _days_since(
        f"{{row}}.{instant}", atom, nth, facts=facts, figures={instant: figure}, narrow=where, named=values
    )


def _deed(atom: Did | DidAgo, nth: int) -> tuple[str, dict[str, Any], str]:
    """Which rows of which facts it is; what goods they were about is looked at only where the condition says some."""
    goods, values = of_goods(atom, nth)
    where = " AND ".join([f"o.verb = %(verb{nth})s", *goods])
    return where, values | {f"verb{nth}": atom.verb}, "handled" if goods else "happened"


def _points(atom: HasPoints, nth: int) -> Asked:
    where, seen = f"o.currency = %(currency{nth})s", f"coalesce({{row}}.points{nth}, 0)"
    holds, limits = bounds(seen, atom.least, atom.most, nth)
    figures = {f"points{nth}": filtered("sum(o.points)", where)}
    values = {f"currency{nth}": atom.currency, **limits}
    return Asked(holds, seen, (), values, facts="points", figures=figures, narrow=where)


def _tier(atom: HasTier, nth: int) -> Asked:
    # Who is found to hold another writes down so, and has the segments that name it judged.
    source = f"""SELECT o.customer, true AS held FROM standing_tier AS o JOIN whom AS w ON w.customer = o.customer
 WHERE o.tier = %(tier{nth})s::uuid"""
    seen = "CASE WHEN {row}.held THEN 'yes' ELSE 'no' END"
    return Asked("{row}.held", seen, (), {f"tier{nth}": atom.tier}, source=source)


def _reached(atom: Reached, nth: int) -> Asked:
    where, times = f"o.kind = %(kind{nth})s", f"coalesce({{row}}.times{nth}, 0)"
    figures = {f"times{nth}": filtered("count(*)", where)}
    values = {f"kind{nth}": atom.by}
    return Asked(f"{times} > 0", times, (), values, facts="identified", figures=figures, narrow=where)
