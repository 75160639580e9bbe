"""An order opens at the till without its pickup code, once the customer's document was looked at."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.counter import go
from prilavok.doors.web.till.drafts import Opened, keep_opened, read_opened
from prilavok.doors.web.till.pickup import HAND_OVER
from prilavok.flows.open_by_document import open_by_document
from prilavok.kit import clock


@needs(HAND_OVER)
@require_POST
def by_document(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """The customer's document was checked by who stands here: the order opens without its pickup code."""
    here = place_of(request, HAND_OVER)
    code = open_by_document(order, place=here.id, actor=actor_here(request), at=clock.now())
    opened = read_opened(request, here.id, order) or Opened()
    keep_opened(request, here.id, order, opened.by_code(code))
    return go(request, reverse("till:order", args=[order]))
