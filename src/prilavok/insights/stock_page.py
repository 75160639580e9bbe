"""Why there are 47: what each cause brought and took at a place, and the orders behind the moves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.stock.queries import explain_stock, list_stock_moves
from prilavok.kit.errors import NotFound
from prilavok.kit.ledger.types import Explanation, SeenMove
from prilavok.kit.pages import Page

_ORDER_OF_CAUSES = ("opening", "supply", "transfer", "count", "return", "sale", "discrepancy")


@dataclass(frozen=True, slots=True)
class CauseRow:
    """What one cause brought, or took below nought. generated: a stated rule made its moves."""

    cause: str
    units: int
    moves: int
    generated: bool


@dataclass(frozen=True, slots=True)
class StockPage:
    """One variant at one place: the causes add up to `on_hand`."""

    place: PlaceView
    variant: VariantView
    causes: tuple[CauseRow, ...]
    on_hand: int
    held: int
    available: int


@dataclass(frozen=True, slots=True)
class MovesRow:
    """A move with the order that caused it, where one did."""

    move: SeenMove
    order: OrderView | None
    zone: str
    unit: str


def read_stock_page(place: UUID, variant: UUID) -> StockPage:
    """The explanation of one number. Raises NotFound where there is no such place or variant."""
    known = read_variants([variant]).get(variant)
    if known is None:
        raise NotFound("variant.unknown", _("There is no such product."))
    where = read_place(place)
    told: Explanation = explain_stock(place, variant)
    causes = [
        CauseRow(one.cause, one.units, one.moves, any(move.generated for move in one.newest)) for one in told.causes
    ]
    causes.sort(key=lambda one: (_rank(one.cause), one.cause))
    standing = told.standing
    return StockPage(where, known, tuple(causes), standing.posted, standing.held, standing.free)


def list_moves_rows(page: StockPage, before: tuple[datetime, UUID] | None = None, *, limit: int = 50) -> Page[MovesRow]:
    """A page of the moves behind the number, the newest first."""
    moves = list_stock_moves(page.place.id, page.variant.id, before, limit=limit + 1)
    shown = moves[:limit]
    orders = read_orders([move.cause_id for move in shown if move.cause_id])
    rows = tuple(
        MovesRow(move, orders.get(move.cause_id) if move.cause_id else None, page.place.zone, page.variant.unit)
        for move in shown
    )
    last = shown[-1] if len(moves) > limit else None
    return Page(rows, (last.occurred_at.isoformat(), str(last.id)) if last else None)


def _rank(cause: str) -> int:
    return _ORDER_OF_CAUSES.index(cause) if cause in _ORDER_OF_CAUSES else len(_ORDER_OF_CAUSES)
