"""Lots and serial numbers on papers: scanned and typed with their goods, booked along with them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.stock.actions.locking import lock_stock_at
from prilavok.domains.stock.actions.lots import LotMove, check_new, move_lots, put_lots
from prilavok.domains.stock.actions.papers import enter_goods, locked_open, set_paper_line
from prilavok.domains.stock.errors import LotUnfit
from prilavok.domains.stock.models import StockLot, StockPaperEntry, StockPaperLine, StockPaperLot
from prilavok.domains.stock.queries.lots import lots_of_paper, lots_standing
from prilavok.domains.stock.queries.papers import paper_lines
from prilavok.domains.stock.rules import PaperLot, PaperMove, lots_along, lots_when_arrived
from prilavok.domains.stock.types import PaperLineView, PaperView
from prilavok.domains.stock.types.lots import LotSaid
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.ledger.accounts import names_of
from prilavok.kit.ledger.moves import moves_caused
from prilavok.kit.ledger.snapshots import balance_at
from prilavok.kit.ledger.types import AccountName


def enter_lot(paper: UUID, said: LotSaid, *, serial: bool, key: str, actor: Actor, at: datetime) -> bool:
    """Somebody has so many more of the lot in hand: the line and the lot on it grow; whether this key is a new one.

    Raises PaperUnknown, PaperClosed, PaperUnfit, LotUnfit, and SerialKnown for a piece that cannot come.
    """
    row = locked_open(paper)
    if not enter_goods(paper, said.variant, said.units, key=key, actor=actor, at=at):
        return False
    [lot] = put_lots([said], {said.variant: serial}, at=at).values()
    if row.kind == "receiving":
        check_new([lot])
    kept = StockPaperLot.objects.filter(paper_id=paper, lot_id=lot.id).first()
    arriving = row.state == "sent"
    there = 0 if kept is None else (kept.arrived or 0) if arriving else kept.units
    _put(paper, lot, there + said.units, arriving=arriving, at=at)
    StockPaperEntry.objects.filter(paper_id=paper, key=key).update(lot=lot.id)
    return True


def set_lot(paper: UUID, said: LotSaid, *, serial: bool, at: datetime) -> None:
    """Exactly so many of the lot stand on the paper's line, which is at least so long; nought takes it off.

    Raises what enter_lot does.
    """
    row = locked_open(paper)
    [lot] = put_lots([said], {said.variant: serial}, at=at).values()
    if row.kind == "receiving" and said.units:
        check_new([lot])
    _put(paper, lot, said.units, arriving=row.state == "sent", at=at)
    if row.state != "draft":
        return
    named = sum(one.units for one in lots_of_paper(paper) if one.lot.variant == said.variant)
    line = StockPaperLine.objects.filter(paper_id=paper, variant_id=said.variant).first()
    if line is None or line.units < named:
        set_paper_line(paper, said.variant, named, cost=line.cost if line else None, seen=None, at=at)


def _put(paper: UUID, lot: StockLot, units: int, *, arriving: bool, at: datetime) -> None:
    if lot.serial and units > 1:
        raise LotUnfit("twice")
    kept = StockPaperLot.objects.filter(paper_id=paper, lot_id=lot.id)
    if arriving:
        if not kept.update(arrived=units):
            StockPaperLot.objects.create(id=new_id(at), paper_id=paper, lot_id=lot.id, units=0, arrived=units)
    elif not units:
        kept.delete()
    elif not kept.update(units=units):
        StockPaperLot.objects.create(id=new_id(at), paper_id=paper, lot_id=lot.id, units=units)


def book_lots(
    paper: PaperView, moves: Sequence[PaperMove], lines: Sequence[PaperLineView], *, actor: Actor, at: datetime
) -> None:
    """The lots of a locked paper go with its goods, which are booked by now. Raises LotUnfit, SerialKnown."""
    said = lots_of_paper(paper.id)
    if not said:
        return
    units = {line.variant: line.units for line in lines}
    for variant in {one.lot.variant for one in said}:
        if sum(one.units for one in said if one.lot.variant == variant) > units.get(variant, 0):
            raise LotUnfit("units")
    rows = list(StockLot.objects.filter(id__in=[one.lot.id for one in said]).order_by("id").select_for_update())
    if paper.kind == "receiving":
        check_new(rows)
    lots = [PaperLot(one.lot.id, one.lot.variant, one.units) for one in said]
    along = lots_along(paper, moves, _counted(paper, lots, lines) if paper.kind == "count" else lots)
    move_lots([_of(one) for one in along], paper.id, place=paper.place, actor=actor, at=at)


def presume_called_back(paper: PaperView, goal: UUID, *, at: datetime) -> None:
    """Of a locked transfer: where less came and nobody said of which lot, it is taken to be of lots called back.

    Holds the goods at the goal and then the lots until the story ends, as whoever calls a lot back does.
    """
    said = lots_of_paper(paper.id)
    if not said:
        return
    lock_stock_at([], {goal: sorted({one.lot.variant for one in said})})
    list(StockLot.objects.filter(id__in=[one.lot.id for one in said]).order_by("id").select_for_update())
    said = lots_of_paper(paper.id)
    for line in paper_lines(paper.id):
        of_it = [one for one in said if one.lot.variant == line.variant]
        left = (line.arrived or 0) - sum(one.arrived or 0 for one in of_it)
        if (line.arrived or 0) >= line.units:
            continue
        for one in of_it:
            if one.arrived is None and one.lot.blocked_at is not None:
                units = max(min(one.units, left), 0)
                StockPaperLot.objects.filter(paper_id=paper.id, lot_id=one.lot.id).update(arrived=units)
                left -= units


def receive_lots(paper: PaperView, lines: Sequence[PaperLineView], *, actor: Actor, at: datetime) -> None:
    """The lots of a locked transfer arrive with its goods."""
    lots = [PaperLot(one.lot.id, one.lot.variant, one.units, one.arrived) for one in lots_of_paper(paper.id)]
    if lots and paper.head.to_place is not None:
        moves = [_of(one) for one in lots_when_arrived(paper, lines, lots)]
        move_lots(moves, paper.id, place=paper.head.to_place, actor=actor, at=at)


def _counted(paper: PaperView, lots: Sequence[PaperLot], lines: Sequence[PaperLineView]) -> list[PaperLot]:
    """The named lots beside what the books had of them when they were counted; those not seen, with nought."""
    at_line = {line.variant: line.last_at for line in lines}
    counted = {one.lot: one for one in lots}
    there = lots_standing(variants=sorted({one.variant for one in lots}), place=paper.place, state="goods")
    for one in there:
        counted.setdefault(one.lot.id, PaperLot(one.lot.id, one.lot.variant, 0))
    return [
        PaperLot(one.lot, one.variant, one.units, shown=_shown(paper.place, one.lot, at_line[one.variant]))
        for one in sorted(counted.values(), key=lambda one: one.lot)
    ]


def _shown(place: UUID, lot: UUID, at: datetime) -> int:
    return balance_at(AccountName("lots", place, lot, "goods").id, at + timedelta(microseconds=1))


def _of(move: PaperMove) -> LotMove:
    return LotMove(move.variant, move.debit, move.credit, move.units, move.cause)


def take_back_lots(paper: PaperView, counter: UUID, *, actor: Actor, at: datetime) -> None:
    """What a paper did to lots is undone under its counter-paper, the last of it first."""
    moves = moves_caused(paper.id, book="lots")
    names = names_of([account for move in moves for account in (move.debit, move.credit)])
    back = [
        LotMove(into.unit, (into.holder, into.state), (out.holder, out.state), move.units, move.cause)
        for move in reversed(moves)
        for out, into in [(names[move.debit], names[move.credit])]
    ]
    move_lots(back, counter, place=paper.place, actor=actor, at=at)
    for id, one in zip(new_ids(len(lots := lots_of_paper(paper.id)), at), lots, strict=True):
        StockPaperLot.objects.create(id=id, paper_id=counter, lot_id=one.lot.id, units=one.units, arrived=one.arrived)
