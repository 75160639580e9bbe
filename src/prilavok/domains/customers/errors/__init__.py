"""What the room of customers refuses."""

from prilavok.domains.customers.errors.contacts import ContactLast as ContactLast
from prilavok.domains.customers.errors.contacts import ContactShared as ContactShared
from prilavok.domains.customers.errors.contacts import ContactTooNew as ContactTooNew
from prilavok.domains.customers.errors.contacts import ContactUnconfirmed as ContactUnconfirmed
from prilavok.domains.customers.errors.contacts import ContactUnknown as ContactUnknown
from prilavok.domains.customers.errors.pins import PinLocked as PinLocked
from prilavok.domains.customers.errors.pins import PinNotProven as PinNotProven
from prilavok.domains.customers.errors.pins import PinsTooMany as PinsTooMany
from prilavok.domains.customers.errors.pins import PinTrivial as PinTrivial
from prilavok.domains.customers.errors.pins import PinUnfit as PinUnfit
from prilavok.domains.customers.errors.pins import PinUnset as PinUnset
from prilavok.domains.customers.errors.pins import PinWrong as PinWrong
from prilavok.domains.customers.errors.preferences import AddressesTooMany as AddressesTooMany
from prilavok.domains.customers.errors.preferences import BirthUnfit as BirthUnfit
from prilavok.domains.customers.errors.preferences import PreferenceNotProven as PreferenceNotProven
from prilavok.domains.customers.errors.preferences import PreferenceUnfit as PreferenceUnfit
from prilavok.domains.customers.errors.proofs import DocumentNeeded as DocumentNeeded
from prilavok.domains.customers.errors.proofs import DocumentsTooMany as DocumentsTooMany
from prilavok.domains.customers.errors.proofs import DocumentUnknown as DocumentUnknown
from prilavok.domains.customers.errors.proofs import JoinSettingUnfit as JoinSettingUnfit
from prilavok.domains.customers.errors.proofs import JoinsOff as JoinsOff
from prilavok.domains.customers.errors.proofs import NumberForbidden as NumberForbidden
from prilavok.domains.customers.errors.proofs import NumberOff as NumberOff
from prilavok.domains.customers.errors.proofs import NumberOther as NumberOther
from prilavok.domains.customers.errors.proofs import NumberUnfit as NumberUnfit
from prilavok.domains.customers.errors.proofs import OwnCodeUnfit as OwnCodeUnfit
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


class ContactUnreadable(Refused):
    """What was typed is neither a phone nor an e-mail."""

    def __init__(self) -> None:
        super().__init__("contact.unreadable", _("Enter your phone number or your e-mail address."))


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


class ContactTooMany(LeafOfAnother):
    """The person has as many contacts of the kind as the rule of the kind allows."""

    def __init__(self, kind: str) -> None:
        Refused.__init__(
            self,
            "contact.too_many",
            _("There are too many contacts of this kind already. Nothing was joined."),
            kind=kind,
        )


class ContactBlocked(ContactFiller):
    """The contact is on the list of those that prove nobody: our own numbers, fillers, what the shop does not take."""

    def __init__(self) -> None:
        Refused.__init__(self, "contact.blocked", _("This contact belongs to nobody in particular. Enter your own."))


class RuleUnfit(Refused):
    """The rule cannot be: its kind, use or numbers do not go together."""

    def __init__(self, kind: str) -> None:
        words = _("A limit is a number from 1 to 10,000 and its days are 3,650 at most; one person has 2 or more.")
        super().__init__("rule.unfit", words, kind=kind[:16])


class TrialUnknown(NotFound):
    """There is no such trial of rules, or it was forgotten for later ones."""

    def __init__(self) -> None:
        super().__init__("trial.unknown", _("There is no such trial of rules, or later ones took its place."))


class PatternUnfit(Refused):
    """The line would name everybody, or nothing of its kind."""

    def __init__(self) -> None:
        words = _("A line of the list names at least three letters or digits beside its stars, and no spaces.")
        super().__init__("pattern.unfit", words)


class SuggestionUnknown(NotFound):
    """There is no such suggestion."""

    def __init__(self) -> None:
        super().__init__("suggestion.unknown", _("There is no such suggestion."))


class SuggestionDecided(Refused):
    """Somebody has decided it before."""

    def __init__(self) -> None:
        super().__init__("suggestion.decided", _("This suggestion was decided already. Nothing was changed."))


class SuggestionBroken(Refused):
    """No decision overrules it: one side is nobody's identifier, or the person would be too large."""

    def __init__(self) -> None:
        super().__init__(
            "suggestion.broken",
            _("The rules keep these two apart. Nothing was joined; change the rules first."),
        )


class EvidenceUnknown(NotFound):
    """There is no such evidence that holds this customer together."""

    def __init__(self) -> None:
        super().__init__("evidence.unknown", _("There is no such evidence for this customer."))


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


class NotAlike(Refused):
    """Who was to be erased along is not told to be the person any more, or has proven to be somebody."""

    def __init__(self) -> None:
        super().__init__(
            "erasure.not_alike",
            _("What is known of those who were to go along has changed. Look again. Nothing was erased."),
        )


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
