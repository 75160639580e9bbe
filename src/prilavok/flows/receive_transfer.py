"""A transfer arrives: what came lies at its goal, what did not is looked for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.stock import actions
from prilavok.domains.stock.queries import paper_lines
from prilavok.domains.stock.types import PaperView
from prilavok.domains.tasks.actions import put_tasks
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.land_called_back import land_called_back, looked_after
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.transfer"
LOOK_WITHIN = timedelta(hours=24)


def receive(paper: UUID, came: Mapping[UUID, int] | None = None, *, actor: Actor, at: datetime) -> PaperView:
    """Book what arrived; one that is booked already is given back as it is. Each difference becomes a task of the goal.

    came: units by variant that arrived; of all others nothing did. None: as was scanned and typed until now.
    What is of a lot that is called back lands set aside. Raises PaperUnknown, PaperClosed, PaperEmpty.
    """
    with story():
        asked = actions.lock_paper(paper)
        if asked.state == "done":
            return asked
        if came is not None:
            for variant in sorted({*came, *(line.variant for line in paper_lines(paper))}):
                actions.set_paper_line(paper, variant, came.get(variant, 0), seen=None, at=at)
        goal = asked.head.to_place
        if goal is not None:
            actions.presume_called_back(asked, goal, at=at)
        done = actions.receive_paper(asked, actor=actor, at=at)
        if goal is not None:
            land_called_back(done, goal, actor=actor, at=at)
            looked_after(paper, actor=actor, at=at)
        tasks = [
            NewTask(
                kind="transfer.differs", key=f"transfer.differs:{paper}:{one.variant}", place=done.head.to_place,
                subject_kind="product", subject=one.variant, due_at=at + LOOK_WITHIN,
                facts={"variant": str(one.variant), "units": one.booked, "paper": str(paper)},
            )
            for one in paper_lines(paper)
            if one.booked
        ]  # fmt: skip
        put_tasks(tasks, actor=actor, at=at)
        return done


def all_came(paper: UUID, *, actor: Actor, at: datetime) -> None:
    """Everything that nobody has looked at yet came as it was sent. Raises PaperUnknown, PaperClosed."""
    with story():
        actions.all_arrived(actions.lock_paper(paper))
