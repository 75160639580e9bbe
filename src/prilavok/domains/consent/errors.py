"""What the room of consent refuses."""

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _


class NotAgreed(Refused):
    """The customer agreed to offers nowhere that they can be reached."""

    def __init__(self) -> None:
        super().__init__(
            "consent.none", _("This customer did not agree to offers anywhere we can write. Nothing was sent.")
        )
