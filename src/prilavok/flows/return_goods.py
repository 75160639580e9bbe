"""Goods of any sale are returned at any place: looked at first, then confirmed; the money goes the way it came."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import read_return
from prilavok.domains.orders.types.returning import Agreed, BringBack, ReturnView
from prilavok.flows.free_given import free_given
from prilavok.flows.give_back_card import give_promised
from prilavok.flows.take_back import take_back
from prilavok.insights.returned_order import ReturnPlan, read_plan
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "orders.return"
__all__ = ["Agreed", "BringBack", "ReturnPlan", "needs", "preview_return", "return_goods"]


def preview_return(order: UUID, brought: Sequence[BringBack], *, place: UUID, actor: Actor, at: datetime) -> ReturnPlan:
    """What it would make; nothing is changed. Raises NotFound, NothingToReturn, ReturnNotHere."""
    return read_plan(order, brought, place=place, at=at)


def return_goods(
    order: UUID,
    brought: Sequence[BringBack],
    agreed: Agreed,
    *,
    key: str,
    place: UUID,
    actor: Actor,
    at: datetime,
) -> ReturnView:
    """Take the goods back; the same key again is the same return, done once. agreed: what was shown before.

    Cash and points are given here, cards by their terminal: what it has not said yet is a refund that waits. Raises
    what take_back does, KeyReused; then nothing is changed.
    """
    body = json.dumps([str(order), str(place), [asdict(one) for one in brought], agreed.ground], default=str).encode()

    def once() -> Answer:
        of = take_back(order, brought, agreed, key=f"return:{key}", place=place, actor=actor, at=at)
        free_given(order, actor=actor, at=at)
        return Answer(200, b"", of)

    with story():
        orders.lock_order(order)
        answer = answer_once(f"return {order}", key, body, at, once, keep_for_ever=True)
    give_promised(order, actor=actor)
    assert answer.result is not None
    return read_return(answer.result)
