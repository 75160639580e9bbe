"""What loyalty refuses."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused


class NotEnoughPoints(Refused):
    """More points are asked for than the holder may spend on this."""

    def __init__(self, *, asked: int, most: int) -> None:
        super().__init__(
            "points.not_enough",
            _("So many points cannot be spent on this: %(most)s at most."),
            asked=asked,
            most=most,
        )


class PointsUnfit(Refused):
    """No whole number of points pays this amount, or there is no programme in this currency."""

    def __init__(self) -> None:
        super().__init__("points.unfit", _("Points cannot pay exactly this amount."))


class PointsUnproven(Refused):
    """The customer cannot be asked: no messenger and no phone of theirs is proven."""

    def __init__(self) -> None:
        super().__init__(
            "points.unproven",
            _(
                "The points cannot be spent now: we may ask only in a messenger or by a phone that the customer has"
                " proven to be theirs. They can prove their phone in our bot or on our site."
            ),
        )


class PointsCodeNeeded(Refused):
    """Points are to be spent without the customer's own word."""

    def __init__(self) -> None:
        super().__init__(
            "points.code_needed",
            _("Points are spent only with the code that the customer was sent for it. Ask the customer first."),
        )
