"""What crosses the edge of places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

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
class PlaceView:
    """A place as screens and programs see it."""

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


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Just enough of a place to name it and to tell time and money there."""

    id: UUID
    code: str
    name: Words
    kind: str
    zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class EntityView:
    """A legal entity: its code as in numbers of receipts, its name, and the country whose law it sells under."""

    id: UUID
    code: str
    name: Words
    country: str
