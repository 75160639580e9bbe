"""What we have to say goes out to the channel's provider; what got no answer is never sent again by itself."""

from dataclasses import dataclass, field
from uuid import UUID

from prilavok.adapters.channels.port import Line, Outgoing, Sent, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.conversations.actions import begin_saying, end_saying
from prilavok.domains.conversations.queries import brought_with, read_message
from prilavok.flows.messages import OFFER, line_to, waits_for_hour
from prilavok.flows.outgoing import ask_of_sent, ask_of_unknown, outgoing_of, why_not_said
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, outside_job

needs = None
_STATES = {"unknown": "unknown", "temporary": "failed", "final": "failed"}
_PLAIN, _KEYED, _FILES, _KEYED_FILES = (f"message.send{how}" for how in ("", "_keyed", "_files", "_keyed_files"))
_FILES_WITHIN = 600  # seconds: files go up one after another, each within its own time


@dataclass(frozen=True, slots=True)
class Asked:
    """One message on its way."""

    message: UUID
    provider: str
    outgoing: Outgoing
    line: Line = field(repr=False)


@outside_job(_PLAIN, again_when_unknown=False)
@outside_job(_KEYED, again_when_unknown=True)
@outside_job(_FILES, again_when_unknown=False, seconds=_FILES_WITHIN)
@outside_job(_KEYED_FILES, again_when_unknown=True, seconds=_FILES_WITHIN)
class SendMessage:
    """A message without an answer stays unknown: only a person who sends its buried job again tries it anew.

    Where the provider never says one key twice, a try without an answer is gone on with under its key.
    """

    def prepare(self, due: Due) -> Asked | None:
        message, at = read_message(_of(due)), clock.now()
        if message.state not in {"queued", "unknown"} or message.connection is None:
            return None
        connection = read_connection(message.connection)
        if why := why_not_said(message, connection, at):
            end_saying(message.id, "failed", error=why, actor=SYSTEM, at=at)
            return None
        if message.kind == OFFER and waits_for_hour(message, at):
            return None
        if connection.provider == "outbox":
            # The sandbox's SMS and mail go no further than the page where they are read.
            end_saying(message.id, "sent", actor=SYSTEM, at=at)
            return None
        keyed, files = open_channel(connection.provider).means.keyed, bool(brought_with([message.id]))
        verb = (_KEYED_FILES if files else _KEYED) if keyed else (_FILES if files else _PLAIN)
        if due.verb != verb:
            queue_jobs([NewJob(verb=verb, facts=due.facts, key=f"{message.id}:{due.id}", queue="outside")], at)
            return None
        key = begin_saying(message.id, connection.id, keyed=keyed, at=at)
        return Asked(message.id, connection.provider, outgoing_of(message, str(key)), line_to(connection))

    def call(self, due: Due, asked: Asked) -> Sent:
        return open_channel(asked.provider).send(asked.outgoing, asked.line)

    def finish(self, due: Due, asked: Asked, answer: Sent) -> None:
        end_saying(asked.message, "sent", names=(answer.outside_id, *answer.also), actor=SYSTEM, at=clock.now())
        ask_of_sent(asked.message)

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        end_saying(_of(due), _STATES[failure.outcome], error=failure.code, actor=SYSTEM, at=clock.now())
        if failure.outcome == "unknown":
            ask_of_unknown(_of(due))


def _of(due: Due) -> UUID:
    return UUID(str(due.facts["message"]))
