"""Questions about lots and serial numbers: which lie where, and who took them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from prilavok.domains.stock.errors import LotUnknown
from prilavok.domains.stock.queries.levels import stock_at
from prilavok.domains.stock.rules import EVERYWHERE, first_to_end, likely_there
from prilavok.domains.stock.types.lots import (
    LotDrift,
    LotsHere,
    LotSold,
    LotStanding,
    LotView,
    PaperLotView,
)
from prilavok.kit.ledger.accounts import balance_of
from prilavok.kit.ledger.types import AccountName
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_LOT = """l.id, l.variant_id, l.code, l.serial, l.best_before, l.made_on, l.first_at, l.blocked_at, l.block_reason,
    l.version"""
_WIDTH = 10
_STANDING = (
    "stock_lot l JOIN kit_account a ON a.unit = l.id AND a.book = 'lots' JOIN kit_balance b ON b.account_id = a.id"
)
_LATEST = Sort((("l.id", "uuid"),), descending=True)
# What an order took of a lot: sold, less what came back. An order's moves are found by its id as their cause.
_SOLD = """stock_lot l JOIN kit_account a ON a.unit = l.id AND a.book = 'lots' AND a.state = 'sold'
    JOIN kit_move m ON (m.credit_id = a.id OR m.debit_id = a.id) AND m.kind = 'post'"""
_SOLD_ROW = f"""{_LOT}, m.cause_id, sum(CASE WHEN m.credit_id = a.id THEN m.units ELSE -m.units END)::bigint,
    min(m.occurred_at)"""
_SOLD_REST = "GROUP BY l.id, m.cause_id HAVING sum(CASE WHEN m.credit_id = a.id THEN m.units ELSE -m.units END) > 0"
_DRIFT = """(
    WITH by_lots AS (
        SELECT m.cause_id AS cause, l.variant_id AS variant, d.state AS of_state, d.holder AS of_holder,
               c.state AS to_state, c.holder AS to_holder, sum(m.units)::bigint AS units
          FROM stock_lot l JOIN kit_account d ON d.unit = l.id AND d.book = 'lots'
          JOIN kit_move m ON m.debit_id = d.id AND m.kind = 'post' JOIN kit_account c ON c.id = m.credit_id
         WHERE d.state <> 'unnamed' AND c.state <> 'unnamed' GROUP BY 1, 2, 3, 4, 5, 6
    ), moved AS (
        SELECT b.cause, b.variant, b.units, coalesce((
            SELECT sum(m.units) FROM kit_move m
             WHERE m.cause_id = b.cause AND m.kind IN ('post', 'settle')
               AND m.debit_id = ledger_account_id('stock', b.of_holder, b.variant, b.of_state)
               AND m.credit_id = ledger_account_id('stock', b.to_holder, b.variant, b.to_state)), 0)::bigint AS moved
          FROM by_lots b)
    SELECT cause, variant, units, moved FROM moved WHERE units > moved) AS d"""


def read_lot(lot: UUID) -> LotView:
    """One lot. Raises LotUnknown."""
    for found in lots_by_id([lot]).values():
        return found
    raise LotUnknown


def lots_by_id(lots: Iterable[UUID]) -> dict[UUID, LotView]:
    """The lots of these ids; unknown ones are left out."""
    asked = list(lots)
    if not asked:
        return {}
    rows = read_rows(_LOT, "stock_lot l", row=LotView, where=[Condition("l.id = ANY(%s::uuid[])", asked)])
    return {row.id: row for row in rows}


def find_lots(code: str, *, variants: Sequence[UUID] | None = None) -> list[LotView]:
    """Lots and pieces that bear the code, of these variants or of any; many variants may have a lot 1."""
    where = [Condition("l.code = %s", code)]
    if variants is not None:
        where.append(Condition("l.variant_id = ANY(%s::uuid[])", list(variants)))
    return read_rows(_LOT, "stock_lot l", row=LotView, where=where, rest="ORDER BY l.id DESC LIMIT 20")


def lots_of_codes(codes: Sequence[str], *, variants: Sequence[UUID]) -> list[LotView]:
    """Lots of these variants that bear one of the codes, and pieces of any goods whose serial number is one of them."""
    if not codes:
        return []
    said = Condition("l.code = ANY(%s)", list(codes))
    of = Condition("(l.serial OR l.variant_id = ANY(%s::uuid[]))", list(variants))
    return read_rows(_LOT, "stock_lot l", row=LotView, where=[said, of], rest="ORDER BY l.id")


def lots_with_customers(lots: Iterable[UUID]) -> list[UUID]:
    """Those of these lots of which units are sold and did not come back."""
    sold = {AccountName("lots", EVERYWHERE, lot, "sold", guarded=False).id: lot for lot in lots}
    return [sold[account] for account, standing in balance_of(list(sold)).items() if standing.posted > 0]


def list_lots(
    *, variant: UUID | None = None, code: str = "", blocked: bool | None = None, after: Mark | None = None,
    limit: int = 50,
) -> Page[LotView]:  # fmt: skip
    """Lots, the latest seen first."""
    where = []
    if variant is not None:
        where.append(Condition("l.variant_id = %s::uuid", variant))
    if code:
        where.append(Condition("l.code = %s", code))
    if blocked is not None:
        where.append(Condition("(l.blocked_at IS NOT NULL) = %s", blocked))
    return read_page(_LOT, "stock_lot l", row=LotView, where=where, sort=_LATEST, after=after, limit=limit)


def latest_lots(variants: Sequence[UUID], *, each: int = 10) -> list[LotView]:
    """So many lots of each of these variants, those of one variant together, the latest seen first."""
    if not variants:
        return []
    latest = Condition(
        "l.id IN (SELECT f.id FROM unnest(%s::uuid[]) AS v (id) CROSS JOIN LATERAL"
        " (SELECT s.id FROM stock_lot s WHERE s.variant_id = v.id ORDER BY s.id DESC LIMIT %s) AS f)",
        list(variants), each,
    )  # fmt: skip
    rows = read_rows(_LOT, "stock_lot l", row=LotView, where=[latest], rest="ORDER BY l.id DESC")
    return sorted(rows, key=lambda one: variants.index(one.variant))


def lots_standing(
    *, lots: Sequence[UUID] | None = None, variants: Sequence[UUID] | None = None, place: UUID | None = None,
    state: str = "",
) -> list[LotStanding]:  # fmt: skip
    """What lies where by named lots: in goods, damaged, check and transit; those that end first stand first."""
    where = [Condition("b.posted > 0")]
    if lots is not None:
        where.append(Condition("l.id = ANY(%s::uuid[])", list(lots)))
    if variants is not None:
        where.append(Condition("l.variant_id = ANY(%s::uuid[])", list(variants)))
    if place is not None:
        where.append(Condition("a.holder = %s::uuid", place))
    if state:
        where.append(Condition("a.state = %s", state))
    return read_rows(
        f"{_LOT}, a.holder, a.state, b.posted", _STANDING, row=_standing, where=where,
        rest="ORDER BY l.best_before NULLS LAST, l.id, a.holder, a.state",
    )  # fmt: skip


def lots_here(place: UUID, variant: UUID, state: str = "goods") -> LotsHere:
    """What lies in a state at the place by lots; named and unknown ones make what lies there."""
    if state == "goods":
        on_hand = stock_at(place, variant).on_hand
    else:
        account = AccountName("stock", place, variant, state).id
        on_hand = balance_of([account])[account].posted
    named = lots_standing(variants=[variant], place=place, state=state)
    units = {one.lot.id: one.units for one in named}
    order = first_to_end([(one.lot.id, one.lot.best_before) for one in named])
    return LotsHere(on_hand, tuple(named), on_hand - sum(units.values()), likely_there(order, units, on_hand))


def lots_of_paper(paper: UUID) -> list[PaperLotView]:
    """The lots on the lines of a paper, those that end first first."""
    return read_rows(
        f"{_LOT}, p.units, p.arrived",
        "stock_paper_lot p JOIN stock_lot l ON l.id = p.lot_id",
        row=lambda *row: PaperLotView(LotView(*row[:_WIDTH]), *row[_WIDTH:]),
        where=[Condition("p.paper_id = %s::uuid", paper)],
        rest="ORDER BY l.best_before NULLS LAST, l.code",
    )


def lots_sold_by(orders: Sequence[UUID]) -> list[LotSold]:
    """Which lots and pieces these orders took and did not bring back."""
    if not orders:
        return []
    asked = [Condition("m.cause_id = ANY(%s::uuid[])", list(orders))]
    return read_rows(_SOLD_ROW, _SOLD, row=_sold, where=asked, rest=f"{_SOLD_REST} ORDER BY l.code")


def lots_back(order: UUID, place: UUID, variants: Sequence[UUID]) -> list[LotStanding]:
    """Lots and pieces of these goods that came back with the order to the place and lie there still, state by state."""
    return read_rows(
        f"{_LOT}, a.holder, a.state, least(b.posted, sum(m.units)::bigint)",
        f"""{_STANDING} JOIN kit_move m ON m.credit_id = a.id AND m.kind = 'post'
            JOIN kit_account f ON f.id = m.debit_id AND f.state = 'sold'""",
        row=_standing,
        where=[
            Condition("a.holder = %s::uuid AND b.posted > 0", place),
            Condition("m.cause_id = %s::uuid", order),
            Condition("l.variant_id = ANY(%s::uuid[])", list(variants)),
        ],
        rest="GROUP BY l.id, a.holder, a.state, b.posted ORDER BY l.code, a.state",
    )


def orders_with(lot: UUID, *, limit: int = 1000) -> list[LotSold]:
    """Which orders took units of the lot, the latest first: who is told when it is called back."""
    asked = [Condition("l.id = %s::uuid", lot), Condition("m.cause_id IS NOT NULL")]
    rest = f"{_SOLD_REST} ORDER BY min(m.occurred_at) DESC, m.cause_id LIMIT {limit:d}"
    return read_rows(_SOLD_ROW, _SOLD, row=_sold, where=asked, rest=rest)


def lots_ending(by: date, *, place: UUID | None = None, limit: int = 2000) -> list[LotStanding]:
    """Named lots in goods whose day is this one or before, those that end first first."""
    where = [Condition("b.posted > 0 AND a.state = 'goods' AND l.best_before <= %s", by)]
    if place is not None:
        where.append(Condition("a.holder = %s::uuid", place))
    rest = f"ORDER BY l.best_before, l.id, a.holder LIMIT {limit:d}"
    return read_rows(f"{_LOT}, a.holder, a.state, b.posted", _STANDING, row=_standing, where=where, rest=rest)


def units_named(lot: LotView) -> list[LotStanding]:
    """What is for sale of the lot, place by place, as far as its goods are there at all."""
    found = []
    for one in lots_standing(lots=[lot.id], state="goods"):
        if units := min(one.units, stock_at(one.place, lot.variant).on_hand):
            found.append(replace(one, units=units))
    return sorted(found, key=lambda one: one.place)


def lots_set_aside(lot: LotView, key: str) -> list[LotStanding]:
    """What papers of a key that begins so set aside of the lot since it was blocked, as far as it still waits there."""
    said = read_rows(
        "p.place_id, sum(o.units)::bigint",
        "stock_paper p JOIN stock_paper_lot o ON o.paper_id = p.id",
        row=lambda place, units: (place, units),
        where=[
            Condition("starts_with(p.key, %s) AND p.state = 'done'", key),
            Condition("o.lot_id = %s::uuid AND p.done_at >= %s", lot.id, lot.blocked_at),
        ],
        rest="GROUP BY p.place_id",
    )
    put = dict(said)
    waiting = [one for one in lots_standing(lots=[lot.id], state="check") if one.place in put]
    return [replace(one, units=min(one.units, put[one.place])) for one in waiting]


def lots_beyond_goods() -> list[LotDrift]:
    """Causes by which more moved by lots than moved at all between the same accounts: there are none."""
    return read_rows("cause, variant, units, moved", _DRIFT, row=LotDrift)


def _standing(*row: Any) -> LotStanding:
    return LotStanding(LotView(*row[:_WIDTH]), *row[_WIDTH:])


def _sold(*row: Any) -> LotSold:
    return LotSold(LotView(*row[:_WIDTH]), *row[_WIDTH:])
