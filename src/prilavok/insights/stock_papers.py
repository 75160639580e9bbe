"""Papers of stock as people see them: with the names of places, goods and whoever wrote and booked them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.staff.queries import may, read_staff
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.stock.queries import (
    count_stock,
    free_in,
    list_papers,
    lots_of_paper,
    lots_standing,
    paper_lines,
    papers_by_id,
    read_paper,
    supply_changes,
)
from prilavok.domains.stock.types import LotView, PaperKind, PaperLineView, PaperView, SupplyChange
from prilavok.domains.stock.types.lots import PaperLotView
from prilavok.insights.told_apart import told_apart
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page

#: the smallest units in the one people say, for everything that is not counted in pieces
MEASURED = 1000
#: the right that each kind of paper asks for
RIGHT_OF: dict[PaperKind, str] = {
    "receiving": "stock.receive",
    "write_off": "stock.write_off",
    "transfer": "stock.transfer",
    "count": "stock.count",
    "set_aside": "stock.write_off",
    "expected": "stock.expect",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper with the places it is about. who: who made it, "" where nobody is named."""

    paper: PaperView
    place: PlaceName
    to_place: PlaceName | None
    who: str


@dataclass(frozen=True, slots=True)
class PaperLineRow:
    """A line with its goods. free: how many the paper may take at its place. currency: of the cost.

    way: how its pieces are told apart, "" where they are not. lots: of it. lying: those named at the place, those that
    end first first, each with how many are there.
    """

    line: PaperLineView
    variant: VariantView
    free: int
    currency: str
    way: str = ""
    lots: tuple[PaperLotView, ...] = ()
    lying: tuple[tuple[LotView, int], ...] = ()

    @property
    def unnamed_said(self) -> str:
        """Of how many units the lot was not said yet, as people type it; one at least."""
        arriving = self.line.arrived is not None
        named = sum((one.arrived or 0) if arriving else one.units for one in self.lots)
        return _typed(max(self.came - named, 1), self.variant.unit)

    @property
    def came(self) -> int:
        """What has arrived of it so far, or of another paper what it says."""
        return self.line.units if self.line.arrived is None else self.line.arrived

    @property
    def said(self) -> str:
        """The units as people type them: pieces, or the thousand of smaller units; of an arrival what came."""
        return _typed(self.came, self.variant.unit)

    @property
    def expected_said(self) -> str:
        """The same of all that is expected, whatever came of it."""
        return _typed(self.line.units, self.variant.unit)

    @property
    def cost_said(self) -> str:
        """What it cost as people type it, "" where nobody said."""
        return "" if self.line.cost is None else exact_text(Money(self.line.cost, self.currency))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What was said otherwise of expected goods. variant: None where it is the day. who: "" where nobody is named."""

    change: SupplyChange
    variant: VariantView | None
    who: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper. known: how many products its place has or had, which a whole count would come to.

    back: the paper that this one takes back, or by which it was taken back. changes: of expected goods, what was said
    otherwise, the latest first. against: the paper of expected goods that a receiving brings.
    """

    row: PaperRow
    lines: tuple[PaperLineRow, ...]
    done_by: str
    sent_by: str
    known: int
    back: PaperView | None
    changes: tuple[ChangeRow, ...] = ()
    against: PaperView | None = None

    @property
    def units(self) -> int:
        """Units of all lines, each in its own smallest one."""
        return sum(one.line.units for one in self.lines)

    @property
    def differing(self) -> int:
        """On how many lines a count or an arrival is another than was known."""
        if self.row.paper.kind == "count":
            return sum(1 for one in self.lines if one.line.differs)
        return sum(1 for one in self.lines if one.line.arrived not in (None, one.line.units))

    @property
    def called_back(self) -> tuple[str, ...]:
        """The codes of the lots on it that are called back."""
        return tuple(sorted(lot.lot.code for one in self.lines for lot in one.lots if lot.lot.blocked_at is not None))

    @property
    def looked_at(self) -> int:
        """Of how many lines of a transfer somebody said what came."""
        return sum(1 for one in self.lines if one.line.arrived is not None)


def may_move(actor: StaffActor, kind: PaperKind, place: UUID | None) -> bool:
    """Whether the actor may write and book this kind of paper at the place; those of one place at their own only."""
    verb = RIGHT_OF[kind]
    return may(actor, verb, "company") is not None or (
        may(actor, verb, "place") is not None and place is not None and actor.place == place
    )


def list_paper_rows(
    *, kind: str = "", state: str = "", place: UUID | None = None, after: Mark | None = None, limit: int = 50
) -> Page[PaperRow]:
    """A page of papers, the latest made first; see list_papers."""
    return list_papers(kind=kind, state=state, place=place, after=after, limit=limit).turned(_rows)


def read_paper_page(paper: UUID) -> PaperPage:
    """One paper with its lines. Raises PaperUnknown."""
    found = read_paper(paper)
    [row] = _rows([found])
    lines = paper_lines(paper)
    variants = read_variants([line.variant for line in lines])
    free = free_in(found.place, found.head.from_state or "goods", [line.variant for line in lines])
    people = read_staff([one for one in (found.done_by, found.sent_by) if one])
    other = found.takes_back or found.taken_back
    told, named, lying = _lots(found, list(variants))
    return PaperPage(
        row,
        tuple(
            PaperLineRow(
                line,
                variants[line.variant],
                free.get(line.variant, 0),
                row.place.currency,
                told.get(line.variant, ""),
                tuple(one for one in named if one.lot.variant == line.variant),
                lying.get(line.variant, ()),
            )
            for line in lines
        ),
        people[found.done_by].name if found.done_by in people else "",
        people[found.sent_by].name if found.sent_by in people else "",
        count_stock(place=found.place) if found.kind == "count" and found.state == "draft" else 0,
        papers_by_id([other]).get(other) if other else None,
        _changes(found, variants),
        papers_by_id([found.head.against]).get(found.head.against) if found.head.against else None,
    )


def _lots(
    paper: PaperView, variants: Sequence[UUID]
) -> tuple[dict[UUID, str], list[PaperLotView], dict[UUID, tuple[tuple[LotView, int], ...]]]:
    """How the goods are told apart, the lots on the paper, and for a draft those that lie where it takes from."""
    told: dict[UUID, str] = {variant: one.way for variant, one in told_apart(variants).items()}
    named = lots_of_paper(paper.id)
    lying: dict[UUID, tuple[tuple[LotView, int], ...]] = {}
    if told and paper.state == "draft":
        state = paper.head.from_state or "goods"
        for one in lots_standing(variants=list(told), place=paper.place, state=state):
            lying[one.lot.variant] = (*lying.get(one.lot.variant, ()), (one.lot, one.units))
    return told, named, {variant: lots[:5] for variant, lots in lying.items()}


def _changes(paper: PaperView, variants: Mapping[UUID, VariantView]) -> tuple[ChangeRow, ...]:
    changes = supply_changes(paper.id) if paper.kind == "expected" else []
    people = read_staff(list({one.changed_by for one in changes if one.changed_by}))
    return tuple(
        ChangeRow(
            one,
            variants.get(one.variant) if one.variant else None,
            people[one.changed_by].name if one.changed_by in people else "",
        )
        for one in changes
    )


def _typed(units: int, unit: str) -> str:
    if unit == "piece":
        return str(units)
    return f"{units // MEASURED}.{units % MEASURED:03d}".rstrip("0").rstrip(".")


def _rows(papers: Sequence[PaperView]) -> list[PaperRow]:
    places = name_places()
    people = read_staff(list({one.made_by for one in papers if one.made_by}))
    return [
        PaperRow(
            one,
            places[one.place],
            places[one.head.to_place] if one.head.to_place else None,
            people[one.made_by].name if one.made_by in people else "",
        )
        for one in papers
    ]
