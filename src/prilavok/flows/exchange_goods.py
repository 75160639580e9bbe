"""Goods come back and others are taken instead, netted: the customer pays the difference or is given it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import nameless_leaves
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.errors import ReturnMovedOn
from prilavok.domains.orders.queries import read_return
from prilavok.domains.orders.types.returning import Agreed, BringBack, ReturnView, Swap
from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.types import PricedWish as Selling
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.bought_from_fitting import lock_tried_on
from prilavok.flows.free_given import free_given
from prilavok.flows.give_back_card import give_promised
from prilavok.flows.sell_here import sell_here
from prilavok.flows.take_back import take_back
from prilavok.insights.exchanged_goods import ExchangePlan, price_instead, read_exchange, who_exchanges
from prilavok.insights.gift_lines import in_stock
from prilavok.insights.handed_pieces import check_pieces
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "orders.return"
__all__ = ["Agreed", "BringBack", "ExchangePlan", "Paying", "Selling", "exchange_goods", "needs", "preview_exchange"]


def preview_exchange(
    order: UUID, brought: Sequence[BringBack], instead: Sequence[Selling], *, place: UUID, actor: Actor, at: datetime
) -> ExchangePlan:
    """What it would make; nothing is changed. Raises NotFound, NothingToReturn, ReturnNotHere, NoPrice."""
    return read_exchange(order, brought, instead, place=place, at=at)


def exchange_goods(
    order: UUID, brought: Sequence[BringBack], instead: Sequence[Selling], tenders: Sequence[Paying], agreed: Agreed, *,
    new_order: UUID, key: str, place: UUID, actor: Actor, at: datetime, lots: Sequence[LotSaid] = (),
    overruled: bool = False,
) -> ReturnView:  # fmt: skip
    """Take goods back and sell others at today's prices; the same key again is the same exchange, done once.

    tenders: what pays the difference, cash or a card charged for new_order before; none where the customer is given it.
    lots, overruled: which pieces the other goods are, see name_handed. Raises what take_back, sell and check_pieces do,
    ReturnMovedOn, KeyReused; then nothing is changed.
    """
    told = [[asdict(one) for one in part] for part in (brought, instead, lots)]  # a repeat pays nothing any more
    units = in_stock({one.variant: one.quantity for one in instead})
    body = json.dumps([str(order), str(place), told, agreed.ground], default=str).encode()

    def once() -> Answer:
        head = orders.lock_order(order)
        leaf = None if nameless_leaves([head.leaf]) else head.leaf
        amount = price_instead(head, instead, place=place, at=at)
        if agreed.amount not in (None, amount):
            raise ReturnMovedOn  # another price holds since it was looked at
        swap = Swap(new_order, amount, tuple(one.variant for one in instead))
        check_pieces(units, lots, overruled=overruled)
        lock_tried_on({place: swap.variants}, at)
        of = take_back(order, brought, agreed, key=f"exchange:{key}", place=place, swap=swap, actor=actor, at=at)
        sell_here(
            instead, tenders, place=place, key=f"exchange:{of}", leaf=leaf, who=who_exchanges(head), order=new_order,
            lots=lots, overruled=overruled, actor=actor, at=at,
        )  # fmt: skip
        free_given(order, actor=actor, at=at)
        return Answer(200, b"", of)

    with story():
        orders.lock_order(order)
        answer = answer_once(f"exchange {order}", key, body, at, once, keep_for_ever=True)
    give_promised(order, actor=actor)
    assert answer.result is not None
    return read_return(answer.result)
