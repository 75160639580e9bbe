"""What is kept of segments beside what the facts say, for a check or to be written; read in slices of customers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.audiences.queries import list_scales
from prilavok.domains.audiences.types import Judged, Moves, Rule, Scale, atoms_of
from prilavok.insights.segments.asked import LAST, Span
from prilavok.insights.segments.judging import LEAF, Question, ask_judged, question_of

_MOST_CONDITIONS = 250  # of one statement: a row of the database has room for some 1,600 figures
_SLICE = 2_000  # customers that one statement of a check holds against all rules
_BEGIN = UUID(int=0)
_WITHIN = "WHERE customer > %(behind)s::uuid AND customer <= %(last)s::uuid"
_AMONG = "WHERE customer = ANY(%(customers)s::uuid[])"
#: what is judged of each rule beside what is kept of its segment
_COMPARED = """
, held AS (
  SELECT one.nth - 1 AS nth, customer, one.inside, one.turns_at FROM judged
  CROSS JOIN LATERAL unnest(ARRAY[{insides}], ARRAY[{turns}]) WITH ORDINALITY AS one(inside, turns_at, nth)
  WHERE one.inside OR one.turns_at IS NOT NULL
), named AS (
  SELECT segment, nth - 1 AS nth FROM unnest(%(segments)s::uuid[]) WITH ORDINALITY AS one(segment, nth)
), member AS (
  SELECT n.nth, m.customer, true AS member FROM named AS n JOIN segment_member AS m USING (segment) {among}
), turning AS (
  SELECT n.nth, t.customer, t.turns_at AS kept_turn FROM named AS n JOIN segment_turn AS t USING (segment) {among}
), compared AS (
  SELECT nth, customer, coalesce(inside, false) AS inside, coalesce(member, false) AS member, turns_at, kept_turn
  FROM held FULL JOIN member USING (nth, customer) FULL JOIN turning USING (nth, customer)
)
"""
#: turns that are due by now are work to be done
_DIFFERS = """
SELECT nth, customer, inside, turns_at FROM compared
WHERE inside <> member OR (turns_at IS DISTINCT FROM kept_turn AND coalesce(kept_turn > %(at)s::timestamptz, true))
"""
_ANEW = f"""
SELECT every.nth, every.customer, every.inside, every.turns_at, {LEAF.format(of="every")} FROM ({_DIFFERS}) AS every
"""
_KINDS = {
    "inside AND NOT member": ("segment", "customer"),
    "member AND NOT inside": ("segment", "customer"),
    "turns_at IS NOT NULL AND turns_at IS DISTINCT FROM kept_turn": ("segment", "customer", "turns_at"),
    "turns_at IS NULL AND kept_turn IS NOT NULL": ("segment", "customer"),
}
#: the arrays of Moves
_MOVES = "SELECT {} FROM compared JOIN named USING (nth)".format(
    ", ".join(
        f"coalesce(array_agg({what} ORDER BY segment, customer) FILTER (WHERE {which})::text, '{{}}')"
        for which, columns in _KINDS.items()
        for what in columns
    )
)


def differing(
    kept: Mapping[UUID, Rule], *, at: datetime, among: Sequence[UUID] | None = None
) -> dict[UUID, list[UUID]]:
    """By segment, the customers whose membership or next turn is kept otherwise than the facts say; writes nothing.

    Read in slices of customers, each in a statement of its own. Segments without a difference are left out. Turns that
    are due by now are work to be done and no difference. among: only these customers.
    """
    found: dict[UUID, list[UUID]] = {}
    scales = list_scales()
    for span in [list(among)] if among is not None else _spans():
        for several in _portions(kept):
            question = _compared([kept[one] for one in several], several, scales, at, span)
            for nth, customer, *_now in ask_judged(question, _DIFFERS):
                found.setdefault(several[nth], []).append(customer)
    return found


def judge_anew(kept: Mapping[UUID, Rule], customers: Sequence[UUID], *, at: datetime) -> dict[UUID, list[Judged]]:
    """By segment, those of the customers of whom something else is kept than they are now judged to be.

    Somebody kept who is no customer any more is judged to be outside. Turns due by now are left to their timer.
    """
    found: dict[UUID, list[Judged]] = {}
    if customers:
        scales = list_scales()
        for several in _portions(kept):
            question = _compared([kept[one] for one in several], several, scales, at, list(customers))
            for nth, *judged in ask_judged(question, _ANEW):
                found.setdefault(several[nth], []).append(Judged(*judged))
    return found


def moves_within(kept: Mapping[UUID, Rule], span: Span, *, at: datetime) -> list[Moves]:
    """What is to be changed of the segments so that each holds just those of the span whom its rule does; one pass over
    their facts for all rules. The caller holds the segments, so that nobody is judged by something newer meanwhile.
    """
    scales = list_scales()
    return [
        Moves(*row)
        for several in _portions(kept)
        for row in ask_judged(_compared([kept[one] for one in several], several, scales, at, span), _MOVES)
    ]


def _compared(
    rules: Sequence[Rule], segments: Sequence[UUID], scales: Mapping[str, Scale], at: datetime, among: Span | list[UUID]
) -> Question:
    span = isinstance(among, Span)
    question = question_of(rules, scales, at, among=among)
    text = _COMPARED.format(
        insides=", ".join(f"inside{nth}" for nth in range(len(rules))),
        turns=", ".join(f"turns{nth}" for nth in range(len(rules))),
        among=_WITHIN if span else _AMONG,
    )
    ends = {"behind": among.behind, "last": among.last} if isinstance(among, Span) else {}
    return Question(question.text + text, {**question.values, **ends, "segments": list(segments)}, span)


def _portions(kept: Mapping[UUID, Rule]) -> Iterator[list[UUID]]:
    several: list[UUID] = []
    conditions = 0
    for segment, rule in kept.items():
        conditions += len(atoms_of(rule))
        if several and conditions > _MOST_CONDITIONS:
            yield several
            several, conditions = [], len(atoms_of(rule))
        several.append(segment)
    if several:
        yield several


def _spans() -> Iterator[Span]:
    span = Span(_BEGIN, _BEGIN, ())
    while not span.ends:
        span = span_behind(span.last, _SLICE)
        yield span


def span_behind(customer: UUID, limit: int) -> Span:
    """The next so many customers by id."""
    text = "SELECT customer FROM known_customer WHERE customer > %(behind)s::uuid ORDER BY customer LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(text, {"behind": customer, "limit": limit})
        people = tuple(row[0] for row in cursor.fetchall())
    return Span(customer, people[-1] if len(people) == limit else LAST, people)
