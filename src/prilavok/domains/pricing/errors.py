"""What pricing refuses."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.pricing.types import QuoteView
from prilavok.kit.errors import Refused


class NoPrice(Refused):
    """Variants that have no price at the place, so nothing can be promised. variants: which."""

    def __init__(self, variants: Sequence[UUID]) -> None:
        super().__init__("price.none", _("Something in the basket is not sold at this place."), variants=len(variants))
        self.variants = tuple(variants)


class QuoteTooLarge(Refused):
    """More money than one order may be worth."""

    def __init__(self) -> None:
        super().__init__("quote.too_large", _("This is more than one order may be worth. Order it in parts."))


class QuoteEnded(Refused):
    """The promise is over, or the basket is another by now. quote: what it costs now, promised anew."""

    def __init__(self, quote: QuoteView) -> None:
        super().__init__("quote.ended", _("Prices or the basket have changed meanwhile. Look at the new sum."))
        self.quote = quote


class TaxGroupUnknown(Refused):
    """There is no such group of goods in the tax laws known here."""

    def __init__(self, group: str) -> None:
        super().__init__("tax.group_unknown", _("There is no such tax group."), group=group[:20])


class TaxedGoodsUnknown(Refused):
    """There is no such shelf of the catalogue to put in a tax group."""

    def __init__(self) -> None:
        super().__init__("tax.goods_unknown", _("There is no such product or shelf in the catalogue."))


class TagTermUnfit(Refused):
    """So many hours to hang a tag cannot be meant."""

    def __init__(self) -> None:
        super().__init__("tag.term_unfit", _("Say a whole number of hours from 0 to 720; 0 means that nobody is told."))


class TagUnknown(Refused):
    """Nobody confirmed such a tag here."""

    def __init__(self) -> None:
        super().__init__("tag.unknown", _("No such tag was confirmed here."))


class TagGoodsUnknown(Refused):
    """What was scanned is nothing that is sold at the place."""

    def __init__(self, code: str) -> None:
        super().__init__("tag.goods_unknown", _("Nothing sold here has this code: %(code)s"), code=code[:40])


class TagMoved(Refused):
    """The price changed between the look at it and the confirming."""

    def __init__(self) -> None:
        super().__init__("tag.moved", _("The price has changed meanwhile. Look at what the tag is to say now."))


class LagUnfit(Refused):
    """So long a lag cannot be meant."""

    def __init__(self) -> None:
        super().__init__("outside.lag_unfit", _("Say a whole number of minutes from 0 to 10080, which is a week."))


class ListUnfit(Refused):
    """No price list can hold so: a touchpoint or segment that is not there, or an order out of bounds."""

    def __init__(self) -> None:
        super().__init__(
            "price_list.unfit", _("Choose touchpoints and segments from the lists, and an order from 0 to 10000.")
        )


class ListMoved(Refused):
    """Somebody else changed the price list meanwhile."""

    def __init__(self) -> None:
        super().__init__("price_list.moved", _("Somebody has changed the price list meanwhile. Look at it again."))
