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
