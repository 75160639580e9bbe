"""What loyalty refuses."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


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


class EndingUnfit(Refused):
    """Points cannot end by such a rule."""

    def __init__(self) -> None:
        super().__init__(
            "points.ending_unfit",
            _(
                "Points cannot end like this: they live from one day to ten years, it is told fewer days before than"
                " they live, points given back live no longer than new ones, and no rule begins in the past."
            ),
        )


class ProgrammeUnknown(NotFound):
    """There is no such programme."""

    def __init__(self) -> None:
        super().__init__("programme.unknown", _("There is no such points programme."))


class TiersUnfit(Refused):
    """A programme cannot have such tiers."""

    def __init__(self) -> None:
        super().__init__(
            "tiers.unfit",
            _(
                "Tiers cannot be like this: at most six, each with a name of at most 40 letters, a sum of its own and"
                " up to ten times the usual points; purchases count from one day to ten years, a tier is kept for at"
                " most ten years, and no rule begins in the past."
            ),
        )
