"""What the room of consent refuses."""

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _


class NotAgreed(Refused):
    """The customer agreed to offers nowhere that they can be reached."""

    def __init__(self) -> None:
        super().__init__(
            "consent.none", _("This customer did not agree to offers anywhere we can write. Nothing was sent.")
        )


class OfferWaits(Refused):
    """What a list tells of a yes to offers is not enough to count: it waits until the person says so."""

    def __init__(self) -> None:
        super().__init__(
            "consent.waits",
            _(
                "A list says that this customer agreed to offers, but not when, where or to which words: it waits until"
                " they say so themselves. Nothing was sent."
            ),
        )


class OfferUnproven(Refused):
    """The customer agreed to offers, but nobody has proven the contact, and the yes is not of this very one."""

    def __init__(self) -> None:
        super().__init__(
            "consent.unproven",
            _(
                "This customer agreed to offers, but nobody has proved that the contact is theirs, and what they agreed"
                " to does not name it. Nothing was sent."
            ),
        )


class OfferShared(Refused):
    """The contact is not proven, and stands with somebody else too or is listed as nobody's."""

    def __init__(self) -> None:
        super().__init__(
            "consent.shared",
            _(
                "This customer agreed to offers, but nobody has proved that the contact is theirs, and it stands with"
                " somebody else too or is known as nobody’s own. Nothing was sent."
            ),
        )


class OfferUndelivered(Refused):
    """The contact is not proven, and the last message to it did not arrive."""

    def __init__(self) -> None:
        super().__init__(
            "consent.undelivered",
            _(
                "This customer agreed to offers, but our last message to that contact did not arrive, and nobody has"
                " proved that it is theirs. Nothing was sent."
            ),
        )


class OfferMadeUp(Refused):
    """The contact is made up, and we stand outside the sandbox."""

    def __init__(self) -> None:
        super().__init__(
            "consent.made_up", _("This customer agreed to offers, but the contact is made up. Nothing was sent.")
        )


class OfferNoLine(Refused):
    """The customer agreed to offers in a channel for which no provider is connected."""

    def __init__(self) -> None:
        super().__init__(
            "consent.no_line",
            _("This customer agreed to offers, but no provider is connected for that channel. Nothing was sent."),
        )
