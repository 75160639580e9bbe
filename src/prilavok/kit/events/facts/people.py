"""What is told of customers, of what is said, and of staff."""

from typing import Literal
from uuid import UUID

from prilavok.kit.events.facts.kinds import Code, Count, Currency, Facts, Touchpoint


class OfMessage(Facts, frozen=True):
    """One message; the words are in the room of conversations. notice: the template of a notice.

    kind: what a customer did, where it is told in another way than as words: came in, shared a phone.
    """

    message: UUID
    channel: Code
    conversation: UUID | None = None
    notice: Code | None = None
    kind: Literal["start", "contact"] | None = None


class OfConversation(Facts, frozen=True):
    """channel: where it was opened, or where it goes on from now."""

    conversation: UUID
    channel: Code


class OfConsent(Facts, frozen=True):
    channel: Code
    purpose: Code


class CustomerJoined(Facts, frozen=True):
    """Two people were found to be one: `gone`'s leaves are `kept`'s from now on."""

    join: UUID
    kept: UUID
    gone: UUID


class CustomerSeparated(Facts, frozen=True):
    """One person was found to be two: leaves of `kept` are `gone`'s from now on. join: the one undone by it, if any."""

    join: UUID | None
    kept: UUID
    gone: UUID


class CustomerQuarantined(Facts, frozen=True):
    """The customer has as many leaves as one person may have, and takes no more."""

    customer: UUID
    leaves: Count


class CustomerRecognised(Facts, frozen=True):
    """By which kind of identifier the customer was known."""

    customer: UUID
    kind: Code | None = None


class CustomerErased(Facts, frozen=True):
    """rows: how many rows of words were emptied or removed; the proof says in which tables."""

    erasure: UUID
    rows: Count


class ContactVerified(Facts, frozen=True):
    contact: UUID
    kind: Literal["phone", "email", "card", "messenger"] | None = None


class ComparisonChanged(Facts, frozen=True):
    """compared: whether the variant lies in the comparison from now on."""

    variant: UUID
    compared: bool
    touchpoint: Touchpoint


class FavouriteAdded(Facts, frozen=True):
    """amount: minor units that were shown for `per` units; none where it was not sold, or no place was chosen."""

    variant: UUID
    touchpoint: Touchpoint
    amount: Count | None = None
    currency: Currency | None = None
    per: Count | None = None


class FavouriteRemoved(Facts, frozen=True):
    variant: UUID
    touchpoint: Touchpoint


class PreferenceSaid(Facts, frozen=True):
    """kind: what was said of. kept: whether it holds from now on; else it was taken back."""

    kind: Literal["reach", "channel", "address", "default", "size", "born"]
    kept: bool


class ProductViewed(Facts, frozen=True):
    product: UUID


class CampaignMailed(Facts, frozen=True):
    campaign: UUID


class OfSegment(Facts, frozen=True):
    """Somebody came to belong to a segment, or does no longer."""

    segment: UUID


class StaffSignedIn(Facts, frozen=True):
    method: Literal["password", "pin", "passkey", "code"] = "password"


class StaffRefused(Facts, frozen=True):
    reason: Literal["password", "pin", "code", "archived", "limit", "unknown"] | None = None
