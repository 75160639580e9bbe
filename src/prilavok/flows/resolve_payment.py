"""A payment whose outcome is not known, or that waits for its customer, is asked about until it is known."""

from uuid import UUID

from prilavok.adapters.payments.port import Charged
from prilavok.adapters.payments.port.asking import ask_once
from prilavok.domains.payments.queries import read_attempt
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.payments_due import UNDER_WAY, ask_later
from prilavok.flows.reach_terminal import reach_terminal
from prilavok.flows.settle_payment import settle_attempt
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.registry import Due, outside_job

needs = None  # the house itself asks


@outside_job("payment.ask", again_when_unknown=True)
class AskPayment:
    """Ask what became of one attempt; whoever is told that it is still not known asks again later."""

    def prepare(self, due: Due) -> AttemptView | None:
        attempt = read_attempt(UUID(str(due.facts["attempt"])))
        return attempt if attempt.is_open or attempt.state in ("waiting", "held") else None

    def call(self, due: Due, asked: AttemptView) -> Charged:
        arrived = clock.now() - asked.asked_at > UNDER_WAY
        return ask_once(*reach_terminal(asked, actor=SYSTEM), arrived=arrived)

    def finish(self, due: Due, asked: AttemptView, answer: Charged) -> None:
        settle_attempt(asked.id, answer, actor=SYSTEM, at=clock.now())

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        at = clock.now()
        ask_later(read_attempt(UUID(str(due.facts["attempt"]))), at + UNDER_WAY, actor=SYSTEM, at=at)
