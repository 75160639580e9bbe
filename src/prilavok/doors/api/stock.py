"""Stock: what lies where, why it is that many, and every move behind the number."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.queries import may
from prilavok.domains.stock.types import AsideView
from prilavok.doors.api.askers import caller
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Listed, Turning
from prilavok.doors.api.stock_shapes import (
    AsideLevel,
    StockAside,
    StockAsked,
    StockAwaited,
    StockCause,
    StockComing,
    StockKept,
    StockLevel,
    StockMove,
    StockWhy,
)
from prilavok.insights.aside_page import list_aside_rows
from prilavok.insights.lists.stock import StockFilter, StockRow, list_stock_rows
from prilavok.insights.stock_page import MovesRow, list_moves_rows, read_stock_page
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page, cut_page

router = Router(tags=["stock"])


class AsideAsked(Turning):
    """place: at which place things lie."""

    place: UUID


@reads(router, "/stock", needs="stock.see", gives=Listed[StockLevel])
def list_of_stock(request: HttpRequest, asked: Query[StockAsked]) -> Listed[StockLevel]:
    """What lies where."""
    places = name_places()
    chosen = StockFilter(
        asked.place, asked.category or "", (asked.variant,) if asked.variant else None, asked.state or ""
    )
    return page_of(
        "stock",
        asked,
        lambda after, limit: list_stock_rows(places, chosen, sort=asked.sort, after=after, limit=limit),
        _level,
    )


def _level(row: StockRow) -> StockLevel:
    stock = row.stock
    return StockLevel(
        place=stock.place,
        place_code=row.place.code,
        variant=stock.variant,
        product=row.product,
        sku=row.sku,
        unit=row.unit,
        on_hand=stock.on_hand,
        held=stock.held,
        available=stock.available,
    )


@reads(router, "/aside", needs="stock.see", gives=Listed[AsideLevel])
def list_of_aside(request: HttpRequest, asked: Query[AsideAsked]) -> Listed[AsideLevel]:
    """What lies at a place and is not sold, what lies longest first."""
    rows = list_aside_rows(asked.place)
    return page_of(
        "aside",
        asked,
        lambda after, limit: cut_page(rows, after=after, limit=limit),
        lambda row: AsideLevel(
            state=_set_aside(row.lies),
            units=row.lies.units,
            since=row.lies.since,
            place=row.lies.place,
            variant=row.variant.id,
            sku=row.variant.sku,
            unit=row.variant.unit,
        ),
    )


def _set_aside(lies: AsideView) -> Literal["damaged", "check"]:
    return "check" if lies.state == "check" else "damaged"


@reads(router, "/stock/{place}/{variant}", needs="stock.see", gives=StockWhy)
def why_so_many(request: HttpRequest, place: UUID, variant: UUID) -> StockWhy:
    """Why there are so many units of one variant at one place."""
    page = read_stock_page(place, variant, clock.now())
    sees_orders = may(caller(request), "orders.see", "company") is not None
    return StockWhy(
        place=page.place.id,
        variant=page.variant.id,
        sku=page.variant.sku,
        unit=page.variant.unit,
        on_hand=page.on_hand,
        held=page.held,
        available=page.available,
        causes=[
            StockCause(cause=one.cause, units=one.units, moves=one.moves, generated=one.generated)
            for one in page.causes
        ],
        aside=[StockAside(state=_set_aside(one), units=one.units, since=one.since) for one in page.aside],
        coming=[StockComing(day=one.day, units=one.units) for one in page.coming],
        awaited=[
            StockAwaited(order=row.waits.order if sees_orders else None, day=row.waits.day, units=row.waits.units)
            for row in page.awaited
        ],
        pre_order=page.ahead,
        kept=[
            StockKept(touchpoint=one.touchpoint, kept_back=one.safety, units=one.kept, sells=one.sells)
            for one in page.kept
        ],
    )


@reads(router, "/stock/{place}/{variant}/moves", needs="stock.see", gives=Listed[StockMove])
def list_of_moves(request: HttpRequest, place: UUID, variant: UUID, asked: Query[Turning]) -> Listed[StockMove]:
    """The moves of one account, the newest first."""
    page = read_stock_page(place, variant, clock.now())
    sees_orders = may(caller(request), "orders.see", "company") is not None

    def read(after: Mark | None, limit: int) -> Page[MovesRow]:
        before = (datetime.fromisoformat(after[0]), UUID(after[1])) if after else None
        return list_moves_rows(page, before, limit=limit)

    def shown(row: MovesRow) -> StockMove:
        move = row.move
        return StockMove(
            id=move.id,
            kind=move.kind,
            cause=move.cause,
            change=move.change,
            units=move.units,
            balance=row.balance,
            paper=row.paper.id if row.paper else None,
            order=row.order.id if row.order and sees_orders else None,
            occurred_at=move.occurred_at,
            recorded_at=move.recorded_at,
            origin=move.origin,
            generated=move.generated,
        )

    return page_of("moves", asked, read, shown, place=place, variant=variant)
