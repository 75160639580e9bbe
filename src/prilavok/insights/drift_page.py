"""What the reconciliation of the books found, by the names people know."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.stock.queries import lots_by_id
from prilavok.kit.ledger.rounds import DriftView, RoundView, list_drifts, list_rounds


@dataclass(frozen=True, slots=True)
class DriftRow:
    """A difference; place and variant where it is of goods, whose moves are then one click away."""

    drift: DriftView
    place: PlaceName | None
    variant: VariantView | None


@dataclass(frozen=True, slots=True)
class BooksPage:
    """now: the round under way; last: the latest that ended; before: those that ended before it, the newest first."""

    now: RoundView | None
    last: RoundView | None
    before: Sequence[RoundView]
    rows: Sequence[DriftRow]


def read_books_page() -> BooksPage:
    """When the books were last compared, how much of them, and what differs."""
    rounds, drifts = list_rounds(), list_drifts()
    ended = [one for one in rounds if one.ended_at is not None]
    places = name_places()
    lots = lots_by_id([one.unit for one in drifts if one.book == "lots"])
    variants = read_variants([*_goods(drifts), *(one.variant for one in lots.values())])
    variants |= {lot.id: variants[lot.variant] for lot in lots.values() if lot.variant in variants}
    rows = [DriftRow(one, places.get(one.holder), variants.get(one.unit)) for one in drifts]
    now = next((one for one in rounds if one.ended_at is None), None)
    return BooksPage(now, ended[0] if ended else None, ended[1:], rows)


def _goods(drifts: Sequence[DriftView]) -> list[UUID]:
    return list({one.unit: None for one in drifts if one.book == "stock"})
