"""What a form says of two orders that look alike."""

from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.types.doubts import WANTED, Wanted
from prilavok.kit.errors import Refused


class WantedUnclear(Refused):
    """The form names none of the answers there are."""

    def __init__(self) -> None:
        super().__init__("order.wanted", _("Choose one of the answers."))


def read_wanted(typed: str) -> Wanted:
    """Which of the two orders is wanted. Raises WantedUnclear."""
    for one in WANTED:
        if one == typed:
            return one
    raise WantedUnclear
