"""What was bought or brought back, and who was joined or told apart, is held against tiers within seconds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import owners_of
from prilavok.domains.loyalty.queries import tiers_said
from prilavok.flows.judge_tiers import judge_tiers
from prilavok.kit import clock
from prilavok.kit.columns import Origin
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import CustomerJoined, CustomerSeparated
from prilavok.kit.events.reading import read_on, skip_to
from prilavok.kit.events.relay import RELAY
from prilavok.kit.events.timeline import Recorded
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None
TIER_READER = "tiers"
_TOGETHER = 500  # events read in one transaction
_MATTER = frozenset(
    {
        "customer.erased",
        "customer.joined",
        "customer.recognised",
        "customer.separated",
        "order.completed",
        "return.received",
    }
)


@job("tiers.hear", together=1)
def _hear(due: Due) -> None:
    """Take the next events after those taken before."""
    at = clock.now()
    if not tiers_said():
        skip_to(TIER_READER, RELAY, at)
        return
    events = read_on(TIER_READER, _TOGETHER, at)
    hear_tiers([one for one in events if one.verb in _MATTER], at=at)
    if len(events) == _TOGETHER:
        queue_jobs([NewJob(verb="tiers.hear", key=str(events[-1].id))], at=at)


def hear_tiers(events: Sequence[Recorded], *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Within the caller's story: look at everybody whom the events touch.

    In silence where what was loaded or imported touches them, or where one person was found to be two: then nobody has
    done anything by which a tier was reached or left.
    """
    owners = owners_of([one.leaf for one in events if one.leaf is not None])
    told: set[UUID] = set()
    silent: set[UUID] = set()
    joined: list[tuple[UUID, UUID]] = []
    for one in events:
        touched = {owners[one.leaf]} if one.leaf in owners else set()
        if one.subject_kind == "customer":
            touched.add(one.subject)
        if isinstance(one.facts, CustomerJoined | CustomerSeparated):
            touched |= {one.facts.kept, one.facts.gone}
        if isinstance(one.facts, CustomerJoined):
            joined.append((one.facts.kept, one.facts.gone))
        live = one.origin == Origin.LIVE and not isinstance(one.facts, CustomerSeparated)
        (told if live else silent).update(touched)
    judge_tiers(told, joined=joined, actor=actor, at=at)
    judge_tiers(silent - told, actor=None, at=at)
