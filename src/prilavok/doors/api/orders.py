"""Orders: what was agreed, line by line, with payments and points."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from prilavok.domains.customers.queries import list_leaves
from prilavok.domains.orders.types import LineView, OrderFilter, OrderView
from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.queries import may
from prilavok.doors.api.askers import caller
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Amount, AskedDay, Instant, Listed, SetName, Shape, Text, Turning
from prilavok.doors.web.parts.rights import NoRight
from prilavok.insights.lists.orders import OrderRow, list_order_rows
from prilavok.insights.order_page import OrderPage, read_order_page
from prilavok.insights.set_names import sets_of_order

router = Router(tags=["orders"])


class OrderHead(Shape):
    """An order. list_amount: at list prices; amount: less the shop's discounts; paid_amount: less makers' coupons, what
    it comes to for its customer. What was taken is the sum of its payments.

    local_day: the calendar day at the place. customer: null for a receipt with no person, or where you may not see it.
    """

    id: UUID
    number: str
    touchpoint: str
    place: UUID | None
    customer: UUID | None
    line_count: int
    list_amount: Amount
    discount_amount: Amount
    amount: Amount
    coupon_amount: Amount
    paid_amount: Amount
    commercial: str
    payment: str
    fulfilment: str
    placed_at: Instant
    local_day: date
    recorded_at: Instant
    origin: str
    version: int


class OrderLine(Shape):
    """One line; quantities in the variant's smallest unit."""

    id: UUID
    position: int
    kind: str
    variant: UUID
    sku: str
    quantity: int
    handed_over: int
    cancelled: int
    returned: int
    list_amount: Amount
    promotion_amount: Amount
    match_amount: Amount
    amount: Amount
    coupon_amount: Amount
    set: SetName = None


class OrderPayment(Shape):
    """One transaction of a payment."""

    id: UUID
    kind: str
    method: str
    amount: Amount
    occurred_at: Instant
    origin: str


class Order(OrderHead):
    """One order whole. points: what it changed of points; null for those who may not see them."""

    lines: list[OrderLine]
    payments: list[OrderPayment]
    points: int | None


class OrdersAsked(Turning):
    """since, until: calendar days at the order's place, both included. number: that one alone, exactly."""

    place: UUID | None = None
    customer: UUID | None = None
    number: Text | None = None
    touchpoint: Literal["site", "app", "bot", "till", "tablet", "desk", "phone", "marketplace"] | None = None
    origin: Literal["live", "load", "import", "trial"] | None = None
    since: AskedDay | None = None
    until: AskedDay | None = None
    sort: Literal["time", "-time"] = "-time"


@reads(router, "/orders", needs="orders.see", gives=Listed[OrderHead])
def list_of_orders(request: HttpRequest, asked: Query[OrdersAsked]) -> Listed[OrderHead]:
    """Orders, the latest first; of one's own place where the right ends there."""
    actor = caller(request)
    leaves = None
    if asked.customer:
        if may(actor, "customers.see") is None:
            raise NoRight("customers.see")
        leaves = tuple(list_leaves(asked.customer))
    chosen = OrderFilter(
        place=asked.place,
        leaves=leaves,
        touchpoint=asked.touchpoint or "",
        origin=asked.origin or "",
        since=asked.since,
        until=asked.until,
    )
    return page_of(
        "orders",
        asked,
        lambda after, limit: list_order_rows(
            name_places(), chosen, actor=actor, number=asked.number or "", sort=asked.sort, after=after, limit=limit
        ),
        _in_list,
    )


def _in_list(row: OrderRow) -> OrderHead:
    return OrderHead.model_validate(_head(row.order, row.customer.id if row.customer else None))


def _head(order: OrderView, customer: UUID | None) -> dict[str, object]:
    amounts = ("list_amount", "discount_amount", "amount", "coupon_amount", "paid_amount")
    return {
        **{name: getattr(order, name) for name in OrderHead.model_fields if name not in ("customer", *amounts)},
        **{name: Amount.of(getattr(order, name), order.currency) for name in amounts},
        "customer": customer,
    }


@reads(router, "/orders/{order}", needs="orders.see", gives=Order, versioned=True)
def one_order(request: HttpRequest, order: UUID) -> Order:
    """One order with its lines, payments and points."""
    actor = caller(request)
    page = read_order_page(order, actor=actor)
    sets = sets_of_order(order)
    sees_points = may(actor, "points.see") is not None
    return Order.model_validate(
        _head(page.order, page.customer.id if page.customer else None)
        | {
            "lines": [
                _line(one.line, one.variant.sku, page.order.currency, sets.get(one.line.variant)) for one in page.lines
            ],
            "payments": _payments(page),
            "points": sum(move.points for move in page.points) if sees_points else None,
        }
    )


def _line(line: LineView, sku: str, currency: str, of_set: Mapping[str, str] | None) -> OrderLine:
    amounts = ("list_amount", "promotion_amount", "match_amount", "amount", "coupon_amount")
    return OrderLine.model_validate(
        {name: getattr(line, name) for name in OrderLine.model_fields if name not in ("sku", "set", *amounts)}
        | {name: Amount.of(getattr(line, name), currency) for name in amounts}
        | {"sku": sku, "set": of_set}
    )


def _payments(page: OrderPage) -> list[OrderPayment]:
    return [
        OrderPayment(
            id=one.id,
            kind=one.kind,
            method=one.method,
            amount=Amount.of(one.amount, one.currency),
            occurred_at=one.occurred_at,
            origin=one.origin,
        )
        for one in page.payments
    ]
