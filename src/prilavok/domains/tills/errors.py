"""What tills refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class TillUnknown(NotFound):
    """There is no such till, or it is another store's."""

    def __init__(self) -> None:
        super().__init__("till.unknown", _("There is no such till."))


class TillWithdrawn(Refused):
    """The till may not sell without a line any more."""

    def __init__(self) -> None:
        super().__init__(
            "till.withdrawn", _("This till was withdrawn: it sells without a connection no more. Open it again.")
        )


class PinUnfit(Refused):
    """Not six digits, or such as anybody would try first."""

    def __init__(self) -> None:
        super().__init__("till.pin_unfit", _("A PIN is six digits, and not all the same or in a row."))


class NotLent(Refused):
    """What was asked for cannot be lent to a till. reason: why, as a code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        why = _NOT_LENT[reason]
        super().__init__("till.not_lent", _("This cannot be kept for this till. %(why)s"), why=why, reason=reason)


_NOT_LENT = {
    "unknown": _("There is no such coupon and no such product here."),
    "needs_nothing": _("This coupon may be used as often as one likes: the till takes it without a connection anyway."),
    "used_up": _("Nothing of it is left to be kept for this till."),
    "needs_customer": _("This is given to customers who are known, and without a connection nobody is known."),
    "too_many": _("So much is already kept for this till. Give something back first."),
    "no_units": _("Say how many units are to be kept for this till."),
    "no_card": _("There is no such gift card and no such loyalty card."),
}


class BroughtUnfit(Refused):
    """What was brought is no sale that could be recorded. reason: why, as a code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("till.brought_unfit", _("This is no sale that could be recorded."), reason=reason)


class NotAside(Refused):
    """Somebody else has settled the sale meanwhile."""

    def __init__(self) -> None:
        super().__init__("till.not_aside", _("This sale was settled meanwhile. Look at the list again."))


class NoteMissing(Refused):
    """What is thrown away is thrown away with a reason."""

    def __init__(self) -> None:
        super().__init__("till.note_missing", _("Say why this is no sale: it is kept with it."))


class TillUnnamed(Refused):
    """A till without a name cannot be told from another."""

    def __init__(self) -> None:
        super().__init__("till.unnamed", _("Give the till a name by which its cashiers know it."))
