"""Pieces with numbers: which were sold with an order, which come back, until when their warranty lasts."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types.returning import BringBack, CameBack
from prilavok.domains.stock.queries import find_lots, lots_sold_by, orders_with
from prilavok.domains.stock.types.lots import Brought, LotView
from prilavok.insights.told_apart import told_apart


@dataclass(frozen=True, slots=True)
class Piece:
    """A lot or number that somebody says pieces bear. sold: by us, with this order (ours) or another."""

    variant: UUID
    code: str
    units: int
    damaged: bool
    sold: bool
    ours: bool

    def brought(self, lot: UUID) -> Brought:
        """The same as stock takes it in."""
        return Brought(lot, self.units, self.damaged, self.sold)


@dataclass(frozen=True, slots=True)
class Proof:
    """What comes back. missing: goods of which fewer pieces are named than were sold by number."""

    pieces: tuple[Piece, ...]
    strangers: tuple[Piece, ...]
    missing: tuple[UUID, ...]

    @property
    def doubted(self) -> list[UUID]:
        """The goods of which it is not sure that these pieces were sold with the order."""
        return sorted({*self.missing, *(one.variant for one in self.strangers)})


@dataclass(frozen=True, slots=True)
class SoldPiece:
    """A lot or number that went with an order. warranty: the last day of it, None where the shop says none."""

    lot: LotView
    units: int
    warranty: date | None


def proven_pieces(order: UUID, brought: Sequence[BringBack], lines: Sequence[CameBack]) -> Proof | None:
    """Which pieces come back, and whether they are those that were sold; None where nobody asks of these goods.

    A piece that was sold with no number said may come with any number that was not sold to somebody else.
    """
    of_line = {one.line: one for one in lines if one.condition != "not_taken"}
    asked = [one for one in brought if one.line in of_line]
    took: dict[tuple[UUID, str], int] = {}
    for went in lots_sold_by([order]):
        took[went.lot.variant, went.lot.code] = went.units
    if not took and not any(one.pieces for one in asked):
        return None
    pieces, missing = [], []
    for one in asked:
        variant, damaged = of_line[one.line].variant, one.condition == "damaged"
        named = {code for of, code in took if of == variant}
        for code in dict.fromkeys(one.pieces):
            ours = (variant, code) in took
            sold = ours or any(orders_with(lot.id, limit=1) for lot in find_lots(code, variants=[variant]))
            units = min(one.quantity, took[variant, code]) if ours and len(one.pieces) == 1 else 1
            pieces.append(Piece(variant, code, units, damaged, sold, ours or not (sold or named)))
        serial = [lot for lot in named if any(one.serial for one in find_lots(lot, variants=[variant]))]
        if serial and len(one.pieces) < one.quantity:
            missing.append(variant)
    return Proof(tuple(pieces), tuple(one for one in pieces if not one.ours), tuple(missing))


def sold_pieces(order: UUID) -> dict[UUID, list[SoldPiece]]:
    """The lots and numbers of each variant that the order took, with the end of their warranty."""
    took = lots_sold_by([order])
    if not took:
        return {}
    said = told_apart({one.lot.variant for one in took})
    day = read_orders([order])[order].local_day
    found: dict[UUID, list[SoldPiece]] = {}
    for one in took:
        months = said[one.lot.variant].warranty_months if one.lot.variant in said else 0
        ends = months_after(day, months) if months else None
        found.setdefault(one.lot.variant, []).append(SoldPiece(one.lot, one.units, ends))
    return found


def find_sold_piece(code: str) -> UUID | None:
    """The order with which the piece of this serial number went last; None where none did."""
    serials = [lot for lot in find_lots(code) if lot.serial]
    went = [one for lot in serials for one in orders_with(lot.id, limit=1)]
    return max(went, key=lambda one: one.at).order if went else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has none."""
    nth = day.year * 12 + day.month - 1 + months
    year, month = divmod(nth, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
