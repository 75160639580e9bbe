"""Other rules of identity are tried on all evidence and switched on; what they judge otherwise is settled in slices."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from prilavok.domains.customers.actions import list_identifier, put_rules, settle_evidence, unlist_identifier
from prilavok.domains.customers.queries import current_rules, list_listed, rules_before, rules_with, what_if
from prilavok.domains.customers.types.identity import KindRule, ListedValue, WhatIf
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = "customers.rules"
#: pieces of evidence that one transaction settles
SLICE = 100


def try_rules(changes: Sequence[KindRule], *, actor: Actor) -> WhatIf:
    """What these rules in place of those of their kinds would make of all evidence; nothing is changed.

    Raises RuleUnfit.
    """
    return what_if(rules_with(changes))


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


@job("identity.settle", together=1)
def settle_identity(due: Due, actor: Actor = SYSTEM) -> None:
    """Join and separate people as the rules that began at the job's instant judge the log; a slice at a time."""
    since = datetime.fromisoformat(str(due.facts["since"]))
    told = what_if(current_rules(), instead_of=rules_before(since))
    drops = dict(islice(((id, rule) for id, rule in told.drops if id in told.unsettled), SLICE))
    holds = [id for id in told.holds if id in told.unsettled][: SLICE - len(drops)]
    settle_evidence(holds, drops, actor=actor, at=clock.now())
    if len(told.unsettled) > len(holds) + len(drops):
        queue_jobs([NewJob(verb=due.verb, key=f"{due.id}", facts=due.facts)], at=clock.now())


def _queue(at: datetime) -> None:
    queue_jobs([NewJob(verb="identity.settle", key=f"since {at.isoformat()}", facts={"since": at.isoformat()})], at=at)
