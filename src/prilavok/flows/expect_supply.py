"""Goods that are expected by a day: another day or number is said with its reason, no more comes."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.places.queries import read_place
from prilavok.domains.stock import actions
from prilavok.domains.stock.queries import paper_lines, read_paper
from prilavok.domains.stock.types import Goods, PaperHead, PaperView
from prilavok.domains.tasks.actions import finish_task
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.share_supply import share_supply
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.expect"
LATE = "supply.late"


def change_expected(
    paper: UUID, due_on: date, units: Mapping[UUID, int], *, reason: str, seen: int | None, actor: Actor, at: datetime
) -> PaperView:
    """Another day or other units; see change_supply. Raises PaperUnknown, PaperMoved, PaperClosed, PaperUnfit."""
    with story():
        actions.lock_supply(paper)
        today = read_place(read_paper(paper).place).day_at(at)
        changed = actions.change_supply(
            paper, due_on, units, reason=reason, seen=seen, on=today, actor=actor, at=at
        )  # fmt: skip
        share_supply(paper, actor=actor, at=at)
        if due_on >= today:
            supply_came(paper, late=False, actor=actor, at=at)
        return changed


def close_expected(paper: UUID, *, seen: int | None, actor: Actor, at: datetime) -> PaperView:
    """No more of it comes. Raises PaperUnknown, PaperMoved, PaperClosed."""
    with story():
        actions.lock_supply(paper)
        closed = actions.close_supply(paper, seen=seen, actor=actor, at=at)
        share_supply(paper, actor=actor, at=at)
        supply_came(paper, actor=actor, at=at)
        return closed


def begin_receiving(paper: UUID, *, key: str, actor: Actor, at: datetime) -> PaperView:
    """Draft the receiving of what has not come yet; the same key again is the same draft. Raises PaperUnknown.

    PaperUnfit where nothing is expected by the paper any more.
    """
    with story():
        found = read_paper(paper)
        rest = [
            Goods(one.variant, left, None) for one in paper_lines(paper) if (left := one.units - (one.arrived or 0)) > 0
        ]
        head = PaperHead(supplier=found.head.supplier, against=paper)
        return actions.draft_paper("receiving", found.place, head, rest, key=key, actor=actor, at=at)


def supply_came(paper: UUID, *, late: bool = True, actor: Actor, at: datetime) -> None:
    """Within the caller's story: whoever was to ask where the goods are has it done, once nothing is waited for.

    late: the goods that have not come are waited for as before.
    """
    if late and read_paper(paper).state == "sent":
        return
    for task in list_tasks_about(paper):
        if task.kind == LATE and task.done_at is None:
            finish_task(task.id, actor=actor, at=at)
