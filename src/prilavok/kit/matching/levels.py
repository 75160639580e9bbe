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
    m, u: the share of pairs of one person, and of two, that stand at this level, where nothing was learnt.
    """

    name: str
    kind: Kind
    m: float
    u: float
    limit: float = 0
    other: str = ""


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
        case "near":
            most = int(level.limit)
            return Levenshtein.distance(one, two, score_cutoff=most) <= most
        case "swapped":
            return one == right.get(level.other) or left.get(level.other) == two
        case "initial":
            return one[0] == two[0] and 1 in (len(one), len(two))
        case "turned":
            return one == two[:4] + two[6:8] + two[4:6]
        case "begins":
            return one[: int(level.limit)] == two[: int(level.limit)]


def creator(level: Level, column: str) -> Any:
    """The same level as Splink's own, which writes it in the language of the engine it runs on."""
    import splink.comparison_level_library as cll

    match level.kind:
        case "same":
            return cll.ExactMatchLevel(column)
        case "alike":
            return cll.JaroWinklerLevel(column, level.limit)
        case "near":
            return cll.LevenshteinLevel(column, int(level.limit))
        case _:
            return cll.CustomLevel(_condition(level, column), level.name)


def _condition(level: Level, column: str) -> str:
    one, two = f"{column}_l", f"{column}_r"
    match level.kind:
        case "swapped":
            return f"{one} = {level.other}_r OR {level.other}_l = {two}"
        case "initial":
            return f"substr({one}, 1, 1) = substr({two}, 1, 1) AND (length({one}) = 1 OR length({two}) = 1)"
        case "turned":
            return f"{one} = concat(substr({two}, 1, 4), substr({two}, 7, 2), substr({two}, 5, 2))"
        case _:
            return f"substr({one}, 1, {int(level.limit)}) = substr({two}, 1, {int(level.limit)})"
