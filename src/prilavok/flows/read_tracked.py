"""What sites and apps told is read: each event once, to its visitor's leaf, into the timeline; nobody is joined."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.customers.actions import assert_contacts, assert_same, open_leaves
from prilavok.domains.tracking.actions import (
    drop_landed,
    hold_landed,
    put_refusals,
    put_told,
    split_landed,
    take_landed,
)
from prilavok.domains.tracking.queries import kinds_of_sources
from prilavok.domains.tracking.types import Event, Landing, Refusal
from prilavok.flows.hear_behaviour import hear_behaviour
from prilavok.flows.land_tracking import READ
from prilavok.flows.tracked_facts import (
    behaviour_of,
    claimed_same,
    claims_of,
    name_of_event,
    others_of,
    parted,
)
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.record import record_behaviour
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None
#: so much at once that a transaction stays well under half a second
REQUESTS, BYTES = 1_000, 2_000_000


def read_tracked(*, actor: Actor, at: datetime, most: int = REQUESTS) -> int:
    """Read the longest waiting requests, within the caller's story; how many. What was told before changes nothing."""
    hold_landed()
    waiting = take_landed(most, BYTES)
    if waiting:
        read_requests(waiting, actor=actor, at=at)
    return len(waiting)


def read_requests(waiting: Sequence[Landing], *, actor: Actor, at: datetime) -> tuple[list[Event | Refusal], set[UUID]]:
    """Within the story of whoever holds what landed: what the requests say, and the ids of events told before."""
    said = split_landed(waiting)
    events, refusals = parted(said)
    kinds = kinds_of_sources(list({one.source for one in waiting}))
    named = [name_of_event(one, kinds) for one in events]
    leaves = open_leaves(others_of(events, kinds).union(named), at=at)
    of_events = [leaves[name] for name in named]
    before = put_told(events, of_events, waiting)
    told = [(one, leaf) for one, leaf in zip(events, of_events, strict=True) if not before or one.id not in before]
    known = list_variant_keys(sorted({one.sku for one, _leaf in told if one.sku}))
    done = [behaviour_of(one, leaf, known) for one, leaf in told]
    record_behaviour(done, at)
    # What visitors say of themselves: asserted evidence, by which nobody is joined and nothing is shown.
    pairs = [pair for one, _leaf in told if (pair := claimed_same(one, kinds))]
    assert_same([(leaves[one], leaves[other]) for one, other in pairs], source="tracking", at=at)
    assert_contacts(claims_of(told), source="tracking", at=at)
    hear_behaviour(done, at=at)
    put_refusals(refusals, {value: leaf for (_kind, value), leaf in leaves.items()} if refusals else {})
    drop_landed([one.id for one in waiting])
    return said, before


@job(READ, together=1)
def _read_due(due: Due) -> None:
    if read_tracked(actor=SYSTEM, at=clock.now()):
        # Its own key: a job that is being done cannot be queued again under the key it has.
        queue_jobs([NewJob(verb=READ, key=f"after:{due.id}", queue=due.queue)], at=clock.now())
