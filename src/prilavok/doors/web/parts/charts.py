"""What a chart draws, and the table that says the same in words below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from prilavok.doors.web.parts.workplaces import Text

Kind = Literal["line", "bar", "heatmap"]
Unit = Literal["number", "money", "percent"]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars. values: whole numbers (minor units of money, basis points), None for a gap.

    faint: drawn muted and dashed, as what the others are compared with.
    """

    title: Text
    values: Sequence[int | None]
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart for `parts/chart.html`.

    id: unique on the page. points: labels along the x axis. For a heatmap each series is one row of cells.
    unit: how values are written; currency and decimals for money. source, at: where the figures come from and of when.
    """

    id: str
    kind: Kind
    title: Text
    points: Sequence[str]
    series: Sequence[Series]
    source: Text
    at: datetime
    unit: Unit = "number"
    currency: str = ""
    decimals: int = 0
    zone: str = "UTC"
    axis: Text = ""
    stacked: bool = False

    @property
    def for_island(self) -> dict[str, object]:
        """Plain values for `json_script`."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "points": list(self.points),
            "unit": self.unit,
            "currency": self.currency,
            "decimals": self.decimals,
            "stacked": self.stacked,
            "series": [
                {"title": str(one.title), "values": list(one.values), "faint": one.faint} for one in self.series
            ],
        }

    @property
    def table(self) -> list[tuple[str, list[int | None]]]:
        """Rows of the table: a point and the value of each series there."""
        return [(point, [one.values[n] for one in self.series]) for n, point in enumerate(self.points)]


@dataclass(frozen=True, slots=True)
class Tile:
    """One indicator in a box. value and change are already written; address: its definition and rows."""

    title: Text
    value: str
    meaning: Text = ""
    change: str = ""
    good: bool | None = None
    address: str = ""
    note: Text = ""
