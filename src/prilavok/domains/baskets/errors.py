"""What baskets refuse."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.baskets.rules import MOST_COMPARED, MOST_COUPONS, MOST_LINES, MOST_SHELVES, MOST_UNITS
from prilavok.kit.errors import NotFound, Refused


class BasketUnknown(NotFound):
    """There is no such basket, or it is not this person's."""

    def __init__(self) -> None:
        super().__init__("basket.unknown", _("There is no such basket."))


class BasketClosed(Refused):
    """The basket has become an order, or was dropped. order: what it became."""

    def __init__(self, order: UUID | None) -> None:
        super().__init__("basket.closed", _("This basket has been ordered already. A new one is empty."), order=order)
        self.order = order


class BasketMoved(Refused):
    """Somebody changed the basket since it was looked at. version: what it is now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "version.changed", _("The basket was changed in another window. Look at it again."), version=version
        )
        self.version = version


class BasketPaying(Refused):
    """A till is taking money for goods of the basket: until that is done nobody changes it, or orders it."""

    def __init__(self) -> None:
        super().__init__(
            "basket.paying",
            _("This basket is being paid for at a till just now. Nothing was changed: try again in some minutes."),
        )


class BasketBought(Refused):
    """What a till took from the basket is not in it any more: it was ordered, bought or taken out meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "basket.bought",
            _(
                "What came from the basket was ordered, bought or changed meanwhile: nothing was sold. Take the basket"
                " off this sale, or scan its code again."
            ),
        )


class BasketFull(Refused):
    """More lines, or more of one thing, than a basket holds."""

    def __init__(self) -> None:
        super().__init__(
            "basket.full",
            _("A basket holds up to %(lines)s lines and %(units)s of each."),
            lines=MOST_LINES,
            units=MOST_UNITS,
        )


class DraftGone(NotFound):
    """The draft was emptied, or taken up otherwise."""

    def __init__(self) -> None:
        super().__init__("basket.draft_gone", _("This draft is not there any more. Write to us and we send a new one."))


class BasketEmpty(Refused):
    """There is nothing in the basket to be priced."""

    def __init__(self) -> None:
        super().__init__("basket.empty", _("The basket is empty. Put something in first."))


class StoreNotChosen(Refused):
    """It is not known at which place the goods are to be collected."""

    def __init__(self) -> None:
        super().__init__("basket.no_store", _("Choose the store where you will collect the goods."))


class NotOnSale(Refused):
    """Variants that nobody offers: unknown, or taken out of the catalogue. variants: which."""

    def __init__(self, variants: Sequence[UUID]) -> None:
        super().__init__("basket.not_on_sale", _("This product is not on sale any more."), variants=len(variants))
        self.variants = tuple(variants)


class CouponsTooMany(Refused):
    """More coupons than one basket may hold."""

    def __init__(self) -> None:
        super().__init__(
            "basket.coupons", _("No more than %(most)s coupons fit in one basket. Take one out."), most=MOST_COUPONS
        )


class ComparedFull(Refused):
    """So many of one shelf, or of all, are compared already."""

    def __init__(self) -> None:
        super().__init__(
            "compared.full",
            _("Up to %(most)s goods of one shelf are compared, %(all)s in all. Take one out of the comparison first."),
            most=MOST_COMPARED,
            all=MOST_COMPARED * MOST_SHELVES,
        )


def basket_refusal(trouble: str, version: int, became: UUID | None) -> Exception:
    """What stood in the way, in the words of `baskets_set`, as the refusal to raise."""
    match trouble:
        case "unknown":
            return BasketUnknown()
        case "closed":
            return BasketClosed(became)
        case "paying":
            return BasketPaying()
        case "moved":
            return BasketMoved(version)
        case _:
            return BasketFull()
