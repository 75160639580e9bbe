"""What stock refuses."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.stock.types import Lacking
from prilavok.kit.errors import Refused


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
