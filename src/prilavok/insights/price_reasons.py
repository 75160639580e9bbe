"""Why goods cost what they cost, fit to be read: each promotion by its name, what it did or what is in its way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.promotions.queries import name_promotions
from prilavok.insights.reckoning import Reckoned
from prilavok.kit.words import Words

#: what is told to everybody; that a promotion is for others, or in other shops, is told to staff alone
TOLD = ("given", "gift_waits", "too_little", "too_few")


@dataclass(frozen=True, slots=True)
class Reason:
    """One promotion and what became of it. said: a code, see web/src/prices/facts.ts.

    amount: what it took off. lacks: how much more would do (minor units, or units). by: what was in the way.
    variant: the name of a gift that is not in the basket.
    """

    promotion: UUID
    name: Words
    said: str
    amount: int
    lacks: int
    by: Words
    variant: Words

    @property
    def told(self) -> bool:
        """Whether the customer is told of it too."""
        return self.said in TOLD


def reasons_of(reckoned: Reckoned) -> list[Reason]:
    """The reasons of goods priced just now."""
    return read_reasons(reckoned.reasons())


def read_reasons(kept: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """The reasons as they were kept with a quote; a promotion that is gone from the books is left out."""
    said = list(kept)
    names = name_promotions({UUID(id) for one in said for id in (one["promotion"], one["by"]) if id})
    gifts = read_variants([UUID(one["variant"]) for one in said if one["variant"]])
    return [
        Reason(
            promotion,
            names[promotion],
            one["said"],
            one["amount"],
            one["lacks"],
            names.get(UUID(one["by"]), {}) if one["by"] else {},
            gifts[UUID(one["variant"])].name if one["variant"] and UUID(one["variant"]) in gifts else {},
        )
        for one in said
        for promotion in [UUID(one["promotion"])]
        if promotion in names
    ]
