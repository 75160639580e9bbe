"""Contacts of one's own: how each was proven, for how long a proof is fresh, and what goes along with one."""

from collections.abc import Collection, Iterable, Mapping, Set
from datetime import timedelta
from uuid import UUID

from prilavok.domains.customers.rules.identity import components
from prilavok.domains.customers.types.contacts import ProvenBy
from prilavok.kit.channels import MESSENGERS

#: a customer who is signed in proved another contact on their own page
OWN_PAGE = "own_page"
#: two stayed one person when a contact that held them together was taken off the own page
STAYED = "stayed"
#: for so long after a code was entered the contacts may be changed there
FRESH = timedelta(minutes=15)
#: from then on a contact may take others away: those who were told that it was added had the time to say no
SETTLED = timedelta(days=7)
#: kinds of identifiers that people know as their contacts
CONTACT_KINDS = ("phone", "email", *MESSENGERS)
#: kinds of leaves that come and go with the contact they came by: whoever has it has them
_CARRIED = ("browser", "app", "passkey", *MESSENGERS)
_BOUND = "own contact"


def proven_by(sources: Set[str], verified: bool) -> ProvenBy:
    """How a contact was proven, by the sources of all proven evidence about it. verified: it was, in whatever way."""
    if "code" in sources:
        return "code"
    if OWN_PAGE in sources:
        return "own_page"
    if any(source.endswith("_contact") or source in ("messenger_code", "passport") for source in sources):
        return "messenger"
    if sources & {"document", "checked_document"}:
        return "document"
    if sources & {"decided", "alike"}:
        return "staff"
    return "list" if sources or verified else ""


def bind_digits(digits: str) -> str:
    """What stands in the place of the digits that add a contact: they are no code to sign in by, nor is that one."""
    return f"{_BOUND} {digits}"


def goes_along(
    contact: UUID, stays: UUID, leaves: Collection[UUID], ties: Iterable[tuple[UUID, UUID]], kinds: Mapping[UUID, str]
) -> set[UUID]:
    """The leaves that leave a person with a contact of theirs, itself among them.

    stays: the leaf of who acts. ties: those that hold the person together. A device or messenger that nothing but this
    contact ties to the rest goes: it may be another's who has the contact. A card, another contact or a purchase stays.
    """
    rest = set(leaves) - {contact}
    going = {contact}
    for piece in components(rest, ties):
        if stays not in piece and all(kinds.get(leaf) in _CARRIED for leaf in piece):
            going |= piece
    return going
