"""Questions about points and the programmes they are of."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsUnfit
from prilavok.domains.loyalty.rules import most_points, points_paying, points_worth
from prilavok.domains.loyalty.types import (
    Ending,
    PointsEnd,
    PointsMove,
    PointsOffer,
    PointsView,
    ProgrammeView,
    Spendable,
)
from prilavok.kit.db.sql import call
from prilavok.kit.pages import Condition, read_rows

_ADRIFT = """
WITH of_lot AS (
    SELECT l.id, l.points - l.remains AS lost, coalesce(sum(d.points), 0) AS drawn
    FROM loyalty_lot l LEFT JOIN loyalty_drawn d ON d.lot_id = l.id GROUP BY l.id
), of_move AS (
    SELECT d.move, sum(d.points) AS drawn, m.units, m.cause,
           bool_and(m.debit_id = ledger_account_id('points', l.leaf, l.programme_id, 'spendable')) AS same
    FROM loyalty_drawn d JOIN loyalty_lot l ON l.id = d.lot_id LEFT JOIN kit_move m ON m.id = d.move
    GROUP BY d.move, m.units, m.cause
), of_account AS (
    SELECT l.leaf, l.programme_id, sum(l.remains) AS ending, b.posted
    FROM loyalty_lot l
    LEFT JOIN kit_balance b ON b.account_id = ledger_account_id('points', l.leaf, l.programme_id, 'spendable')
    GROUP BY l.leaf, l.programme_id, b.posted
)
SELECT format('points that end of leaf %%s in programme %%s are %%s, its account holds %%s', leaf, programme_id, ending,
              posted)
FROM of_account WHERE ending > coalesce(posted, 0)
UNION ALL SELECT format('points lot %%s lost %%s, moves took %%s of it', id, lost, drawn)
FROM of_lot WHERE lost <> drawn
UNION ALL SELECT format('move %%s of %%s points took %%s of lots', move, units, drawn) FROM of_move
WHERE same IS NOT TRUE OR drawn > units OR (cause = 'expire' AND drawn <> units)
UNION ALL SELECT format('move %%s ended %%s points that no lot lost', m.id, m.units)
FROM kit_move m JOIN kit_account a ON a.id = m.credit_id AND a.book = 'points' AND a.state = 'expired'
WHERE NOT EXISTS (SELECT FROM loyalty_drawn d WHERE d.move = m.id)"""


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


def worth_of_points(points: int, currency: str) -> int:
    """Minor units that so many points pay; nought where there is no programme in the currency."""
    programme = spendable([], currency)
    return points_worth(points=points, worth=programme.worth) if programme else 0


def bind_points(digits: str, order: UUID, points: int) -> str:
    """What is kept (as a keyed digest) of a code for points: its digits with the order and number it was asked for."""
    return f"{digits}/{order}/{points}"


def points_earned_by(order: UUID) -> int:
    """How many points the order earned, whatever of them was taken back since."""
    return sum(move.points for move in points_moved(order) if move.cause == "earn")


def points_ending(leaves: Sequence[UUID]) -> list[PointsEnd]:
    """Which points of the leaves end when, the first end first; those that do not end are left out."""
    if not leaves:
        return []
    return read_rows(
        "programme_id, ends_at, sum(remains)::bigint",
        "loyalty_lot",
        row=PointsEnd,
        where=[Condition("leaf = ANY(%s::uuid[])", list(leaves)), Condition("remains > 0")],
        rest="GROUP BY programme_id, ends_at ORDER BY ends_at, programme_id",
    )


def first_end(leaves: Sequence[UUID], balance: Spendable | None) -> PointsEnd | None:
    """Of what the leaves may spend there, which points end first; None where none do."""
    if balance is None or not balance.points:
        return None
    return next((one for one in points_ending(leaves) if one.programme == balance.programme), None)


def points_shown(leaves: Sequence[UUID]) -> list[PointsView]:
    """The same as points_of, each with what of it ends when."""
    ends, views = points_ending(leaves), points_of(leaves)
    return [replace(view, ends=tuple(one for one in ends if one.programme == view.programme)) for view in views]


def list_programmes() -> list[ProgrammeView]:
    """Every programme with the rules by which its points end."""
    programmes = read_rows(
        "id, code, name, currency, points, per_amount, worth, most_share, generated",
        "loyalty_programme",
        row=ProgrammeView,
        rest="ORDER BY code",
    )
    endings: dict[UUID, list[Ending]] = {}
    for programme, *said in read_rows(
        "programme_id, days, warn_days, back_days, zone, valid_from",
        "loyalty_ending",
        row=lambda *row: row,
        rest="ORDER BY valid_from DESC",
    ):
        endings.setdefault(programme, []).append(Ending(*said))
    return [replace(one, endings=tuple(endings.get(one.id, ()))) for one in programmes]


def lent_points(name: UUID) -> dict[UUID, int]:
    """What is lent under a name and neither spent nor back, by the leaf it was drawn from."""
    return {leaf: points for _programme, leaf, points in call("loyalty_lent", name) if points}


def lots_beyond_points(limit: int = 20) -> list[str]:
    """What does not add up between points that end and the ledger: one sentence each, none when all does.

    Lots of an account are no more than it holds; what a lot lost is what moves took of it; a move takes no more of lots
    than it moved, one that ends points exactly that.
    """
    return read_rows("said", f"({_ADRIFT}) AS drift (said)", row=str, rest=f"LIMIT {limit:d}")
