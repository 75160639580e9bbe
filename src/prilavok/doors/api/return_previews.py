"""What a return would make, for programs: worth, points, the ways the money goes, whether the terms allow it."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field

from prilavok.domains.places.queries import name_places
from prilavok.doors.api.askers import caller, place_of
from prilavok.doors.api.exchange_shapes import ExchangeWay
from prilavok.doors.api.returns import MOST_LINES, TAKE_BACK, BroughtLine, as_brought
from prilavok.doors.api.routes import declare
from prilavok.doors.api.shapes import Amount, Code, Shape
from prilavok.flows.return_goods import preview_return
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor

router = Router(tags=["orders"])


class AskedReturn(Shape):
    """What comes back at a place (its code)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Code
    lines: Annotated[list[BroughtLine], Field(min_length=1, max_length=MOST_LINES)]


class ReturnPreview(Shape):
    """What it would make; nothing is changed. amount: what was paid for the goods: points_amount of it goes back as
    points_back points, withheld is kept for points that were spent, money goes the ways it came.

    version: of the order, to be sent along. points_taken: earned points that are taken back. outside: why the terms do
    not allow it; "" where they do.
    """

    order: UUID
    version: int
    amount: Amount
    points_amount: Amount
    points_back: int
    points_taken: int
    withheld: Amount
    money: Amount
    ways: list[ExchangeWay]
    outside: str


def preview_of_return(request: HttpRequest, order: UUID, asked: AskedReturn) -> HttpResponse:
    """What a return would make: what is given back, and how. Nothing is changed."""
    actor = caller(request)
    place = next((one for one in name_places().values() if one.code == asked.place), None)
    if place is None or place_of(actor, TAKE_BACK) not in (None, place.id):
        raise NotFound("place.unknown", _("There is no such place."))
    who = Actor("staff", actor.id)
    plan = preview_return(order, as_brought(asked.lines), place=place.id, actor=who, at=clock.now())
    currency = plan.order.currency
    shown = ReturnPreview(
        order=order,
        version=plan.order.version,
        amount=Amount.of(plan.amount, currency),
        points_amount=Amount.of(plan.points_amount, currency),
        points_back=plan.points_back,
        points_taken=plan.points_taken,
        withheld=Amount.of(plan.withheld, currency),
        money=Amount.of(plan.money, currency),
        ways=[ExchangeWay(method=way.method, amount=Amount.of(way.amount, currency)) for way in plan.ways],
        outside=plan.outside,
    )
    return HttpResponse(shown.model_dump_json().encode(), content_type="application/json")


declare(
    router, "POST", "/orders/{order}/returns/preview", preview_of_return, needs=TAKE_BACK, gives=ReturnPreview
)  # fmt: skip
