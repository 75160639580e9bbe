"""Staff undo a join: each of the two people has again just what was theirs."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers import actions
from prilavok.domains.customers.queries import list_leaves, read_join
from prilavok.flows.separate_person import keep_stricter
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.join"


def undo_join(join: UUID, *, actor: Actor, at: datetime) -> tuple[UUID, ...]:
    """The leaves that went back, and all facts with them. Raises JoinUnknown, JoinUndone, JoinUnderOther."""
    with story():
        done = read_join(join)
        leaves = actions.undo_join(join, actor=actor, at=at)
        keep_stricter([list_leaves(done.kept), leaves], done.joined_at, actor=actor, at=at)
        return leaves
