"""What touchpoints leave at places, row by row, with the names of its goods, places and people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.staff.queries import read_staff
from prilavok.domains.stock.queries import list_safety
from prilavok.domains.stock.types import SafetyView
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import Words

_SHELVES = "SELECT path, name FROM named_category WHERE path = ANY(string_to_array(%(paths)s, chr(10)))"


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """A row with whom and what it names. shelf: the name of its category. by, ended_by: "" where nobody is known."""

    kept: SafetyView
    state: str
    variant: VariantView | None
    shelf: Words | None
    place: PlaceName | None
    by: str
    ended_by: str

    @property
    def unit(self) -> str:
        """In which unit its number is said: of several goods in pieces."""
        return self.variant.unit if self.variant else "piece"

    @property
    def percent(self) -> str:
        """Its share of a hundred, as it is written: "12.5"."""
        whole, rest = divmod(self.kept.said.share or 0, 100)
        return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def list_safety_rows(
    *, variant: UUID | None = None, place: UUID | None = None, ended: bool = False, at: datetime,
    after: Mark | None = None, limit: int = 50,
) -> Page[SafetyRow]:  # fmt: skip
    """What is kept back now or is going to be, else what is not any more; see list_safety."""
    page = list_safety(variant=variant, place=place, ended=ended, at=at, after=after, limit=limit)
    return page.turned(lambda rows: _named(rows, at))


def _named(rows: Sequence[SafetyView], at: datetime) -> list[SafetyRow]:
    variants = read_variants([one.said.variant for one in rows if one.said.variant])
    paths = "\n".join(sorted({one.said.category for one in rows if one.said.category}))
    shelves = {row["path"]: row["name"] for row in ask_plainly(_SHELVES, {"paths": paths})} if paths else {}
    places = name_places()
    people = read_staff([id for one in rows for id in (one.recorded_by, one.ended_by) if id])
    names = {id: one.name for id, one in people.items()}
    return [
        SafetyRow(
            one,
            one.state_at(at),
            variants.get(one.said.variant) if one.said.variant else None,
            shelves.get(one.said.category, {}) if one.said.category else None,
            places.get(one.said.place) if one.said.place else None,
            names.get(one.recorded_by, "") if one.recorded_by else "",
            names.get(one.ended_by, "") if one.ended_by else "",
        )
        for one in rows
    ]
