"""What favourites refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.domains.favourites.rules import MOST_FAVOURITES
from prilavok.kit.errors import Refused


class FavouritesFull(Refused):
    """So many favourites are there already."""

    def __init__(self) -> None:
        super().__init__(
            "favourites.full",
            _("Favourites hold up to %(most)s goods. Take something out first."),
            most=MOST_FAVOURITES,
        )
