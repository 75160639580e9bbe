"""Questions to payments."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.payments.errors import AttemptUnknown
from prilavok.domains.payments.types import AttemptView, Paying, PaymentView
from prilavok.kit.pages import Condition, read_rows

_ATTEMPT = """id, "order", connection, method, amount, currency, place_id, state, reason, outside_id, asked_by,
    asked_at, answered_at"""


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


def paid_for(order: UUID) -> int:
    """Minor units that were taken for the order so far, less what was given back."""
    return sum(-one.amount if one.kind == "refund" else one.amount for one in list_payments([order]))


def points_part(tenders: Sequence[Paying]) -> int:
    """Minor units that these ways of paying leave to points."""
    return sum(one.amount for one in tenders if one.method == "points")


def surplus_of(order: UUID, *, owed: int) -> int:
    """By how many minor units more was taken for the order than is owed."""
    return max(paid_for(order) - owed, 0)


def list_attempts(order: UUID) -> list[AttemptView]:
    """Every try to take money for the order through a provider, in the order of asking."""
    return _attempts(Condition('"order" = %s::uuid', order))


def read_attempt(attempt: UUID) -> AttemptView:
    """One attempt. Raises AttemptUnknown."""
    for found in _attempts(Condition("id = %s::uuid", attempt)):
        return found
    raise AttemptUnknown


def list_open_attempts(*, limit: int = 100) -> list[AttemptView]:
    """Attempts whose outcome the provider has not told, the eldest first."""
    return _attempts(Condition("state IN ('asked', 'unknown')"), rest=f"ORDER BY asked_at, id LIMIT {int(limit)}")


def _attempts(asked: Condition, rest: str = "ORDER BY asked_at, id") -> list[AttemptView]:
    return read_rows(_ATTEMPT, "payments_attempt", row=AttemptView, where=[asked], rest=rest)
