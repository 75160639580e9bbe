"""What orders refuse."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.errors.claiming import ClaimGoodsElsewhere as ClaimGoodsElsewhere
from prilavok.domains.orders.errors.claiming import ClaimGoodsHere as ClaimGoodsHere
from prilavok.domains.orders.errors.claiming import ClaimGoodsNotHere as ClaimGoodsNotHere
from prilavok.domains.orders.errors.claiming import ClaimMovedOn as ClaimMovedOn
from prilavok.domains.orders.errors.claiming import ClaimNotHome as ClaimNotHome
from prilavok.domains.orders.errors.claiming import ClaimSettled as ClaimSettled
from prilavok.domains.orders.errors.claiming import ClaimTooMany as ClaimTooMany
from prilavok.domains.orders.errors.claiming import ClaimUnfit as ClaimUnfit
from prilavok.domains.orders.errors.claiming import ClaimUnknown as ClaimUnknown
from prilavok.domains.orders.errors.claiming import NothingInstead as NothingInstead
from prilavok.domains.orders.errors.claiming import PhotoUnfit as PhotoUnfit
from prilavok.domains.orders.types import LackView
from prilavok.kit.errors import Refused


class SaleImpossible(Refused):
    """A sale whose lines cannot be true."""

    def __init__(self, source_key: str, reason: str) -> None:
        super().__init__(
            "sale_impossible",
            _("This sale cannot be true: a line of it does not add up."),
            source_key=source_key,
            reason=reason,
        )


class OutOfStock(Refused):
    """Somebody else was quicker. lacks: each variant with what is free and where else it is; nothing was placed."""

    def __init__(self, lacks: Sequence[LackView]) -> None:
        super().__init__(
            "order.out_of_stock",
            _("Something in the basket is no longer free at this store. Nothing was ordered."),
            lines=len(lacks),
        )
        self.lacks = tuple(lacks)


class OrderMovedOn(Refused):
    """412: the order is another by now than the one that was looked at. version: the one it has."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "order.moved_on",
            _("The order was changed meanwhile. Look at it again; nothing was changed by you."),
            version=version,
        )
        self.version = version


class CostsMovedOn(Refused):
    """412: the change would come to another sum than was looked at. amount: what the order would come to now."""

    def __init__(self, amount: int) -> None:
        super().__init__(
            "order.costs_moved_on",
            _("The sums are not those you looked at. Look at it again; nothing was changed."),
            amount=amount,
        )
        self.amount = amount


class OrderEnded(Refused):
    """The order is handed over or cancelled: nothing of it can be changed any more."""

    def __init__(self, commercial: str) -> None:
        super().__init__(
            "order.ended", _("This order is finished and cannot be changed any more."), commercial=commercial
        )


class PartHandedOver(Refused):
    """A part of the order is the customer's already: it cannot be cancelled as if nothing had happened."""

    def __init__(self) -> None:
        super().__init__(
            "order.part_handed",
            _(
                "A part of this order is in the customer's hands already, so it cannot be cancelled as a whole. What"
                " was handed over can come back as a return. Nothing was changed."
            ),
        )


class OrderDoubted(Refused):
    """The order is held: whether it is wanted besides another one is asked just now."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "order.doubted",
            _("This order waits: the customer is asked whether it is wanted besides order %(number)s."),
            number=number,
        )


class DoubtSettled(Refused):
    """Somebody has said already which of the two orders is wanted, or one of them has ended."""

    def __init__(self) -> None:
        super().__init__("order.settled", _("This was said already, or one of the two orders has ended."))


class ActImpossible(Refused):
    """More of a variant is taken out than is left in the order, or an act asks for nothing."""

    def __init__(self, variant: UUID, left: int) -> None:
        super().__init__(
            "order.act_impossible", _("There is not so much of this in the order."), variant=str(variant), left=left
        )


class OrdersOpen(Refused):
    """The person has orders that are not over: whose they are must be known until then. numbers: of those orders."""

    def __init__(self, numbers: Sequence[str]) -> None:
        told = ", ".join(numbers[:5])
        super().__init__(
            "person.orders_open",
            _("Orders are still open: %(orders)s. Hand them over or cancel them first. Nothing was erased."),
            orders=told,
        )
        self.numbers = tuple(numbers)


class NothingToReturn(Refused):
    """More units are brought back than were handed over and not returned yet, or none at all."""

    def __init__(self, left: int) -> None:
        super().__init__(
            "return.too_many", _("So much cannot come back: no more than was sold and not returned yet."), left=left
        )


class ReturnOutsideTerms(Refused):
    """The terms do not allow it, and whoever stands here may not decide otherwise, or did not say on which ground."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "return.outside_terms",
            _("The terms of returns do not allow this. Somebody with the right to decide may still take it."),
            why=why,
        )
        self.why = why


class ReturnNotHere(Refused):
    """Money of this currency is not in the drawer of this store."""

    def __init__(self, currency: str) -> None:
        super().__init__(
            "return.currency",
            _("This was paid in another currency than this store has. It can be returned where that currency is paid."),
            currency=currency,
        )


class ReturnMovedOn(Refused):
    """What would be given back, or what the other goods come to, is not what was shown before."""

    def __init__(self) -> None:
        super().__init__(
            "return.moved_on",
            _("The sums are not those you looked at. Look at it again; nothing was changed."),
        )


class TermUnfit(Refused):
    """Terms of returns that cannot be."""

    def __init__(self) -> None:
        super().__init__("return.term_unfit", _("Such terms of returns cannot be: check the days and the shelf."))


class SettlementUnfit(Refused):
    """A rule or a closing of settlements that cannot be."""

    def __init__(self) -> None:
        super().__init__("settlement.unfit", _("This cannot be settled so: check the day, the price and the firms."))


class NothingToSettle(Refused):
    """Nothing is open between the two until then."""

    def __init__(self) -> None:
        super().__init__("settlement.nothing", _("Nothing is open between these firms until that day."))
