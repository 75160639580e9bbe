"""Suggestions of two who may be one person: both sides named, with the evidence they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.customers.queries import (
    list_identifiers,
    list_leaves,
    list_suggestions,
    owners_of,
    read_customers,
    read_evidence,
    read_suggestion,
)
from prilavok.domains.customers.types import CustomerView, IdentifierView
from prilavok.domains.customers.types.identity import SuggestionView
from prilavok.domains.orders.queries import figures_of
from prilavok.domains.staff.queries import may, read_staff
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.why_one_person import NamedLeaf, Tie, name_leaves
from prilavok.kit.pages import Mark, Page

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the leaf the suggestion names, and whose it is, if anybody's."""

    leaf: NamedLeaf
    customer: CustomerView | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion in a list. by: who decided, or ""."""

    suggestion: SuggestionView
    one: Side
    other: Side
    by: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One of the two as a person decides about them. orders: how many; identifiers: masked as the actor may see."""

    side: Side
    identifiers: tuple[IdentifierView, ...]
    orders: int


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One suggestion with all that speaks for and against it. settled: both are one customer's already."""

    told: Suggested
    tie: Tie | None
    sides: tuple[Beside, Beside]
    settled: bool


def list_suggested(
    *, actor: StaffActor, decided: bool = False, after: Mark | None = None, limit: int = 50
) -> Page[Suggested]:
    """The suggestions that wait, the longest waiting first, or those decided."""
    page = list_suggestions(decided=decided, after=after, limit=limit)
    return page.turned(lambda rows: _told(rows, actor))


def read_to_decide(suggestion: UUID, *, actor: StaffActor) -> ToDecide:
    """One suggestion. Raises SuggestionUnknown."""
    found = read_suggestion(suggestion)
    [told] = _told([found], actor)
    evidence = read_evidence(found.evidence)
    names = name_leaves([found.one, found.other], raw=may(actor, "customers.see_raw") is not None)
    tie = (
        Tie(evidence, names.get(evidence.one, NamedLeaf("", "")), names.get(evidence.other, NamedLeaf("", "")))
        if evidence
        else None
    )
    sides = _beside(told.one, actor), _beside(told.other, actor)
    owners = [side.customer.id if side.customer else None for side in (told.one, told.other)]
    return ToDecide(told, tie, sides, owners[0] is not None and owners[0] == owners[1])


def _told(rows: Sequence[SuggestionView], actor: StaffActor) -> list[Suggested]:
    leaves = sorted({leaf for row in rows for leaf in (row.one, row.other)})
    names = name_leaves(leaves, raw=may(actor, "customers.see_raw") is not None)
    owners = owners_of(leaves)
    people = read_customers(list(owners.values()))
    deciders = read_staff([row.decided_by for row in rows if row.decided_by])
    sides = {leaf: Side(names.get(leaf, NamedLeaf("", "")), people.get(owners.get(leaf, _NOBODY))) for leaf in leaves}
    by = {id: one.name or one.login for id, one in deciders.items()}
    return [Suggested(row, sides[row.one], sides[row.other], by.get(row.decided_by or _NOBODY, "")) for row in rows]


def _beside(side: Side, actor: StaffActor) -> Beside:
    if side.customer is None:
        return Beside(side, (), 0)
    raw = may(actor, "customers.see_raw") is not None
    identifiers = list_identifiers([side.customer.id], raw=raw).get(side.customer.id, [])
    leaves = list_leaves(side.customer.id)
    orders = sum(figure.orders for figure in figures_of(leaves)) if may(actor, "orders.see", "company") else 0
    return Beside(side, tuple(identifiers), orders)
