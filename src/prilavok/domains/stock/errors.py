"""What stock refuses."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.stock.types import Lacking
from prilavok.kit.errors import NotFound, Refused


class StockShort(Refused):
    """Less lies free at the place than is asked. lacks: each variant with what was asked and what is free."""

    def __init__(self, lacks: Sequence[Lacking]) -> None:
        super().__init__("stock.short", _("There is not so much of it at this place any more."), lines=len(lacks))
        self.lacks = tuple(lacks)


class HoldGone(Refused):
    """What was held for the order is not held any more, or less of it: it was given back or taken."""

    def __init__(self, order: UUID) -> None:
        super().__init__(
            "stock.hold_gone", _("The goods are not kept for this order any more. Check what lies there."), order=order
        )


class GoodsAwaited(Refused):
    """The order waits for expected goods: it is picked once all of it is there."""

    def __init__(self) -> None:
        super().__init__(
            "order.goods_awaited", _("Not all goods of this order have come yet. It is picked once all of it is here.")
        )


class PaperUnknown(NotFound):
    """There is no such paper, or not at this person's place."""

    def __init__(self) -> None:
        super().__init__("paper.unknown", _("There is no such stock paper."))


class PaperMoved(Refused):
    """Somebody else changed the paper or its line meanwhile. version: what it is now."""

    def __init__(self, version: int) -> None:
        super().__init__("version.changed", _("Somebody changed this meanwhile. Look at it again."), version=version)
        self.version = version


class PaperClosed(Refused):
    """The paper is booked, on its way or thrown away: it is not changed any more."""

    def __init__(self) -> None:
        super().__init__(
            "paper.closed",
            _("This paper is closed and cannot be changed. What was booked wrongly is taken back by a counter-paper."),
        )


class PaperEmpty(Refused):
    """Nothing stands on the paper."""

    def __init__(self) -> None:
        super().__init__("paper.empty", _("Nothing stands on this paper yet: scan or type the goods first."))


class SupplyOver(Refused):
    """The day on which goods are to come is over already."""

    def __init__(self) -> None:
        super().__init__("supply.over", _("That day is over. Say on which day the goods will come."))


class PaperUnfit(Refused):
    """No paper can be like this; `what` names what does not fit, `why` says it in a sentence."""

    def __init__(self, what: str, why: object = "") -> None:
        super().__init__(
            "paper.unfit", why or _("No stock paper can be like this. Look at what was entered."), what=what
        )
        self.what = what


class SafetyUnfit(Refused):
    """Nothing can be kept back like this; `what` names the field that does not fit."""

    def __init__(self, what: str) -> None:
        super().__init__("safety.unfit", _("Goods cannot be kept back like this. Look at what was entered."), what=what)
        self.what = what


class SafetyUnknown(NotFound):
    """There is no such row of what is kept back."""

    def __init__(self) -> None:
        super().__init__("safety.unknown", _("There is no such row of what is kept back."))


_UNFIT = {
    "code": _("Type the lot or serial number as it stands on the goods, at most 60 signs."),
    "units": _("More pieces are named by lot or number than there are on the line. One serial number is one piece."),
    "best_before": _("This lot is known with another best-before day. Look at the package again."),
    "made_on": _("This lot is known with another day of making. Look at the package again."),
    "twice": _("The same lot or number was said twice."),
    "reason": _("Say why the lot is called back, in 500 signs at most."),
    "way": _("Goods cannot be told apart like this. Look at what was entered."),
}


class LotUnfit(Refused):
    """No lot or number can be like this here; `what` names what does not fit."""

    def __init__(self, what: str) -> None:
        why = _UNFIT.get(what)
        super().__init__(
            "lot.unfit", why or _("This lot or number does not fit here. Look at what was entered."), what=what
        )
        self.what = what


class LotUnknown(NotFound):
    """There is no such lot."""

    def __init__(self) -> None:
        super().__init__("lot.unknown", _("There is no such lot or serial number."))


class SerialKnown(Refused):
    """A piece of this number cannot come: it lies somewhere, or was sold and did not come back."""

    def __init__(self, code: str, place: UUID | None, state: str) -> None:
        told = (
            _("The piece %(code)s was sold and did not come back. If it is here, take it as a return.")
            if state == "sold"
            else _("The piece %(code)s is in stock already. Look whether it was scanned twice.")
        )
        super().__init__("lot.serial_known", told, code=code, place=place, state=state)


class LotMissing(Refused):
    """Goods of which the shop wants the lot or number are sold, or come back, without one; variants: which."""

    def __init__(self, variants: Sequence[UUID]) -> None:
        super().__init__(
            "lot.missing",
            _("Scan the serial number or lot of each piece. Without it only who may decide so can go on."),
            lines=len(variants),
        )
        self.variants = tuple(variants)


class PieceOfAnother(Refused):
    """A piece that comes back is none of those that were sold with the order."""

    def __init__(self, code: str, sold: bool) -> None:
        told = (
            _("The piece %(code)s was sold with another receipt. Scan its number in the search of sales to open it.")
            if sold
            else _("The piece %(code)s was not sold by us.")
        )
        super().__init__("lot.of_another", told, code=code, sold=sold)


class LotBlocked(Refused):
    """Goods of a lot that is called back are not sold."""

    def __init__(self, code: str) -> None:
        super().__init__("lot.blocked", _("Lot %(code)s is called back: do not sell it, put it aside."), code=code)


class PieceSold(Refused):
    """By the books the piece of this serial number is with a customer: it cannot be handed over as well."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "lot.sold",
            _("The piece %(code)s is sold already by the books. Look at the number once more, or take another piece."),
            code=code,
        )


class PiecePacked(Refused):
    """The piece of this serial number lies in a parcel that was packed for somebody else."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "lot.packed",
            _("The piece %(code)s is packed in another parcel. Look at the number once more, or take another piece."),
            code=code,
        )


class PieceOfOtherGoods(Refused):
    """The serial number, or the code that was scanned, is that of another product."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "lot.other_goods", _("%(code)s is a piece of another product. Look which goods these are."), code=code
        )
