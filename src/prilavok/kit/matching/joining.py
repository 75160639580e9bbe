"""From scored pairs to people: how many there are to be expected, and groups whose evidence holds together. Pure.

A chain of likely pairs is not yet one person: two groups become one only where all that is known of every pair
between them, for and against, sums up for it. So one shared phone in the middle joins nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from prilavok.kit.matching.scoring import bits_of

#: of one pair no more than this counts, for or against, when groups are weighed
_MOST_OF_ONE = 12.0
#: a pair that was never looked at, since it has no key in common, speaks against a little
_UNSEEN = -2.0
_ROUNDS = 60
_LEAST_KIN = 0.02  # a file without repeats says nothing of the next record
Numbers = Any  # an array of numpy


def settle(strangers: Numbers, household: Numbers, pairs: int) -> tuple[float, float]:
    """(prior, kin) of a file, from the evidence of its pairs before any prior, by expectation and maximisation.

    pairs: of how many those were chosen. prior: how likely any two rows are one person; kin: how likely two rows that
    are no strangers are one person rather than two of one household.
    """
    prior, kin = 1e-4, 0.5
    for _round in range(_ROUNDS):
        near = _odds_to_share(strangers + bits_of(prior))
        apart = household + bits_of(kin)
        one = 1 / (1 + _powers(-strangers - bits_of(prior)) + _powers(-apart))
        prior = min(max(float(one.sum()), 0.5) / max(pairs, 2), 0.5)
        kin = float((near * _odds_to_share(apart)).sum()) / max(float(near.sum()), 1.0)
        kin = min(max(kin, _LEAST_KIN), 0.999)
    return prior, kin


def final_bits(strangers: Numbers, household: Numbers, prior: float, kin: float) -> Numbers:
    """The bits of each pair against both alternatives; see `scoring.both`."""
    odds = _powers(-strangers - bits_of(prior)) + _powers(-household - bits_of(kin))
    import numpy as np  # not by every process that starts: a fifth of a second

    return -np.log2(np.maximum(odds, 1e-60))


def _powers(bits: Numbers) -> Numbers:
    import numpy as np

    return np.exp2(np.clip(bits, -200, 200))


def _odds_to_share(bits: Numbers) -> Numbers:
    return 1 / (1 + _powers(-bits))


def components(rows: int, ties: Iterable[tuple[int, int]]) -> list[int]:
    """For each row the least number of a row that it is tied to, over however many ties."""
    least = list(range(rows))
    for one, two in ties:
        first, second = _root(least, one), _root(least, two)
        if first != second:
            least[max(first, second)] = min(first, second)
    return [_root(least, row) for row in range(rows)]


def _root(least: list[int], row: int) -> int:
    while least[row] != row:
        least[row] = least[least[row]]
        row = least[row]
    return row


def groups(ties: Sequence[tuple[float, int, int]], known: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """Which rows are one person: for each row of a tie the least number of its group.

    ties: (bits, row, row), those that may join; known: all pairs between the same rows that were looked at.
    """
    seen: dict[int, dict[int, float]] = defaultdict(dict)
    for bits, one, two in known:
        seen[one][two] = seen[two][one] = bits
    members = {row: [row] for _bits, *both in ties for row in both}
    group = {row: row for row in members}
    for _bits, one, two in sorted(ties, key=lambda tie: (-tie[0], tie[1], tie[2])):
        first, second = group[one], group[two]
        if first == second:
            continue
        if len(members[first]) < len(members[second]):
            first, second = second, first
        if _between(members[second], members[first], seen) < 0:
            continue
        for row in members[second]:
            group[row] = first
        members[first] += members.pop(second)
    return {row: min(rows) for rows in members.values() for row in rows}


def _between(few: Sequence[int], many: Sequence[int], seen: dict[int, dict[int, float]]) -> float:
    total = 0.0
    for one in few:
        known = seen[one]
        for two in many:
            total += max(-_MOST_OF_ONE, min(_MOST_OF_ONE, known.get(two, _UNSEEN)))
    return total
