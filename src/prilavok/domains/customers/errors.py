"""What the room of customers refuses."""

from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.errors import noted as _

_SPOKEN_IN_SECONDS = 120


class LeafUnknown(NotFound):
    """There is no such leaf."""

    def __init__(self) -> None:
        super().__init__("leaf.unknown", _("There is no such visitor."))


class ContactUnfit(Refused):
    """The text is no address of the kind, or of a kind nobody can prove."""

    def __init__(self, kind: str) -> None:
        super().__init__("contact.unfit", _("This is not an address that can be proven."), kind=kind[:16])


class ContactFiller(Refused):
    """A number typed to fill a field (all digits alike, one plain run): it is everybody's and proves nobody."""

    def __init__(self) -> None:
        super().__init__("contact.filler", _("This number is typed to fill a field. Enter your own."))


class LeafOfAnother(Refused):
    """The device belongs to somebody else already (a shared tablet): whoever proves a contact there is not joined."""

    def __init__(self) -> None:
        super().__init__("leaf.of_another", _("Somebody else is known on this device. Nothing was joined."))


class FamilyPhone(LeafOfAnother):
    """Both people have phones of their own: a phone used by two of a family does not make them one."""

    def __init__(self) -> None:
        Refused.__init__(
            self, "contact.family", _("This contact belongs to somebody with another phone. Nothing was joined.")
        )


class CodeWrong(Refused):
    """The digits are not those of the code. left: tries that remain."""

    def __init__(self, left: int) -> None:
        super().__init__("code.wrong", _("The code is not right. Tries left: %(left)s."), left=left)
        self.left = left


class CodeEnded(Refused):
    """The code was used, is too old, was tried too often, was replaced by a newer one, or is not yours."""

    def __init__(self) -> None:
        super().__init__("code.ended", _("This code is no longer valid. Ask for a new one."))


class CodesTooMany(Refused):
    """Too many codes were asked for. seconds: how long to wait."""

    def __init__(self, seconds: int) -> None:
        if seconds <= _SPOKEN_IN_SECONDS:
            told = _("Too many codes were asked for. Wait %(seconds)s seconds and try again.")
        else:
            told = _("Too many codes were asked for. Wait %(minutes)s min and try again.")
        super().__init__("code.too_many", told, seconds=seconds, minutes=-(-seconds // 60))
        self.seconds = seconds


class ErasedAlready(NotFound):
    """The person was erased: nothing of theirs is left to show, change or erase."""

    def __init__(self) -> None:
        super().__init__("customer.erased", _("This person was erased. Nothing of theirs is kept here."))


class JoinedInto(Refused):
    """The customer was found to be one person with another, in whom everything lies."""

    def __init__(self) -> None:
        super().__init__("customer.joined_into", _("This customer is one person with another now. Do it there."))


class JoinUnknown(NotFound):
    """There is no such join."""

    def __init__(self) -> None:
        super().__init__("join.unknown", _("There is no such join of customers."))


class JoinUndone(Refused):
    """The join was undone before."""

    def __init__(self) -> None:
        super().__init__("join.undone", _("This join was undone already."))


class JoinUnderOther(Refused):
    """A later join was drawn from what this one brought: undone out of order, nobody could say whose what is."""

    def __init__(self) -> None:
        super().__init__("join.under_other", _("A later join stands on this one. Undo the later one first."))


class ChallengeEnded(Refused):
    """A device answers what it was not asked, or was asked too long ago."""

    def __init__(self) -> None:
        super().__init__("passkey.ended", _("That took too long, or was done before. Begin again."))


class PasskeyUnknown(Refused):
    """The device names a key that is not kept here, or was removed."""

    def __init__(self) -> None:
        super().__init__("passkey.unknown", _("This passkey is not known here. Sign in by a code to your phone."))


class PasskeysTooMany(Refused):
    """A person keeps no more keys than this."""

    def __init__(self, most: int) -> None:
        super().__init__("passkey.too_many", _("You have %(most)s passkeys already. Remove one first."), most=most)
