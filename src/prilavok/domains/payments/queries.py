"""Questions to payments."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.payments.types import PaymentView
from prilavok.kit.pages import Condition, read_rows


def list_payments(orders: Sequence[UUID]) -> list[PaymentView]:
    """Every transaction of these orders, in the order of happening."""
    if not orders:
        return []
    return read_rows(
        'id, "order", kind, method, amount, currency, occurred_at, origin',
        "payments_transaction",
        row=PaymentView,
        where=[Condition('"order" = ANY(%s::uuid[])', list(set(orders)))],
        rest="ORDER BY occurred_at, id",
    )
