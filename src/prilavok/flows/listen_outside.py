"""Messengers are asked to post to us what customers do there."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Line, open_channel
from prilavok.domains.connections.queries import list_connections, read_connection
from prilavok.flows.messages import MESSENGERS, line_to
from prilavok.kit.db.connections import story
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, outside_job
from prilavok.kit.settings import where

needs = "staff.manage"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which address to post to, and how to reach who shall."""

    provider: str
    url: str
    line: Line = field(repr=False)


def listen_outside(*, actor: Actor, at: datetime) -> int:
    """Queue the asking of every messenger that is switched on; how many. Asked again they change nothing."""
    working = [one for kind in MESSENGERS for one in list_connections(kind) if one.on]
    # A new key each time: an asking that lies buried from days ago must not stand in the way of today's.
    jobs = [
        NewJob(
            verb="channel.listen",
            facts={"connection": str(one.id)},
            key=f"{one.id}:{int(at.timestamp() * 1000)}",
            queue="outside",
        )
        for one in working
    ]
    with story():
        return len(queue_jobs(jobs, at))


@outside_job("channel.listen", again_when_unknown=True)
class ListenOutside:
    """Asking twice is asking once."""

    def prepare(self, due: Due) -> Asked | None:
        connection = read_connection(UUID(str(due.facts["connection"])))
        here = f"http://127.0.0.1:{where().port}" if connection.sandbox else f"https://{where().hosts[0]}"
        url = f"{here}/hooks/{connection.code}"
        return Asked(connection.provider, url, line_to(connection)) if connection.on else None

    def call(self, due: Due, asked: Asked) -> None:
        open_channel(asked.provider).listen(asked.url, asked.line)

    def finish(self, due: Due, asked: Asked, answer: None) -> None:
        """From now on it posts; what it posts is the proof."""

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """The buried job says what went wrong and is sent off again by a person."""
