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
from prilavok.domains.staff.queries import read_staff
from prilavok.domains.stock.queries import (
    explain_stock,
    list_aside,
    list_awaited,
    list_holds,
    list_stock_stood,
    lots_here,
    papers_by_id,
    pre_orders_at,
)
from prilavok.domains.stock.types import AsideView, Coming, HoldView, PaperView
from prilavok.domains.stock.types.lots import LotsHere
from prilavok.domains.stock.types.supply import AwaitedView
from prilavok.insights.promised import KeptHere, kept_here, promisable
from prilavok.kit.errors import NotFound
from prilavok.kit.events.timeline import actors_about
from prilavok.kit.ledger.types import Explanation, SeenMove, Stood
from prilavok.kit.pages import Page

_ORDER_OF_CAUSES = ("opening", "supply", "transfer", "count", "write_off", "set_aside", "return", "sale", "discrepancy")


@dataclass(frozen=True, slots=True)
class CauseRow:
    """What one cause brought, or took below nought. generated: a stated rule made its moves."""

    cause: str
    units: int
    moves: int
    generated: bool


@dataclass(frozen=True, slots=True)
class AwaitedRow:
    """Units that an order waits for."""

    waits: AwaitedView
    order: OrderView | None


@dataclass(frozen=True, slots=True)
class StockPage:
    """One variant at one place: the causes add up to `on_hand`. aside: what lies there beside it and is not sold.

    coming: what is expected by which day and promised to nobody. awaited: what orders wait for, whoever ordered first
    stands first. ahead: whether orders may wait here; said: what is said of this variant alone, None where nothing is.
    kept: what touchpoints leave, and so can sell. lots: what lies there by lots, None where none is known.
    """

    place: PlaceView
    variant: VariantView
    causes: tuple[CauseRow, ...]
    on_hand: int
    held: int
    available: int
    aside: tuple[AsideView, ...]
    coming: tuple[Coming, ...]
    awaited: tuple[AwaitedRow, ...]
    ahead: bool
    said: bool | None
    kept: tuple[KeptHere, ...] = ()
    lots: LotsHere | None = None


@dataclass(frozen=True, slots=True)
class MovesRow:
    """A move with the order or paper that caused it and who did it, where that is known; balance: what lay there then.

    who: a member of staff by name, "" for anybody else. actor: the kind of who did it, "" where nobody knows.
    """

    move: SeenMove
    balance: int
    order: OrderView | None
    paper: PaperView | None
    who: str
    actor: str
    zone: str
    unit: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Units kept for an order."""

    hold: HoldView
    order: OrderView | None


def read_stock_page(place: UUID, variant: UUID, at: datetime) -> StockPage:
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
    aside = tuple(list_aside(place, variant=variant))
    here = promisable(place, [variant], on=where.day_at(at), touchpoint="till", at=at)[variant]
    kept = kept_here(place, variant, on_hand=standing.posted, available=standing.free, at=at)
    waits = list_awaited(place, variant)
    orders = read_orders([one.order for one in waits])
    awaited = tuple(AwaitedRow(one, orders.get(one.order)) for one in waits)
    lots = lots_here(place, variant)
    said = next((one.allowed for one in pre_orders_at(place) if one.variant == variant), None)
    return StockPage(
        where, known, tuple(causes), standing.posted, standing.held, standing.free, aside, here.coming, awaited,
        here.ahead, said, kept, lots if lots.named else None,
    )  # fmt: skip


def list_moves_rows(page: StockPage, before: tuple[datetime, UUID] | None = None, *, limit: int = 50) -> Page[MovesRow]:
    """A page of the moves behind the number, the newest first, each with what lay there after it."""
    stood = list_stock_stood(page.place.id, page.variant.id, before, limit=limit + 1)
    shown = stood[:limit]
    causes = list({one.move.cause_id: None for one in shown if one.move.cause_id})
    orders, papers = read_orders(causes), papers_by_id(causes)
    actors = actors_about(causes, "stock.moved") | actors_about(list(papers), "stock.counted")
    people = read_staff([one.id for one in actors.values() if one.kind == "staff" and one.id])

    def row(one: Stood) -> MovesRow:
        cause = one.move.cause_id
        actor = actors.get(cause) if cause else None
        who = people[actor.id].name if actor and actor.id in people else ""
        return MovesRow(
            one.move, one.balance, orders.get(cause) if cause else None, papers.get(cause) if cause else None, who,
            actor.kind if actor else "", page.place.zone, page.variant.unit,
        )  # fmt: skip

    last = shown[-1].move if len(stood) > limit else None
    return Page(tuple(map(row, shown)), (last.occurred_at.isoformat(), str(last.id)) if last else None)


def list_held_rows(page: StockPage) -> tuple[HeldRow, ...]:
    """For which orders the held units are kept, the eldest hold first: together they are `held`."""
    holds = list_holds(page.place.id, page.variant.id)
    orders = read_orders([hold.order for hold in holds])
    return tuple(HeldRow(hold, orders.get(hold.order)) for hold in holds)


def _rank(cause: str) -> int:
    return _ORDER_OF_CAUSES.index(cause) if cause in _ORDER_OF_CAUSES else len(_ORDER_OF_CAUSES)
