"""What is refused of documents, national numbers and joins by likeness."""

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _


class NumberUnfit(Refused):
    """No such number can have been given to anybody living."""

    def __init__(self) -> None:
        super().__init__("number.unfit", _("This is no IIN: it has 12 digits, and they do not fit together."))


class NumberOff(Refused):
    """The owner has not switched numbers of this kind on."""

    def __init__(self) -> None:
        super().__init__("number.off", _("National numbers are not taken here. The owner may switch them on."))


class NumberForbidden(Refused):
    """The law of the country gives no ground for it."""

    def __init__(self, country: str) -> None:
        words = _("The law of this country (%(country)s) gives no ground to take such a number, or none was named.")
        super().__init__("number.forbidden", words, country=country[:2])


class NumberOther(Refused):
    """The person has another number of the kind: they are two people, or one of the two was misread."""

    def __init__(self) -> None:
        super().__init__(
            "number.other", _("Another number is known of this person. Nothing was changed; look at both documents.")
        )


class DocumentUnknown(Refused):
    """The form names no kind of document."""

    def __init__(self) -> None:
        super().__init__("document.unknown", _("Choose what kind of document it was. Nothing was written down."))


class OwnCodeUnfit(Refused):
    """The code of an own page has changed, is another person's, or said yes before."""

    def __init__(self) -> None:
        super().__init__(
            "own_code.unfit",
            _("This code has changed since, or is another customer's. Scan the one that stands on their page now."),
        )


class DocumentNeeded(Refused):
    """Nobody's document was checked here lately by who asks."""

    def __init__(self) -> None:
        super().__init__(
            "document.needed",
            _("Check the customer's document first, on their page. What you checked opens for 15 min."),
        )


class JoinSettingUnfit(Refused):
    """People are joined by themselves only from a high confidence on, and not many a day."""

    def __init__(self) -> None:
        words = _("Name a confidence from 99 % to 99.9999 % and a number from 1 to 1,000. Nothing was changed.")
        super().__init__("join_setting.unfit", words)


class JoinsOff(Refused):
    """The owner has not said that likeness may join anybody."""

    def __init__(self) -> None:
        words = _("Likeness joins nobody here: the owner switches it on in the office, under the rules of identity.")
        super().__init__("joins.off", words)


class DocumentsTooMany(Refused):
    """More documents were looked at than anybody has customers before them. seconds: how long to wait."""

    def __init__(self, seconds: int) -> None:
        words = _("You looked at many documents in a short time. Wait %(minutes)s min and try again.")
        super().__init__("document.too_many", words, minutes=-(-seconds // 60))
