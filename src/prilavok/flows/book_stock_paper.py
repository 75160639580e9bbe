"""Somebody confirms a paper of stock: its goods move, once, and who lost what was kept for them is told."""

from datetime import datetime
from uuid import UUID, uuid5

from prilavok.domains.places.queries import read_place
from prilavok.domains.stock import actions
from prilavok.domains.stock.queries import paper_lines
from prilavok.domains.stock.types import PaperView
from prilavok.domains.tasks.actions import finish_task
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.expect_supply import supply_came
from prilavok.flows.land_called_back import land_called_back
from prilavok.flows.lose_goods import lock_holders, lose_goods
from prilavok.flows.share_supply import share_supply
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.see"  # and the right of the paper's kind at its place, which the doors ask for


def book(paper: UUID, *, seen: int | None = None, from_holds: bool = False, actor: Actor, at: datetime) -> PaperView:
    """Confirm a draft; a transfer is on its way from now on. What is booked already is given back as it is.

    seen: the version that was looked at. A count always ends with what is there; a write-off or a setting aside takes
    goods that are kept for somebody only where `from_holds` says so: see lose_goods for who gives way first.
    Raises PaperUnknown, PaperMoved, PaperClosed, PaperEmpty, StockShort, SupplyOver; then nothing has moved.
    """
    with story():
        asked = actions.lock_paper(paper, seen=seen)
        if asked.state in ("sent", "done"):
            return asked
        if asked.kind == "expected":
            today = read_place(asked.place).day_at(at)
            expected = actions.expect_supply(asked, on=today, actor=actor, at=at)
            share_supply(paper, actor=actor, at=at)
            return expected
        if asked.kind == "count" or (asked.kind in ("write_off", "set_aside") and from_holds):
            _give_way(asked, actor, at)
        booked = actions.book_paper(asked, actor=actor, at=at)
        if asked.kind == "count":
            _counted(asked, actor, at)
        if asked.kind == "receiving":
            land_called_back(booked, asked.place, actor=actor, at=at)
        came = actions.bring_supply(asked, actor=actor, at=at)
        if asked.kind == "receiving":
            share_supply(paper, came=came, actor=actor, at=at)
        if asked.head.against is not None:
            supply_came(asked.head.against, actor=actor, at=at)
        return booked


def _give_way(paper: PaperView, actor: Actor, at: datetime) -> None:
    """Whoever it is kept for gives what only holds can. A paper that takes nothing from holds locks all by booking."""
    variants = sorted(line.variant for line in paper_lines(paper.id))
    holders = lock_holders(paper.place, variants)
    for variant, units in sorted(actions.units_only_held(paper).items()):
        key = uuid5(paper.id, str(variant))
        lose_goods(paper.place, variant, units, holders=holders, by=None, key=key, actor=actor, at=at)


def _counted(paper: PaperView, actor: Actor, at: datetime) -> None:
    """Whoever was asked to count these goods has it done."""
    variants = {line.variant for line in paper_lines(paper.id)}
    for task in list_tasks(paper.place, kind="stock.count", limit=1000):
        if task.subject in variants:
            finish_task(task.id, actor=actor, at=at)
