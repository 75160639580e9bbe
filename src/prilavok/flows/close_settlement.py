"""What two legal entities owe each other is closed by a paper that accounting gets; and the price they settle at."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import read_settlement_paper
from prilavok.domains.orders.types.settling import PaperView
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "settlements.close"


def close_settlement(
    one: UUID, other: UUID, currency: str, *, until: datetime, key: str, actor: Actor, at: datetime
) -> PaperView:
    """Close all that is open between them until an instant; the same key again is the same paper.

    What is closed never changes: what comes back later is a row of its own. Raises SettlementUnfit, NothingToSettle,
    KeyReused.
    """
    body = f"{sorted((str(one), str(other)))} {currency} {until.isoformat()}".encode()

    def once() -> Answer:
        return Answer(
            201, b"", orders.close_settlements(one, other, currency, until=until, actor=actor, at=at)
        )  # fmt: skip

    with story():
        answer = answer_once(f"settlement {actor.id}", key, body, at, once)
        assert answer.result is not None
        return read_settlement_paper(answer.result)


def change_settling_rule(basis: str, share: int, *, sends: bool, actor: Actor, at: datetime) -> None:
    """Goods handed over from now on are settled so; what is owed already stays. Raises SettlementUnfit.

    sends: places of one firm may send orders of another home; the next order that is routed knows it.
    """
    with story():
        orders.set_settling_rule(basis, share, sends=sends, actor=actor, at=at)
