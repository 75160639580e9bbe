"""Cancelling orders that still wait: by staff who may change them, looked at before it is done."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import StringConstraints

from prilavok.domains.orders.queries import read_order
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.api.askers import caller
from prilavok.doors.api.cancel_shapes import CancelAsked, Cancelled, CancelPreview, cancel_preview, cancelled
from prilavok.doors.api.routes import declare, reads
from prilavok.doors.web.parts.order_rights import CHANGE, may_change
from prilavok.doors.web.parts.rights import NoRight
from prilavok.flows.cancel_order import cancel_order
from prilavok.insights.cancelled_order import read_cancel_plan
from prilavok.insights.order_page import read_seen_order
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_repeatable, whole

router = Router(tags=["orders"])
Key = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=120, pattern=r"^[!-~]+$"),
    Header(None, alias="Idempotency-Key", description="Names the call: sent again, it gets the same answer."),
]


@reads(router, "/orders/{order}/cancel", needs=CHANGE, gives=CancelPreview)
def preview_cancelling(request: HttpRequest, order: UUID) -> CancelPreview:
    """What cancelling the order would do: what goes back, and by which way. Nothing is changed."""
    changing_staff(request, order)
    return cancel_preview(read_cancel_plan(order, by_customer=False, at=clock.now()))


def cancel_one_order(
    request: HttpRequest, order: UUID, asked: CancelAsked, idempotency_key: Key = None
) -> HttpResponse:
    """Cancel an order that still waits: its goods are free at once, cards are given back what they paid, once."""
    actor = Actor("staff", changing_staff(request, order).id)

    def story() -> Answer:
        ended = cancel_order(order, ground=asked.reason, version=asked.version, actor=actor, at=clock.now())
        return Answer(200, cancelled(read_order(order), new=ended).model_dump_json().encode())

    if idempotency_key is None:
        answer = story()
    else:
        body = f"{request.method} {request.path}\n".encode() + request.body
        answer = whole(answer_repeatable(f"staff {actor.id}", idempotency_key, body, clock.now(), story))
    return HttpResponse(answer.body, status=answer.status, content_type="application/json")


declare(router, "POST", "/orders/{order}/cancel", cancel_one_order, needs=CHANGE, gives=Cancelled)


def changing_staff(request: HttpRequest, order: UUID) -> StaffActor:
    """Who asks. Raises NotFound for an order they may not see, NoRight for one they may not change."""
    staff = caller(request)
    if not may_change(staff, read_seen_order(order, actor=staff).place):
        raise NoRight(CHANGE)
    return staff
