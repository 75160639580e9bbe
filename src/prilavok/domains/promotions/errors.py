"""What promotions refuse."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class PromotionUnknown(NotFound):
    """There is no such promotion."""

    def __init__(self) -> None:
        super().__init__("promotion.unknown", _("There is no such promotion."))


class PromotionUnfit(Refused):
    """No promotion can be like this; `what` names what does not fit."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__("promotion.unfit", _("A promotion cannot be like this. Look at: %(what)s."), what=what)


class PromotionMoved(Refused):
    """Somebody else changed the promotion meanwhile. version: what it is now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "version.changed", _("Somebody changed this promotion meanwhile. Look at it again."), version=version
        )
        self.version = version


class CodeTaken(Refused):
    """A coupon code is another promotion's already, or is none."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__("coupon.taken", _("These codes are taken or unfit: %(codes)s"), codes=", ".join(codes[:5]))


class CouponUnknown(Refused):
    """No coupon has this code, or it is not good any more."""

    def __init__(self, code: str) -> None:
        super().__init__("coupon.unknown", _("There is no such coupon: %(code)s. Check the letters."), code=code[:40])


class PromotionUsedUp(Refused):
    """What was promised was given to others meanwhile, as often as it may be given."""

    def __init__(self, promotions: Sequence[UUID]) -> None:
        self.promotions = tuple(promotions)
        super().__init__(
            "promotion.used_up", _("A promotion was used up meanwhile. Look at the new sum and confirm it again.")
        )


class CodesTooMany(Refused):
    """So many codes at once are not made, or none is asked for."""

    def __init__(self, most: int) -> None:
        super().__init__("coupon.too_many", _("Ask for 1 to %(most)s codes at once."), most=most)
