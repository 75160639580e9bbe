"""What is refused of claims."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class ClaimUnknown(NotFound):
    """There is no such claim, or it is not theirs."""

    def __init__(self) -> None:
        super().__init__("claim.unknown", _("There is no such claim."))


class ClaimUnfit(Refused):
    """A claim or a decision that cannot be. what: the field."""

    def __init__(self, what: str) -> None:
        super().__init__("claim.unfit", _("This cannot be so: check what was chosen and typed."), what=what)
        self.what = what


class ClaimTooMany(Refused):
    """More units are claimed than are with the customer and not claimed already."""

    def __init__(self, left: int) -> None:
        super().__init__(
            "claim.too_many",
            _("So much cannot be claimed: no more than was handed over, and not what came back or is claimed already."),
            left=left,
        )


class ClaimSettled(Refused):
    """The claim was decided or withdrawn before."""

    def __init__(self) -> None:
        super().__init__("claim.settled", _("This claim was decided already. Look at it again; nothing was changed."))


class ClaimMovedOn(Refused):
    """412: the claim, or what deciding it makes, is another by now than what was looked at."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "claim.moved_on",
            _("The claim was changed meanwhile. Look at it again; nothing was changed by you."),
            version=version,
        )


class ClaimGoodsHere(Refused):
    """Goods of the claim came back before, so that it ends with money or other goods for all of them."""

    def __init__(self) -> None:
        super().__init__(
            "claim.goods_here",
            _("The goods came back already: give money or other goods for all of them, or all of them back."),
        )


class ClaimGoodsElsewhere(Refused):
    """Goods of the claim lie with another firm, which owes for them if money is given."""

    def __init__(self) -> None:
        super().__init__(
            "claim.goods_elsewhere", _("The goods came back at a store of another firm. Give the money there.")
        )


class ClaimGoodsNotHere(Refused):
    """Goods of the claim that are to be given back do not lie here as they came back."""

    def __init__(self) -> None:
        super().__init__(
            "claim.goods_not_here",
            _("The goods do not lie here as they came back. Give them back where they lie, or money or other goods."),
        )


class NothingInstead(Refused):
    """There is not so much of it free at the place to give instead."""

    def __init__(self) -> None:
        super().__init__(
            "claim.no_goods",
            _("There is not enough of it free here to give instead. Choose another place, or offer something else."),
        )


class ClaimNotHome(Refused):
    """The order was not brought home, so nobody knows where to bring the replacement."""

    def __init__(self) -> None:
        super().__init__(
            "claim.not_home", _("This order was not brought home: the replacement can be collected at the store.")
        )


class PhotoUnfit(Refused):
    """Too many photos, or a file that is none."""

    def __init__(self, most: int) -> None:
        super().__init__(
            "claim.photo",
            _("Photos only (%(kinds)s), at most %(most)s of them. Nothing was sent."),
            kinds="JPEG, PNG, WebP, HEIC",
            most=most,
        )
