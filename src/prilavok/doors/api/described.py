"""The OpenAPI document: the library's, with our problems told at every route, and a plain page that lists it."""

from collections.abc import Collection
from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from prilavok.doors.api.door import door, guarded
from prilavok.doors.api.shapes import Problem
from prilavok.doors.web.parts.rights import open_to_all

MOUNTED = "/api/v1/"
_EVERYWHERE = {
    400: "The request is not one.",
    401: "No token, or one that no longer opens.",
    403: "Not yours to see or do.",
    405: "Not with this method.",
    422: "Parts of the call are not as they must be, or the business says no.",
    429: "Too many calls; see Retry-After.",
}
_WITH_BODY = {
    409: "The same call is being answered right now; see Retry-After.",
    413: "More than a call may carry.",
    415: "Not application/json.",
}
#: what names a thing in its question or its body, not in its path
_ASKING = ("/prices/why", "/gift-cards", "/gift-codes/check")
_CHANGED = "It was changed since the version you saw."
_AT_THE_SHOP = {
    404: "There is no such thing, or not for you.",
    409: "Somebody was quicker, the promise is over, a till is taking money for the basket, or the same call is being"
    " answered right now.",
    412: _CHANGED,
    502: "A system outside did not answer.",
    503: "Our storage, or a system outside, does not answer right now; see Retry-After.",
}


@cache
def document() -> dict[str, Any]:
    """The whole document; made once, since only a new version of the code can change it."""
    made: dict[str, Any] = dict(door.get_openapi_schema(path_prefix=MOUNTED))
    made.pop("servers", None)
    components = made["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    components |= problem.pop("$defs")
    components["Problem"] = problem
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            told = _EVERYWHERE | (_WITH_BODY if method in {"post", "put"} else {})
            if "{" in path or path.endswith(_ASKING):
                told |= {404: "There is no such thing, or not for you."}
            if "version" in _asked_of(operation, components):
                told |= {412: _CHANGED}
            if path.startswith(f"{MOUNTED}shop/"):
                told |= _AT_THE_SHOP
            operation["responses"] = _texts(operation["responses"]) | {
                str(status): _problem(why) for status, why in sorted(told.items())
            }
    # Of queries only the single fields are told; the library leaves their shapes lying about.
    text = orjson.dumps(made).decode()
    used = {name: shape for name, shape in sorted(components.items()) if f'schemas/{name}"' in text}
    made["components"]["schemas"] = used
    plain: dict[str, Any] = orjson.loads(orjson.dumps(made))
    return plain


def _asked_of(operation: dict[str, Any], components: dict[str, Any]) -> Collection[str]:
    """The fields of its body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    shape: str = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    fields: dict[str, Any] = components.get(shape, {}).get("properties", {})
    return fields


def _texts(responses: dict[Any, Any]) -> dict[str, Any]:
    return {str(status): told for status, told in responses.items()}


def _problem(why: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": why, "content": content}


@open_to_all
@guarded
def openapi(request: HttpRequest) -> HttpResponse:
    """The document, for anybody: it tells nothing of the business."""
    return HttpResponse(orjson.dumps(document()), content_type="application/json")


@open_to_all
@guarded
def listing(request: HttpRequest) -> HttpResponse:
    """Every route in plain text; no script, no markup."""
    lines = ["Prilavok REST v1", "", f"OpenAPI: {MOUNTED}openapi.json", "Authorization: Bearer TOKEN"]
    lines += ["Behaviour of visitors is told at another door: /v1/openapi.json", ""]
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            lines.append(f"{method.upper():<5} {path:<45} {told['x-needs']:<16} {told['summary']}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
