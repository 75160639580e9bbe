"""Papers of stock are booked: once, whole, by moves of the one ledger; a mistake is taken back by another paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from prilavok.domains.stock.actions.paper_lots import book_lots, receive_lots, take_back_lots
from prilavok.domains.stock.actions.papers import locked_paper
from prilavok.domains.stock.errors import PaperClosed, PaperEmpty, PaperMoved, StockShort
from prilavok.domains.stock.models import StockPaper, StockPaperLine
from prilavok.domains.stock.queries.levels import free_at
from prilavok.domains.stock.queries.papers import paper_lines, read_paper
from prilavok.domains.stock.rules import GUARDED, PaperMove, Side, moves_when_arrived, moves_when_booked
from prilavok.domains.stock.types import Lacking, PaperView
from prilavok.kit.columns import Origin
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import StockCounted, StockMoved
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.errors import NotEnough
from prilavok.kit.ledger.moves import moves_caused, post_moves
from prilavok.kit.ledger.types import AccountName, Posting


def lock_paper(paper: UUID, *, seen: int | None = None) -> PaperView:
    """The paper, held until the story ends: who confirms it at the same moment waits. Raises PaperUnknown, PaperMoved.

    seen: the version that was confirmed. Of a paper that is booked it may be that of the draft or any since, so that a
    second click is no change meanwhile.
    """
    row = locked_paper(paper)
    if row.state == "draft" and seen is not None:
        locked_paper(paper, seen=seen)
    found = read_paper(paper)
    if row.state in ("sent", "done") and seen is not None and not _booked_as(found) <= seen <= found.version:
        raise PaperMoved(found.version)
    return found


def _booked_as(paper: PaperView) -> int:
    """The version of the draft that was booked; of expected goods, which are changed often, any."""
    if paper.kind == "expected":
        return 1
    since = 1 + (paper.kind == "transfer" and paper.state == "done") + (paper.taken_back is not None)
    return paper.version - since


def units_only_held(paper: PaperView) -> dict[UUID, int]:
    """How many units the paper takes from its place that are kept for orders. Lock the stock before."""
    taken = {
        move.variant: move.units
        for move in moves_when_booked(paper, paper_lines(paper.id))
        if move.debit == (paper.place, "goods")
    }
    free = free_at(paper.place, list(taken))
    over = {variant: units - free.get(variant, 0) for variant, units in taken.items()}
    return {variant: units for variant, units in over.items() if units > 0}


def book_paper(paper: PaperView, *, actor: Actor, at: datetime) -> PaperView:
    """Book a locked draft: of a transfer, its goods are on their way from now on.

    Records stock.moved, of a count stock.counted. Raises PaperClosed, PaperEmpty, and StockShort where less is free
    than it takes.
    """
    lines = paper_lines(paper.id)
    if paper.state != "draft" or paper.kind == "expected":
        raise PaperClosed
    if not lines or (paper.kind != "count" and not any(one.units for one in lines)):
        raise PaperEmpty
    moves = moves_when_booked(paper, lines)
    _post(moves, paper.id, at)
    book_lots(paper, moves, lines, actor=actor, at=at)
    if paper.kind == "count":
        for one in lines:
            StockPaperLine.objects.filter(paper_id=paper.id, variant_id=one.variant).update(booked=one.differs)
    if paper.kind == "transfer":
        _close(paper, state="sent", sent_at=at, sent_by=actor.id)
    else:
        _close(paper, state="done", done_at=at, done_by=actor.id)
    _tell(paper, paper.place, moves, len(lines), actor, at)
    return read_paper(paper.id)


def receive_paper(paper: PaperView, *, actor: Actor, at: datetime) -> PaperView:
    """What arrived of a locked transfer lies at its goal; what differs is the goal's `unexplained`.

    Records stock.moved. Raises PaperClosed where it is not on its way, PaperEmpty where nobody said what arrived.
    """
    lines = paper_lines(paper.id)
    if paper.state != "sent" or paper.taken_back is not None or paper.head.to_place is None:
        raise PaperClosed
    if all(one.arrived is None for one in lines):
        raise PaperEmpty
    moves = moves_when_arrived(paper, lines)
    _post(moves, paper.id, at)
    receive_lots(paper, lines, actor=actor, at=at)
    for one in lines:
        came = one.arrived or 0
        StockPaperLine.objects.filter(paper_id=paper.id, variant_id=one.variant).update(
            arrived=came, booked=came - one.units
        )
    _close(paper, state="done", done_at=at, done_by=actor.id)
    _tell(paper, paper.head.to_place, moves, len(lines), actor, at)
    return read_paper(paper.id)


def all_arrived(paper: PaperView) -> None:
    """Of a locked transfer everything nobody looked at came as it was sent. Raises PaperClosed."""
    if paper.state != "sent" or paper.kind == "expected":
        raise PaperClosed
    StockPaperLine.objects.filter(paper_id=paper.id, arrived__isnull=True).update(
        arrived=F("units"), version=F("version") + 1
    )


def take_back_paper(paper: PaperView, *, key: str, actor: Actor, at: datetime) -> PaperView:
    """Undo a locked paper that was booked, by a paper of its own with every move the other way round; that one.

    A paper that was taken back gives the paper that did it. Records stock.moved. Raises PaperClosed where nothing was
    booked by it, StockShort where what it brought is not free any more.
    """
    if paper.taken_back is not None:
        return read_paper(paper.taken_back)
    if paper.state not in ("sent", "done") or paper.takes_back is not None or paper.kind == "expected":
        raise PaperClosed
    [counter] = new_ids(1, at)
    StockPaper.objects.create(
        id=counter, number=f"{paper.number}-R", kind=paper.kind, state="done", place_id=paper.place,
        to_place_id=paper.head.to_place, supplier=paper.head.supplier, reason=paper.head.reason, key=key,
        from_state=paper.head.from_state, to_state=paper.head.to_state, against_id=paper.head.against,
        made_at=at, made_by=actor.id, done_at=at, done_by=actor.id, takes_back_id=paper.id,
    )  # fmt: skip
    lines = list(StockPaperLine.objects.filter(paper_id=paper.id).order_by("id"))
    for id, line in zip(new_ids(len(lines), at), lines, strict=True):
        line.id, line.paper_id, line.first_at, line.last_at = id, counter, at, at
        line.booked = None if line.booked is None else -line.booked
    StockPaperLine.objects.bulk_create(lines)
    back = [
        Posting(
            id=id, debit=move.credit, credit=move.debit, units=move.units, cause=move.cause, cause_id=counter,
            occurred_at=at,
        )
        for id, move in _paired(paper.id, at)
    ]  # fmt: skip
    goods = {
        AccountName("stock", place, line.variant_id, state).id: line.variant_id
        for line in lines
        for place in (paper.place, paper.head.to_place)
        if place
        for state in GUARDED
    }
    _post_all(back, goods, at)
    take_back_lots(paper, counter, actor=actor, at=at)
    facts = StockMoved(len(lines), units_out=sum(one.units for one in back))
    places = [place for place in (paper.place, paper.head.to_place) if place is not None]
    record([_event("stock.moved", counter, place, facts, actor, at) for place in places], at)
    StockPaper.objects.filter(id=paper.id).update(version=F("version") + 1)
    return read_paper(counter)


def _paired(paper: UUID, at: datetime) -> list[tuple[UUID, Posting]]:
    moves = moves_caused(paper, book="stock")
    return list(zip(new_ids(len(moves), at), moves, strict=True))


def _post(moves: Sequence[PaperMove], paper: UUID, at: datetime) -> None:
    names = {(side, move.variant): _account(side, move.variant) for move in moves for side in (move.debit, move.credit)}
    open_accounts(names[key] for key in sorted(names))
    _post_all(
        [
            Posting(
                id=id,
                debit=names[move.debit, move.variant].id,
                credit=names[move.credit, move.variant].id,
                units=move.units,
                cause=move.cause,
                cause_id=paper,
                occurred_at=at,
            )
            for id, move in zip(new_ids(len(moves), at), moves, strict=True)
        ],
        {name.id: variant for (_side, variant), name in names.items()},
        at,
    )


def _post_all(postings: Sequence[Posting], goods: Mapping[UUID, UUID], at: datetime) -> None:
    """goods: the variant of each account that may be short."""
    if not postings:
        return
    try:
        post_moves(postings, at, origin=Origin.LIVE)
    except NotEnough as short:
        raise StockShort(
            [Lacking(goods[lack.account], lack.asked, max(lack.free, 0)) for lack in short.lacks]
        ) from short


def _account(side: Side, variant: UUID) -> AccountName:
    holder, state = side
    return AccountName("stock", holder, variant, state, guarded=state in GUARDED)


def _close(paper: PaperView, **said: object) -> None:
    StockPaper.objects.filter(id=paper.id).update(**said, version=F("version") + 1)


def _tell(paper: PaperView, place: UUID, moves: Sequence[PaperMove], lines: int, actor: Actor, at: datetime) -> None:
    goods = (place, "goods")
    units_in = sum(move.units for move in moves if move.credit == goods)
    units_out = sum(move.units for move in moves if move.debit == goods)
    if paper.kind == "count":
        record([_event("stock.counted", paper.id, place, StockCounted(lines, units_in, units_out), actor, at)], at)
    else:
        facts = StockMoved(len(moves), units_out=units_out, units_in=units_in)
        record([_event("stock.moved", paper.id, place, facts, actor, at)], at)


def _event(
    verb: str, paper: UUID, place: UUID, facts: StockMoved | StockCounted, actor: Actor, at: datetime
) -> NewEvent:
    return NewEvent(
        verb=verb, occurred_at=at, subject_kind="paper", subject=paper, place=place, actor=actor, facts=facts
    )
