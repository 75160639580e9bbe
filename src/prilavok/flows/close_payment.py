"""A provider is told that what it holds is taken or let go, or that a page of it is ended, once that was decided."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.adapters.payments.port import Charged, Held
from prilavok.adapters.payments.port.asking import close_once
from prilavok.domains.payments.queries import read_attempt
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.payments_due import UNDER_WAY, close_later
from prilavok.flows.reach_terminal import reach_provider
from prilavok.flows.settle_payment import settle_attempt
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, outside_job

needs = None  # a part of other stories


def tell_now(closed: Sequence[AttemptView], *, actor: Actor) -> list[AttemptView]:
    """Tell the providers outside any story, and write down what they say; a job tells them again what stays open."""
    done = []
    for one in closed:
        said = _close(one, actor)
        with story():
            done.append(settle_attempt(one.id, said, actor=actor, at=clock.now()))
    return done


@outside_job("payment.close", again_when_unknown=True)
class ClosePayment:
    """Tell a provider what is taken of what it holds: the same again is answered as it stands."""

    def prepare(self, due: Due) -> AttemptView | None:
        attempt = read_attempt(UUID(str(due.facts["attempt"])))
        return attempt if attempt.state in ("taking", "freeing") else None

    def call(self, due: Due, asked: AttemptView) -> Charged:
        return _close(asked, SYSTEM)

    def finish(self, due: Due, asked: AttemptView, answer: Charged) -> None:
        settle_attempt(asked.id, answer, actor=SYSTEM, at=clock.now())

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        at = clock.now()
        close_later(read_attempt(UUID(str(due.facts["attempt"]))), at + UNDER_WAY, actor=SYSTEM, at=at)


def _close(one: AttemptView, actor: Actor) -> Charged:
    provider, line = reach_provider(one.connection, actor=actor)
    held = Held(str(one.id), one.outside_id, one.asked_amount, one.currency)
    return close_once(provider, held, one.amount if one.state == "taking" else 0, line)
