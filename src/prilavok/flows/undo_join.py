"""Staff undo a join: each of the two people has again just what was theirs."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.consent.actions import keep_refusals
from prilavok.domains.customers import actions
from prilavok.domains.customers.queries import list_leaves, owned_since, read_join
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.join"


def undo_join(join: UUID, *, actor: Actor, at: datetime) -> tuple[UUID, ...]:
    """The leaves that went back, and all facts with them. Raises JoinUnknown, JoinUndone, JoinUnderOther."""
    with story():
        sides = read_join(join)
        together = list_leaves(sides.kept)
        since = owned_since(together)
        went = actions.undo_join(join, actor=actor, at=at)
        # What one of them refused while they were one person, neither may be written about now.
        for customer in (sides.kept, sides.gone):
            apart = list_leaves(customer)
            keep_refusals(together, apart, since=since, since_apart=owned_since(apart), actor=actor, at=at)
        return went
