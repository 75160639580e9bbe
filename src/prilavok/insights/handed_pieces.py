"""Which pieces leave with an order: asked for where the shop tells them apart, and looked at before they are given."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import units_left
from prilavok.domains.shipments.queries import packed_elsewhere, packed_in, units_in
from prilavok.domains.shipments.types.packing import PackedPiece
from prilavok.domains.stock.actions import check_fit, check_said
from prilavok.domains.stock.errors import LotBlocked, LotMissing, PieceOfOtherGoods, PiecePacked, PieceSold
from prilavok.domains.stock.queries import lots_of_codes, lots_with_customers
from prilavok.domains.stock.types import LotSaid
from prilavok.insights.gift_lines import in_stock
from prilavok.insights.picking_list import Waiting
from prilavok.insights.told_apart import serials_among, told_apart, unnamed_at_till


@dataclass(frozen=True, slots=True)
class GivenPieces:
    """Goods that are given of which the lot or number is asked. way: lot or serial. wanted: not given without."""

    variant: VariantView
    units: int
    way: str
    wanted: bool


def ask_pieces(units: Mapping[UUID, int]) -> tuple[GivenPieces, ...]:
    """Those of these goods whose pieces the shop tells apart."""
    told = told_apart(units)
    if not told:
        return ()
    variants = read_variants(list(told))
    return tuple(
        GivenPieces(variants[one], count, told[one].way, told[one].at_till)
        for one, count in units.items()
        if one in told and told[one].way != "none"
    )


def check_pieces(
    units: Mapping[UUID, int], lots: Sequence[LotSaid], *, overruled: bool, parcel: UUID | None = None
) -> list[UUID]:
    """Of which of these goods somebody who may decided that they go without the right number; most often of none.

    units: what is given, by variant. parcel: in which. Raises LotUnfit, what check_numbers does, and LotMissing unless
    it is overruled.
    """
    check_said(lots, units)
    passed = unnamed_at_till(units, lots)
    if passed and not overruled:
        raise LotMissing(passed)
    return sorted({*passed, *check_numbers(lots, overruled=overruled, parcel=parcel)})


def check_numbers(lots: Sequence[LotSaid], *, overruled: bool, parcel: UUID | None = None) -> list[UUID]:
    """Goods of which a number is not right by the books: that of other goods, of a piece that a customer has, or that
    lies in another parcel.

    Raises LotUnfit, LotBlocked, and unless it is overruled PieceOfOtherGoods, PieceSold and PiecePacked. Books may
    change until the goods are taken: see take_lots.
    """
    if not lots:
        return []
    variants = [one.variant for one in lots]
    check_fit(lots, serials := serials_among(variants))
    known = lots_of_codes([one.code for one in lots], variants=variants)
    own = {(one.variant, one.code): one for one in known}
    named = [own[key] for one in lots if (key := (one.variant, one.code)) in own]
    for blocked in (one for one in named if one.blocked_at is not None):
        raise LotBlocked(blocked.code)
    foreign = {one.code for one in known if one.serial}
    fresh = [one for one in lots if serials[one.variant] and (one.variant, one.code) not in own]
    strangers = [one for one in fresh if one.code in foreign]
    sold = lots_with_customers([one.id for one in named if one.serial])
    gone = [one for one in named if one.id in sold]
    if strangers and not overruled:
        raise PieceOfOtherGoods(strangers[0].code)
    if gone and not overruled:
        raise PieceSold(gone[0].code)
    elsewhere = packed_elsewhere([one.code for one in lots], but=parcel)
    packed = [one for one in lots if serials[one.variant] and (one.variant, one.code) in elsewhere]
    if packed and not overruled:
        raise PiecePacked(packed[0].code)
    return [*(one.variant for one in strangers), *(one.variant for one in gone), *(one.variant for one in packed)]


def pieces_to_pack(found: Waiting) -> tuple[GivenPieces, ...]:
    """Of a parcel of which every line was looked for: the goods in hand whose pieces are asked when it is packed."""
    if not found.shipment.home or not found.open or not found.all_looked_at:
        return ()
    units: Counter[UUID] = Counter()
    for one in found.lines:
        units.update({one.variant.id: one.units - one.short})
    return ask_pieces({variant: count for variant, count in units.items() if count})


def pieces_left(order: UUID) -> tuple[GivenPieces, ...]:
    """The same of what of an order was not given yet."""
    return ask_pieces(in_stock(units_left(order)))


def unpacked(parcel: UUID) -> tuple[GivenPieces, ...]:
    """Goods of a parcel of which the number is to be said before it leaves: it was not when it was packed, or not of
    all, or is of a lot that was called back since.
    """
    units = units_in(parcel)
    asked = ask_pieces(units)
    packed = packed_in(parcel) if asked else []
    blocked = {variant for variant, _code in _called_back(packed)}
    return tuple(
        one for one in asked
        if one.variant.id in blocked or (one.wanted and _units_of(one.variant.id, packed) != one.units)
    )  # fmt: skip


def check_packed(parcel: UUID) -> None:
    """Raise LotBlocked where something that was packed is of a lot that was called back meanwhile."""
    for _variant, code in sorted(_called_back(packed_in(parcel))):
        raise LotBlocked(code)


def pieces_brought(parcel: UUID, units: Mapping[UUID, int]) -> list[LotSaid]:
    """What was packed, as far as it is known which of it is with the customer; goods that lost units stay unnamed."""
    packed = packed_in(parcel)
    return [
        LotSaid(variant=one.variant, code=one.code, units=one.units)
        for one in packed
        if one.code and _units_of(one.variant, packed) <= units.get(one.variant, 0)
    ]


def _called_back(packed: Sequence[PackedPiece]) -> set[tuple[UUID, str]]:
    """By goods and code which of these are not to be given any more."""
    known = lots_of_codes([one.code for one in packed], variants=[one.variant for one in packed])
    blocked = {(one.variant, one.code) for one in known if one.blocked_at is not None}
    return {(one.variant, one.code) for one in packed} & blocked


def _units_of(variant: UUID, packed: Sequence[PackedPiece]) -> int:
    return sum(one.units for one in packed if one.variant == variant)
