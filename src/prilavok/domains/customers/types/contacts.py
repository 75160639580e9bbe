"""What is known of the ways to a customer, and how firmly their leaves hold together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

#: one: there is a single leaf. proven: verified evidence alone ties all of them. told: some are tied only by what was
#: asserted. ambient: some only by what a device or an address suggests. listed: some by no evidence, a source lists
#: them as one.
Sureness = Literal["one", "proven", "told", "ambient", "listed"]


@dataclass(frozen=True, slots=True)
class ContactView:
    """A way to a customer. kind: "phone", "email" or the messenger's name. address: masked where it must be.

    on: off where it must not be used any more. since: from when on it is known.
    """

    leaf: UUID
    kind: str
    address: str
    made_up: bool
    on: bool
    verified: bool
    since: datetime


#: how a contact was proven, the firmest first; "" where nobody has, and only a list names it
ProvenBy = Literal["code", "own_page", "messenger", "document", "staff", "list", ""]


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A contact on its owner's own page. value: masked. since: from when on it is theirs."""

    leaf: UUID
    kind: str
    value: str
    proven: ProvenBy
    made_up: bool
    since: datetime
