"""Staff undo a join: each of the two people has again just what was theirs."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers import actions
from prilavok.domains.customers.queries import read_join
from prilavok.flows.separate_person import refused_by_all
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.join"


def undo_join(join: UUID, *, actor: Actor, at: datetime) -> tuple[UUID, ...]:
    """The leaves that went back, and all facts with them. Raises JoinUnknown, JoinUndone, JoinUnderOther."""
    with story():
        done = read_join(join)
        with refused_by_all(done.kept, done.joined_at, actor=actor, at=at):
            return actions.undo_join(join, actor=actor, at=at)
