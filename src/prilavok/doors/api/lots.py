"""Lots and serial numbers: which there are, where each lies, and by which orders it went."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import StringConstraints

from prilavok.domains.stock.types import LotView
from prilavok.doors.api.askers import caller
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Fit, Instant, Listed, Shape, Turning
from prilavok.insights.lot_pages import list_lot_rows, read_lot_page

router = Router(tags=["lots"])


class Lot(Shape):
    """A lot of a variant, or a piece by its serial number. blocked_at: since when it is called back, or null."""

    id: UUID
    variant: UUID
    code: str
    serial: bool
    best_before: date | None
    made_on: date | None
    blocked_at: Instant | None
    version: int


class LotLies(Shape):
    """Units of a lot in a state at a place: goods, damaged, check or transit."""

    place: UUID
    state: str
    units: int


class LotWent(Shape):
    """Units of a lot that an order took, less what came back of it."""

    order: UUID
    number: str
    units: int


class LotWhole(Lot):
    """A lot with where it lies and by which orders it went, the latest first, a thousand at most."""

    lies: list[LotLies]
    went: list[LotWent]


class LotsAsked(Turning):
    """code: exactly so. blocked: only those that are called back, or only the others."""

    variant: UUID | None = None
    code: Annotated[str, StringConstraints(max_length=60), Fit] = ""
    blocked: bool | None = None


@reads(router, "/lots", needs="stock.see", gives=Listed[Lot])
def list_of_lots(request: HttpRequest, asked: Query[LotsAsked]) -> Listed[Lot]:
    """Lots and serial numbers, the latest seen first."""
    return page_of(
        "lots",
        asked,
        lambda after, limit: list_lot_rows(
            variant=asked.variant, code=asked.code, blocked=asked.blocked, after=after, limit=limit
        ),
        lambda row: Lot.model_validate(_told(row.lot)),
    )


@reads(router, "/lots/{lot}", needs="stock.see", gives=LotWhole, versioned=True)
def one_lot(request: HttpRequest, lot: UUID) -> LotWhole:
    """One lot, where it lies and who has it."""
    page = read_lot_page(lot, actor=caller(request))
    lies = [LotLies(place=place.id, state=state, units=units) for place, state, units in page.lies]
    went = [LotWent(order=one.order.id, number=one.order.number, units=one.units) for one in page.buyers]
    return LotWhole.model_validate(_told(page.lot) | {"lies": lies, "went": went})


def _told(lot: LotView) -> dict[str, object]:
    names = ("id", "variant", "code", "serial", "best_before", "made_on", "blocked_at", "version")
    return {name: getattr(lot, name) for name in names}
