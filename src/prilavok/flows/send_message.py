"""What we have to say goes out to the channel's provider; what got no answer is never sent again by itself."""

from dataclasses import dataclass, field
from uuid import UUID

from prilavok.adapters.channels.port import Button, Line, Outgoing, Sent, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.conversations.actions import end_sending
from prilavok.domains.conversations.queries import read_message
from prilavok.domains.conversations.types import MessageView
from prilavok.flows.messages import OFFER, line_to, waits_for_hour
from prilavok.insights.offer_way import why_no_offer
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.registry import Due, outside_job
from prilavok.kit.settings import where

needs = None
_STATES = {"unknown": "unknown", "temporary": "failed", "final": "failed"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One message on its way."""

    message: UUID
    provider: str
    outgoing: Outgoing
    line: Line = field(repr=False)


@outside_job("message.send", again_when_unknown=False)
class SendMessage:
    """A message without an answer stays unknown: only a person who sends its buried job again tries it anew."""

    def prepare(self, due: Due) -> Asked | None:
        message = read_message(_of(due))
        if message.state not in {"queued", "unknown"} or message.connection is None:
            return None
        # Asked in the very moment of sending: a no said since holds, and at a quiet hour an offer waits.
        if message.kind == OFFER and (why := why_no_offer(message.leaf, message.channel)):
            self._end(message.id, "failed", error=why)
            return None
        if message.kind == OFFER and waits_for_hour(message, clock.now()):
            return None
        connection = read_connection(message.connection)
        if connection.provider == "outbox":
            # The sandbox's SMS and mail go no further than the page where they are read.
            self._end(message.id, "sent" if where().outside == "sandbox" else "failed", error="outside.sandbox")
            return None
        if not connection.on or not message.address or not message.text:
            self._end(message.id, "failed", error="connection.off" if message.address else "message.erased")
            return None
        return Asked(message.id, connection.provider, _outgoing(message), line_to(connection))

    def call(self, due: Due, asked: Asked) -> Sent:
        return open_channel(asked.provider).send(asked.outgoing, asked.line)

    def finish(self, due: Due, asked: Asked, answer: Sent) -> None:
        end_sending(asked.message, "sent", actor=SYSTEM, at=clock.now(), outside_id=answer.outside_id)

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        self._end(_of(due), _STATES[failure.outcome], error=failure.code)

    def _end(self, message: UUID, state: str, *, error: str) -> None:
        end_sending(message, state, actor=SYSTEM, at=clock.now(), error="" if state == "sent" else error)


def _of(due: Due) -> UUID:
    return UUID(str(due.facts["message"]))


def _outgoing(message: MessageView) -> Outgoing:
    parts = message.parts
    buttons = parts.get("buttons")
    rows = buttons if isinstance(buttons, list) else []
    shown = tuple(Button(str(one["text"]), str(one["press"])) for one in rows)
    return Outgoing(str(message.address), str(message.text), shown, str(parts.get("ask_phone", "")))
