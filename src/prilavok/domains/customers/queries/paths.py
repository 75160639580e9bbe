"""By what evidence two leaves are one person, and whose a leaf was on a day."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.models import LeafOwner
from prilavok.domains.customers.rules.identity import shortest_path
from prilavok.domains.customers.types import EvidenceView
from prilavok.domains.customers.types.identity import OwnedSpan
from prilavok.kit.pages import Condition, read_rows

_EVIDENCE = "id, one_id, other_id, strength, source, observed_at, revoked_at, holds, dropped"
_SPANS = "customers_leaf_owner o JOIN customers_leaf l ON l.id = o.leaf_id"
_SPAN = "o.leaf_id, l.kind, o.customer_id, o.valid_from, o.valid_to"


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


def _covers(span: OwnedSpan, at: datetime) -> bool:
    return span.valid_from <= at and (span.valid_to is None or span.valid_to > at)
