"""A finished sale is recorded as a completed order."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from prilavok.domains.orders.errors import SaleImpossible
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.orders.rules import line_kind, states_of, sum_sale
from prilavok.domains.orders.types import Sale, SaleSums
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OrderCompleted, Touchpoint
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.words import wordless


def record_sales(sales: Sequence[Sale], *, actor: Actor, at: datetime, origin: str) -> dict[UUID, SaleSums]:
    """Record finished sales as completed orders, with their events; return the sums of those that are new, by id.

    A sale known by its (source, source_key) is passed over: its goods and money were counted before.
    Raises SaleImpossible, and records none, when a line cannot be true or the number is another sale's.
    """
    for sale in sales:
        for line in sale.lines:
            if reason := line.impossible:
                raise SaleImpossible(sale.source_key, reason)
    first = {(sale.source, sale.source_key): sale for sale in reversed(sales)}
    # In one order for all: two tills with the same sales the other way round would wait for each other for ever.
    once = [first[name] for name in sorted(first)]
    fresh = frozenset(call("orders_record", *_head_columns(once), at, origin, *_line_columns(once, at)))
    _refuse_clashes([sale for sale in once if sale.id not in fresh])
    record([_completed(sale, actor, origin) for sale in once if sale.id in fresh], at)
    return {sale.id: sum_sale(sale) for sale in once if sale.id in fresh}


def _refuse_clashes(passed_over: Sequence[Sale]) -> None:
    """A sale is passed over because it is known, and for nothing else: another's number or id would lose it."""
    by_source: dict[UUID, list[Sale]] = {}
    for sale in passed_over:
        by_source.setdefault(sale.source, []).append(sale)
    for source, told in by_source.items():
        known = known_sales(source, [sale.source_key for sale in told])
        for sale in told:
            if sale.source_key not in known:
                raise SaleImpossible(sale.source_key, "number_taken")


def _head_columns(sales: Sequence[Sale]) -> list[list[object]]:
    sums = [sum_sale(sale) for sale in sales]
    states = [
        states_of(
            ordered=units, handed_over=units, cancelled=0, returned=0, owed=money.paid_amount, paid=money.paid_amount
        )
        for units, money in (
            (sum(line.quantity for line in sale.lines), total) for sale, total in zip(sales, sums, strict=True)
        )
    ]
    heads = zip(sales, sums, states, strict=True)
    rows = [
        (
            s.id,
            s.number,
            s.source,
            s.source_key,
            s.touchpoint,
            s.place,
            s.leaf,
            s.currency,
            len(s.lines),
            m.list_amount,
            m.discount_amount,
            m.amount,
            m.coupon_amount,
            m.paid_amount,
            st.commercial,
            st.payment,
            st.fulfilment,
            s.placed_at,
            s.local_day,
        )
        for s, m, st in heads
    ]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(19)]


def _line_columns(sales: Sequence[Sale], at: datetime) -> list[list[object]]:
    rows = [
        (
            nth,
            position,
            line_kind(quantity=line.quantity, amount=line.amount, coupon_amount=line.coupon_amount),
            line.variant,
            line.quantity,
            line.list_amount,
            line.promotion_amount,
            line.match_amount,
            line.coupon_amount,
        )
        for nth, sale in enumerate(sales, 1)
        for position, line in enumerate(sale.lines, 1)
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(9)]
    return [list(new_ids(len(rows), at)), *columns]


def _completed(sale: Sale, actor: Actor, origin: str) -> NewEvent:
    sums = sum_sale(sale)
    return NewEvent(
        verb="order.completed",
        occurred_at=sale.placed_at,
        leaf=sale.leaf,
        subject_kind="order",
        subject=sale.id,
        place=sale.place,
        actor=actor,
        origin=origin,
        facts=OrderCompleted(sale.id, sums.amount, sale.currency, len(sale.lines), cast(Touchpoint, sale.touchpoint)),
    )


wordless("orders_order", ["source_key"], "the number a source gave a sale")
