"""What the door takes and answers, as an OpenAPI document of its own: REST's tells of REST alone.

What fits it is accepted. What does not is refused only where nothing of it can be kept (REFUSED); an event that is odd
by itself is taken, lies aside with its reason, and holds up nobody.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from prilavok.domains.tracking.queries import LONGEST_ID, LONGEST_MESSAGE_ID, MOST_EVENTS, REASONS, largest_request
from prilavok.doors.track.wire import ASKING

Shape = Mapping[str, Any]
#: every code by which the door says no, and to what
REFUSED = {
    "no_such_path": 404, "post": 405, "get": 405, "too_many": 429, "write_key": 401, "too_large": 400, "left": 400,
    "not_json": 400, "not_an_object": 400, "no_batch": 400, "event_too_large": 400, "encoding_unknown": 400,
    "gzip_broken": 400, "busy": 503, "away": 503,
}  # fmt: skip
_TOLD = {
    400: "Nothing was taken: no JSON object even where odd letters and numbers are mended, too large, or gzip that is "
    "none. Mend it. One event over 32 KB lies aside nevertheless, to be looked at.",
    401: "The write key is missing or unknown, or its source was closed.",
    404: "Nothing is told at this path.",
    405: "Another method than the one of this path.",
    429: "Too many requests; come again after Retry-After seconds.",
    503: "What was sent may not be kept; send it again.",
}
#: a path's last word -> what is told there, and what such an event needs besides who did it
_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "identify": ("Who a visitor is.", ()),
    "track": ("What a visitor did.", ("event",)),
    "page": ("A page that was viewed.", ()),
    "screen": ("A screen of an app that was viewed.", ()),
    "group": ("A firm or family that somebody belongs to.", ("groupId",)),
    "alias": ("A visitor's new name.", ("previousId", "userId")),
}


@cache
def described() -> bytes:
    """The document, as JSON."""
    return msgspec.json.encode(document(), order="deterministic")


def document() -> dict[str, Any]:
    """The document."""
    paths: dict[str, Any] = {f"/v1/{name}": _posted(name, told, name) for name, (told, _needs) in _KINDS.items()}
    paths["/v1/batch"] = _posted("batch", "Many events at once.", "batch")
    paths["/v1/import"] = _posted("import", "The same as batch, for what happened long ago.", "batch")
    paths["/v1/metrics"] = {"post": _metrics()}
    paths["/v1/projects/{writeKey}/settings"] = {"get": _settings()}
    events = {_named(name): _event(needs) for name, (_told, needs) in _KINDS.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Prilavok: behaviour events", "version": "1", "description": "Segment's tracking protocol."},
        "paths": paths,
        "security": [{"writeKey": []}, {"writeKeyOfQuery": []}],
        "components": {
            "securitySchemes": {
                "writeKey": {"type": "http", "scheme": "basic", "description": "The write key is the user."},
                "writeKeyOfQuery": {"type": "apiKey", "in": "query", "name": "writeKey"},
            },
            "schemas": {
                "Said": _said(), **events, "Batch": _batch(), "Metrics": {"description": "An SDK's word on itself."},
                "Taken": _taken(), "Settings": {"type": "object", "required": ["integrations", "plan"]},
                "Refused": _refused(),
            },
        },
    }  # fmt: skip


def _named(kind: str) -> str:
    return kind.capitalize()


def _said() -> Shape:
    """What an event may say; any other name is kept as it is."""
    id = {"type": "string", "pattern": r"\S", "maxLength": LONGEST_ID}
    message = {"type": "string", "maxLength": LONGEST_MESSAGE_ID - 1}
    fields: dict[str, Any] = {
        "messageId": ("The same within seven days counts once.", message),
        "anonymousId": ("The visitor, as the site or app knows them. Numbers are read as text.", id),
        "userId": ("The visitor, as the shop's own system knows them.", id),
        "previousId": ("Of alias: the former id.", id),
        "groupId": ("Of group.", id),
        "event": ("Of track: the name of the event.", {"type": "string", "pattern": r"\S"}),
        "timestamp": ("When it happened, ISO 8601.", {"type": "string"}),
        "originalTimestamp": ("The same; it goes before timestamp.", {"type": "string"}),
        "sentAt": ("When it was sent, by the same clock.", {"type": "string"}),
        "properties": ("What it was about: sku, revenue, currency, quantity and whatever else.", {"type": "object"}),
        "traits": ("Of identify: email, phone and whatever else.", {"type": "object"}),
        "context": ("Where it happened.", {"type": "object"}),
        "writeKey": ("The key, where neither Basic authorization nor the query has it.", {"type": "string"}),
    }
    return {
        "type": "object",
        "description": f"At most {largest_request('track') // 1024} KB.",
        "properties": {name: {"description": told, **kind} for name, (told, kind) in fields.items()},
    }


def _event(needs: tuple[str, ...]) -> Shape:
    named = {} if "userId" in needs else {"anyOf": [{"required": ["userId"]}, {"required": ["anonymousId"]}]}
    needed = {"required": list(needs)} if needs else {}
    return {"allOf": [{"$ref": "#/components/schemas/Said"}], **needed, **named}


def _batch() -> Shape:
    one = [
        {
            "allOf": [{"$ref": f"#/components/schemas/{_named(kind)}"}],
            "required": ["type"],
            "properties": {"type": {"const": kind}},
        }
        for kind in _KINDS
    ]
    return {
        "type": "object",
        "description": f"At most {largest_request('batch') // 1024} KB.",
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "maxItems": MOST_EVENTS, "items": {"anyOf": one}},
            "sentAt": {"type": "string", "description": "Of each event that does not say it itself."},
            "context": {"type": "object", "description": "Of each event; what an event says itself goes first."},
            "writeKey": {"type": "string"},
        },
    }


def _posted(name: str, told: str, shape: str) -> Shape:
    asking = {
        "name": ASKING,
        "in": "header",
        "description": "1: answer when all of it is read, with what became of each event.",
        "schema": {"type": "string", "enum": ["0", "1"]},
    }
    answers = {"200": _answer("All that was sent is on disk.", "Taken"), **_noes(400, 401, 405, 429, 503)}
    return {
        "post": {
            "operationId": name, "summary": told, "parameters": [asking], "requestBody": _body(_named(shape)),
            "responses": answers,
        }
    }  # fmt: skip


def _metrics() -> Shape:
    return {
        "operationId": "metrics", "summary": "What an SDK counts of itself; nobody reads it.", "security": [],
        "requestBody": _body("Metrics"), "responses": {"200": _answer("As you say.", "Taken"), **_noes(400, 405)},
    }  # fmt: skip


def _settings() -> Shape:
    key = {"name": "writeKey", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "settings", "summary": "What an SDK asks before it begins.", "security": [], "parameters": [key],
        "responses": {"200": _answer("Where to send.", "Settings"), **_noes(401, 404, 405, 429, 503)},
    }  # fmt: skip


def _body(shape: str) -> Shape:
    told = "JSON, whatever it is labelled as; gzip is known by its first bytes."
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    return {"required": True, "description": told, "content": content}


def _noes(*statuses: int) -> Shape:
    return {str(status): _answer(_TOLD[status], "Refused") | _headers(status) for status in statuses}


def _headers(status: int) -> dict[str, Any]:
    """What stands at the head of a no: when to come again, or what the path takes instead."""
    wait = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
    takes = {"Allow": {"required": True, "schema": {"type": "string"}}}
    named = {405: takes, 429: wait, 503: wait}.get(status)
    return {"headers": named} if named else {}


def _answer(told: str, shape: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    return {"description": told, "content": content}


def _taken() -> Shape:
    result = {
        "type": "object",
        "required": ["result"],
        "additionalProperties": False,
        "properties": {
            "messageId": {"type": "string"},
            "result": {"enum": ["accepted", "doubled", "quarantined"]},
            "reason": {"enum": list(REASONS)},
        },
    }
    return {
        "type": "object",
        "required": ["success"],
        "additionalProperties": False,
        "properties": {"success": {"const": True}, "results": {"type": "array", "items": result}},
    }


def _refused() -> Shape:
    return {
        "type": "object",
        "required": ["success", "code", "message"],
        "additionalProperties": False,
        "properties": {
            "success": {"const": False}, "code": {"enum": list(REFUSED)}, "message": {"type": "string", "minLength": 1},
        },
    }  # fmt: skip
