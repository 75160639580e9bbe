"""What crosses the edge of orders where legal entities settle with each other. Amounts in minor units."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

#: what a price between legal entities is a share of: what was paid without its tax, or with it
Basis = Literal["net", "paid"]
BASES: tuple[Basis, ...] = get_args(Basis)
#: of the whole, in basis points
WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class SettlingRule:
    """At which price goods are settled between legal entities. share: basis points of the basis.

    sends: places of one legal entity send orders of another home.
    """

    basis: Basis
    share: int
    sends: bool = False


@dataclass(frozen=True, slots=True)
class Handed:
    """Units of an order's line that another legal entity handed over; price: what the seller owes it for them."""

    line: UUID
    variant: UUID
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Passed:
    """Money of an order of one legal entity that went through the hands of another, at its place.

    payment: the transaction. of: the return it was given back for, if it was for one.
    """

    payment: UUID
    order: UUID
    place: UUID
    debtor: UUID
    creditor: UUID
    amount: int
    currency: str
    of: UUID | None = None

    def back(self, of: UUID | None) -> "Passed":
        """The same given back instead of taken: the other way round."""
        return replace(self, debtor=self.creditor, creditor=self.debtor, of=of)


@dataclass(frozen=True, slots=True)
class SettlementView:
    """What one legal entity owes another; of: the return it is for, None where it is for none.

    paper: what closed it, "" while it is open.
    """

    id: UUID
    of: UUID | None
    order: UUID
    number: str
    place: UUID | None
    kind: str
    debtor: UUID
    creditor: UUID
    amount: int
    currency: str
    made_at: datetime
    paper: str = ""


@dataclass(frozen=True, slots=True)
class DayBalance:
    """What one of two legal entities owes the other at the end of a day, by all rows until then that are not closed.

    moved: by how much the day changed it, as `one` owes `other`; owes: what one owes other by then, or is owed (below
    nought).
    """

    day: date
    one: UUID
    other: UUID
    currency: str
    moved: int
    owes: int


@dataclass(frozen=True, slots=True)
class PaperView:
    """Two legal entities have settled what they owed each other until an instant."""

    id: UUID
    number: str
    one: UUID
    other: UUID
    currency: str
    until: datetime
    rows: int
    one_owes: int
    other_owes: int
    made_by: UUID | None
    made_at: datetime

    @property
    def net(self) -> int:
        """What the first owes the second when all is netted; below nought: the second owes it."""
        return self.one_owes - self.other_owes
