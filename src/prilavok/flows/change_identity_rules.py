"""Rules of identity and nobody's identifiers are changed; a job settles what they judge otherwise."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.customers.actions import list_identifier, put_rules, unlist_identifier
from prilavok.domains.customers.queries import list_listed
from prilavok.domains.customers.types.identity import KindRule, ListedValue
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs

needs = "customers.rules"


def switch_on_rules(changes: Sequence[KindRule], *, actor: Actor, at: datetime) -> int:
    """The rules hold from now on, and a job settles what they judge otherwise; how many changed. Raises RuleUnfit."""
    with story():
        changed = put_rules(changes, actor=actor, at=at)
        if changed:
            _queue(at)
        return changed


def change_list(add: ListedValue | None, take_off: Sequence[str] = (), *, actor: Actor, at: datetime) -> int:
    """Put a line on the list of nobody's identifiers, take lines off; how many changed. Raises PatternUnfit."""
    with story():
        if add is not None:
            list_identifier(add, actor=actor, at=at)
        gone = sum(unlist_identifier(line.id, at=at) for line in list_listed() if str(line.id) in set(take_off))
        changed = gone + (add is not None)
        if changed:
            _queue(at)
        return changed


def _queue(at: datetime) -> None:
    queue_jobs([NewJob(verb="identity.settle", key=f"since {at.isoformat()}", facts={"since": at.isoformat()})], at=at)
