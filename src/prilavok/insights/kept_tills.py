"""The tills that may sell without a line, and what they brought that people should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.giftcards.queries import read_gift_cards
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.staff.queries import read_staff
from prilavok.domains.tills.queries import leases_out, list_tills, turn_brought
from prilavok.domains.tills.types import VALUES, BroughtView, LeaseKind, TillView
from prilavok.kit.pages import Page

#: a till that was told nothing for so long is shown as away
AWAY_AFTER = timedelta(minutes=15)
_NONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A part of a gift card (minor units, by its last digits) or points that a till may take until an instant."""

    kind: LeaseKind
    units: int
    tail: str
    until: datetime


@dataclass(frozen=True, slots=True)
class KeptTill:
    """One till: where it stands, how much is lent to it, and whether it was heard of lately. values: of it, money."""

    till: TillView
    place: PlaceName | None
    lent: int
    away: bool
    values: tuple[KeptValue, ...] = ()

    @property
    def zone(self) -> str:
        """By whose clock its times are told."""
        return self.place.zone if self.place else "UTC"


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """One sale that was brought. till, cashier: their names, "" where there are none such."""

    sale: BroughtView
    place: PlaceName | None
    till: str
    cashier: str

    @property
    def currency(self) -> str:
        """Of the amounts, by the store."""
        return self.place.currency if self.place else ""

    @property
    def zone(self) -> str:
        """By whose clock its times are told."""
        return self.place.zone if self.place else "UTC"


def kept_tills(at: datetime) -> list[KeptTill]:
    """Every till, the newest first."""
    places, tills = name_places(), list_tills()
    out = {one.id: leases_out(one.id) if one.withdrawn_at is None else [] for one in tills}
    held = [lease.holder for leases in out.values() for lease in leases if lease.kind == "gift" and lease.holder]
    tails = {id: card.tail for id, card in read_gift_cards(held).items()}
    return [
        KeptTill(
            one,
            places.get(one.place),
            len(out[one.id]),
            one.told_at is None or at - one.told_at > AWAY_AFTER,
            tuple(
                KeptValue(lease.kind, lease.units, tails.get(lease.holder or _NONE, ""), lease.until)
                for lease in out[one.id]
                if lease.kind in VALUES
            ),
        )
        for one in tills
    ]


def brought_rows(state: str) -> Page[BroughtRow]:
    """Sales in this state, the latest first: aside, recorded or dropped."""
    return turn_brought(state=state).turned(_rows)


def _rows(sales: Sequence[BroughtView]) -> list[BroughtRow]:
    places, codes = name_places(), {one.id: f"{one.code} {one.name}" for one in list_tills()}
    names = {id: one.name for id, one in read_staff([one.cashier for one in sales if one.cashier]).items()}
    return [
        BroughtRow(
            one, places.get(one.place or _NONE), codes.get(one.till or _NONE, ""), names.get(one.cashier or _NONE, "")
        )
        for one in sales
    ]
