"""Lots that move: which transfers have some of one on its way, and what a paper brought of them to a place."""

from uuid import UUID

from prilavok.domains.stock.types.lots import LotOnWay
from prilavok.kit.pages import Condition, read_rows


def lot_on_way(lot: UUID) -> list[LotOnWay]:
    """The transfers that have so much of the lot on its way, in order."""
    return read_rows(
        "p.id, p.to_place_id, o.units",
        "stock_paper p JOIN stock_paper_lot o ON o.paper_id = p.id",
        row=LotOnWay,
        where=[
            Condition("p.kind = 'transfer' AND p.state = 'sent' AND o.units > 0"),
            Condition("NOT EXISTS (SELECT FROM stock_paper b WHERE b.takes_back_id = p.id)"),
            Condition("o.lot_id = %s::uuid", lot),
        ],
        rest="ORDER BY p.id",
    )


def lots_brought(paper: UUID, place: UUID) -> dict[UUID, int]:
    """Units that the moves of a paper brought into the goods of a place, by named lot, in order."""
    rows: list[tuple[UUID, int]] = read_rows(
        "a.unit, sum(m.units)::bigint",
        "kit_move m JOIN kit_account a ON a.id = m.credit_id AND a.book = 'lots'",
        row=lambda lot, units: (lot, units),
        where=[
            Condition("m.cause_id = %s::uuid AND m.kind = 'post'", paper),
            Condition("a.holder = %s::uuid AND a.state = 'goods'", place),
        ],
        rest="GROUP BY a.unit ORDER BY a.unit",
    )
    return dict(rows)
