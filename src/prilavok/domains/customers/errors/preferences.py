"""What is refused of preferences."""

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _


class PreferenceUnfit(Refused):
    """It is none of those that can be kept, or too long."""

    def __init__(self) -> None:
        super().__init__(
            "preference.unfit", _("This cannot be kept like that. Choose from the list, or say it shorter.")
        )


class PreferenceNotProven(Refused):
    """Who asks has proven nothing that shows them what is personal."""

    def __init__(self) -> None:
        super().__init__("preference.not_proven", _("Sign in by a code to your phone first; then say what you prefer."))


class AddressesTooMany(Refused):
    """A person keeps no more addresses than this."""

    def __init__(self, most: int) -> None:
        super().__init__("preference.too_many", _("You have %(most)s addresses already. Remove one first."), most=most)


class BirthUnfit(Refused):
    """Nobody who lives was born then."""

    def __init__(self) -> None:
        super().__init__("preference.birth_unfit", _("Nobody can be born on that day. Say a day from 1900 to today."))
