"""The lines of an order at the counter, with a change of it that is not confirmed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.types import LineView
from prilavok.insights.pickup_page import PickupPage, PickupRow, name_variants


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line with what a change that is not confirmed takes out of it, in the variant's unit.

    first: no line before is of the same goods, so that their pieces are named here.
    """

    row: PickupRow
    going: int
    first: bool = True

    @property
    def variant(self) -> VariantView:
        """What it is."""
        return self.row.variant

    @property
    def line(self) -> LineView:
        """The line of the order."""
        return self.row.line

    @property
    def units(self) -> int:
        """How many there are now."""
        return self.row.units

    @property
    def left(self) -> int:
        """How many can still be taken out."""
        return self.row.units - self.going


@dataclass(frozen=True, slots=True)
class ShownAct:
    """One act of a change: so many units in, or out where below nought."""

    variant: VariantView
    units: int

    @property
    def count(self) -> int:
        """How many, in or out."""
        return abs(self.units)


def shown_rows(page: PickupPage, acts: Mapping[str, int]) -> list[ShownRow]:
    """The lines, with what the change takes out of them; two lines of one variant give it up from the first on."""
    out = {variant: -units for variant, units in acts.items() if units < 0}
    rows, seen = list[ShownRow](), set[UUID]()
    for row in page.rows:
        going = min(out.get(str(row.variant.id), 0), row.units)
        out[str(row.variant.id)] = out.get(str(row.variant.id), 0) - going
        rows.append(ShownRow(row, going, row.variant.id not in seen))
        seen.add(row.variant.id)
    return rows


def shown_acts(acts: Mapping[str, int]) -> list[ShownAct]:
    """What the change puts in and takes out."""
    variants = name_variants([UUID(one) for one in acts])
    return [ShownAct(variants[UUID(one)], units) for one, units in acts.items() if UUID(one) in variants]
