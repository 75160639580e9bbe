"""What a form says of the pieces that leave with an order: numbers scanned or typed, and that they are passed over."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest

from prilavok.domains.stock.errors import LotBlocked, LotMissing, LotUnfit, PieceOfOtherGoods, PiecePacked, PieceSold
from prilavok.domains.stock.types import LotSaid
from prilavok.doors.web.parts.rights import NoRight
from prilavok.doors.web.till.pieces import OVERRULE, may_overrule
from prilavok.doors.web.till.typed import read_pieces, read_times, units_typed
from prilavok.insights.handed_pieces import GivenPieces
from prilavok.insights.packages import read_package
from prilavok.kit import clock
from prilavok.kit.gs1 import read_gs1

#: what is said on the page with the fields, so that the number can be mended there
PIECES_REFUSED = (LotMissing, LotBlocked, LotUnfit, PieceSold, PiecePacked, PieceOfOtherGoods)


def read_given(request: HttpRequest, asked: Sequence[GivenPieces]) -> list[LotSaid]:
    """Which pieces are given: each number is one piece, one lot alone is of all of them, "3*lot" of three.

    Raises LotUnfit, PieceOfOtherGoods for a GS1 code of other goods, NoSuchQuantity.
    """
    return [
        _said(one, text, alone=len(texts) == 1)
        for one in asked
        for texts in (read_pieces(request.POST.get(field_of(one.variant.id), "")),)
        for text in texts
    ]


def given_fields(request: HttpRequest, asked: Sequence[GivenPieces]) -> list[tuple[GivenPieces, str]]:
    """The fields of the form, each with what was typed into it."""
    return [(one, request.POST.get(field_of(one.variant.id), "")) for one in asked]


def is_overruled(request: HttpRequest) -> bool:
    """Whether who works here says that goods go without the right number. Raises NoRight."""
    if request.POST.get("overruled") != "1":
        return False
    if not may_overrule(request):
        raise NoRight(OVERRULE)
    return True


def field_of(variant: UUID) -> str:
    """The name of the field in which the numbers of given pieces of these goods are typed."""
    return f"given-{variant}"


def _said(one: GivenPieces, text: str, *, alone: bool) -> LotSaid:
    variant, now = one.variant, clock.now()
    if read_gs1(text, year=now.year) is not None and (package := read_package(text, now)) is not None:
        if package.variant.id != variant.id:
            raise PieceOfOtherGoods(text)
        if package.said is None:
            raise LotUnfit("code")
        return package.said if one.way == "serial" or not alone else _units(package.said, one.units)
    if one.way == "serial":
        return LotSaid(variant=variant.id, code=text)
    scanned = read_times(text)
    if scanned.times is not None:
        return LotSaid(variant=variant.id, code=scanned.code, units=units_typed(str(scanned.times), variant.unit))
    return LotSaid(variant=variant.id, code=text, units=one.units if alone else 1)


def _units(said: LotSaid, units: int) -> LotSaid:
    return LotSaid(
        variant=said.variant, code=said.code, units=units, best_before=said.best_before, made_on=said.made_on
    )
