"""What machines ask: is this process fit to serve, and its figures for Prometheus."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from prilavok.doors.web.entrance import address_of
from prilavok.doors.web.parts.rights import NoRight, open_to_all, scope_of

_LOOPBACK = ("127.0.0.1", "::1")


@open_to_all
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where this process can ask its database, 503 where it cannot; tells nothing else to anybody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "reachable"})


@open_to_all
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of this process in Prometheus's text form, for the machine itself and for those who hold `watch.see`."""
    forwarded = "X-Forwarded-For" in request.headers
    if (forwarded or address_of(request) not in _LOOPBACK) and scope_of(request, "watch.see") is None:
        raise NoRight("watch.see")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
