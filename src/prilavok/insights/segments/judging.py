"""The one question of segments: everybody, or some customers by the same text with a restriction, held to rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from prilavok.domains.audiences.queries import list_scales
from prilavok.domains.audiences.types import All, AnyOf, Judged, Not, Rule, Scale, atoms_of
from prilavok.insights.segments.asked import FACTS, Asked, Span, whom
from prilavok.insights.segments.conditions import ask_of

#: the leaf by which it is told that somebody came or left
LEAF = "(SELECT min(l.leaf::text)::uuid FROM leaf_customer AS l WHERE l.customer = {of}.customer)"


@dataclass(frozen=True, slots=True)
class Question:
    """Rules as one statement: rows `customer`, of each rule `inside0, turns0, ...`, of each condition where asked
    `seen0, holds0, ...`; and its values. planned_once: its plan may be kept from slice to slice.
    """

    text: str
    values: Mapping[str, Any]
    planned_once: bool


def question_of(
    rules: Sequence[Rule],
    scales: Mapping[str, Scale],
    at: datetime,
    *,
    among: Sequence[UUID] | Span | None,
    seen: bool = False,
) -> Question:
    """Compile; what looks at the same facts looks at them once. among: only these customers, by the same text.

    seen: also what each condition was held against.
    """
    atoms = [atom for rule in rules for atom in atoms_of(rule)]
    asked = [ask_of(atom, nth, scales) for nth, atom in enumerate(atoms)]
    rows, facts, joins = _joins(asked)
    people, values = whom(among)
    values |= {"at": at}
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
    text = f"""WITH {", ".join([people, *facts])}, told AS (
SELECT w.customer, {", ".join(told)}
FROM whom AS w
{chr(10).join(joins)}
), judged AS (SELECT {", ".join(["customer", *inside, *kept])} FROM told)
"""
    return Question(text, values, isinstance(among, Span))


def _joins(asked: Sequence[Asked]) -> tuple[list[str], list[str], list[str]]:
    """The name of each condition's row, those rows as parts of a WITH, and how they are joined to the customers."""
    parts: dict[str, str] = {}
    for name, facts in FACTS.items():
        looking = [one for one in asked if one.facts == name]
        if not looking:
            continue
        figures = ", ".join(f"{figure} AS {title}" for one in looking for title, figure in one.figures.items())
        narrow = {one.narrow for one in looking}
        where = "" if "" in narrow else f" WHERE ({') OR ('.join(sorted(narrow))})"
        parts[f"SELECT l.customer, {figures} FROM {facts}{where} GROUP BY 1"] = name
    for source in dict.fromkeys(one.source for one in asked if one.source):
        parts[source] = f"c{len(parts)}"
    rows = [parts[one.source] if one.source else one.facts or "w" for one in asked]
    return (
        rows,
        [f"{name} AS MATERIALIZED ({text})" for text, name in parts.items()],
        [f"LEFT JOIN {name} ON {name}.customer = w.customer" for name in parts.values()],
    )


def judge(rule: Rule, customers: Sequence[UUID], *, at: datetime) -> list[Judged]:
    """Each of the customers held to the rule; of one who is no customer any more there is nothing."""
    if not customers:
        return []
    question = question_of([rule], list_scales(), at, among=customers)
    text = f"SELECT customer, inside0, turns0, {LEAF.format(of='judged')} FROM judged"
    return [Judged(*row) for row in _run(question, text, question.values)]


def judge_all(rule: Rule, *, at: datetime) -> dict[UUID, bool]:
    """Everybody held to the rule by one pass over the facts; the whole answer in memory, for checks and files."""
    question = question_of([rule], list_scales(), at, among=None)
    return dict(_run(question, "SELECT customer, inside0 FROM judged", question.values))


def ask_judged(question: Question, text: str, **values: Any) -> list[tuple[Any, ...]]:
    """Rows of a statement over `judged`, with values of its own."""
    return _run(question, text, {**question.values, **values})


def _run(question: Question, text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    # Of a list of ids a plan that is kept would be for a handful, and thousands would be joined by it in a loop.
    plan = "force_generic_plan" if question.planned_once else "force_custom_plan"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL plan_cache_mode = {plan}")
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
