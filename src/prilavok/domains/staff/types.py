"""What crosses the edge of the room of staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Scope = Literal["company", "brand", "place", "own"]


@dataclass(frozen=True, slots=True)
class StaffActor:
    """One of the people who serve, as a story or a screen knows them.

    role: code of the role. rights: verb -> scope. place: where they work, None for the whole company.
    language: "ru", "kk" or "en".
    """

    id: UUID
    login: str
    name: str
    role: str
    role_name: Mapping[str, str]
    rights: Mapping[str, Scope]
    place: UUID | None
    language: str


@dataclass(frozen=True, slots=True)
class NewStaff:
    """One person to hire. place: code of the place is resolved by the flow; None means the whole company."""

    login: str
    name: str
    role: str
    password: str
    language: str = "ru"
    place: UUID | None = None


@dataclass(frozen=True, slots=True)
class LookAt:
    """One reading of a customer's personal data: who, whose, which screen or field, when, in which request."""

    staff: UUID
    customer: UUID
    what: str
    at: datetime
    request: str = ""
