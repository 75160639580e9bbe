"""Goods are expected at a place by a day: said, said otherwise with its reason, received in parts, closed."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from prilavok.domains.stock.actions.locking import lock_stock_at
from prilavok.domains.stock.actions.papers import locked_paper
from prilavok.domains.stock.errors import PaperClosed, PaperEmpty, PaperUnfit, SupplyOver
from prilavok.domains.stock.models import StockPaper, StockPaperLine, StockSupplyChange
from prilavok.domains.stock.queries.papers import paper_lines, read_paper
from prilavok.domains.stock.types import MOST_UNITS, PaperView
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import SupplyExpected
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import Person, store_of_words

_LONGEST_REASON = 500


def expect_supply(paper: PaperView, *, on: date, actor: Actor, at: datetime) -> PaperView:
    """Confirm a locked draft of expected goods: from now on they can be promised. on: the day at its place.

    Records supply.expected. Raises PaperClosed, PaperEmpty, SupplyOver.
    """
    if paper.kind != "expected" or paper.state != "draft" or paper.head.due_on is None:
        raise PaperClosed
    if not any(line.units for line in paper_lines(paper.id)):
        raise PaperEmpty
    if paper.head.due_on < on:
        raise SupplyOver
    _keep(paper.id, state="sent", sent_at=at, sent_by=actor.id)
    return _told(paper.id, actor, at)


def change_supply(
    paper: UUID, due_on: date, units: Mapping[UUID, int], *, reason: str, seen: int | None, on: date, actor: Actor,
    at: datetime,
) -> PaperView:  # fmt: skip
    """Another day, or other units of lines, of goods that are expected; what it was stays with the reason.

    units: by variant all that is expected, of it what came already; a line that is not named stays. What orders wait
    for is shared anew by settle_supply, which is to follow. Records supply.expected where anything is another. Raises
    PaperUnknown, PaperMoved, PaperClosed, PaperUnfit, SupplyOver.
    """
    row = _locked_supply(paper, seen)
    lines = {line.variant: line for line in paper_lines(paper)}
    if not reason.strip() or len(reason) > _LONGEST_REASON or "\x00" in reason:
        raise PaperUnfit("reason", _("Say in a few words why another day or number is expected."))
    for variant, count in units.items():
        line = lines.get(variant)
        if line is None or not (line.arrived or 0) <= count <= MOST_UNITS:
            raise PaperUnfit("units", _("Of goods that are expected there cannot be fewer than have come already."))
    said = {one: count for one, count in units.items() if count != lines[one].units}
    if due_on != row.due_on and due_on < on:
        raise SupplyOver
    changes = [(None, row.due_on, due_on, None, None)] if due_on != row.due_on else []
    rows = [*changes, *((one, None, None, lines[one].units, count) for one, count in sorted(said.items()))]
    if not rows:
        return read_paper(paper)
    StockSupplyChange.objects.bulk_create(
        StockSupplyChange(
            id=new_id(at), paper_id=paper, version=row.version + 1, variant=variant, due_on_was=was, due_on=day,
            units_was=units_was, units=count, reason=reason.strip(), changed_at=at, changed_by=actor.id,
        )
        for variant, was, day, units_was, count in rows
    )  # fmt: skip
    for variant, count in sorted(said.items()):
        StockPaperLine.objects.filter(paper_id=paper, variant_id=variant).update(
            units=count, promised=0, last_at=at, version=F("version") + 1
        )
    _keep(paper, due_on=due_on)
    _close_if_whole(paper, actor, at)
    return _told(paper, actor, at)


def close_supply(paper: UUID, *, seen: int | None, actor: Actor, at: datetime) -> PaperView:
    """No more of it comes: what has not come is not expected any more. A closed one is given back as it is.

    settle_supply is to follow. Records supply.expected. Raises PaperUnknown, PaperMoved, PaperClosed.
    """
    if (found := read_paper(paper)).kind == "expected" and found.state == "done":
        return found
    _locked_supply(paper, seen)
    _keep(paper, state="done", done_at=at, done_by=actor.id)
    return _told(paper, actor, at)


def lock_supply(paper: UUID) -> None:
    """Hold what is promised of a paper's goods until the story ends, before the paper itself. Raises PaperUnknown."""
    lock_stock_at([], {read_paper(paper).place: [line.variant for line in paper_lines(paper)]})


def bring_supply(receiving: PaperView, *, back: bool = False, actor: Actor, at: datetime) -> dict[UUID, int]:
    """A booked receiving brought expected goods, or (back) was taken back: they are expected no more, or again.

    By line of expected goods how many units it brought. What came beyond what was expected is among them; what was not
    expected at all changes nothing here. Who gets it says settle_supply, which is to follow. Raises PaperUnknown.
    """
    brought: dict[UUID, int] = {}
    if receiving.head.against is None:
        return brought
    row = locked_paper(receiving.head.against)
    whole = _is_whole(row.id)
    for line in sorted(paper_lines(receiving.id), key=lambda one: one.variant):
        came = -line.units if back else line.units
        wanted = StockPaperLine.objects.filter(paper_id=row.id, variant_id=line.variant).first()
        if wanted is not None and came:
            StockPaperLine.objects.filter(id=wanted.id).update(
                arrived=max((wanted.arrived or 0) + came, 0), promised=0, last_at=at, version=F("version") + 1
            )
            brought[wanted.id] = max(came, 0)
    if back and row.state == "done" and whole:
        # Only what ended by having come; what a person closed stays closed.
        _keep(row.id, state="sent", done_at=None, done_by=None)
    elif row.state == "sent":
        _keep(row.id)
        _close_if_whole(row.id, actor, at)
    return brought


def _locked_supply(paper: UUID, seen: int | None) -> StockPaper:
    row = locked_paper(paper, seen=seen)
    if row.kind != "expected" or row.state != "sent":
        raise PaperClosed
    return row


def _is_whole(paper: UUID) -> bool:
    return all(line.units <= (line.arrived or 0) for line in paper_lines(paper))


def _close_if_whole(paper: UUID, actor: Actor, at: datetime) -> None:
    if _is_whole(paper):
        _keep(paper, state="done", done_at=at, done_by=actor.id)


def _keep(paper: UUID, **said: object) -> None:
    StockPaper.objects.filter(id=paper).update(**said, version=F("version") + 1)


def _told(paper: UUID, actor: Actor, at: datetime) -> PaperView:
    found, lines = read_paper(paper), paper_lines(paper)
    times = 1 + StockSupplyChange.objects.filter(paper_id=paper).values("version").distinct().count()
    facts = SupplyExpected(len(lines), sum(line.units for line in lines), times)
    record(
        [
            NewEvent(
                verb="supply.expected",
                occurred_at=at,
                subject_kind="paper",
                subject=paper,
                place=found.place,
                actor=actor,
                facts=facts,
            )
        ],
        at,
    )
    return found


def _export_person(person: Person) -> list[dict[str, object]]:
    if person.staff is None:
        return []
    said = StockSupplyChange.objects.filter(changed_by=person.staff).exclude(reason="").order_by("id")
    return [dict(row) for row in said.values("paper", "changed_at", "reason")]


def _erase_person(person: Person, at: datetime) -> int:
    if person.staff is None:
        return 0
    return StockSupplyChange.objects.filter(changed_by=person.staff).exclude(reason="").update(reason="")


store_of_words("stock_supply_change", ["reason"], _export_person, _erase_person)
