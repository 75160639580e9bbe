"""How alike two values are, said once and asked twice: in Splink's SQL over a file, and here for one pair.

Jaro-Winkler is RapidFuzz's here and DuckDB's there, by the same author; `tests/kit` holds both to one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz.distance import JaroWinkler, Levenshtein

Kind = Literal["same", "alike", "near", "swapped", "initial", "turned", "begins"]


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of likeness of a column.

    name: what evidence calls it. kind: how it is judged. limit: least likeness ("alike"), most slips ("near"),
    or how many letters at the beginning ("begins"). other: the column that may have been confused ("swapped").
    names: the columns that a likeness is made of ("alike"): where they agree, it says no more than they do, unless the
    digits are the same.
    m, u: the share of pairs of one person, and of two, that stand at this level, where nothing was learnt.
    """

    name: str
    kind: Kind
    m: float
    u: float
    limit: float = 0
    other: str = ""
    names: tuple[str, ...] = ()


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


#: two values are one with slips where at most one sign of so many is wrong
_SIGNS_A_SLIP = 2
#: the same of a name that stands in the other column: half of a first name is wrong between many two first names
_SIGNS_A_SLIP_CROSSED = 3
#: what is left out of an e-mail to see its digits
_NO_DIGITS = "abcdefghijklmnopqrstuvwxyz@._-"
_DIGITS = str.maketrans("", "", _NO_DIGITS)
#: the name of what is below the last level
DIFFERS = "differs"


def holds(level: Level, column: str, left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    """Whether two prepared rows, both of which have the column, stand at the level or above it."""
    one, two = left[column], right[column]
    match level.kind:
        case "same":
            return one == two
        case "alike":
            return JaroWinkler.similarity(one, two) >= level.limit and not _explained(level, column, left, right)
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
    """Whether both values stand in each other's column, one of them with slips. One in common is not enough: a family
    has that as well; but where a row has one column alone, that value may be in the wrong one.
    """
    if one == theirs:
        return ours is None or _slipped(ours, two, _SIGNS_A_SLIP_CROSSED)
    return two == ours and (theirs is None or _slipped(one, theirs, _SIGNS_A_SLIP_CROSSED))


def _slipped(one: str, two: str, signs: int = _SIGNS_A_SLIP) -> bool:
    return signs * Levenshtein.distance(one, two) <= min(len(one), len(two))


def _explained(level: Level, column: str, left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    """Whether the names that a likeness is made of agree: namesakes' e-mails are alike but for their digits."""
    agree = all(name in left and name in right and _slipped(left[name], right[name]) for name in level.names)
    return bool(level.names) and agree and left[column].translate(_DIGITS) != right[column].translate(_DIGITS)


def creator(level: Level, column: str) -> Any:
    """The same level as Splink's own, which writes it in the language of the engine it runs on."""
    import splink.comparison_level_library as cll

    match level.kind:
        case "same":
            return cll.ExactMatchLevel(column)
        case "alike":
            alike = cll.JaroWinklerLevel(column, level.limit)
            return cll.And(alike, cll.CustomLevel(_condition(level, column))) if level.names else alike
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
                f"({one} = {theirs} AND ({ours} IS NULL OR {_slipped_sql(ours, two, _SIGNS_A_SLIP_CROSSED)})) "
                f"OR ({two} = {ours} AND ({theirs} IS NULL OR {_slipped_sql(one, theirs, _SIGNS_A_SLIP_CROSSED)}))"
            )
        case "alike":
            agree = " AND ".join(_slipped_sql(f"{name}_l", f"{name}_r") for name in level.names)
            digits, others = (f"translate({side}, '{_NO_DIGITS}', '')" for side in (one, two))
            return f"NOT coalesce({agree}, false) OR {digits} = {others}"
        case "initial":
            return f"substr({one}, 1, 1) = substr({two}, 1, 1) AND (length({one}) = 1 OR length({two}) = 1)"
        case "turned":
            return f"{one} = concat(substr({two}, 1, 4), substr({two}, 7, 2), substr({two}, 5, 2))"
        case _:
            return f"substr({one}, 1, {int(level.limit)}) = substr({two}, 1, {int(level.limit)})"


def _slipped_sql(one: str, two: str, signs: int = _SIGNS_A_SLIP) -> str:
    return f"{signs} * levenshtein({one}, {two}) <= least(length({one}), length({two}))"
