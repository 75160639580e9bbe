"""People of lists that somebody brings, as they cross the edge."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prilavok.domains.customers.types.people import NewIdentifier


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person as a row of a list tells of them. code: "<source>:<their code there>", "" where it gives none.

    contacts: in their normal form; without a code there is at least one, and facts arrive with the first. born,
    address: None and "" where the row does not say.
    """

    code: str
    contacts: tuple[NewIdentifier, ...]
    name: str = ""
    language: str = ""
    born: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a row of a list: the leaf its facts arrive with, whose it is, and whether they are new.

    told: the leaf of whom the row tells; None where its name is another's than of whoever bears its code, and no
    contact of the row is free to be theirs.
    """

    leaf: UUID
    customer: UUID
    new: bool
    told: UUID | None


@dataclass(frozen=True, slots=True)
class ListedLife:
    """What a row of a list says of somebody besides their names. leaf: theirs, on which it stands.

    born, address: None and "" where the row does not say. language: theirs, in which the address is called; "" unknown.
    """

    leaf: UUID
    born: date | None
    address: str
    language: str
