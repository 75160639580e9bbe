"""What lies where, with the names of products and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.places.types import PlaceName
from prilavok.domains.stock.types import StockView
from prilavok.kit.pages import Condition, Mark, Page, Sort, count_some, read_page
from prilavok.kit.words import Words

_COLUMNS = """s.place, s.variant, s.on_hand, s.held, s.available, v.product, v.sku, v.name, v.unit,
    coalesce(v.category_path, '')"""
_SOURCE = "fact_stock s JOIN fact_variant v ON v.variant = s.variant"
# Few balances are out or held: they are taken first, or the planner would walk all of them in the order of places.
_RARE = "(WITH rare AS MATERIALIZED (SELECT * FROM fact_stock s WHERE {state}) SELECT * FROM rare) s"
_STATES = {"out": "s.available <= 0", "held": "s.held > 0"}
_NAME = (("s.place", "uuid"), ("s.variant", "uuid"))
STOCK_ROW_SORTS: Mapping[str, Sort] = {
    "place": Sort(_NAME),
    "-place": Sort(_NAME, descending=True),
    "sku": Sort((("v.sku", "text"), *_NAME)),
    "-sku": Sort((("v.sku", "text"), *_NAME), descending=True),
    "available": Sort((("s.available", "bigint"), *_NAME)),
    "-available": Sort((("s.available", "bigint"), *_NAME), descending=True),
}


@dataclass(frozen=True, slots=True)
class StockRow:
    """Units of a variant at a place, in the variant's unit."""

    stock: StockView
    product: UUID
    sku: str
    name: Words
    unit: str
    category_path: str
    place: PlaceName


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Which balances. variants: of these alone; category: path of a shelf; state: "out", "held" or all."""

    place: UUID | None = None
    category: str = ""
    variants: tuple[UUID, ...] | None = None
    state: str = ""

    @property
    def wide(self) -> bool:
        """Whether nothing narrows it: then it goes by place alone, or every balance would be read and sorted."""
        return self.place is None and self.variants is None


def list_stock_rows(
    places: Mapping[UUID, PlaceName],
    chosen: StockFilter,
    *,
    sort: str = "place",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[StockRow]:
    """A page of balances. places: every place by id, for the names."""

    def named(place: UUID, variant: UUID, on_hand: int, held: int, available: int, *rest: object) -> StockRow:
        stock = StockView(place, variant, on_hand, held, available)
        return StockRow(stock, *rest, places[place])  # type: ignore[arg-type, call-arg]

    return read_page(
        _COLUMNS,
        _source(chosen),
        row=named,
        where=_conditions(chosen),
        sort=STOCK_ROW_SORTS["place" if chosen.wide else sort if sort in STOCK_ROW_SORTS else "place"],
        after=after,
        limit=limit,
    )


def count_stock_rows(chosen: StockFilter) -> int:
    """How many balances the same filters leave; see kit.pages.count_some."""
    return count_some(_source(chosen) if chosen.category or chosen.state else "fact_stock s", _conditions(chosen))


def _source(chosen: StockFilter) -> str:
    state = _STATES.get(chosen.state)
    return _SOURCE.replace("fact_stock s", _RARE.format(state=state)) if state and chosen.wide else _SOURCE


def _conditions(chosen: StockFilter) -> list[Condition]:
    asked = []
    if chosen.place is not None:
        asked.append(Condition("s.place = %s::uuid", chosen.place))
    if chosen.variants is not None:
        asked.append(Condition("s.variant = ANY(%s::uuid[])", list(chosen.variants)))
    if chosen.category:
        below = f"{chosen.category}/"
        asked.append(Condition("v.category_path = %s OR starts_with(v.category_path, %s)", chosen.category, below))
    if chosen.state in _STATES:
        asked.append(Condition(_STATES[chosen.state]))
    return asked
