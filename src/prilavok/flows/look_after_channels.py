"""Each channel is looked at every minute: its provider says whether it still posts to us, and is asked to where not."""

from dataclasses import dataclass, field
from uuid import UUID

from prilavok.adapters.channels.port import Health, Line, channel_names, open_channel
from prilavok.domains.connections.actions import note_health
from prilavok.domains.connections.queries import list_connections, read_connection
from prilavok.flows.channel_settings import queue_listening
from prilavok.flows.messages import hook_of, line_to
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job, outside_job

needs = None

#: what a provider that posts elsewhere, or not at all, is noted as
DEAF = "channel.deaf"


@dataclass(frozen=True, slots=True)
class Asked:
    """One channel, and the address of ours to which it should post."""

    connection: UUID
    provider: str
    url: str
    line: Line = field(repr=False)


@job("channels.look", together=1)
def _look_due(due: Due) -> None:
    """Queue a look at every channel that is switched on and can be asked."""
    at = clock.now()
    asked = [one for one in channel_names() if "health" in open_channel(one).can]
    jobs = [
        NewJob(
            verb="channel.look",
            facts={"connection": str(one.id)},
            key=f"{one.id}:{at:%d%H%M}",
            queue="outside",
            tries=2,
        )
        for one in list_connections()
        if one.on and one.provider in asked
    ]
    queue_jobs(jobs, at)


@outside_job("channel.look", again_when_unknown=True)
class LookAtChannel:
    """Looking changes nothing; what is found is noted, and a provider that does not post is asked to once more."""

    def prepare(self, due: Due) -> Asked | None:
        connection = read_connection(UUID(str(due.facts["connection"])))
        if not connection.on:
            return None
        return Asked(connection.id, connection.provider, hook_of(connection), line_to(connection))

    def call(self, due: Due, asked: Asked) -> Health:
        try:
            return open_channel(asked.provider).health(asked.url, asked.line)
        except OutsideFailed as failure:
            # A provider that cannot be reached is what is looked for: found twice it is noted, and nothing is buried.
            if failure.outcome != "final" and due.attempt < due.tries:
                raise
            return Health(False, trouble=failure.code)

    def finish(self, due: Due, asked: Asked, answer: Health) -> None:
        at, trouble = clock.now(), answer.trouble or ("" if answer.listens else DEAF)
        note_health(
            asked.connection, listens=answer.listens, waiting=answer.waiting, trouble=trouble, actor=SYSTEM, at=at
        )
        if trouble == DEAF:
            queue_listening([asked.connection], at)

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """The buried job says that we, not the provider, went wrong."""
