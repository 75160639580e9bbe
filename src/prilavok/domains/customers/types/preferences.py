"""A person's preferences as they cross the edge."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

#: reach: write, call or either. channel: by which they are written to first. address: named. default: the name of the
#: address that is proposed. size: by kind of goods. born: the day of birth
PreferenceKind = Literal["reach", "channel", "address", "default", "size", "born"]
#: list: a row of a list that was brought; its word stands only where neither the person nor staff said anything
PreferenceSource = Literal["own_page", "app", "staff", "list"]


@dataclass(frozen=True, slots=True)
class NewPreference:
    """What is said. name: of the address, or of what kind the size is; "" for the rest. value: "" takes it back.

    A day of birth is written as in "1990-05-17".
    """

    kind: PreferenceKind
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class PreferenceWord:
    """What a leaf said last of one preference, when, where, and who said it. value: "" where it was taken back."""

    id: UUID
    leaf: UUID
    kind: PreferenceKind
    name: str
    value: str
    source: PreferenceSource
    actor_kind: str
    actor: UUID | None
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds of one person's preferences: each the last word on it, whichever of their leaves said it."""

    words: tuple[PreferenceWord, ...] = ()

    @property
    def reach(self) -> str:
        """How they want to be reached: write, call or either; "" where nothing was said."""
        return self._only("reach")

    @property
    def channel(self) -> str:
        """By which channel they are written to first; "" where nothing was said."""
        return self._only("channel")

    @property
    def default(self) -> str:
        """The name of the address that is proposed; "" where none of those that are kept was chosen."""
        chosen = self._only("default")
        return chosen if any(one.name == chosen for one in self.addresses) else ""

    @property
    def addresses(self) -> tuple[PreferenceWord, ...]:
        """The addresses by name."""
        return tuple(one for one in self.words if one.kind == "address")

    @property
    def sizes(self) -> tuple[PreferenceWord, ...]:
        """The sizes by kind."""
        return tuple(one for one in self.words if one.kind == "size")

    @property
    def birth(self) -> PreferenceWord | None:
        """The word that says when they were born; None where nothing was said."""
        return next((one for one in self.words if one.kind == "born"), None)

    @property
    def born(self) -> date | None:
        """The day of birth; None where nothing was said."""
        return date.fromisoformat(self.birth.value) if self.birth else None

    def _only(self, kind: PreferenceKind) -> str:
        return next((one.value for one in self.words if one.kind == kind), "")
