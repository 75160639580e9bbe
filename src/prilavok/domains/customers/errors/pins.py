"""What is refused of customers' PINs."""

from datetime import datetime

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _


class PinUnfit(Refused):
    """It is not four to six digits."""

    def __init__(self) -> None:
        super().__init__("pin.unfit", _("A PIN has four to six digits. Nothing was changed."))


class PinTrivial(Refused):
    """Others would guess it first."""

    def __init__(self) -> None:
        super().__init__(
            "pin.trivial",
            _("This PIN is guessed too easily: no runs, repeats or years, nor the end of your phone. Choose another."),
        )


class PinUnset(Refused):
    """The customer has set none, or it may spend nothing here."""

    def __init__(self) -> None:
        super().__init__(
            "pin.unset", _("This customer has set no PIN. They set one on their own page, or are sent a code.")
        )


class PinWrong(Refused):
    """Other digits. left: how many more tries there are."""

    def __init__(self, left: int) -> None:
        words = _("This is not the customer's PIN. Tries left: %(left)s.")
        super().__init__("pin.wrong", words, left=left)


class PinLocked(Refused):
    """It was wrong too often. minutes: for so long nobody may try."""

    def __init__(self, until: datetime, at: datetime) -> None:
        words = _("The PIN was wrong too often and is locked for %(minutes)s min. The customer may be sent a code.")
        super().__init__("pin.locked", words, minutes=max(-(-int((until - at).total_seconds()) // 60), 1))


class PinsTooMany(Refused):
    """It was set anew too often in a short time."""

    def __init__(self) -> None:
        super().__init__("pin.too_many", _("The PIN was set many times in a short time. Wait some minutes."))


class PinNotProven(Refused):
    """Who asks has proven nothing that lets them spend."""

    def __init__(self) -> None:
        super().__init__("pin.not_proven", _("Sign in by a code to your phone first; then set a PIN."))
