"""Somebody writes a paper of stock: a draft, filled by scanning or typing, by several people at once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock import actions
from prilavok.domains.stock.types import Goods, PaperHead, PaperKind, PaperView
from prilavok.flows.name_lots import name_goods
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once
from prilavok.kit.ids import new_id

needs = "stock.see"  # and the right of the paper's kind at its place, which the doors ask for


def draft(
    kind: PaperKind, place: UUID, head: PaperHead, goods: Sequence[Goods] = (), *, key: str, actor: Actor, at: datetime
) -> PaperView:
    """Begin a paper; the same key again is the same paper. Raises PaperUnfit."""
    with story():
        return actions.draft_paper(kind, place, head, goods, key=key, actor=actor, at=at)


def draft_once(
    kind: PaperKind, place: UUID, head: PaperHead, goods: Sequence[Goods], *, key: str, body: bytes,
    written: Callable[[PaperView], bytes], actor: Actor, at: datetime,
) -> Answer:  # fmt: skip
    """The same for a call that names itself by a key: sent again, it gets the same answer. See answer_once."""

    def drafted() -> Answer:
        made = actions.draft_paper(kind, place, head, goods, key=f"call:{new_id(at)}", actor=actor, at=at)
        name_goods(made.id, goods, actor=actor, at=at)
        return Answer(201, written(made), made.id)

    return answer_once(f"{actor.kind} {actor.id}", key, body, at, drafted)


def say(paper: UUID, head: PaperHead, *, seen: int | None, actor: Actor, at: datetime) -> PaperView:
    """What it says beside its goods. Raises PaperUnknown, PaperMoved, PaperClosed, PaperUnfit."""
    with story():
        return actions.change_paper(paper, head, seen=seen, at=at)


def enter(paper: UUID, variant: UUID, units: int, *, key: str, actor: Actor, at: datetime) -> bool:
    """So many more of it are in somebody's hand; a key counts once. Raises PaperUnknown, PaperClosed, PaperUnfit."""
    with story():
        return actions.enter_goods(paper, variant, units, key=key, actor=actor, at=at)


def undo(paper: UUID, *, actor: Actor, at: datetime) -> UUID | None:
    """What the same person entered last is taken back. Raises PaperUnknown, PaperClosed."""
    with story():
        return actions.undo_entry(paper, actor=actor, at=at)


def set_line(
    paper: UUID, variant: UUID, units: int | None, *, cost: int | None, seen: int | None, actor: Actor, at: datetime
) -> None:
    """A line is exactly so; None takes it out. Raises PaperUnknown, PaperClosed, PaperMoved, PaperUnfit."""
    with story():
        actions.set_paper_line(paper, variant, units, cost=cost, seen=seen, at=at)


def throw_away(paper: UUID, *, seen: int | None, actor: Actor, at: datetime) -> PaperView:
    """A draft is not wanted. Raises PaperUnknown, PaperClosed, PaperMoved."""
    with story():
        return actions.throw_away_paper(paper, seen=seen)


def take_up(paper: UUID, *, actor: Actor, at: datetime) -> PaperView:
    """A draft thrown away is wanted after all. Raises PaperUnknown, PaperClosed."""
    with story():
        return actions.take_up_paper(paper)
