"""By what evidence two leaves are one person, whose a leaf was on a day, and what other rules would make of it all."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from prilavok.domains.customers.models import Evidence, Identifier, Leaf, LeafOwner
from prilavok.domains.customers.queries.laws import current_rules
from prilavok.domains.customers.rules.identity import list_says, replay, shortest_path
from prilavok.domains.customers.types import EvidenceView
from prilavok.domains.customers.types.identity import Broken, Held, IdentityRules, LoggedTie, OwnedSpan, WhatIf
from prilavok.kit.pages import Condition, read_rows

_EVIDENCE = "id, one_id, other_id, strength, source, observed_at, revoked_at, holds, dropped"
_SPANS = "customers_leaf_owner o JOIN customers_leaf l ON l.id = o.leaf_id"
_SPAN = "o.leaf_id, l.kind, o.customer_id, o.valid_from, o.valid_to"
_LARGEST = 10
#: evidence that a person looked at: what they decided, and a document they checked
_DECIDED = ("decided", "checked_document")


def explain_path(one: UUID, other: UUID) -> list[EvidenceView]:
    """The fewest pieces of evidence that make the two leaves one person, in order from one to the other.

    [] where they are not one person's.
    """
    mine = LeafOwner.objects.filter(leaf=one, valid_to__isnull=True).values("customer_id")
    leaves = list(LeafOwner.objects.filter(customer__in=mine, valid_to__isnull=True).values_list("leaf_id", flat=True))
    asked = [
        Condition("one_id = ANY(%s::uuid[]) AND other_id = ANY(%s::uuid[])", leaves, leaves),
        Condition("holds AND revoked_at IS NULL"),
    ]
    ties = read_rows(_EVIDENCE, "customers_evidence", row=EvidenceView, where=asked, rest="ORDER BY observed_at, id")
    by_id = {tie.id: tie for tie in ties}
    return [by_id[id] for id in shortest_path(one, other, [(tie.id, tie.one, tie.other) for tie in ties])]


def read_evidence(evidence: UUID) -> EvidenceView | None:
    """One piece of evidence."""
    asked = [Condition("id = %s", evidence)]
    return next(iter(read_rows(_EVIDENCE, "customers_evidence", row=EvidenceView, where=asked)), None)


def spans_of_leaves(leaves: list[UUID]) -> list[OwnedSpan]:
    """Whose each leaf has been, one after the other."""
    asked = [Condition("o.leaf_id = ANY(%s::uuid[])", leaves)]
    return read_rows(_SPAN, _SPANS, row=OwnedSpan, where=asked, rest="ORDER BY o.leaf_id, o.valid_from, o.id")


def owned_then(customer: UUID, at: datetime) -> list[OwnedSpan]:
    """The leaves that were the customer's at that instant, the first known first."""
    asked = [
        Condition("o.customer_id = %s", customer),
        Condition("o.valid_from <= %s AND (o.valid_to IS NULL OR o.valid_to > %s)", at, at),
    ]
    return read_rows(_SPAN, _SPANS, row=OwnedSpan, where=asked, rest="ORDER BY o.valid_from, o.leaf_id")


def owner_then(leaf: UUID, at: datetime) -> UUID | None:
    """Whose the leaf was at that instant."""
    return next((span.customer for span in spans_of_leaves([leaf]) if _covers(span, at)), None)


def what_if(rules: IdentityRules, *, instead_of: IdentityRules | None = None) -> WhatIf:
    """The whole log of evidence judged by these rules and by others (those of now), and wherein the two differ.

    Reads all evidence, in one pass each: memory and time grow with the log. Nothing is written.
    """
    ties = _log()
    leaves = _leaves(ties)
    old = instead_of or current_rules()
    before, _people = replay(old, _marked(old, leaves), ties)
    after, people = replay(rules, _marked(rules, leaves), ties)
    ends = {tie.id: tie for tie in ties}
    holds = tuple(id for id, broken in after.items() if not broken and before[id])
    drops: list[tuple[UUID, Broken]] = [(id, broken) for id, broken in after.items() if broken and not before[id]]
    touched = {leaf for id in (*holds, *(id for id, _ in drops)) for leaf in (ends[id].one, ends[id].other)}
    groups = [members for members in people if members & touched]
    owners = _owners({leaf for members in groups for leaf in members})
    return WhatIf(
        evidence=len(ties),
        joins=tuple(_joins(groups, owners)),
        splits=tuple(_splits(groups, owners, {id: ends[id] for id, _ in drops})),
        holds=holds,
        drops=tuple(drops),
        unsettled=frozenset(id for id in holds if not ends[id].holds) | {id for id, _ in drops if ends[id].holds},
        largest=tuple(sorted((len(members) for members in people), reverse=True)[:_LARGEST]),
    )


def _joins(groups: list[set[UUID]], owners: dict[UUID, UUID]) -> Iterator[tuple[UUID, ...]]:
    for members in groups:
        together = sorted({owners[leaf] for leaf in members if leaf in owners})
        if len(together) > 1:
            yield tuple(together)


def _splits(
    groups: list[set[UUID]], owners: dict[UUID, UUID], dropped: dict[UUID, LoggedTie]
) -> Iterator[tuple[UUID, int]]:
    torn = {owners[tie.one] for tie in dropped.values() if tie.one in owners}
    for customer in sorted(torn):
        parts = sum(any(owners.get(leaf) == customer for leaf in members) for members in groups)
        if parts > 1:
            yield customer, parts


def _log() -> list[LoggedTie]:
    rows = Evidence.objects.filter(revoked_at__isnull=True).exclude(strength__in=["asserted", "ambient"], holds=False)
    ordered = rows.order_by("recorded_at", "id").values_list(
        "id", "one_id", "other_id", "source", "recorded_at", "holds"
    )
    return [
        LoggedTie(id, one, other, source in _DECIDED or source.startswith(("load:", "import:")), at, holds)
        for id, one, other, source, at, holds in ordered.iterator(chunk_size=10_000)
    ]


def _leaves(ties: list[LoggedTie]) -> list[tuple[Held, str]]:
    """The leaves of the log with the values that a list may name."""
    tied = {leaf for tie in ties for leaf in (tie.one, tie.other)}
    named = dict(Identifier.objects.filter(value__isnull=False).values_list("leaf_id", "value").iterator(10_000))
    owned = dict(LeafOwner.objects.values_list("leaf_id").annotate(Min("valid_from")).iterator(10_000))
    rows = Leaf.objects.values_list("id", "kind", "first_seen_at").iterator(10_000)
    return [
        (Held(id, kind, since, owned_since=owned.get(id)), named.get(id) or "")
        for id, kind, since in rows
        if id in tied
    ]


def _marked(rules: IdentityRules, leaves: list[tuple[Held, str]]) -> dict[UUID, Held]:
    if not rules.listed:
        return {held.leaf: held for held, _value in leaves}
    return {
        held.leaf: Held(
            held.leaf, held.kind, held.since, list_says(rules.listed, held.kind, value) != "", held.owned_since
        )
        for held, value in leaves
    }


def _owners(leaves: set[UUID]) -> dict[UUID, UUID]:
    rows = LeafOwner.objects.filter(leaf__in=list(leaves), valid_to__isnull=True)
    return dict(rows.values_list("leaf_id", "customer_id"))


def _covers(span: OwnedSpan, at: datetime) -> bool:
    return span.valid_from <= at and (span.valid_to is None or span.valid_to > at)
