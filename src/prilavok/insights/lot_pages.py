"""Lots in the office: which there are, where each lies, and who bought it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.customers.queries import owners_of, read_customers
from prilavok.domains.customers.types import CustomerView
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.stock.queries import latest_lots, list_lots, lots_standing, orders_with, read_lot
from prilavok.domains.stock.types import LotView, TrackingView
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import Words

#: buyers of a lot that are shown at once, the latest first
MOST_BUYERS = 1000
_SHELVES = "SELECT path, name FROM named_category WHERE path = ANY(string_to_array(%(paths)s, chr(10)))"


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot with its goods. lies: by state, over all places."""

    lot: LotView
    variant: VariantView
    lies: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who took how many of a lot, by which order. customer: None where nobody is known, or may not be seen."""

    order: OrderView
    units: int
    customer: CustomerView | None


@dataclass(frozen=True, slots=True)
class LotPage:
    """One lot. lies: place, state and units. sold: units that buyers have; buyers: the latest of them."""

    lot: LotView
    variant: VariantView
    lies: tuple[tuple[PlaceName, str, int], ...]
    buyers: tuple[Buyer, ...]

    @property
    def sold(self) -> int:
        """Units that those who are shown have."""
        return sum(one.units for one in self.buyers)


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """How goods are told apart, with their names. variant: None where it is a category, whose name is `shelf`."""

    kept: TrackingView
    variant: VariantView | None
    shelf: Words


def list_lot_rows(
    *, variant: UUID | None = None, code: str = "", blocked: bool | None = None, after: Mark | None = None,
    limit: int = 50,
) -> Page[LotRow]:  # fmt: skip
    """Lots, the latest seen first; see list_lots."""
    return list_lots(variant=variant, code=code, blocked=blocked, after=after, limit=limit).turned(_rows)


def latest_lot_rows(variants: Sequence[UUID]) -> list[LotRow]:
    """The latest lots of each of these variants; see latest_lots."""
    return _rows(latest_lots(variants))


def read_lot_page(lot: UUID, *, actor: StaffActor) -> LotPage:
    """One lot with where it lies and who has it. Raises LotUnknown."""
    found, places = read_lot(lot), name_places()
    lies = [(places[one.place], one.state, one.units) for one in lots_standing(lots=[lot])]
    return LotPage(
        found, read_variants([found.variant])[found.variant], tuple(lies), tuple(buyers_of(lot, actor=actor))
    )


def buyers_of(lot: UUID, *, actor: StaffActor) -> list[Buyer]:
    """Who has units of the lot, the latest first."""
    went = orders_with(lot, limit=MOST_BUYERS)
    orders = read_orders([one.order for one in went])
    seen = may(actor, "customers.see") is not None
    owners = owners_of([one.leaf for one in orders.values()]) if seen else {}
    people = read_customers(sorted(set(owners.values())))
    return [
        Buyer(orders[one.order], one.units, people.get(owners.get(orders[one.order].leaf, one.order)))
        for one in went
        if one.order in orders
    ]


def list_choices(rows: Sequence[TrackingView]) -> list[ChoiceRow]:
    """Choices of how goods are told apart, with the names of what they are about."""
    variants = read_variants([one.said.variant for one in rows if one.said.variant])
    paths = "\n".join(sorted({one.said.category for one in rows if one.said.category}))
    shelves = {row["path"]: row["name"] for row in ask_plainly(_SHELVES, {"paths": paths})} if paths else {}
    return [
        ChoiceRow(one, variants.get(one.said.variant) if one.said.variant else None, shelves.get(one.said.category, {}))
        for one in rows
    ]


def _rows(lots: Sequence[LotView]) -> list[LotRow]:
    variants = read_variants([one.variant for one in lots])
    lies: dict[UUID, dict[str, int]] = {one.id: {} for one in lots}
    for one in lots_standing(lots=list(lies)) if lies else []:
        lies[one.lot.id][one.state] = lies[one.lot.id].get(one.state, 0) + one.units
    return [LotRow(one, variants[one.variant], tuple(sorted(lies[one.id].items()))) for one in lots]
