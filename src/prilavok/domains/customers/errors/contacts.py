"""What is refused of the contacts that customers add to their own page or take off it."""

from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.errors import noted as _


class ContactUnconfirmed(Refused):
    """Nobody has shown here within the last minutes that it is they: a page left open changes no contacts."""

    def __init__(self) -> None:
        super().__init__(
            "contact.confirm_first",
            _("Show first that it is you: enter a code that is sent to a contact you have proven already."),
        )


class ContactUnknown(NotFound):
    """The customer has no such contact."""

    def __init__(self) -> None:
        super().__init__("contact.unknown", _("There is no such contact of yours."))


class ContactShared(Refused):
    """It was proven, but the rules put it to nobody: many use it, or the person would be too large."""

    def __init__(self) -> None:
        super().__init__(
            "contact.shared", _("The code was right, but this contact is used by more than one. Nothing was joined.")
        )


class ContactLast(Refused):
    """Nothing would be left by which this device is known to be theirs."""

    def __init__(self) -> None:
        super().__init__(
            "contact.last", _("No other contact was proven on this device. Add another one first. Nothing was changed.")
        )


class ContactTooNew(Refused):
    """What was added a moment ago takes nothing else away: its true owner would have no time to say no."""

    def __init__(self, days: int) -> None:
        super().__init__(
            "contact.too_new",
            _(
                "A contact that you have had for less than %(days)s days takes no other away."
                " Enter a code that is sent to the one you want to remove, or to an older one."
            ),
            days=days,
        )
