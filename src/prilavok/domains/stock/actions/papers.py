"""Papers of stock are written: drafts that several people may fill at once, each scan counting once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from prilavok.domains.stock.actions.paper_heads import fit_head
from prilavok.domains.stock.errors import PaperClosed, PaperMoved, PaperUnfit, PaperUnknown
from prilavok.domains.stock.models import StockPaper, StockPaperEntry, StockPaperLine, StockPaperLot
from prilavok.domains.stock.queries.papers import read_paper
from prilavok.domains.stock.types import (
    MOST_PAPER_LINES,
    MOST_UNITS,
    PAPER_KINDS,
    Goods,
    PaperHead,
    PaperKind,
    PaperView,
)
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import Person, store_of_words, wordless


def draft_paper(
    kind: PaperKind,
    place: UUID,
    head: PaperHead,
    goods: Sequence[Goods] = (),
    *,
    key: str,
    actor: Actor,
    at: datetime,
) -> PaperView:
    """A new draft; nothing moves by it yet. key: names it for ever, the same again is the same paper.

    Raises PaperUnfit naming what cannot be; only a count may say of goods that there are none.
    """
    if kind not in PAPER_KINDS:
        raise PaperUnfit("kind", _("There is no such kind of stock paper."))
    if kind != "count" and any(one.units == 0 for one in goods):
        raise PaperUnfit("units", _("Only a count says that there is none: leave the line out."))
    kept = fit_head(kind, place, head)
    fresh = StockPaper(
        id=new_id(at), number=_number(at), kind=kind, state="draft", place_id=place, key=key, made_at=at,
        made_by=actor.id, **kept,
    )  # fmt: skip
    StockPaper.objects.bulk_create([fresh], ignore_conflicts=True)
    row = StockPaper.objects.get(key=key)
    if row.id == fresh.id:
        _put(row, goods, at)
    return read_paper(row.id)


def change_paper(paper: UUID, head: PaperHead, *, seen: int | None, at: datetime) -> PaperView:
    """Say else what it says beside its goods. Raises PaperUnknown, PaperMoved, PaperClosed, PaperUnfit."""
    row = locked_draft(paper, seen=seen)
    StockPaper.objects.filter(id=paper).update(**fit_head(row.kind, row.place_id, head), version=F("version") + 1)
    return read_paper(paper)


def enter_goods(paper: UUID, variant: UUID, units: int, *, key: str, actor: Actor, at: datetime) -> bool:
    """Somebody has so many more of it in hand: they are added to the line; whether this key is a new one.

    On a transfer that is on its way it is what arrived. Raises PaperUnknown, PaperClosed, PaperUnfit.
    """
    row = locked_open(paper)
    _fit_units(units, least=1)
    entry = StockPaperEntry(
        id=new_id(at), paper_id=paper, key=key, variant=variant, units=units, entered_at=at, entered_by=actor.id
    )
    StockPaperEntry.objects.bulk_create([entry], ignore_conflicts=True)
    if not StockPaperEntry.objects.filter(id=entry.id).exists():
        return False
    line = StockPaperLine.objects.filter(paper_id=paper, variant_id=variant).first()
    if row.state == "sent":
        _fit_units(units + ((line.arrived or 0) if line else 0))
        _arrive(row, line, variant, units + ((line.arrived or 0) if line else 0), at)
    elif line is None:
        _put(row, [Goods(variant, units)], at)
    else:
        _fit_units(line.units + units)
        StockPaperLine.objects.filter(id=line.id).update(units=F("units") + units, last_at=at, version=F("version") + 1)
    return True


def undo_entry(paper: UUID, *, actor: Actor, at: datetime) -> UUID | None:
    """Take back what this person entered last; the variant, or None where nothing is left to undo."""
    row = locked_open(paper)
    own = StockPaperEntry.objects.filter(paper_id=paper, entered_by=actor.id, undone_at__isnull=True)
    entry = own.order_by("-entered_at", "-id").first()
    if entry is None:
        return None
    StockPaperEntry.objects.filter(id=entry.id).update(undone_at=at)
    line = StockPaperLine.objects.filter(paper_id=paper, variant_id=entry.variant).first()
    if line is not None and row.state == "sent":
        _arrive(row, line, entry.variant, max((line.arrived or 0) - entry.units, 0), at)
    elif line is not None and (rest := line.units - entry.units) > 0:
        StockPaperLine.objects.filter(id=line.id).update(units=rest, version=F("version") + 1)
    elif line is not None:
        StockPaperLine.objects.filter(id=line.id).delete()
    if entry.lot is not None:
        _undo_lot(entry, arriving=row.state == "sent")
    return entry.variant


def _undo_lot(entry: StockPaperEntry, *, arriving: bool) -> None:
    """What an entry brought of a lot is taken off the paper again."""
    kept = StockPaperLot.objects.filter(paper_id=entry.paper_id, lot_id=entry.lot)
    if arriving:
        kept.update(arrived=F("arrived") - entry.units)
    else:
        kept.filter(units__lte=entry.units).delete()
        kept.update(units=F("units") - entry.units)


def set_paper_line(
    paper: UUID, variant: UUID, units: int | None, *, cost: int | None = None, seen: int | None, at: datetime
) -> None:
    """The line is exactly so; None takes it out. seen: the line's version that was edited, None where it is new.

    On a transfer that is on its way it is what arrived. Raises PaperUnknown, PaperClosed, PaperMoved, PaperUnfit.
    """
    row = locked_open(paper)
    _fit_units(units or 0)
    _fit_units(cost or 0, most=10**15)
    line = StockPaperLine.objects.filter(paper_id=paper, variant_id=variant).first()
    if seen is not None and (line is None or line.version != seen):
        raise PaperMoved(line.version if line else 0)
    if row.state == "sent":
        _arrive(row, line, variant, units, at)
    elif units is None:
        StockPaperLine.objects.filter(paper_id=paper, variant_id=variant).delete()
        StockPaperLot.objects.filter(paper_id=paper, lot__variant=variant).delete()
    elif line is None:
        _put(row, [Goods(variant, units, cost)], at)
    else:
        # Who types a number has looked at all of it now, whatever was scanned before.
        StockPaperLine.objects.filter(id=line.id).update(
            units=units, cost=cost, first_at=at, last_at=at, version=F("version") + 1
        )


def throw_away_paper(paper: UUID, *, seen: int | None) -> PaperView:
    """A draft is not wanted; nothing had moved by it. Raises PaperUnknown, PaperMoved, PaperClosed."""
    locked_draft(paper, seen=seen)
    StockPaper.objects.filter(id=paper).update(state="cancelled", version=F("version") + 1)
    return read_paper(paper)


def take_up_paper(paper: UUID) -> PaperView:
    """A draft that was thrown away is one again. Raises PaperUnknown, PaperClosed."""
    row = locked_paper(paper)
    if row.state == "cancelled":
        StockPaper.objects.filter(id=paper).update(state="draft", version=F("version") + 1)
    elif row.state != "draft":
        raise PaperClosed
    return read_paper(paper)


def locked_paper(paper: UUID, *, seen: int | None = None) -> StockPaper:
    """The row, held until the story ends. Raises PaperUnknown, PaperMoved."""
    row = StockPaper.objects.select_for_update().filter(id=paper).first()
    if row is None:
        raise PaperUnknown
    if seen is not None and row.version != seen:
        raise PaperMoved(row.version)
    return row


def locked_draft(paper: UUID, *, seen: int | None = None) -> StockPaper:
    """The same, of a draft. Raises PaperClosed as well."""
    row = locked_paper(paper, seen=seen)
    if row.state != "draft":
        raise PaperClosed
    return row


def locked_open(paper: UUID) -> StockPaper:
    """The row of a paper that can still be scanned into, held. Raises PaperUnknown, PaperClosed."""
    row = locked_paper(paper)
    taken_back = row.state == "sent" and StockPaper.objects.filter(takes_back=paper).exists()
    if row.state not in ("draft", "sent") or taken_back or (row.kind == "expected" and row.state == "sent"):
        raise PaperClosed
    return row


def _arrive(row: StockPaper, line: StockPaperLine | None, variant: UUID, units: int | None, at: datetime) -> None:
    if line is not None:
        StockPaperLine.objects.filter(id=line.id).update(arrived=units, last_at=at, version=F("version") + 1)
    elif units:  # came though nobody had sent it
        _put(row, [Goods(variant, 0)], at)
        StockPaperLine.objects.filter(paper_id=row.id, variant_id=variant).update(arrived=units)


def _put(row: StockPaper, goods: Sequence[Goods], at: datetime) -> None:
    for one in goods:
        _fit_units(one.units)
        _fit_units(one.cost or 0, most=10**15)
    if len({one.variant for one in goods}) < len(goods):
        raise PaperUnfit("lines", _("Each product stands on a paper once: put its lines together."))
    if StockPaperLine.objects.filter(paper_id=row.id).count() + len(goods) > MOST_PAPER_LINES:
        raise PaperUnfit("lines", _("A paper has at most 2,000 lines: begin another one."))
    StockPaperLine.objects.bulk_create(
        StockPaperLine(
            id=id, paper_id=row.id, variant_id=one.variant, units=one.units, cost=one.cost, first_at=at, last_at=at
        )
        for id, one in zip(new_ids(len(goods), at), goods, strict=True)
    )


def _fit_units(units: int, *, least: int = 0, most: int = MOST_UNITS) -> None:
    if not least <= units <= most:
        raise PaperUnfit("units", _("There cannot be so many: type a whole number, or a weight."))


def _number(at: datetime) -> str:
    """The next number of the year; gaps are no harm. The row is held until the story ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stock_paper_year AS y (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = y.last + 1 RETURNING last",
            [at.year],
        )
        return f"{at.year}-{cursor.fetchone()[0]:06d}"


def _export_person(person: Person) -> list[dict[str, object]]:
    if person.staff is None:
        return []
    written = StockPaper.objects.filter(made_by=person.staff).exclude(note="", supplier="").order_by("id")
    return [dict(row) for row in written.values("number", "made_at", "supplier", "note")]


def _erase_person(person: Person, at: datetime) -> int:
    if person.staff is None:
        return 0
    return StockPaper.objects.filter(made_by=person.staff).exclude(note="").update(note="")


store_of_words(
    "stock_paper", ["supplier", "note"], _export_person, _erase_person,
    why_kept="who delivered goods is kept for as long as the books of the firm are",
)  # fmt: skip
wordless("stock_paper", ["key"], "the name a door gave the paper, so that it is made once")
