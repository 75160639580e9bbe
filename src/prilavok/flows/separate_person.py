"""Staff take back a piece of evidence: what nothing else holds goes, and a no said together counts for both."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.consent.actions import withdraw_consent
from prilavok.domains.consent.queries import list_consents, may_write
from prilavok.domains.customers.actions import separate_at
from prilavok.domains.customers.queries import list_leaves, read_evidence
from prilavok.domains.customers.types.identity import Apart
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.join"
SOURCE = "separation"


def separate_person(customer: UUID, evidence: UUID, *, actor: Actor, at: datetime) -> Apart:
    """Whose leaves went to whom; their orders, points and messages went with them. Raises EvidenceUnknown."""
    with story():
        found = read_evidence(evidence)
        apart = separate_at(customer, evidence, actor=actor, at=at)
        since = found.observed_at if found else at
        keep_stricter([list_leaves(customer), *(leaves for _, leaves in apart.parts)], since, actor=actor, at=at)
        return apart


def keep_stricter(sides: Sequence[Sequence[UUID]], since: datetime, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story: a no that one side said while they were one person is a no of each side.

    Who of them said it nobody can tell any more; a yes stays with the leaf it was said by.
    """
    noes = {
        (said.channel, said.purpose)
        for leaves in sides
        for said in list_consents(leaves)
        if not said.given and said.said_at >= since
    }
    for leaves in sides:
        for channel, purpose in sorted(noes):
            if leaves and may_write(leaves, channel, purpose):
                withdraw_consent(leaves[0], channel, purpose, source=SOURCE, actor=actor, at=at)
