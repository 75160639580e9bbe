"""One pair scored by a trained model, in microseconds: the same levels and the same sum as Splink's own.

Source of the sum: Fellegi and Sunter 1969 (log2 of m/u, added up); of the weight of a rare value: Splink's term
frequency adjustment, u of "same" replaced by the greater of the two values' shares among the rows.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prilavok.kit.matching.levels import Comparison, holds
from prilavok.kit.matching.model import Model, level_names

#: (column, value) -> its share among the rows that have the column, or None where it is not known
Frequency = Callable[[str, str], float | None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one column says of a pair: at which level its values stand, and how many bits that is for one person."""

    column: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair judged.

    bits: all that speaks for one person against both alternatives; confidence: the same as a probability, 0 to 1.
    strangers, household: bits for one person against two who have nothing to do with each other, and against two of
    one household. Where strangers is high and household low, the two live together.
    """

    bits: float
    confidence: float
    strangers: float
    household: float
    evidence: tuple[Evidence, ...]


def probability(bits: float) -> float:
    """The probability that so many bits mean."""
    return 1 / (1 + math.exp2(-max(-200.0, min(200.0, bits))))


def bits_of(share: float) -> float:
    """The bits that a probability means; certainty is kept at a thousandth."""
    bounded = min(max(share, 1e-12), 0.999)
    return math.log2(bounded / (1 - bounded))


def both(strangers: float, household: float) -> float:
    """Bits against either alternative, from those against each: their odds added up."""
    least, most = sorted((strangers, household))
    return least - math.log2(1 + 2.0 ** max(least - most, -200.0))


def level_of(comparison: Comparison, left: Mapping[str, str], right: Mapping[str, str]) -> int | None:
    """The number of the strongest level at which a pair stands, the last where it differs, None where one lacks it."""
    if comparison.column not in left or comparison.column not in right:
        return None
    for nth, level in enumerate(comparison.levels):
        if holds(level, comparison.column, left, right):
            return nth
    return len(comparison.levels)


def rarity_bits(u: float, share: float) -> float:
    """What a value's own share among the rows adds to "same", whose u is that of a value at random."""
    return math.log2(u) - math.log2(share)


class Scorer:
    """Judges pairs by a model. prior_bits: what two rows have against them beforehand, the model's own if not said."""

    def __init__(self, model: Model, frequency: Frequency, prior_bits: float | None = None) -> None:
        self._compared = [(one, model.shares[one.column], [*level_names(one)]) for one in model.comparisons]
        self._frequency = frequency
        self._prior = bits_of(model.prior) if prior_bits is None else prior_bits
        self._kin = bits_of(model.kin)

    def score(self, left: Mapping[str, str], right: Mapping[str, str]) -> Scored:
        """Judge two prepared rows."""
        evidence, strangers, household = [], self._prior, self._kin
        for comparison, shares, names in self._compared:
            nth = level_of(comparison, left, right)
            if nth is None:
                continue
            bits = shares[nth].bits
            if nth == 0 and comparison.rare:
                share = self._frequency(comparison.column, left[comparison.column])
                bits += rarity_bits(shares[0].u, share) if share else 0
            evidence.append(Evidence(comparison.column, names[nth], bits))
            strangers += bits
            household += max(comparison.own.least, min(comparison.own.most, bits))
        bits = both(strangers, household)
        return Scored(bits, probability(bits), strangers, household, tuple(evidence))
