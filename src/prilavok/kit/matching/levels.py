"""How alike two values are, said once and asked twice: in Splink's SQL over a file, and here for one pair.

Jaro-Winkler is RapidFuzz's here and DuckDB's there, by the same author; `tests/kit` holds both to one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz.distance import JaroWinkler, Levenshtein

Kind = Literal["same", "alike", "near", "signed", "swapped", "initial", "turned", "begins"]


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of likeness of a column.

    name: what evidence calls it. kind: how it is judged. limit: least likeness ("alike", "signed"), most slips
    ("near"), or how many letters at the beginning ("begins"). other: the column that may have been confused
    ("swapped"), or that must be the same ("signed").
    own: what it says of a person's own at the most, in bits: brothers' names are often somewhat alike.
    m, u: the share of pairs of one person, and of two, that stand at this level, where nothing was learnt.
    """

    name: str
    kind: Kind
    m: float
    u: float
    limit: float = 0
    other: str = ""
    own: float = 20


@dataclass(frozen=True, slots=True)
class Own:
    """Between which bounds a column's bits speak for one person rather than for two of one household.

    Those who live together share surname, address and often the phone; a first name or a birthday of one's own they
    share now and then (a grandson, twins), so even the same ones say only so much.
    """

    least: float = -20
    most: float = 20


#: of a column that a household shares
SHARED = Own(0, 0)
#: a phone is next to nothing: only a column whose bits may come to more can be a person's own sign
OWN_FROM = 1.0
#: bits against a pair in which nothing of a person's own agrees: surname, address and phone tie rows only in a list
#: that has shown to hold hardly any households
NOTHING_OWN = -3.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One column compared, its levels from the strongest down; below the last one the values differ.

    rare: whether a rare value tells more than a frequent one. own: how much of it is a person's and not a family's.
    """

    column: str
    rare: bool
    own: Own
    levels: tuple[Level, ...]

    @property
    def differs(self) -> float:
        """The share of pairs of one person whose values differ, before anything was learnt."""
        return max(0.005, 1 - sum(level.m for level in self.levels))


#: so many slips between two names that stand in each other's place, if they have more than three letters
_SLIPS = 2
#: the name of what is below the last level
DIFFERS = "differs"


def holds(level: Level, column: str, left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    """Whether two prepared rows, both of which have the column, stand at the level or above it."""
    one, two = left[column], right[column]
    match level.kind:
        case "same":
            return one == two
        case "alike":
            return JaroWinkler.similarity(one, two) >= level.limit
        case "signed":
            sign = left.get(level.other)
            if sign is None or sign != right.get(level.other):
                return False
            return JaroWinkler.similarity(one, two) >= level.limit
        case "near":
            most = int(level.limit)
            return Levenshtein.distance(one, two, score_cutoff=most) <= most
        case "swapped":
            return _crossed(one, right.get(level.other), left.get(level.other), two)
        case "initial":
            return one[0] == two[0] and 1 in (len(one), len(two))
        case "turned":
            return one == two[:4] + two[6:8] + two[4:6]
        case "begins":
            return one[: int(level.limit)] == two[: int(level.limit)]


def _crossed(one: str, theirs: str | None, ours: str | None, two: str) -> bool:
    """Whether both names stand in each other's place, one of them with a slip at most; where a row tells one alone,
    that one. A word supports one part, so one in common is not enough where both rows tell two.
    """
    if one == theirs:
        return ours is None or _slipped(ours, two)
    return two == ours and (theirs is None or _slipped(one, theirs))


def _slipped(one: str, two: str) -> bool:
    return one == two or (len(one) > 3 and len(two) > 3 and Levenshtein.distance(one, two) <= _SLIPS)


def creator(level: Level, column: str) -> Any:
    """The same level as Splink's own, which writes it in the language of the engine it runs on."""
    import splink.comparison_level_library as cll

    match level.kind:
        case "same":
            return cll.ExactMatchLevel(column)
        case "alike":
            return cll.JaroWinklerLevel(column, level.limit)
        case "signed":
            return cll.And(cll.ExactMatchLevel(level.other), cll.JaroWinklerLevel(column, level.limit))
        case "near":
            return cll.LevenshteinLevel(column, int(level.limit))
        case _:
            return cll.CustomLevel(_condition(level, column), level.name)


def _condition(level: Level, column: str) -> str:
    one, two = f"{column}_l", f"{column}_r"
    match level.kind:
        case "swapped":
            ours, theirs = f"{level.other}_l", f"{level.other}_r"
            return (
                f"({one} = {theirs} AND ({ours} IS NULL OR {_near_sql(ours, two)})) "
                f"OR ({two} = {ours} AND ({theirs} IS NULL OR {_near_sql(one, theirs)}))"
            )
        case "initial":
            return f"substr({one}, 1, 1) = substr({two}, 1, 1) AND (length({one}) = 1 OR length({two}) = 1)"
        case "turned":
            return f"{one} = concat(substr({two}, 1, 4), substr({two}, 7, 2), substr({two}, 5, 2))"
        case _:
            return f"substr({one}, 1, {int(level.limit)}) = substr({two}, 1, {int(level.limit)})"


def _near_sql(one: str, two: str) -> str:
    return f"({one} = {two} OR (length({one}) > 3 AND length({two}) > 3 AND levenshtein({one}, {two}) <= {_SLIPS}))"
