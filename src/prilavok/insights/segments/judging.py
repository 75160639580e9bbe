"""The one question of segments: everybody, or some customers by the same text with a restriction, held to rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.domains.audiences.queries import list_scales
from prilavok.domains.audiences.types import All, AnyOf, Judged, Not, Rule, Scale, atoms_of
from prilavok.insights.segments.asked import AMONG, FACTS, Asked
from prilavok.insights.segments.conditions import ask_of

_SOME = " AND l.customer = ANY(%(customers)s::uuid[])"
_SOME_PEOPLE = " WHERE w.customer = ANY(%(customers)s::uuid[])"
_TOGETHER = 25  # rules of one statement: more would hold more figures of everybody than a server has room for
#: where what is kept is otherwise than what is judged; turns that are due by now are work to be done
_DIFFERS = """
SELECT {nth} AS nth, coalesce(j.customer, kept.customer, turn.customer) AS customer,
       coalesce(j.inside, false) AS inside, j.turns_at
FROM (SELECT customer, inside{nth} AS inside, turns{nth} AS turns_at FROM judged
      WHERE inside{nth} OR turns{nth} IS NOT NULL) AS j
FULL JOIN (SELECT customer FROM segment_member WHERE segment = %(segment{nth})s{some}) AS kept
    ON kept.customer = j.customer
FULL JOIN (SELECT customer, turns_at FROM segment_turn WHERE segment = %(segment{nth})s{some}) AS turn
    ON turn.customer = coalesce(j.customer, kept.customer)
WHERE coalesce(j.inside, false) <> (kept.customer IS NOT NULL)
   OR (j.turns_at IS DISTINCT FROM turn.turns_at AND coalesce(turn.turns_at > %(at)s::timestamptz, true))
"""
_SOME_KEPT = " AND customer = ANY(%(customers)s::uuid[])"
#: the leaf by which it is told that somebody came or left
_LEAF = "(SELECT min(l.leaf::text)::uuid FROM leaf_customer AS l WHERE l.customer = {of}.customer)"


@dataclass(frozen=True, slots=True)
class Question:
    """Rules as one statement: rows `customer`, of each rule `inside0, turns0, ...`, of each condition where asked
    `seen0, holds0, ...`; and its values."""

    text: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would belong, and a few of them, those known latest first."""

    size: int
    examples: tuple[UUID, ...]


def question_of(
    rules: Sequence[Rule],
    scales: Mapping[str, Scale],
    at: datetime,
    *,
    among: Sequence[UUID] | None,
    seen: bool = False,
) -> Question:
    """Compile; what looks at the same facts looks at them once. among: only these customers, by the same text.

    seen: also what each condition was held against.
    """
    atoms = [atom for rule in rules for atom in atoms_of(rule)]
    asked = [ask_of(atom, nth, scales) for nth, atom in enumerate(atoms)]
    rows, joins = _joins(asked, "" if among is None else _SOME)
    values: dict[str, Any] = {"at": at}
    if among is not None:
        values["customers"] = list(among)
    told = []
    for nth, (one, row) in enumerate(zip(asked, rows, strict=True)):
        values |= one.values
        told.append(f"coalesce({one.holds.format(row=row)}, false) AS holds{nth}")
        if seen:
            told.append(f"({one.seen.format(row=row)})::text AS seen{nth}")
    numbers, first = iter(range(len(asked))), 0
    inside = []
    for nth, rule in enumerate(rules):
        last = first + len(atoms_of(rule))
        turns = [_coming(turn.format(row=rows[at_])) for at_ in range(first, last) for turn in asked[at_].turns]
        told.append(f"least(NULL::timestamptz, {', '.join(turns) or 'NULL'}) AS turns{nth}")
        inside.append(f"{_joined(rule, numbers)} AS inside{nth}, turns{nth}")
        first = last
    kept = [f"{name}{nth}" for nth in range(len(asked)) for name in ("seen", "holds")] if seen else []
    text = f"""WITH told AS (
SELECT w.customer, {", ".join(told)}
FROM known_customer AS w
{chr(10).join(joins)}{"" if among is None else _SOME_PEOPLE}
), judged AS (SELECT {", ".join(["customer", *inside, *kept])} FROM told)
"""
    return Question(text, values)


def _joins(asked: Sequence[Asked], some: str) -> tuple[list[str], list[str]]:
    """The name of each condition's row, and how those rows are joined to the customers."""
    joins = []
    for name, facts in FACTS.items():
        looking = [one for one in asked if one.facts == name]
        if not looking:
            continue
        figures = ", ".join(f"{figure} AS {title}" for one in looking for title, figure in one.figures.items())
        narrow = {one.narrow for one in looking}
        where = "" if "" in narrow else f" WHERE ({') OR ('.join(sorted(narrow))})"
        joins.append(f"SELECT l.customer, {figures} FROM {facts}{where} GROUP BY 1")
    named = [name for name in FACTS if any(one.facts == name for one in asked)]
    for source in dict.fromkeys(one.source for one in asked if one.source):
        joins.append(source)
        named.append(f"c{len(named)}")
    row_of = dict(zip(joins, named, strict=True))
    rows = [row_of[one.source] if one.source else one.facts or "w" for one in asked]
    texts = [
        f"LEFT JOIN ({text.replace(AMONG, some)}) AS {name} ON {name}.customer = w.customer"
        for text, name in row_of.items()
    ]
    return rows, texts


def judge(rule: Rule, customers: Sequence[UUID], *, at: datetime) -> list[Judged]:
    """Each of the customers held to the rule; of one who is no customer any more there is nothing."""
    if not customers:
        return []
    question = question_of([rule], list_scales(), at, among=customers)
    text = f"SELECT customer, inside0, turns0, {_LEAF.format(of='judged')} FROM judged"
    return [Judged(*row) for row in _run(question, text, question.values)]


def judge_all(rule: Rule, *, at: datetime) -> dict[UUID, bool]:
    """Everybody held to the rule by one pass over the facts; the whole answer in memory, for checks and files."""
    question = question_of([rule], list_scales(), at, among=None)
    return dict(_run(question, "SELECT customer, inside0 FROM judged", question.values))


def preview(rule: Rule, *, at: datetime, examples: int = 8) -> Preview:
    """How many belong by the rule now, whoever is kept, and who for example."""
    question = question_of([rule], list_scales(), at, among=None)
    text = """SELECT (SELECT count(*) FROM judged WHERE inside0),
        ARRAY(SELECT customer FROM judged WHERE inside0 ORDER BY customer DESC LIMIT %(examples)s)"""
    ((size, found),) = _run(question, text, {**question.values, "examples": examples})
    return Preview(size, tuple(found))


def differing(
    kept: Mapping[UUID, Rule], *, at: datetime, among: Sequence[UUID] | None = None
) -> dict[UUID, list[UUID]]:
    """By segment, the customers whose membership or next turn is kept otherwise than the facts say; writes nothing.

    Each pass over the facts holds everybody against several rules. Segments without a difference are left out. Turns
    that are due by now are work to be done and no difference. among: only these customers.
    """
    found: dict[UUID, list[UUID]] = {}
    for segment, row in _differing(kept, at, among, ""):
        found.setdefault(segment, []).append(row[0])
    return found


def judge_anew(kept: Mapping[UUID, Rule], customers: Sequence[UUID], *, at: datetime) -> dict[UUID, list[Judged]]:
    """By segment, those of the customers of whom something else is kept than they are now judged to be.

    Somebody kept who is no customer any more is judged to be outside. Turns due by now are left to their timer.
    """
    found: dict[UUID, list[Judged]] = {}
    if customers:
        for segment, row in _differing(kept, at, customers, f", {_LEAF.format(of='every')}"):
            found.setdefault(segment, []).append(Judged(*row))
    return found


def _differing(
    kept: Mapping[UUID, Rule], at: datetime, among: Sequence[UUID] | None, more: str
) -> Iterator[tuple[UUID, tuple[Any, ...]]]:
    """Each segment and customer, whether inside, the next turn, and what more is asked."""
    scales, some = list_scales(), "" if among is None else _SOME_KEPT
    for several in _portions(list(kept)):
        question = question_of([kept[one] for one in several], scales, at, among=among)
        text = "UNION ALL".join(_DIFFERS.format(nth=nth, some=some) for nth in range(len(several)))
        values = {**question.values, **{f"segment{nth}": one for nth, one in enumerate(several)}}
        for nth, *row in _run(question, f"SELECT *{more} FROM ({text}) AS every", values):
            yield several[nth], tuple(row)


def _portions(segments: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(segments), _TOGETHER):
        yield segments[first : first + _TOGETHER]


def next_customers(after: UUID, limit: int) -> list[UUID]:
    """Customers in the order of their ids, behind one."""
    text = "SELECT customer FROM known_customer WHERE customer > %(after)s ORDER BY customer LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(text, {"after": after, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def ask_judged(question: Question, text: str) -> list[tuple[Any, ...]]:
    """Rows of a statement over `judged`."""
    return _run(question, text, question.values)


def _run(question: Question, text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question.text + text, values)
        return list(cursor.fetchall())


def _coming(instant: str) -> str:
    return f"CASE WHEN {instant} > %(at)s::timestamptz THEN {instant} END"


def _joined(rule: Rule, numbers: Any) -> str:
    if isinstance(rule, Not):
        return f"NOT ({_joined(rule.of, numbers)})"
    if isinstance(rule, All | AnyOf):
        word = " AND " if isinstance(rule, All) else " OR "
        return "(" + word.join(_joined(part, numbers) for part in rule.of) + ")"
    return f"holds{next(numbers)}"
