"""Staff take back a piece of evidence: what nothing else holds goes, and a no said together counts for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from prilavok.domains.consent.actions import keep_refusals
from prilavok.domains.customers.actions import separate_at
from prilavok.domains.customers.queries import list_leaves, owned_since, owners_of, read_evidence
from prilavok.domains.customers.types.identity import Apart
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.join"


def separate_person(customer: UUID, evidence: UUID, *, actor: Actor, at: datetime) -> Apart:
    """Whose leaves went to whom; their orders, points and messages went with them. Raises EvidenceUnknown."""
    with story():
        found = read_evidence(evidence)
        with refused_by_all(customer, found.observed_at if found else at, actor=actor, at=at):
            return separate_at(customer, evidence, actor=actor, at=at)


@contextmanager
def refused_by_all(customer: UUID, joined_at: datetime, *, actor: Actor, at: datetime) -> Iterator[None]:
    """Within the caller's story: what was refused since they were joined is refused by each who comes of it."""
    together = list_leaves(customer)
    since = owned_since(together)
    yield
    for one in sorted(set(owners_of(together).values())):
        apart = list_leaves(one)
        keep_refusals(
            together, apart, joined_at=joined_at, since=since, since_apart=owned_since(apart), actor=actor, at=at
        )
