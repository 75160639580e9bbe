"""How many would belong by a rule that is not kept yet: counted where customers are few, else estimated by a sample."""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.audiences.queries import list_scales
from prilavok.domains.audiences.types import Rule
from prilavok.insights.segments.judging import ask_judged, question_of
from prilavok.kit.pages import count_some

EXACT = 20_000  # customers of whom all are held against the rule while somebody waits
DRAWN = 2_000  # customers of a sample, at least; fewer than twice as many
_SURE = 1.96  # standard deviations on either side: 19 times of 20
# By a digest of the id, which has nothing to do with who it is; asked again, the same are drawn.
_DRAW = "SELECT customer FROM named_customer WHERE uuid_hash(customer) & %(mask)s::int = 0 ORDER BY customer DESC"


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would belong, and a few of them, those known latest first.

    drawn: 0 where all were counted; else of so many drawn from `people` customers, with size between least and most 19
    times of 20.
    """

    size: int
    examples: tuple[UUID, ...]
    drawn: int
    people: int
    least: int
    most: int


def preview(rule: Rule, *, at: datetime, examples: int = 8) -> Preview:
    """How many belong by the rule now, whoever is kept, and who for example."""
    if count_some("named_customer", most=EXACT) <= EXACT:
        question = question_of([rule], list_scales(), at, among=None)
        ((size, found),) = ask_judged(
            question,
            "SELECT count(*), (array_agg(customer ORDER BY customer DESC))[: %(examples)s::int] FROM judged"
            " WHERE inside0",
            examples=examples,
        )
        return Preview(size, tuple(found or ()), 0, 0, size, size)
    people, drawn = _draw()
    question = question_of([rule], list_scales(), at, among=drawn)
    inside = {customer for (customer,) in ask_judged(question, "SELECT customer FROM judged WHERE inside0")}
    named = tuple(one for one in drawn if one in inside)[:examples]
    least, most = likely(len(inside), len(drawn), people)
    size = rounded(len(inside) * people // len(drawn))
    return Preview(size, named, len(drawn), people, rounded(least), rounded(most, up=True))


def likely(found: int, drawn: int, people: int) -> tuple[int, int]:
    """Between what numbers of all those lie of whom so many were found among those drawn, 19 times of 20.

    E. B. Wilson, Probable inference, Journal of the American Statistical Association 22 (1927): good at the ends too.
    """
    share, square = found / drawn, _SURE**2 / drawn
    middle = share + square / 2
    aside = _SURE * math.sqrt(share * (1 - share) / drawn + square / (4 * drawn))
    least, most = ((middle + sign * aside) / (1 + square) * people for sign in (-1, 1))
    return max(found, math.floor(least)), min(people - drawn + found, math.ceil(most))


def rounded(number: int, *, up: bool = False) -> int:
    """As many digits as mean something, three; never rounded up unless asked to be."""
    step = int("1" + "0" * max(len(str(number)) - 3, 0))
    return -(-number // step) * step if up else number // step * step


def _draw() -> tuple[int, list[UUID]]:
    """How many customers there are, and those drawn, the latest known first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM named_customer")
        (people,) = cursor.fetchone()
        halves = max(people // DRAWN, 1).bit_length() - 1
        cursor.execute(_DRAW, {"mask": 2**halves - 1})
        return people, [row[0] for row in cursor.fetchall()]
