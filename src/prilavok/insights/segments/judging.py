"""The one question of a segment: everybody, or some customers by the same text with a restriction, held to its rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.domains.audiences.queries import list_scales
from prilavok.domains.audiences.types import All, AnyOf, Judged, Not, Rule, Scale, atoms_of
from prilavok.insights.segments.conditions import AMONG, ask_of

_SOME = " AND l.customer = ANY(%(customers)s::uuid[])"
_SOME_PEOPLE = " WHERE w.customer = ANY(%(customers)s::uuid[])"
#: who is looked at when everybody is compared with what is kept
_KEPT = """
SELECT coalesce(judged.customer, kept.customer) FROM judged
FULL JOIN (SELECT customer FROM segment_member WHERE segment = %(segment)s) AS kept
    ON kept.customer = judged.customer
FULL JOIN (SELECT customer, turns_at FROM segment_turn WHERE segment = %(segment)s) AS turn
    ON turn.customer = coalesce(judged.customer, kept.customer)
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A rule as one statement: rows `customer, inside, turns_at, seen0, holds0, seen1, …`, and its values."""

    text: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would belong, and a few of them, those known latest first."""

    size: int
    examples: tuple[UUID, ...]


def question_of(rule: Rule, scales: Mapping[str, Scale], at: datetime, *, among: Sequence[UUID] | None) -> Question:
    """Compile. among: only these customers, by the same text; None is everybody."""
    asked = [ask_of(atom, nth, scales) for nth, atom in enumerate(atoms_of(rule))]
    joins, told, turns = [], [], []
    values: dict[str, Any] = {"at": at}
    for nth, one in enumerate(asked):
        row = f"c{nth}"
        if one.source:
            source = one.source.replace(AMONG, "" if among is None else _SOME)
            joins.append(f"LEFT JOIN ({source}) AS {row} ON {row}.customer = w.customer")
        told += [
            f"{one.seen.format(row=row)} AS seen{nth}",
            f"coalesce({one.holds.format(row=row)}, false) AS holds{nth}",
        ]
        turns += [_coming(instant.format(row=row)) for instant in one.turns]
        values |= one.values
    if among is not None:
        values["customers"] = list(among)
    holds = _joined(rule, iter(range(len(asked))))
    text = f"""WITH told AS (
SELECT w.customer, least(NULL::timestamptz, {", ".join(turns) or "NULL"}) AS turns_at, {", ".join(told)}
FROM known_customer AS w
{chr(10).join(joins)}{"" if among is None else _SOME_PEOPLE}
), judged AS (SELECT told.*, {holds} AS inside FROM told)
"""
    return Question(text, values)


def judge(rule: Rule, customers: Sequence[UUID], *, at: datetime) -> list[Judged]:
    """Each of the customers held to the rule; of one who is no customer any more there is nothing."""
    if not customers:
        return []
    question = question_of(rule, list_scales(), at, among=customers)
    leaf = "(SELECT min(l.leaf::text)::uuid FROM leaf_customer AS l WHERE l.customer = judged.customer)"
    return [
        Judged(*row)
        for row in _run(question, f"SELECT customer, inside, turns_at, {leaf} FROM judged", question.values)
    ]


def judge_all(rule: Rule, *, at: datetime) -> dict[UUID, bool]:
    """Everybody held to the rule by one pass over the facts; the whole answer in memory, for checks and files."""
    question = question_of(rule, list_scales(), at, among=None)
    return dict(_run(question, "SELECT customer, inside FROM judged", question.values))


def preview(rule: Rule, *, at: datetime, examples: int = 8) -> Preview:
    """How many belong by the rule now, whoever is kept, and who for example."""
    question = question_of(rule, list_scales(), at, among=None)
    text = """SELECT (SELECT count(*) FROM judged WHERE inside),
        ARRAY(SELECT customer FROM judged WHERE inside ORDER BY customer DESC LIMIT %(examples)s)"""
    ((size, found),) = _run(question, text, {**question.values, "examples": examples})
    return Preview(size, tuple(found))


def differing(segment: UUID, rule: Rule, *, at: datetime) -> list[UUID]:
    """Customers whose membership or next turn is kept otherwise than one pass over all the facts says; writes nothing.

    Turns that are due by now are work to be done and no difference.
    """
    question = question_of(rule, list_scales(), at, among=None)
    text = f"""{_KEPT} WHERE coalesce(judged.inside, false) <> (kept.customer IS NOT NULL)
        OR (judged.turns_at IS DISTINCT FROM turn.turns_at AND coalesce(turn.turns_at > %(at)s, true))"""
    return [row[0] for row in _run(question, text, {**question.values, "segment": segment})]


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
