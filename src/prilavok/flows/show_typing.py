"""A customer sees that somebody writes to them, while an operator does."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.adapters.channels.port import Line, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.conversations.queries import read_conversation
from prilavok.flows.messages import can, line_to
from prilavok.insights.answer_ways import Way, answer_ways
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, outside_job
from prilavok.kit.limits import Limit, take

needs = "conversations.answer"
#: what Telegram shows one sign for (Bot API, sendChatAction), the shortest of all: after it another may follow
_SHOWN = timedelta(seconds=5)
_BY_WAY = Limit("typing", capacity=1, per_minute=12)
_TRIES = 1


@dataclass(frozen=True, slots=True)
class Typing:
    """To whom, and how their provider is reached."""

    provider: str
    address: str
    line: Line = field(repr=False)


def show_typing(conversation: UUID, *, by: str = "", actor: Actor, at: datetime) -> bool:
    """Queue the sign, at most one in five seconds for each way; False where its channel shows none, or is closed.

    by: as of flows.answer_message. Raises ConversationUnknown.
    """
    way = _way(conversation, by, at)
    if way is None or not can(read_connection(way.to.connection), "typing"):
        return False
    if not take(_BY_WAY, way.name, at).allowed:
        return False
    facts = {"conversation": str(conversation), "by": way.name, "at": at.isoformat()}
    with story():
        queue_jobs([NewJob(verb="message.show_typing", facts=facts, queue="outside", tries=_TRIES)], at)
    return True


@outside_job("message.show_typing", again_when_unknown=True)
class ShowTyping:
    """A sign that comes late would be a lie, so it is left out; nothing of ours depends on it."""

    def prepare(self, due: Due) -> Typing | None:
        at = clock.now()
        if at - datetime.fromisoformat(str(due.facts["at"])) > _SHOWN:
            return None
        way = _way(UUID(str(due.facts["conversation"])), str(due.facts["by"]), at)
        if way is None:
            return None
        connection = read_connection(way.to.connection)
        return Typing(connection.provider, way.to.address, line_to(connection))

    def call(self, due: Due, asked: Typing) -> None:
        open_channel(asked.provider).show_typing(asked.address, asked.line)

    def finish(self, due: Due, asked: Typing, answer: None) -> None:
        """It is shown for some seconds, and gone."""

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """The answer itself comes all the same."""


def _way(conversation: UUID, by: str, at: datetime) -> Way | None:
    """The way, while it is open."""
    ways = answer_ways(conversation, read_conversation(conversation).leaf, at)
    way = next((one for one in ways if not by or one.name == by), None)
    return way if way is not None and not way.why else None
