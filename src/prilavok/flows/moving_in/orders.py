"""Rows of finished orders become sales of the past: no stock moves, no point is earned, nobody is told."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from prilavok.domains.customers.actions import open_receipt_leaves, take_in_people
from prilavok.domains.customers.queries import find_identifier_leaves
from prilavok.domains.imports.queries import Unfit
from prilavok.domains.imports.types import ListView, Refusal, SliceCounts
from prilavok.domains.orders.actions import record_sales
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.orders.types import Sale
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.types import Tender
from prilavok.flows.moving_in.erased import of_somebody, orders_not_again, refused_erased
from prilavok.flows.moving_in.past import PastOrder, read_order, read_shop, refused_rows, row_amount, source_id
from prilavok.flows.moving_in.portion import KeptRow
from prilavok.kit.events.actor import Actor

needs = "imports.load"


def put_orders(told: ListView, rows: Sequence[KeptRow], *, actor: Actor, at: datetime) -> SliceCounts:
    """Record the orders in the caller's story. Of an order one of whose rows is refused all are: it is one thing."""
    shop = read_shop(told, [kept.row for kept in rows], at)
    refusals: list[Refusal] = []
    orders: list[tuple[PastOrder, list[KeptRow]]] = []
    for _number, several in groupby(rows, key=lambda kept: kept.row.get("number") or kept.begins):
        together = list(several)
        try:
            orders.append((read_order(told, [kept.row for kept in together], shop), together))
        except Unfit as unfit:
            refusals += refused_rows(told, together, str(unfit), shop, unfit.said)
    orders, gone = orders_not_again(of_somebody(orders))
    refusals += [
        refused_erased(kept, since, row_amount(told, kept.row, shop)) for several, since in gone for kept in several
    ]
    source = source_id(told.source)
    known = known_sales(source, [order.number for order, _rows in orders])
    codes = [order.person.code for order, _rows in orders if order.person and order.person.code]
    there = find_identifier_leaves("import", codes)
    fresh: list[PastOrder] = []
    same = 0
    for order, together in orders:
        before = known.get(order.number)
        if before is not None and (before.line_count, before.amount) == (len(order.lines), order.amount):
            same += len(together)
        elif before is not None or order.number in {one.number for one in fresh}:
            refusals += refused_rows(told, together, "receipt_changed", shop)
        elif order.person and order.person.code not in there and not order.person.contacts:
            refusals += refused_rows(told, together, "customer_unknown", shop)
        else:
            fresh.append(order)
    _record(fresh, source, told, actor, at)
    amounts = [row_amount(told, kept.row, shop) for kept in rows]
    missing = sum(one.amount for one in refusals)
    refusals.sort(key=lambda one: one.number)
    return SliceCounts(
        len(rows), len(rows) - len(refusals), sum(amounts), sum(amounts) - missing, tuple(refusals), rows_known=same
    )


def _record(orders: Sequence[PastOrder], source: UUID, told: ListView, actor: Actor, at: datetime) -> None:
    named = [order for order in orders if order.person]
    people = [order.person for order in named if order.person]
    taken = take_in_people(people, source=told.source, actor=actor, at=at, origin="import")
    leaves = {order.number: one.leaf for order, one in zip(named, taken, strict=True)}
    nameless = [order.number for order in orders if not order.person]
    leaves |= open_receipt_leaves(source, nameless, at=at, origin="import")
    sales: list[Sale] = [order.as_sale(source, told.source, leaves[order.number]) for order in orders]
    sums = record_sales(sales, actor=actor, at=at, origin="import")
    tenders = [
        Tender(sale.id, order.method, sums[sale.id].paid_amount, sale.currency, sale.placed_at)
        for order, sale in zip(orders, sales, strict=True)
        if sale.id in sums
    ]
    capture_tenders(tenders, actor=actor, at=at, origin="import")
