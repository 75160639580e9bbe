"""How a noun declares its routes, and how what it gives becomes an answer: pages with cursors, ETag and 304."""

import hashlib
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Router
from pydantic import BaseModel

from prilavok.doors.api.askers import BearerToken, Need, WebSession
from prilavok.doors.api.shapes import Listed, Turning
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page, purpose_of, read_cursor, write_cursor

Row = TypeVar("Row")
Item = TypeVar("Item")
View = Callable[..., Any]


def reads(router: Router, path: str, *, needs: str, gives: object, versioned: bool = False) -> Callable[[View], View]:
    """A route that only reads. versioned: what it gives has a `version`, and the answer an ETag."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, **given: Any) -> HttpResponse:
            shape: BaseModel = view(request, **given)
            return show(request, shape, version=getattr(shape, "version", 0) if versioned else None)

        return declare(router, "GET", path, answered, needs=needs, gives=gives, versioned=versioned)

    return decorate


def declare(
    router: Router, method: str, path: str, view: View, *, needs: str, gives: object, versioned: bool = False
) -> View:
    """Put a view at an address, behind its need; the document tells the need as `x-needs`."""
    need = Need(needs)
    extra: dict[str, Any] = {"x-needs": needs}
    if versioned:
        extra["responses"] = {304: {"description": "Not Modified"}}
    summary = (view.__doc__ or "").strip().split("\n")[0]
    router.api_operation(
        [method],
        path,
        response=gives,
        auth=[BearerToken(need), WebSession(need)],
        openapi_extra=extra,
        operation_id=view.__name__,
        summary=summary,
        url_name=view.__name__,
    )(view)
    operation = router.path_operations[path].operations[-1]
    need.fields = frozenset(
        name
        for model in operation.models
        if str(model.__ninja_param_source__) == "query"
        for name in getattr(model, "__ninja_flatten_map__", {})
    )
    return view


def show(request: HttpRequest, shape: BaseModel, *, version: int | None = None) -> HttpResponse:
    """The shape as JSON.

    With a version an ETag goes along: the version, which edits will name, and a digest of all that is shown, since
    what stands beside the noun (points, names, rights of the one who looks) changes without it.
    """
    body = shape.model_dump_json().encode()
    response = HttpResponse(body, content_type="application/json")
    if version is None:
        return response
    etag = f'"{version}-{hashlib.sha256(body).hexdigest()[:16]}"'
    known = [one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", "")[:2000])]
    if etag in known or "*" in known:
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    response.headers["ETag"] = etag
    return response


def page_of(
    name: str,
    chosen: Turning,
    read: Callable[[Mark | None, int], Page[Row]],
    shown: Callable[[Row], Item],
    *,
    apart: Collection[str] = (),
    **more: object,
) -> Listed[Item]:
    """One page of a list. more: what narrows it beside its filters (a part of the address). apart: fields that narrow
    nothing, so that a cursor is good with and without them."""
    filters = chosen.model_dump(mode="json", exclude={"limit", "after", *apart})
    purpose, at = purpose_of(f"api:{name}", **filters, **more), clock.now()
    after = read_cursor(chosen.after, purpose, at) if chosen.after else None
    page = read(after, chosen.limit)
    cursor = write_cursor(page.after, purpose, at) if page.after else None
    return Listed(items=[shown(row) for row in page.rows], next=cursor)
