"""Changing orders that are brought home: by staff who may change them, looked at before it is done."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from prilavok.doors.api.change_shapes import (
    HomeChangeAsked,
    HomeChangeConfirmed,
    HomeChanged,
    HomeChangePreview,
    changed_shape,
    named,
    preview_shape,
)
from prilavok.doors.api.order_cancelling import changing_staff
from prilavok.doors.api.repeats import CallKey, kept_by_itself
from prilavok.doors.api.routes import declare
from prilavok.doors.web.parts.order_rights import CHANGE
from prilavok.flows.change_home import confirm_home_change, preview_home_change
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

router = Router(tags=["orders"])


def preview_order_change(request: HttpRequest, order: UUID, asked: HomeChangeAsked) -> HttpResponse:
    """What the change would make of the order: sums, what is due or goes back, who sends it. Nothing is changed."""
    actor = Actor("staff", changing_staff(request, order).id)
    made = preview_home_change(order, asked.lines(), asked.told(), actor=actor, at=clock.now())
    return HttpResponse(preview_shape(made).model_dump_json(), content_type="application/json")


declare(
    router, "POST", "/orders/{order}/changes/preview", preview_order_change, needs=CHANGE, gives=HomeChangePreview
)  # fmt: skip


def change_one_order(
    request: HttpRequest, order: UUID, asked: HomeChangeConfirmed, idempotency_key: CallKey = None
) -> HttpResponse:
    """Change an order that is brought home and has not left; a key makes a repeat the same change."""
    staff, at = changing_staff(request, order), clock.now()
    actor = Actor("staff", staff.id)

    def story() -> HomeChanged:
        change = confirm_home_change(
            order, asked.lines(), asked.told(), key=named(idempotency_key, staff.id, at),
            version=asked.version, amount=asked.amount, actor=actor, at=at,
        )  # fmt: skip
        return changed_shape(change)

    return kept_by_itself(request, idempotency_key, story, sealed=True)


declare(router, "POST", "/orders/{order}/changes", change_one_order, needs=CHANGE, gives=HomeChanged)
