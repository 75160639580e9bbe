"""What was learnt of how alike the records of one person are: shares by level, kept as a small JSON without names.

Words: m, the share of pairs of one person at a level; u, the share of pairs of two people; bits, log2(m / u), what a
level says for one person (or against, below nought). A model holds no value of any record.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.matching.comparisons import COMPARISONS, chosen
from prilavok.kit.matching.levels import DIFFERS, Comparison

VERSION = 1
#: no level says more than this for or against, however few pairs taught it
MOST_BITS = 20.0
_LONGEST_FILE = 200_000


@dataclass(frozen=True, slots=True)
class Share:
    """m and u of one level."""

    m: float
    u: float

    @property
    def bits(self) -> float:
        """What the level says for one person, in bits."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Model:
    """The shares of every level by column, the last of each for values that differ.

    prior: how likely any two rows of the file that taught it are one person. kin: how likely two rows with the same
    surname, address or phone are one person rather than two of one household. trained: how many rows taught it.
    """

    shares: Mapping[str, tuple[Share, ...]]
    prior: float
    kin: float
    trained: int

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What is compared by this model."""
        return chosen(self.shares)


def default_model() -> Model:
    """What is taken for likely before any list has taught better: the shares that training begins with."""
    shares = {
        one.column: (
            *(Share(level.m, level.u) for level in one.levels),
            Share(
                max(1 - sum(level.m for level in one.levels), 0.01), max(1 - sum(level.u for level in one.levels), 0.01)
            ),
        )
        for one in COMPARISONS
    }
    return Model(shares, prior=0.0001, kin=0.3, trained=0)


def level_names(comparison: Comparison) -> tuple[str, ...]:
    """The names of a comparison's levels, the last for values that differ."""
    return (*(level.name for level in comparison.levels), DIFFERS)


def write_model(model: Model) -> str:
    """The model as JSON, for people to read as well."""
    columns = {
        one.column: [
            {"level": name, "m": round(share.m, 9), "u": round(share.u, 12), "bits": round(share.bits, 3)}
            for name, share in zip(level_names(one), model.shares[one.column], strict=True)
        ]
        for one in model.comparisons
    }
    told = {
        "model": "prilavok matching",
        "version": VERSION,
        "trained": model.trained,
        "prior": model.prior,
        "kin": model.kin,
    }
    return json.dumps({**told, "columns": columns}, ensure_ascii=False, indent=1) + "\n"


def read_model(text: str) -> Model:
    """A model as it was written. Raises Refused where it is another's, of another version, or was changed by hand."""
    try:
        if len(text) > _LONGEST_FILE:
            raise ValueError("too long")
        told = json.loads(text)
        if told["model"] != "prilavok matching" or told["version"] != VERSION:
            raise ValueError("another version")
        prior, kin, trained = float(told["prior"]), float(told["kin"]), int(told["trained"])
        shares = {one: _shares(rows) for one, rows in told["columns"].items()}
        model = Model(shares, prior, kin, trained)
        known = {one.column for one in COMPARISONS}
        fits = all(len(level_names(one)) == len(shares[one.column]) for one in model.comparisons)
        named = all(
            [row["level"] for row in told["columns"][one.column]] == [*level_names(one)] for one in model.comparisons
        )
        if not (shares and set(shares) <= known and fits and named and 0 < prior < 1 and 0 < kin < 1 and trained >= 0):
            raise ValueError("other levels")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise Refused(
            "match.model_unreadable",
            _("The model cannot be used: it is not a model of this version of Prilavok. Train it again."),
        ) from trouble
    return model


def _shares(rows: list[dict[str, Any]]) -> tuple[Share, ...]:
    shares = tuple(Share(float(row["m"]), float(row["u"])) for row in rows)
    if any(not (0 < share.m <= 1 and 0 < share.u <= 1) for share in shares):
        raise ValueError("no shares")
    return shares
