"""Lots and serial numbers go along with the goods that bear them, in the book `lots` of the same ledger.

A lot is named by what people say and scan. What nobody named is of the unknown lot: the place's balance less its named
lots. Goods that have gone are never refused for their lot: what a lot lacks there was unnamed until now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.errors import LotUnfit, PieceSold, SerialKnown
from prilavok.domains.stock.models import StockLot
from prilavok.domains.stock.queries.lots import lots_standing, lots_with_customers
from prilavok.domains.stock.rules import EVERYWHERE, GUARDED, Side, side_back
from prilavok.domains.stock.types.lots import LONGEST_CODE, Brought, LotSaid, LotStanding
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import LotDoubted, LotOverruled
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.ledger.accounts import balance_of, open_accounts
from prilavok.kit.ledger.moves import draw_moves
from prilavok.kit.ledger.types import AccountName, Drawing
from prilavok.kit.words import Person, store_of_words, wordless


@dataclass(frozen=True, slots=True)
class LotMove:
    """Units of a lot from one side to another, as its goods go."""

    lot: UUID
    debit: Side
    credit: Side
    units: int
    cause: str


def put_lots(
    said: Iterable[LotSaid], serials: Mapping[UUID, bool], *, at: datetime
) -> dict[tuple[UUID, str], StockLot]:
    """The rows of these lots, those not known yet made, held until the story ends. serials: of which variants.

    A day that was not known is filled in. Raises LotUnfit for a code, number of units or day that cannot be.
    """
    wanted = {(one.variant, one.code): one for one in said}
    check_fit(wanted.values(), serials)
    fresh = [
        StockLot(
            id=id, variant_id=one.variant, code=one.code, serial=serials.get(one.variant, False), first_at=at,
            best_before=one.best_before, made_on=one.made_on,
        )
        for id, (_key, one) in zip(new_ids(len(wanted), at), sorted(wanted.items(), key=lambda it: it[0]), strict=True)
    ]  # fmt: skip
    StockLot.objects.bulk_create(fresh, ignore_conflicts=True)
    asked = StockLot.objects.filter(
        variant__in={one.variant for one in wanted.values()}, code__in={c for _v, c in wanted}
    )
    rows = {(row.variant_id, row.code): row for row in asked.order_by("id").select_for_update()}
    for key, one in wanted.items():
        _fill(rows[key], one)
    return {key: rows[key] for key in wanted}


def check_fit(said: Iterable[LotSaid], serials: Mapping[UUID, bool]) -> None:
    """Raise LotUnfit for a code, number of units or day that cannot be. serials: see put_lots."""
    for one in said:
        if not one.code or len(one.code) > LONGEST_CODE or not one.code.isprintable() or one.code != one.code.strip():
            raise LotUnfit("code")
        if one.units < 0 or (serials.get(one.variant, False) and one.units > 1):
            raise LotUnfit("units")
        if one.best_before and one.made_on and one.best_before < one.made_on:
            raise LotUnfit("best_before")


def _fill(row: StockLot, one: LotSaid) -> None:
    changed = []
    for name, day in (("best_before", one.best_before), ("made_on", one.made_on)):
        known = getattr(row, name)
        if day is not None and known not in (None, day):
            raise LotUnfit(name)
        if day is not None and known is None:
            setattr(row, name, day)
            changed.append(name)
    if changed:
        row.save(update_fields=changed)


def check_new(lots: Iterable[StockLot]) -> None:
    """Raises SerialKnown where a piece that is to come is somewhere already, or was sold and did not come back."""
    serials = {row.id: row for row in lots if row.serial}
    if not serials:
        return
    for one in lots_standing(lots=list(serials)):
        raise SerialKnown(one.lot.code, one.place, one.state)
    for lot in lots_with_customers(serials):
        raise SerialKnown(serials[lot].code, None, "sold")


def move_lots(moves: Sequence[LotMove], cause_id: UUID, *, place: UUID, actor: Actor, at: datetime,
              occurred: datetime | None = None) -> list[UUID]:  # fmt: skip
    """Book what has moved; of what a lot lacked there, a piece was unnamed until now.

    A serial number that so has more pieces than one is doubted: records lot.doubted, and returns those lots.
    """
    moves = [one for one in moves if one.units]
    if not moves:
        return []
    names = {(side, move.lot): _name(side, move.lot) for move in moves for side in (move.debit, move.credit)}
    unnamed = [_name((move.debit[0], "unnamed"), move.lot) for move in moves]
    open_accounts([*(names[key] for key in sorted(names)), *unnamed])
    drawings = [
        Drawing(
            id=id, debit=names[one.debit, one.lot].id, credit=names[one.credit, one.lot].id, units=one.units,
            cause=one.cause, cause_id=cause_id, occurred_at=occurred or at, fallback=fallback.id,
        )
        for id, one, fallback in zip(new_ids(len(moves), at), moves, unnamed, strict=True)
    ]  # fmt: skip
    short = {one.move for one in draw_moves(drawings, at, origin="live")}
    lacking = {one.lot for one, drawn in zip(moves, drawings, strict=True) if drawn.id in short}
    doubted = _twice(lacking)
    record(
        [
            NewEvent(
                verb="lot.doubted", occurred_at=occurred or at, subject_kind="lot", subject=row.id, place=place,
                actor=actor, facts=LotDoubted(row.id, row.variant_id, cause_id),
            )
            for row in doubted
        ],
        at,
    )  # fmt: skip
    return [row.id for row in doubted]


def _twice(lots: Iterable[UUID]) -> list[StockLot]:
    """Which of these are serial numbers of which there is more than one piece, counting what was sold."""
    rows = list(StockLot.objects.filter(id__in=list(lots), serial=True).order_by("id"))
    if not rows:
        return []
    pieces = {row.id: 0 for row in rows}
    for one in lots_standing(lots=list(pieces)):
        pieces[one.lot.id] += one.units
    for row in rows:
        account = AccountName("lots", EVERYWHERE, row.id, "sold", guarded=False).id
        pieces[row.id] += balance_of([account])[account].posted
    return [row for row in rows if pieces[row.id] > 1]


def take_lots(
    order: UUID, place: UUID, said: Sequence[LotSaid], serials: Mapping[UUID, bool], sold: Mapping[UUID, int], *,
    twice: bool = True, actor: Actor, at: datetime,
) -> list[UUID]:  # fmt: skip
    """The customer took pieces of these lots with the order; which serial numbers are doubted. See move_lots.

    sold: units of each variant that the order took: no more can be named. twice: a piece that is with a customer by the
    books is taken and doubted; else it is refused, also where another story takes it meanwhile. Raises LotUnfit,
    PieceSold.
    """
    if not said:
        return []
    check_said(said, sold)
    rows = put_lots(said, serials, at=at)
    serial = {row.id: row.code for row in rows.values() if row.serial}
    for lot in () if twice else lots_with_customers(serial):
        raise PieceSold(serial[lot])
    goods, gone = (place, "goods"), (EVERYWHERE, "sold")
    moves = [LotMove(rows[one.variant, one.code].id, goods, gone, one.units, "sale") for one in said]
    return move_lots(moves, order, place=place, actor=actor, at=at)


def bring_lots(order: UUID, place: UUID, brought: Sequence[Brought], *, actor: Actor, at: datetime) -> None:
    """Pieces of these lots came back with the order's goods: out of what was sold, or else they were unnamed.

    They go where put_back_sold puts their goods.
    """
    gone = {True: (EVERYWHERE, "sold"), False: (EVERYWHERE, "unnamed")}
    moves = [LotMove(one.lot, gone[one.sold], side_back(one.to, place), one.units, "return") for one in brought]
    move_lots(moves, order, place=place, actor=actor, at=at)


def hand_back_lots(order: UUID, place: UUID, lots: Sequence[LotStanding], *, actor: Actor, at: datetime) -> None:
    """Pieces that came back to the place with the order's goods are its customer's again; see hand_back."""
    gone = (EVERYWHERE, "sold")
    moves = [LotMove(one.lot.id, (place, one.state), gone, one.units, "sale") for one in lots]
    move_lots(moves, order, place=place, actor=actor, at=at)


def overrule_lots(order: UUID, variants: Sequence[UUID], *, place: UUID, actor: Actor, at: datetime) -> None:
    """Goods went or came without the lot or number that the shop wants; who said so is recorded: lot.overruled."""
    record(
        [
            NewEvent(
                verb="lot.overruled", occurred_at=at, subject_kind="order", subject=order, place=place, actor=actor,
                facts=LotOverruled(order, variant),
            )
            for variant in variants
        ],
        at,
    )  # fmt: skip


def check_said(said: Sequence[LotSaid], units: Mapping[UUID, int]) -> None:
    """Raise LotUnfit where a lot is named twice, or more pieces than there are units of their goods."""
    if len({(one.variant, one.code) for one in said}) < len(said):
        raise LotUnfit("twice")
    for variant in {one.variant for one in said}:
        if sum(one.units for one in said if one.variant == variant) > units.get(variant, 0):
            raise LotUnfit("units")


def _name(side: Side, lot: UUID) -> AccountName:
    holder, state = side
    return AccountName("lots", holder, lot, state, guarded=state in GUARDED)


def _export_person(person: Person) -> list[dict[str, object]]:
    if person.staff is None:
        return []
    said = StockLot.objects.filter(blocked_by=person.staff).exclude(block_reason="").order_by("id")
    return [dict(row) for row in said.values("code", "blocked_at", "block_reason")]


def _erase_person(person: Person, at: datetime) -> int:
    if person.staff is None:
        return 0
    return StockLot.objects.filter(blocked_by=person.staff).exclude(block_reason="").update(block_reason="")


store_of_words("stock_lot", ["block_reason"], _export_person, _erase_person)
wordless("stock_lot", ["code"], "what a maker printed on goods: the code of a lot or a serial number")
wordless("stock_tracking", ["category"], "the path of a category: codes of the catalogue, chosen from a list")
