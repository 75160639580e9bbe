"""Which moves a paper makes, and who gets what comes: pure, so that it can be tried out in thousands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from prilavok.domains.stock.types import (
    MOST_UNITS,
    SAFETY_TOUCHPOINTS,
    SHELF_STATES,
    WHOLE_SHARE,
    Account,
    Coming,
    PaperLineView,
    PaperView,
    Promisable,
    Safety,
)

#: the holder of accounts that are the whole company's
EVERYWHERE = UUID("00000000-0000-7000-8000-000000000001")
#: states of accounts that stand for something there; the others are counter-accounts and may be below nought
GUARDED = frozenset({*SHELF_STATES, "transit"})
Side = tuple[UUID, str]


def side_back(to: Account, place: UUID) -> Side:
    """Where goods that come back to a place go; what goes on to the supplier never lies there."""
    return (EVERYWHERE, to) if to == "supplier" else (place, to)


@dataclass(frozen=True, slots=True)
class PaperMove:
    """Units of a variant from one account (its holder and state) to another."""

    variant: UUID
    debit: Side
    credit: Side
    units: int
    cause: str


def moves_when_booked(paper: PaperView, lines: Sequence[PaperLineView]) -> list[PaperMove]:
    """What confirming any other paper moves, and what sending a transfer does."""
    goods = (paper.place, "goods")
    if paper.kind == "expected":
        return []  # nothing is there before it comes
    if paper.kind == "receiving":
        supplier = (EVERYWHERE, "supplier")
        return [PaperMove(one.variant, supplier, goods, one.units, "supply") for one in lines if one.units]
    if paper.kind == "write_off":
        loss = (paper.place, "loss")
        lies = (paper.place, paper.head.from_state or "goods")
        return [PaperMove(one.variant, lies, loss, one.units, "write_off") for one in lines if one.units]
    if paper.kind == "set_aside":
        lies, goes = (paper.place, paper.head.from_state), (paper.place, paper.head.to_state)
        return [PaperMove(one.variant, lies, goes, one.units, "set_aside") for one in lines if one.units]
    if paper.kind == "transfer":
        transit = (_goal(paper), "transit")
        return [PaperMove(one.variant, goods, transit, one.units, "transfer") for one in lines if one.units]
    unexplained = (paper.place, "unexplained")
    return [_balanced(one.variant, goods, unexplained, one.differs, "count") for one in lines if one.differs]


def moves_when_arrived(paper: PaperView, lines: Sequence[PaperLineView]) -> list[PaperMove]:
    """What came of a transfer lies at its goal; what did not, or came beyond it, is the goal's `unexplained`.

    Nothing stays on the way: what was sent is either there or missing.
    """
    goal = _goal(paper)
    goods, transit, unexplained = (goal, "goods"), (goal, "transit"), (goal, "unexplained")
    moves = []
    for one in lines:
        came = one.arrived or 0
        if as_sent := min(came, one.units):
            moves.append(PaperMove(one.variant, transit, goods, as_sent, "transfer"))
        if came < one.units:
            moves.append(PaperMove(one.variant, transit, unexplained, one.units - came, "discrepancy"))
        elif came > one.units:
            moves.append(PaperMove(one.variant, unexplained, goods, came - one.units, "discrepancy"))
    return moves


def _goal(paper: PaperView) -> UUID:
    if paper.head.to_place is None:
        raise ValueError("a transfer has a goal")
    return paper.head.to_place


def _balanced(variant: UUID, goods: Side, unexplained: Side, differs: int, cause: str) -> PaperMove:
    if differs > 0:
        return PaperMove(variant, unexplained, goods, differs, cause)
    return PaperMove(variant, goods, unexplained, -differs, cause)


@dataclass(frozen=True, slots=True)
class Share:
    """Units of one allocation, and of which line of expected goods they are; None: nobody knows when they come."""

    allocation: UUID
    line: UUID | None
    units: int
    held: bool = False


def share_supply(
    waiting: Sequence[Share], room: Mapping[UUID, int], *, free: int, came: Mapping[UUID, int]
) -> list[Share]:
    """Who gets what of one variant at one place; nobody loses a line that still brings them something.

    waiting: whoever ordered first stands first. room: by open line the units that are still to come, the first day
    first. free: units on the shelf that nobody holds; came: by line those of them that it has just brought.
    """
    left, shelf, open_room, brought = [], free, dict(room), dict(came)
    shares: list[Share] = []
    for one in waiting:
        held = kept = 0
        if one.line is not None:
            held = min(one.units, shelf, brought.get(one.line, 0))
            kept = min(one.units - held, open_room.get(one.line, 0))
        if held and one.line is not None:
            shares.append(replace(one, units=held, held=True))
            shelf, brought[one.line] = shelf - held, brought[one.line] - held
        if kept and one.line is not None:
            shares.append(replace(one, units=kept))
            open_room[one.line] -= kept
        if rest := one.units - held - kept:
            left.append(replace(one, units=rest, line=None))
    for one in left:
        rest = one.units
        if held := min(rest, shelf):
            shares.append(replace(one, units=held, held=True))
            shelf, rest = shelf - held, rest - held
        for line in open_room:
            if given := min(rest, open_room[line]):
                shares.append(replace(one, line=line, units=given))
                open_room[line], rest = open_room[line] - given, rest - given
        if rest:
            shares.append(replace(one, units=rest))
    return shares


def promised_above(available: int, kept: int, coming: Sequence[Coming], *, ahead: bool = False) -> Promisable:
    """What can be promised where so many units are kept back: what lies there first, then what comes, fill that up."""
    left = kept - available
    days = []
    for one in coming:
        gone = min(max(left, 0), one.units)
        left -= gone
        if one.units > gone:
            days.append(Coming(one.day, one.units - gone))
    return Promisable(max(available - kept, 0), tuple(days), ahead)


def misfit_of(said: Safety) -> str | None:
    """The field of what is kept back that does not fit, None where all do."""
    if (said.units is None) == (said.share is None):
        return "units"
    if said.units is not None and not 0 <= said.units <= MOST_UNITS:
        return "units"
    if said.share is not None and not 1 <= said.share <= WHOLE_SHARE:
        return "share"
    if said.variant is not None and said.category:
        return "category"
    if said.place is not None and said.place_kind:
        return "place_kind"
    if set(said.touchpoints) - set(SAFETY_TOUCHPOINTS):
        return "touchpoints"
    if said.valid_to is not None and said.valid_to <= said.valid_from:
        return "valid_to"
    return None


@dataclass(frozen=True, slots=True)
class PaperLot:
    """Units of a lot on a line of a paper. arrived: of a transfer, what is said to have come. shown: by the books."""

    lot: UUID
    variant: UUID
    units: int
    arrived: int | None = None
    shown: int = 0


def lots_along(paper: PaperView, moves: Sequence[PaperMove], lots: Sequence[PaperLot]) -> list[PaperMove]:
    """How lots go with the goods of a paper that is booked; `variant` of each move is the lot.

    A count that names lots of a variant has looked at all of them: what it did not name of the others is not there.
    """
    if paper.kind == "count":
        goods, unnamed = (paper.place, "goods"), (paper.place, "unnamed")
        return [
            _balanced(one.lot, goods, unnamed, one.units - one.shown, "count") for one in lots if one.units != one.shown
        ]
    by_variant = {move.variant: move for move in moves}
    return [
        replace(by_variant[one.variant], variant=one.lot, units=min(one.units, by_variant[one.variant].units))
        for one in lots
        if one.units and one.variant in by_variant
    ]


def lots_when_arrived(paper: PaperView, lines: Sequence[PaperLineView], lots: Sequence[PaperLot]) -> list[PaperMove]:
    """The same of a transfer that arrives. Where less came, nobody knows of which lot, unless somebody said."""
    goal = _goal(paper)
    goods, transit, unexplained = (goal, "goods"), (goal, "transit"), (goal, "unexplained")
    whole = {one.variant for one in lines if (one.arrived or 0) >= one.units}
    missing = {one.variant: max(one.units - (one.arrived or 0), 0) for one in lines}
    moves = []
    for one in lots:
        came = one.units if one.arrived is None and one.variant in whole else one.arrived
        if came is None:
            moves.append(PaperMove(one.lot, transit, (goal, "unnamed"), one.units, "discrepancy"))
            continue
        if as_sent := min(came, one.units):
            moves.append(PaperMove(one.lot, transit, goods, as_sent, "transfer"))
        if came < one.units:
            # No more of a lot is missing than goods are: beyond that, others came in its stead and nobody said which.
            lost = min(one.units - came, missing.get(one.variant, 0))
            missing[one.variant] = missing.get(one.variant, 0) - lost
            moves.append(PaperMove(one.lot, transit, unexplained, lost, "discrepancy"))
            moves.append(PaperMove(one.lot, transit, (goal, "unnamed"), one.units - came - lost, "discrepancy"))
        elif came > one.units:
            moves.append(PaperMove(one.lot, (goal, "unnamed"), goods, came - one.units, "discrepancy"))
    return [move for move in moves if move.units]


def first_to_end(lots: Sequence[tuple[UUID, date | None]]) -> list[UUID]:
    """Lots in the order in which they are to go: those that end first, then those of which no day is known."""
    return [lot for lot, _day in sorted(lots, key=lambda one: (one[1] is None, one[1] or date.max, one[0]))]


def likely_there(order: Sequence[UUID], named: Mapping[UUID, int], on_hand: int) -> dict[UUID, int]:
    """What is there of each lot if all that went with no lot said was of the first to end; see first_to_end."""
    gone = max(sum(named.values()) - on_hand, 0)
    likely = {}
    for lot in order:
        off = min(gone, named[lot])
        likely[lot], gone = named[lot] - off, gone - off
    return likely
