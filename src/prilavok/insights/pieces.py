"""Pieces with numbers: which were sold with an order, which come back, until when their warranty lasts."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types.claiming import Answered, ClaimView
from prilavok.domains.orders.types.returning import BringBack, CameBack
from prilavok.domains.stock.errors import LotMissing, LotUnfit, PieceOfAnother
from prilavok.domains.stock.queries import find_lots, lots_back, lots_sold_by, orders_with
from prilavok.domains.stock.types import Account
from prilavok.domains.stock.types.lots import Brought, LotStanding, LotView
from prilavok.insights.returned_order import LIES_IN
from prilavok.insights.told_apart import told_apart


@dataclass(frozen=True, slots=True)
class Piece:
    """A lot or number that somebody says pieces bear, and where they go.

    sold: by us, with this order (ours) or another.
    """

    variant: UUID
    code: str
    units: int
    to: Account
    sold: bool
    ours: bool

    def brought(self, lot: UUID) -> Brought:
        """The same as stock takes it in."""
        return Brought(lot, self.units, self.to, self.sold)


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

    lines: what was brought, valued, in the same order; of what stays with the customer no number is asked. A piece that
    was sold with no number said may come with any number that was not sold to somebody else. Raises LotUnfit where
    more are named than come.
    """
    asked = [(said, came) for said, came in zip(brought, lines, strict=True) if came.came]
    went = lots_sold_by([order])
    left = {(one.lot.variant, one.lot.code): one.units for one in went}
    if not left and not any(said.pieces for said, _came in asked):
        return None
    numbered = {one.lot.variant for one in went if one.lot.serial}
    pieces, missing = [], []
    for said, came in asked:
        named = [code for code in dict.fromkeys(said.pieces) if left.get((came.variant, code)) != 0]
        if len(named) > said.quantity:
            raise LotUnfit("units")
        for code in named:
            units = min(said.quantity, left.get((came.variant, code), 1)) if len(named) == 1 else 1
            piece = _piece(came, code, units, left)
            pieces.append(piece)
            if (came.variant, code) in left:
                left[came.variant, code] -= piece.units  # what came with one line does not come with the next
        if came.variant in numbered and len(named) < said.quantity:
            missing.append(came.variant)
    return Proof(tuple(pieces), tuple(one for one in pieces if not one.ours), tuple(missing))


def prove_pieces(
    order: UUID, brought: Sequence[BringBack], lines: Sequence[CameBack], *, overruled: bool
) -> Proof | None:
    """The same, refused where they are not those that were sold. overruled: see Agreed.other_piece.

    Raises LotMissing, PieceOfAnother, LotUnfit.
    """
    proof = proven_pieces(order, brought, lines)
    if proof is not None and not overruled:
        if proof.strangers:
            raise PieceOfAnother(proof.strangers[0].code, proof.strangers[0].sold)
        if proof.missing:
            raise LotMissing(proof.missing)
    return proof


def pieces_back(claim: ClaimView, said: Sequence[Answered], place: UUID) -> list[LotStanding]:
    """Which pieces that came back for the claim leave for its customer again, out of the state they were put in.

    said: their numbers, asked where more of the order's pieces lie there than leave. Raises LotMissing.
    """
    variants = {one.line: one.variant for one in claim.lines}
    lying = lots_back(claim.order, place, sorted(set(variants.values())))
    codes = {one.line: set(one.pieces) for one in said}
    found: list[LotStanding] = []
    for came in claim.here:
        variant, state = variants[came.line], LIES_IN.get(came.condition)
        there = [one for one in lying if (one.lot.variant, one.state) == (variant, state) and one not in found]
        if named := codes.get(came.line, set()):
            there = [one for one in there if one.lot.code in named]
        if sum(one.units for one in there) > came.quantity or (named and not there):
            raise LotMissing([variant])
        found += there
    return found


def unclear_back(claim: ClaimView, place: UUID) -> set[UUID]:
    """Lines of the claim of whose goods more pieces of the order lie here than would leave: which is asked."""
    try:
        pieces_back(claim, (), place)
    except LotMissing as missing:
        return {one.line for one in claim.lines if one.variant in missing.variants}
    return set()


def _piece(came: CameBack, code: str, units: int, left: Mapping[tuple[UUID, str], int]) -> Piece:
    variant, to = came.variant, LIES_IN[came.condition]
    if (variant, code) in left:
        return Piece(variant, code, units, to, sold=True, ours=True)
    sold = any(orders_with(lot.id, limit=1) for lot in find_lots(code, variants=[variant]))
    named = any(of == variant for of, _code in left)
    return Piece(variant, code, units, to, sold, ours=not (sold or named))


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
