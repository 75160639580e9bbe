"""What orders refuse."""

from django.utils.translation import gettext_lazy as _

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
