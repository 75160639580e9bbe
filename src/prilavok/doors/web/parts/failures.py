"""The one place where families of failure become pages, parts of pages, or problem details (RFC 9457)."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson
import structlog
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_lazy

from prilavok.doors.web.parts.workplaces import Text
from prilavok.kit.db.connections import crossed, lost_database
from prilavok.kit.errors import NotFound, OutsideFailed, Refused, Said

_LOG = structlog.get_logger("prilavok.doors")


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, as a page says it: what happened, what was kept, what to do next.

    fields: of a request that does not fit, each part with what is wrong about it; for programs.
    """

    status: int
    code: str
    title: Text
    what: str
    kept: Text = ""
    next: Text = ""
    retry_after: int | None = None
    fields: Sequence[Mapping[str, str]] = ()


_STATUS_OF_CODES = {
    "staff.no_right": 403,
    "staff.too_many_tries": 429,
    "limit.reached": 429,
    "code.too_many": 429,
    "shipment.too_many_tries": 429,
    "giftcard.tries": 429,
    "giftcard.short": 409,
    "version.changed": 412,
    "call.in_progress": 409,
    "call.answer_erased": 410,
    "key.reused": 422,
    "order.out_of_stock": 409, "quote.ended": 409, "basket.closed": 409, "basket.paying": 409, "basket.bought": 409,
    "delivery.gone": 409, "delivery.awaits": 409,
    "order.moved_on": 412,
    "order.costs_moved_on": 412,
    "return.moved_on": 412,
    "return.outside_terms": 409,
    "claim.moved_on": 412,
    "claim.settled": 409,
    "claim.no_goods": 409,
    "booking.taken": 409,
    "booking.overlaps": 409,
    "booking.moved_on": 412,
    "booking.set_up_moved_on": 412,
    "session.no_csrf": 403,
    "token.missing": 401,
    "token.refused": 401,
    "body.unreadable": 400,
    "body.too_large": 413,
    "body.not_json": 415,
    "method.not_allowed": 405,
}  # fmt: skip
_TITLES = {
    400: gettext_lazy("This request cannot be understood"),
    401: gettext_lazy("Who is asking?"),
    403: gettext_lazy("Not yours to open"),
    404: gettext_lazy("There is nothing here"),
    405: gettext_lazy("Not to be asked in this way"),
    409: gettext_lazy("Not possible right now"),
    410: gettext_lazy("Not kept any more"),
    412: gettext_lazy("Somebody changed it meanwhile"),
    413: gettext_lazy("Too much at once"),
    415: gettext_lazy("Not in a form we read"),
    422: gettext_lazy("This cannot be done"),
    429: gettext_lazy("Too many tries"),
    500: gettext_lazy("Something broke on our side"),
    502: gettext_lazy("A system outside did not answer"),
    503: gettext_lazy("A system outside is busy"),
}
_NEXT = {
    403: gettext_lazy("If you need it for your work, ask the owner to change your role."),
    404: gettext_lazy("It may have been removed, or the address has a slip. Search finds it by name or number."),
    429: gettext_lazy("Wait a little and try again."),
    500: gettext_lazy("Try again. If it repeats, tell the technician the time and the number below."),
    502: gettext_lazy("Try again in a few minutes."),
    503: gettext_lazy("Try again in a few minutes."),
}
_NOTHING_CHANGED = gettext_lazy("Nothing was changed.")


def failure_of(trouble: BaseException) -> Failure | None:
    """The failure an exception of ours (or of Django's few) means; None where it is a bug."""
    match trouble:
        case NotFound():
            status = 404
        case OutsideFailed():
            status = 503 if trouble.outcome == "temporary" else 502
        case Refused():
            status = _STATUS_OF_CODES.get(trouble.code, 422)
        case Http404():
            return _plain(404, "page.not_found", gettext("No page has this address."))
        case PermissionDenied():
            return _plain(403, "page.forbidden", gettext("Your role may not open this page."))
        case OperationalError() | InterfaceError() if lost_database(trouble):
            return _no_database()
        case OperationalError() if crossed(trouble):
            # No story of ours should come to this: whoever reads the log finds out which two wait in a circle.
            _LOG.error("database.crossed", told=str(trouble))
            return _crossed()
        case _:
            return None
    return _told(status, trouble)


def _told(status: int, trouble: Said) -> Failure:
    seconds = trouble.facts.get("seconds")
    wait = getattr(trouble, "retry_after", seconds if isinstance(seconds, int) else None)
    unknown = isinstance(trouble, OutsideFailed) and trouble.outcome == "unknown"
    return Failure(
        status,
        trouble.code,
        _TITLES[status],
        trouble.say(gettext),
        kept="" if unknown else _NOTHING_CHANGED,
        next=_NEXT.get(status, ""),
        retry_after=wait,
        fields=getattr(trouble, "fields", ()),
    )


def _no_database() -> Failure:
    # Whether the last change was kept cannot be known from here: a call that is sent again finds out.
    what = gettext("Our storage does not answer right now. What you sent may or may not have been kept: send it again.")
    return replace(_plain(503, "database.away", what, kept=""), retry_after=2)  # seconds


def _crossed() -> Failure:
    what = gettext("Somebody changed the same at the same moment, and one of you had to give way. Send it again.")
    return replace(_plain(503, "database.crossed", what, kept=""), retry_after=1)


def _plain(status: int, code: str, what: str, kept: Text = _NOTHING_CHANGED) -> Failure:
    return Failure(status, code, _TITLES[status], what, kept=kept, next=_NEXT.get(status, ""))


def title_of(status: int) -> Text:
    """What a status says in one line."""
    return _TITLES[status]


def answer(request: HttpRequest, failure: Failure) -> HttpResponse:
    """The failure in the form the asker reads: problem details, a toast for a part of a page, or a page."""
    if _wants_json(request):
        response = HttpResponse(problem(failure), status=failure.status, content_type="application/problem+json")
    elif request.headers.get("HX-Request") == "true":
        response = HttpResponse(
            render_to_string("parts/toast.html", {"failure": failure}),
            status=failure.status,
            # What the form would have taken out of a page is not in a toast.
            headers={"HX-Retarget": "#toasts", "HX-Reswap": "beforeend", "HX-Reselect": "unset"},
        )
    else:
        page = render_to_string("failure.html", {"failure": failure}, request=request)
        response = HttpResponse(page, status=failure.status)
    if failure.retry_after is not None:
        response.headers["Retry-After"] = str(failure.retry_after)
    return response


def problem(failure: Failure) -> bytes:
    """RFC 9457: `type` is the stable slug as an address of the docs, `code` the slug itself."""
    told: dict[str, object] = {
        "type": f"/docs/problems#{failure.code}",
        "title": str(failure.title),
        "status": failure.status,
        "detail": failure.what,
        "code": failure.code,
    }
    if failure.fields:
        told["errors"] = list(failure.fields)
    return orjson.dumps(told)


def _wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


class Failures:
    """Turns what views raise into answers; a bug is logged with its trace and shown as a page without it."""

    def __init__(self, pass_on: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._pass_on = pass_on

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._pass_on(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponseBase | None:
        """Called by Django where a view raised; None leaves a bug to crash loudly into `broken_page`."""
        failure = failure_of(trouble)
        if failure is None:
            _LOG.error("page.broke", path=request.path, method=request.method, trace=_trace(trouble))
            return None
        return answer(request, failure)


def _trace(trouble: Exception) -> str:
    # Lines of code only: the values of variables, which a log's own rendering may add, can be somebody's data.
    return "".join(traceback.format_exception(trouble))


def bad_request_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own refusals of a request (a forbidden host, too large a form)."""
    return answer(request, _plain(400, "page.bad_request", gettext("The request was not in a form we can read.")))


def forbidden_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What Django itself forbids."""
    return answer(request, _plain(403, "page.forbidden", gettext("Your role may not open this page.")))


def stale_form_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without our token: an old page, or another site's; Django's CSRF_FAILURE_VIEW."""
    old = _plain(403, "page.stale_form", gettext("This form is too old. Open the page again."))
    return answer(request, replace(old, title=_TITLES[409], next=""))  # no role would help


def not_found_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that is none."""
    return answer(request, _plain(404, "page.not_found", gettext("No page has this address.")))


def broken_page(request: HttpRequest) -> HttpResponse:
    """A bug. What was being changed was rolled back with its transaction."""
    failure = _plain(500, "page.broke", gettext("The page could not be made because of an error of ours."))
    try:
        return answer(request, failure)
    except Exception as trouble:  # what broke the page (the database, a template) may break this one too
        _LOG.error("page.broke_twice", path=request.path, trace=_trace(trouble))
        return HttpResponse(f"{failure.title}. {failure.what}", status=500, content_type="text/plain; charset=utf-8")
