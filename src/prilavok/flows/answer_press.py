"""A press of our button in a messenger is answered, so that the button stops waiting."""

from dataclasses import dataclass, field
from uuid import UUID

from prilavok.adapters.channels.port import Line, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.flows.messages import line_to
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.jobs.registry import Due, outside_job

needs = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which press, and how to reach who waits for the answer."""

    provider: str
    press: str
    line: Line = field(repr=False)


@outside_job("press.answer", again_when_unknown=True)
class AnswerPress:
    """Answered twice it does no harm; unanswered the provider forgets it by itself, so giving up writes nothing."""

    def prepare(self, due: Due) -> Pressed | None:
        connection = read_connection(UUID(str(due.facts["connection"])))
        return Pressed(connection.provider, str(due.facts["press"]), line_to(connection)) if connection.on else None

    def call(self, due: Due, asked: Pressed) -> None:
        open_channel(asked.provider).answer_press(asked.press, asked.line)

    def finish(self, due: Due, asked: Pressed, answer: None) -> None:
        """The provider knows; nothing of ours depends on it."""

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """What the person asked for is done all the same."""
