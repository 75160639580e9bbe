"""What crosses the edge of payments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Method = Literal["cash", "card", "transfer", "instalment", "points", "gift_card", "outside", "coupon", "unstated"]


@dataclass(frozen=True, slots=True)
class Tender:
    """Money taken for an order. method `unstated`: the source does not say; `coupon`: a maker owes it."""

    order: UUID
    method: Method
    amount: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One transaction of a payment. kind: capture, refund ...; method: see Method; amount: minor units."""

    id: UUID
    order: UUID
    kind: str
    method: str
    amount: int
    currency: str
    occurred_at: datetime
    origin: str
