"""What crosses the edge of places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class NewLegalEntity:
    """Who sells. `generated`: a stated rule made it, no source told it."""

    code: str
    name: Words
    kind: str
    country: str
    tax_number: str | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A store or warehouse. hours: spans of local time by ISO weekday; generated: fields a stated rule made."""

    code: str
    name: Words
    kind: str
    zone: str
    currency: str
    legal_entity: str
    hours: Mapping[str, list[list[str]]]
    address: Words = field(default_factory=dict)
    generated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxStandings:
    """Whether who sells at a place owes value added tax, by the day from which it holds, the eldest first.

    country: whose law holds, by the legal entity.
    """

    country: str = ""
    days: tuple[date, ...] = ()
    owes: tuple[bool, ...] = ()

    def on(self, day: date) -> bool | None:
        """Whether they owe it on a calendar day; None where nobody has said."""
        held = [owes for since, owes in zip(self.days, self.owes, strict=True) if since <= day]
        return held[-1] if held else None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place as screens and programs see it.

    hours: see kit.open_hours, days that are otherwise by their date. day_names: what those days are, by their date.
    """

    id: UUID
    code: str
    name: Words
    kind: str
    zone: str
    hours: Mapping[str, list[list[str]]]
    address: Words
    currency: str
    legal_entity: UUID
    legal_entity_name: Words
    generated: tuple[str, ...]
    version: int
    taxes: TaxStandings = TaxStandings()
    day_names: Mapping[str, Words] = field(default_factory=dict)

    def day_at(self, at: datetime) -> date:
        """The calendar day of an instant at the place."""
        return at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class SaidDay:
    """What the shop said of a day of a place. spans: none of them: closed; None: as usual. name: what the day is."""

    day: date
    spans: tuple[tuple[str, str], ...] | None
    name: Words


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Just enough of a place to name it and to tell time and money there."""

    id: UUID
    code: str
    name: Words
    kind: str
    zone: str
    currency: str
    taxes: TaxStandings = TaxStandings()

    def day_at(self, at: datetime) -> date:
        """The calendar day of an instant at the place."""
        return at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class EntityView:
    """Who sells: name, country, the number tax offices know them by, and whether they owe value added tax."""

    id: UUID
    code: str
    name: Words
    kind: str
    country: str
    tax_number: str | None
    taxes: TaxStandings


@dataclass(frozen=True, slots=True)
class Sends:
    """Whether a place sends orders home, and what of it weighs. latitude, longitude: millionths of a degree.

    handling: what a parcel costs there, minor units of its currency. most_waiting: so many orders may wait there.
    ahead: whether an order may wait there for goods that are expected, and goes when all of it has come.
    """

    sends: bool
    latitude: int | None = None
    longitude: int | None = None
    handling: int = 0
    most_waiting: int | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class SendsView:
    """The same as it is kept; version 0: nobody has said anything of the place, and it does not send."""

    place: UUID
    told: Sends
    version: int
