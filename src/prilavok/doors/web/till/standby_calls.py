"""What the page of a till without a connection tells and is told while there is one: JSON, and which till it is."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from prilavok.domains.staff.queries import may
from prilavok.domains.tills.errors import TillUnknown
from prilavok.domains.tills.queries import read_till
from prilavok.domains.tills.types import TillView
from prilavok.doors.web.parts.rights import staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.counter import SELL


def till_asked(request: HttpRequest, text: str) -> TillView:
    """The till, where it stands where who asks may work. Raises TillUnknown."""
    id = read_uuid(text)
    if id is None:
        raise TillUnknown
    till = read_till(id)
    if may(staff_of(request), SELL, "company") is None and till.place != place_of(request, SELL).id:
        raise TillUnknown
    return till


def read_body(request: HttpRequest) -> dict[str, Any]:
    """What was sent; nothing of what cannot be read."""
    try:
        read = msgspec.json.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def read_uuid(text: str) -> UUID | None:
    """The id, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def json_answer(told: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The answer as the page reads it."""
    return HttpResponse(msgspec.json.encode(told), status=status, content_type="application/json")
