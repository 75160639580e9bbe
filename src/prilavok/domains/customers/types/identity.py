"""What is told of identity: the rules by kind, suggestions, the way from one leaf to another, what other rules make."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Use = Literal["unique", "limited", "shared", "blocked", "leased"]
#: kinds of identifiers that are a device somebody uses, not somebody's name
DEVICES = ("browser", "app")
ListedUse = Literal["blocked", "shared"]
#: by what a tie does not hold, "" where it holds
Broken = Literal["", "blocked", "shared", "leased", "apart", "unique", "limited", "cap"]


@dataclass(frozen=True, slots=True)
class KindRule:
    """What identifiers of a kind may do.

    use: unique (a person has one, ever), limited (at most `most` first seen within any `days`; without days ever),
    shared (never joins), blocked (never taken), leased (a device: it is its last prover's). apart: two people who
    each have one of this kind are never joined by evidence, only by a person's decision.
    """

    kind: str
    use: Use
    most: int | None = None
    days: int | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class ListedValue:
    """Identifiers that are nobody's: a value in its normal form, `*` for any run and `?` for one character.

    why: a code ("filler", "own", "courier", "tablet", "other").
    """

    kind: str
    pattern: str
    use: ListedUse
    why: str


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """All rules at one instant; a kind without a line joins freely. cap: the most leaves of one person."""

    kinds: Mapping[str, KindRule]
    listed: tuple[ListedValue, ...]
    cap: int


@dataclass(frozen=True, slots=True)
class Held:
    """A leaf as rules see it. since: first seen. nobodys: its value is listed as shared.

    owned_since: from when on it was a customer's, None where it never was.
    """

    leaf: UUID
    kind: str
    since: datetime
    nobodys: bool = False
    owned_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LoggedTie:
    """A piece of evidence that might hold. decided: a person said so, or a load names both ends as one customer.

    listed: it is a word that nobody has proven, which joins no two people; stood: it, or something else, has held the
    two together before.
    """

    id: UUID
    one: UUID
    other: UUID
    decided: bool
    at: datetime
    holds: bool = True
    listed: bool = False
    stood: bool = True


@dataclass(frozen=True, slots=True)
class ListedView:
    """A line of the list of nobody's identifiers, as screens show it."""

    id: UUID
    kind: str
    pattern: str
    use: str
    why: str
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """Two leaves that may be one person's. why: "asserted", "listed" (a list's word on two who are each proven)
    or the rule that kept proven evidence from joining.

    answer: None while nobody has decided. join: what a yes made. alike: of two found by likeness, its confidence (0 to
    1) and parts ([column, level, bits], as kit.matching names them).
    """

    id: UUID
    one: UUID
    other: UUID
    evidence: UUID
    why: str
    made_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    answer: bool | None
    join: UUID | None
    alike: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ToCompare:
    """A customer with what of them can be compared with others. leaf: their first; fields: texts by field."""

    customer: UUID
    leaf: UUID
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two leaves, how sure it is that they are one person's (0 to 1), and what agrees: (column, level, bits)."""

    one: UUID
    other: UUID
    confidence: float
    parts: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """What a separation came to: whose leaves went to whom; nobody where other evidence still holds all together."""

    customer: UUID
    parts: tuple[tuple[UUID, tuple[UUID, ...]], ...]


@dataclass(frozen=True, slots=True)
class OwnedSpan:
    """Whose a leaf was, from and to; to is None where it still is."""

    leaf: UUID
    kind: str
    customer: UUID
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other rules would make of the same evidence.

    joins: groups of today's customers that would be one. splits: customers with the number of people they would be.
    holds, drops: evidence that would begin or cease to hold. unsettled: of these, those where it is otherwise today.
    largest: sizes in leaves, the largest first. last: the leaf up to which the log was read, None where it ends.
    """

    evidence: int
    joins: tuple[tuple[UUID, ...], ...]
    splits: tuple[tuple[UUID, int], ...]
    holds: tuple[UUID, ...]
    drops: tuple[tuple[UUID, Broken], ...]
    unsettled: frozenset[UUID]
    largest: tuple[int, ...]
    last: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrialView:
    """What rules in place of those of the instant it was asked at would make of all evidence, as far as it was read.

    evidence, expected: pieces read, and how many there were when it began. joins, splits: how many; joined, split: some
    of them by id, as in WhatIf. ended_at: None while it is being read.
    """

    id: UUID
    changes: tuple[KindRule, ...]
    asked_by: UUID | None
    asked_at: datetime
    ended_at: datetime | None
    evidence: int
    expected: int
    joins: int
    splits: int
    joined: tuple[tuple[UUID, ...], ...]
    split: tuple[tuple[UUID, int], ...]
    largest: tuple[int, ...]
