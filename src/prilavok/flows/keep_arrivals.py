"""What the outside posted is kept and its reading queued, before anybody tells the outside that we have it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, key_to_queue, queue_jobs

needs = None

READ = "arrivals.read"
_MORE = ("", ":2", ":3")


@dataclass(frozen=True, slots=True)
class Received:
    """One verified thing, the connection it came by, and the job that understands what comes by it."""

    connection: UUID
    arrival: NewArrival
    read: str = READ


def keep_received(received: Sequence[Received], *, actor: Actor, at: datetime) -> int:
    """Keep all of it in one transaction; how much of it was new. What was received before is left as it is.

    One job a connection follows where something new came by it.
    """
    readers = {one.connection: one.read for one in received}
    by_connection: defaultdict[UUID, list[NewArrival]] = defaultdict(list)
    for one in received:
        by_connection[one.connection].append(one.arrival)
    with story():
        new = {link: len(keep_arrivals(link, by_connection[link], at=at)) for link in sorted(by_connection)}
        jobs = [
            # One that is being done may have looked before this commits, and must not keep the sender waiting.
            NewJob(
                verb=readers[link],
                key=key_to_queue(readers[link], [f"{link}{more}" for more in _MORE]),
                facts={"connection": str(link)},
            )
            for link, count in new.items()
            if count
        ]
        queue_jobs(jobs, at=at)
    return sum(new.values())
