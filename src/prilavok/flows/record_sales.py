"""Finished sales are recorded: orders, stock, payments and points at once, each sale once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import buyers_of
from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.types import Earning
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.types import Sale, SaleSums
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.types import Method, Tender
from prilavok.domains.stock.actions import take_sold
from prilavok.domains.stock.types import Shortage, Taking
from prilavok.flows.bought_from_fitting import free_what_was_tried_on
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "sales.record"
#: how all of the sales were paid, or each of them by its id
Methods = Method | Mapping[UUID, Method]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a list of sales: the ids of the new ones, and what the ledger did not know of."""

    orders: frozenset[UUID]
    shortages: tuple[Shortage, ...]


def record_sales(sales: Sequence[Sale], *, method: Methods, actor: Actor, at: datetime, origin: str) -> Recorded:
    """Record finished sales in one transaction of their own; a sale known already changes nothing."""
    with story():
        return record_sales_here(sales, method=method, actor=actor, at=at, origin=origin)


def record_sales_here(sales: Sequence[Sale], *, method: Methods, actor: Actor, at: datetime, origin: str) -> Recorded:
    """Record finished sales in the caller's story: the one way by which a sale, live or loaded, is recorded.

    A receipt without a person earns no points, for nobody could spend them; but of a first filling the stated rule of
    the programme gives points to every receipt, so that what the year comes to is there whole.
    Sales paid in different ways are still one call: only then are all their rows of the ledger locked in one order.
    """
    sums = orders.record_sales(sales, actor=actor, at=at, origin=origin)
    fresh = list({sale.id: sale for sale in sales if sale.id in sums}.values())
    takings = [
        Taking(sale.id, sale.place, line.variant, line.quantity, sale.placed_at)
        for sale in fresh
        for line in sale.lines
    ]
    if origin == "live":
        free_what_was_tried_on(takings, {sale.id: sale.leaf for sale in fresh}, actor=actor, at=at)
    shortages = take_sold(takings, actor=actor, at=at, origin=origin)
    tenders = [
        Tender(sale.id, how, amount, sale.currency, sale.placed_at)
        for sale in fresh
        for how, amount in _tenders(method if isinstance(method, str) else method[sale.id], sums[sale.id])
    ]
    capture_tenders(tenders, actor=actor, at=at, origin=origin)
    buyers = None if origin == "load" else buyers_of([sale.leaf for sale in fresh])
    earnings = [
        Earning(sale.leaf, sale.id, sale.place, sums[sale.id].paid_amount, sale.currency, sale.placed_at, leaves=own)
        for sale in fresh
        if (own := (sale.leaf,) if buyers is None else buyers.get(sale.leaf, ()))
    ]
    earn_points(earnings, actor=actor, at=at, origin=origin)
    return Recorded(frozenset(sums), tuple(shortages))


def _tenders(method: Method, sums: SaleSums) -> tuple[tuple[Method, int], ...]:
    return (method, sums.paid_amount), ("coupon", sums.coupon_amount)
