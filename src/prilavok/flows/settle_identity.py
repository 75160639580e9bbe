"""What changed rules of identity judge otherwise is settled: people are joined and come apart, slice by slice."""

import time
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import hold_people, settle_evidence
from prilavok.domains.customers.queries import current_rules, rules_before, what_if
from prilavok.domains.customers.types.identity import WhatIf
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.pace import Pace
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows rules that staff changed
FIRST, LEAST, MOST = 100, 1, 2_000  # leaves of a slice, with all that hangs together with them
TOGETHER = 5  # pieces of evidence settled before the time is looked at
LONGEST = 0.2  # seconds of settling in one transaction
_BEGIN = UUID(int=0)


@job("identity.settle", together=1)
def settle_identity(due: Due, actor: Actor = SYSTEM) -> None:
    """Join and separate people as the rules that began at the job's instant judge the log; the next slice of it.

    Only where something is to be settled who is who is held, and the slice read again: what came in meanwhile counts.
    What does not fit into the transaction is read again from the same leaf. Rules changed meanwhile are those of now
    from here on; what was settled before is gone over by the job of that change.
    """
    since = datetime.fromisoformat(str(due.facts["since"]))
    behind, leaves = UUID(due.facts.get("behind", str(_BEGIN))), due.facts.get("leaves", FIRST)
    pace, at = Pace(leaves, LEAST, MOST), clock.now()
    told = what_if(current_rules(), instead_of=rules_before(since), behind=behind, limit=leaves)
    left = bool(told.unsettled)
    if left:
        hold_people()
        told = what_if(current_rules(), instead_of=rules_before(since), behind=behind, limit=leaves)
        left = _settle(told, actor, at)
    if not left and told.last is None:
        return
    facts = {"since": due.facts["since"], "behind": str(behind if left else told.last), "leaves": pace.next()}
    queue_jobs([NewJob(verb=due.verb, key=str(due.id), facts=facts)], at=clock.now())


def _settle(told: WhatIf, actor: Actor, at: datetime) -> bool:
    """As much of the slice as the transaction has time for; whether something is left."""
    drops = [(id, rule) for id, rule in told.drops if id in told.unsettled]
    holds = [id for id in told.holds if id in told.unsettled]
    until = time.monotonic() + LONGEST
    while drops or holds:
        now = dict(drops[:TOGETHER])
        settle_evidence([] if now else holds[:TOGETHER], now, actor=actor, at=at)
        del (drops if now else holds)[:TOGETHER]
        if time.monotonic() > until:
            break
    return bool(drops or holds)
