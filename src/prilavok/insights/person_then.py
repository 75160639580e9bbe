"""Who a customer was at an instant, whose their leaves were then, and by what evidence two leaves are one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import explain_path, owned_then, read_customer, read_customers, spans_of_leaves
from prilavok.domains.customers.types import CustomerView
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.why_one_person import NamedLeaf, Tie, name_leaves


@dataclass(frozen=True, slots=True)
class LeafThen:
    """A leaf at an instant. whose: the customer whose it was then, None where nobody's; since: from when on."""

    leaf: UUID
    named: NamedLeaf
    whose: CustomerView | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class PersonThen:
    """The customer at an instant. theirs: leaves that were theirs; elsewhere: leaves of today that were not."""

    customer: CustomerView
    theirs: tuple[LeafThen, ...]
    elsewhere: tuple[LeafThen, ...]
    now: tuple[tuple[UUID, NamedLeaf], ...]


def read_person_then(customer: UUID, at: datetime, today: datetime, *, actor: StaffActor) -> PersonThen:
    """Who this was at the instant, as far as the actor may see it. Raises NotFound."""
    found = read_customer(customer)
    then = owned_then(customer, at)
    now = [span.leaf for span in owned_then(customer, today)]
    leaves = sorted({span.leaf for span in then} | set(now))
    names = name_leaves(leaves, raw=may(actor, "customers.see_raw") is not None)
    nameless = NamedLeaf("", "")
    others = [leaf for leaf in now if leaf not in {span.leaf for span in then}]
    spans = {
        span.leaf: span
        for span in spans_of_leaves(others)
        if span.valid_from <= at and (span.valid_to is None or span.valid_to > at)
    }
    people = read_customers([span.customer for span in spans.values()])
    elsewhere = tuple(
        LeafThen(leaf, names.get(leaf, nameless), people.get(spans[leaf].customer), spans[leaf].valid_from)
        if leaf in spans
        else LeafThen(leaf, names.get(leaf, nameless), None, None)
        for leaf in others
    )
    return PersonThen(
        found,
        tuple(LeafThen(span.leaf, names.get(span.leaf, nameless), found, span.valid_from) for span in then),
        elsewhere,
        tuple((leaf, names.get(leaf, nameless)) for leaf in now),
    )


def explain_pair(one: UUID, other: UUID, *, actor: StaffActor) -> Sequence[Tie]:
    """The evidence that leads from one leaf to the other, in order; nothing where they are not one person's."""
    path = explain_path(one, other)
    raw = may(actor, "customers.see_raw") is not None
    names = name_leaves(sorted({leaf for tie in path for leaf in (tie.one, tie.other)}), raw=raw)
    nameless = NamedLeaf("", "")
    return [Tie(tie, names.get(tie.one, nameless), names.get(tie.other, nameless)) for tie in path]
