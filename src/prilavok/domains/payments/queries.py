"""Questions to payments."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from prilavok.domains.payments.errors import AttemptUnknown
from prilavok.domains.payments.rules import in_turn, parts_kept, spread_back
from prilavok.domains.payments.types import (
    AttemptView,
    Method,
    PaidPart,
    Paying,
    PaymentView,
    RefundView,
    WayBack,
)
from prilavok.kit.pages import Condition, read_rows

_ATTEMPT = """id, "order", connection, method, amount, currency, place_id, state, reason, outside_id, asked_by,
    asked_at, answered_at, way, hold, whole, link, ends_at"""


def list_payments(orders: Sequence[UUID]) -> list[PaymentView]:
    """Every transaction of these orders, in the order of happening."""
    if not orders:
        return []
    return read_rows(
        'id, "order", kind, method, amount, currency, occurred_at, origin, attempt, of, moved',
        "payments_transaction",
        row=PaymentView,
        where=[Condition('"order" = ANY(%s::uuid[])', list(set(orders)))],
        rest="ORDER BY occurred_at, id",
    )


def paid_for(order: UUID) -> int:
    """Minor units that were taken for the order so far, less what was given back."""
    return paid_by_all(list_payments([order]))


def paid_by_all(payments: Sequence[PaymentView]) -> int:
    """The same of transactions that were read already."""
    return sum(-one.amount if one.kind == "refund" else one.amount for one in payments)


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
    return _attempts(
        Condition("state IN ('asked', 'unknown', 'taking', 'freeing')"),
        rest=f"ORDER BY asked_at, id LIMIT {int(limit)}",
    )


def held_for(order: UUID) -> int:
    """Minor units that are held for the order, and were not taken yet."""
    return held_by_all(list_attempts(order))


def held_by_all(attempts: Sequence[AttemptView]) -> int:
    """The same of attempts that were read already."""
    return sum(one.amount for one in attempts if one.holds)


def due_of(order: UUID, *, owed: int) -> int:
    """Minor units of what is owed for the order that are still to be asked for: neither taken nor held.

    Every screen, notice and story that says or asks what is due asks here, so that none forgets what is held.
    """
    return due_by_all(list_payments([order]), list_attempts(order), owed=owed)


def due_by_all(payments: Sequence[PaymentView], attempts: Sequence[AttemptView], *, owed: int) -> int:
    """The same of transactions and attempts that were read already."""
    return max(owed - paid_by_all(payments) - held_by_all(attempts), 0)


def _attempts(asked: Condition, rest: str = "ORDER BY asked_at, id") -> list[AttemptView]:
    return read_rows(_ATTEMPT, "payments_attempt", row=AttemptView, where=[asked], rest=rest)


_REFUND = """id, "order", of, attempt, connection, charge, amount, currency, place_id, state, reason, outside_id,
    asked_at, answered_at"""
#: points go back as points, and what a maker's coupon paid was never the customer's
_NO_MONEY = ("points", "coupon")


def paid_by(order: UUID, method: str) -> int:
    """Minor units that came for the order in one way, whatever of it was given back since."""
    return sum(one.amount for one in list_payments([order]) if one.kind == "capture" and one.method == method)


def ways_back(order: UUID) -> list[WayBack]:
    """What may still go back by each way money came, the first to be used first; what is under way counts as gone."""
    charges = {one.id for one in list_attempts(order)}
    left: dict[tuple[str, UUID | None], int] = {}
    for one in list_payments([order]):
        if one.method not in _NO_MONEY:
            way = one.method, one.attempt or (one.id if one.id in charges else None)
            left[way] = left.get(way, 0) + (-one.amount if one.kind == "refund" else one.amount)
    for refund in list_refunds([order]):
        if refund.is_open:
            left["card", refund.attempt] = left.get(("card", refund.attempt), 0) - refund.amount
    return in_turn([WayBack(cast(Method, method), amount, attempt) for (method, attempt), amount in left.items()])


def paid_parts(order: UUID, *, owed: int) -> list[PaidPart]:
    """How so much of an order was paid, in the order of taking; what was given back or is too much is left out."""
    charges, taken = {one.id for one in list_attempts(order)}, list[PaidPart]()
    back = [WayBack("card", one.amount, one.attempt) for one in list_refunds([order]) if one.is_open]
    for one in list_payments([order]):
        method, attempt = cast(Method, one.method), one.attempt or (one.id if one.id in charges else None)
        if one.kind == "refund":
            back.append(WayBack(method, one.amount, attempt))
        elif one.method != "coupon":  # a maker pays it, not the customer
            taken.append(PaidPart(method, one.amount, attempt, one.moved is not None))
    return parts_kept(taken, back, owed=owed)


def part_back(amount: int, ways: Sequence[WayBack]) -> tuple[list[WayBack], list[WayBack]]:
    """By which of these ways so much goes back, and what is left of them. Raises ValueError where they have less."""
    return spread_back(amount, ways)


def list_refunds(orders: Sequence[UUID]) -> list[RefundView]:
    """Everything that providers were asked to give back of these orders, in the order of asking."""
    return _refunds(Condition('"order" = ANY(%s::uuid[])', list(set(orders)))) if orders else []


def list_open_refunds(*, limit: int = 100) -> list[RefundView]:
    """Refunds of which the provider has not said that they are done or refused, the eldest first."""
    return _refunds(Condition("state IN ('asked', 'unknown')"), rest=f"ORDER BY asked_at, id LIMIT {int(limit)}")


def read_refund(refund: UUID) -> RefundView:
    """One refund. Raises AttemptUnknown."""
    for found in _refunds(Condition("id = %s::uuid", refund)):
        return found
    raise AttemptUnknown


def _refunds(asked: Condition, rest: str = "ORDER BY asked_at, id") -> list[RefundView]:
    return read_rows(_REFUND, "payments_refund", row=RefundView, where=[asked], rest=rest)
