"""A customer sees that their words were read, once whoever leads their conversation has them on the screen."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Line, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.conversations.actions import note_read
from prilavok.domains.conversations.queries import read_conversation, read_message
from prilavok.flows.messages import can, line_to
from prilavok.kit.db.connections import story
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, outside_job

needs = "conversations.answer"
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """Which words, and how their provider is reached."""

    provider: str
    address: str
    name: str
    line: Line = field(repr=False)


def show_read(conversation: UUID, *, actor: Actor, at: datetime) -> bool:
    """Note that the customer's words were read and queue the mark, where their channel shows one; False where nobody
    is to know: nothing was unread, or who looks does not lead the conversation. Raises ConversationUnknown.
    """
    with story():
        talk = read_conversation(conversation)
        if actor.kind != "staff" or actor.id is None or talk.staff != actor.id:
            return False
        last = note_read(conversation)
        said = read_message(last) if last is not None else None
        if said is None or said.connection is None or not said.outside_id:
            return False
        if not can(read_connection(said.connection), "read"):
            return False
        facts = {"message": str(said.id)}
        job = NewJob(verb="message.show_read", facts=facts, key=str(said.id), queue="outside", tries=_TRIES)
        return bool(queue_jobs([job], at))


@outside_job("message.show_read", again_when_unknown=True)
class ShowRead:
    """Shown twice it does no harm; never shown, nothing of ours depends on it."""

    def prepare(self, due: Due) -> Seen | None:
        said = read_message(UUID(str(due.facts["message"])))
        if said.connection is None or not said.address or not said.outside_id:
            return None
        connection = read_connection(said.connection)
        if not connection.on:
            return None
        return Seen(connection.provider, said.address, said.outside_id, line_to(connection))

    def call(self, due: Due, asked: Seen) -> None:
        open_channel(asked.provider).show_read(asked.address, asked.name, asked.line)

    def finish(self, due: Due, asked: Seen, answer: None) -> None:
        """The customer sees it; nothing of ours depends on that."""

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """They were answered or not all the same."""
