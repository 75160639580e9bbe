"""What was scanned means nothing here: said on the till itself, with what to do, so that the counter stays in sight."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.doors.web.parts.failures import failure_of
from prilavok.doors.web.till.typed import NothingKnown

View = Callable[..., HttpResponseBase]


def told_here(screen: View) -> Callable[[View], View]:
    """Answer with this screen of the till and the refusal upon it; a part of a page gets its toast as everywhere."""

    def around(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
            try:
                return view(request, *arguments, **named)
            except (ShipmentUnknown, NothingKnown) as trouble:
                failure = failure_of(trouble)
                if failure is None or request.headers.get("HX-Request") == "true":
                    raise
                messages.error(request, f"{failure.what} {_next(trouble)}".strip())
                response = screen(request, *arguments, **named)
                response.status_code = failure.status
                return response

        return shown

    return around


def _next(trouble: Exception) -> str:
    if not isinstance(trouble, ShipmentUnknown):
        return ""
    return _(
        "Ask the customer to say the code again, and at which store their order waits: it is handed over there only."
    )
