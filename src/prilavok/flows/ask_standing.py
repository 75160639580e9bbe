"""The provider is asked how a message of ours stands: whether it came there at all, and what became of it since."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from prilavok.adapters.channels.port import Asks, Line, Standing, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.conversations.actions import end_saying, note_state, say_anew, settle_by_key
from prilavok.domains.conversations.queries import list_tries, read_message
from prilavok.domains.conversations.types import AttemptView, MessageView
from prilavok.flows.messages import line_to
from prilavok.flows.outgoing import UNKNOWN, ask_of_sent, ask_of_unknown, channel_address
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, outside_job

needs = None
#: what a message has failed with that the provider never got
NOT_TAKEN = "message.not_taken"


@dataclass(frozen=True, slots=True)
class Asked:
    """The last try of a message, as it stood before the question."""

    message: MessageView
    attempt: AttemptView
    connection: ConnectionView
    line: Line = field(repr=False)


@outside_job("message.ask", again_when_unknown=True)
class AskStanding:
    """Asking changes nothing there. What came to another end meanwhile, or is being said anew, is asked no more."""

    def prepare(self, due: Due) -> Asked | None:
        message = read_message(UUID(str(due.facts["message"])))
        last = list_tries(message.id)[-1]
        if message.state not in {"unknown", "sent"} or str(last.id) != due.facts["attempt"] or not message.address:
            return None
        connection = read_connection(last.connection)
        return Asked(message, last, connection, line_to(connection)) if connection.on else None

    def call(self, due: Due, asked: Asked) -> Standing:
        channel, message = cast(Asks, open_channel(asked.connection.provider)), asked.message
        outside_id = message.outside_id if message.state == "sent" else ""
        address = channel_address(asked.connection.kind, str(message.address))
        return channel.standing(address, outside_id, str(asked.attempt.id), asked.line)

    def finish(self, due: Due, asked: Asked, answer: Standing) -> None:
        at, message, nth = clock.now(), asked.message, int(due.facts["nth"]) + 1
        unknown = message.state == "unknown"
        if answer.known:
            link, address, name = asked.connection.id, str(message.address), answer.outside_id
            settle_by_key(asked.attempt.id, link, address, name, actor=SYSTEM, at=at)
            if answer.state not in {"", "sent"}:
                note_state(link, [address], name, answer.state, error=answer.trouble, actor=SYSTEM, at=at)
            else:
                ask_of_sent(message.id, 0 if unknown else nth)
        elif unknown and nth < len(UNKNOWN):
            ask_of_unknown(message.id, nth)
        elif unknown:
            end_saying(message.id, "failed", error=NOT_TAKEN, actor=SYSTEM, at=at)
            # Nothing was doubled and nothing is to be lost: it goes out once more. A code has ended by now.
            if asked.attempt.nth == 1 and message.kind != "code" and say_anew(message.id, actor=SYSTEM, at=at):
                facts, key = {"message": str(message.id)}, f"{message.id}:2"
                queue_jobs([NewJob(verb="message.send", facts=facts, key=key, queue="outside")], at)

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """It stays as it is; the buried job says why nobody could tell."""
