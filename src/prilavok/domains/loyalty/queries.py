"""Questions to loyalty."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsUnfit
from prilavok.domains.loyalty.rules import most_points, points_paying, points_worth
from prilavok.domains.loyalty.types import PointsMove, PointsOffer, PointsView, Spendable
from prilavok.kit.pages import Condition, read_rows


def points_of(leaves: Sequence[UUID]) -> list[PointsView]:
    """What the leaves together may spend, one line per programme in which they have an account."""
    if not leaves:
        return []
    return read_rows(
        "p.id, p.code, p.name, sum(b.posted - b.held)::bigint, p.generated",
        "kit_account a JOIN kit_balance b ON b.account_id = a.id JOIN loyalty_programme p ON p.id = a.unit",
        row=PointsView,
        where=[
            Condition("a.holder = ANY(%s::uuid[])", list(leaves)),
            Condition("a.book = 'points' AND a.state = 'spendable'"),
        ],
        rest="GROUP BY p.id, p.code, p.name, p.generated ORDER BY p.code",
    )


def points_moved(order: UUID) -> list[PointsMove]:
    """How the order changed anybody's points."""
    return read_rows(
        """a.holder, CASE WHEN m.credit_id = a.id THEN m.units ELSE -m.units END, m.cause, m.cause_id,
        m.occurred_at""",
        "kit_move m JOIN kit_account a ON a.id IN (m.credit_id, m.debit_id)",
        row=PointsMove,
        where=[
            Condition("m.cause_id = %s::uuid", order),
            Condition("m.kind IN ('post', 'settle') AND a.book = 'points' AND a.state = 'spendable'"),
        ],
        rest="ORDER BY m.occurred_at, m.id",
    )


def spendable(leaves: Sequence[UUID], currency: str, *, owed: int = 0) -> Spendable | None:
    """What the leaves together may spend where this currency is paid; None where there is no programme.

    owed: of an order, minor units; then `most` says how many points may pay it.
    """
    programmes = read_rows(
        "id, code, name, worth, most_share",
        "loyalty_programme",
        row=Spendable,
        where=[Condition("currency = %s", currency)],
        rest="ORDER BY code LIMIT 1",
    )
    for programme in programmes:
        free = sum(one.points for one in points_of(leaves) if one.programme == programme.programme)
        most = most_points(free=free, owed=owed, worth=programme.worth, most_share=programme.most_share)
        return replace(programme, points=free, most=most, most_amount=points_worth(points=most, worth=programme.worth))
    return None


def offer_points(leaves: Sequence[UUID], currency: str, *, points: int, owed: int) -> PointsOffer:
    """That so many points of these leaves may pay an order of which so much is owed (minor units); nothing is held.

    Raises PointsUnfit where there is no programme in the currency or no points are named, NotEnoughPoints.
    """
    free = spendable(leaves, currency, owed=owed)
    if free is None or points <= 0:
        raise PointsUnfit
    if points > free.most:
        raise NotEnoughPoints(asked=points, most=free.most)
    return PointsOffer(points, points_worth(points=points, worth=free.worth))


def points_paid(amount: int, currency: str) -> int:
    """How many points pay exactly so many minor units. Raises PointsUnfit."""
    programme = spendable([], currency)
    points = points_paying(amount=amount, worth=programme.worth) if programme else None
    if points is None:
        raise PointsUnfit
    return points


def bind_points(digits: str, order: UUID, points: int) -> str:
    """What is kept (as a keyed digest) of a code for points: its digits with the order and number it was asked for."""
    return f"{digits}/{order}/{points}"


def points_earned_by(order: UUID) -> int:
    """How many points the order earned, whatever of them was taken back since."""
    return sum(move.points for move in points_moved(order) if move.cause == "earn")
