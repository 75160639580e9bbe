"""Rows of a file go onto a paper of stock, with lots and serial numbers; or are rehearsed first and leave no trace."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock import actions
from prilavok.domains.stock.errors import LotBlocked, LotUnfit, PaperUnfit, SerialKnown
from prilavok.domains.stock.queries import paper_lines
from prilavok.domains.stock.types import LotSaid
from prilavok.insights.told_apart import told_apart
from prilavok.kit.db.connections import rehearsed, story, tried
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

needs = "stock.see"  # and the right of the paper's kind at its place, which the doors ask for
#: rows of one transaction: a file of a thousand keeps nobody waiting for its paper
_PORTION = 25


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One row of a file. units: smallest ones. lots: which of them bear which lot or number. cost: of all, minor."""

    number: int
    variant: UUID
    units: int
    lots: tuple[LotSaid, ...] = ()
    cost: int | None = None


def take_goods_rows(
    paper: UUID, rows: Sequence[GoodsRow], *, name: str, rehearsal: bool, actor: Actor, at: datetime
) -> dict[int, Refused]:
    """Put rows on a paper as if they were scanned; why each row that is left out is, by its number.

    name: of the file by what is in it, so that the same rows count once. rehearsal: nothing is kept.
    Raises PaperUnknown, PaperClosed.
    """
    ways = {variant: one.way for variant, one in told_apart({row.variant for row in rows}).items()}
    refused: dict[int, Refused] = {}
    for begin in range(0, len(rows), _PORTION):
        undone: AbstractContextManager[None] = rehearsed() if rehearsal else nullcontext()
        with story(), undone:
            for row in rows[begin : begin + _PORTION]:
                try:
                    with tried():
                        _put(paper, row, ways.get(row.variant, "none"), f"{name}:{row.number}", actor, at)
                except (LotBlocked, LotUnfit, PaperUnfit, SerialKnown) as why:
                    refused[row.number] = why
    return refused


def _put(paper: UUID, row: GoodsRow, way: str, key: str, actor: Actor, at: datetime) -> None:
    named = sum(one.units for one in row.lots)
    if named > row.units or (way == "serial" and row.lots and any(one.units != 1 for one in row.lots)):
        raise LotUnfit("units")
    new = False
    for nth, one in enumerate(row.lots):
        new |= actions.enter_lot(paper, one, serial=way == "serial", key=f"{key}:{nth}", actor=actor, at=at)
    if rest := row.units - named:
        new |= actions.enter_goods(paper, row.variant, rest, key=f"{key}:-", actor=actor, at=at)
    if new and row.cost is not None:
        [line] = paper_lines(paper, only=row.variant)
        cost = (line.cost or 0) + row.cost
        actions.set_paper_line(paper, row.variant, line.units, cost=cost, seen=None, at=at)
