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
