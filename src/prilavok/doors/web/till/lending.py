"""A till that has a connection gets a gift card or a customer's points kept for the time when it has none."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from prilavok.domains.giftcards.queries import may_be_gift_code
from prilavok.domains.loyalty.types import PointsCode
from prilavok.domains.places.queries import read_place
from prilavok.domains.tills.types import TillView
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.doors.web.till.standby_calls import json_answer, read_body, read_uuid, till_asked
from prilavok.doors.web.till.typed import read_amount, read_points
from prilavok.flows.ask_to_lend import ask_to_lend
from prilavok.flows.lend_gift_card import lend_gift_card
from prilavok.flows.lend_points import lend_by_code, lend_by_own_code
from prilavok.insights.till_knowledge import leases_told
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_DIGITS = 12  # the code of an own page is longer than any that a customer says


@needs("payments.take")
@sensitive_variables("text", "said")
@require_POST
def lend_value(request: HttpRequest) -> HttpResponse:
    """Keep a sum of a gift card, or points of a loyalty card's customer: first they are asked, then they say yes.

    sum: as it was typed, money or a number of points; nothing is all of a gift card. said: the digits that were sent,
    by `asked`, or the code of the customer's own page; left out, the customer is sent digits.
    """
    asked = read_body(request)
    till = till_asked(request, str(asked.get("till", "")))
    text, typed = (str(asked.get(name, "")).replace("\x00", "")[:80] for name in ("text", "sum"))
    told: dict[str, Any] = {}
    try:
        if may_be_gift_code(text):
            amount = read_amount(typed, read_place(till.place).currency) or 0
            lend_gift_card(till.id, text, amount, actor=actor_here(request), at=clock.now())
        else:
            told = _points(request, till, text, read_points(typed), asked)
    except (Refused, NotFound) as refused:
        return json_answer({"refused": refused.say(gettext), "leases": leases_told(till)}, status=422)
    return json_answer(told | {"leases": leases_told(till)})


def _points(request: HttpRequest, till: TillView, card: str, points: int, asked: dict[str, Any]) -> dict[str, Any]:
    """What is to be told beside the leases: that digits were sent, and where to."""
    said = "".join(str(asked.get("said", "")).split()).replace("\x00", "")[:80]
    code, actor, at = read_uuid(str(asked.get("asked", ""))), actor_here(request), clock.now()
    if said and len(said) > _DIGITS:
        lend_by_own_code(till.id, card, points, said, actor=actor, at=at)
        return {}
    if said and code is not None:
        lend_by_code(till.id, card, points, PointsCode(code, said), actor=actor, at=at)
        return {}
    sent = ask_to_lend(till.id, card, points, key=str(asked.get("key", ""))[:60] or "once", actor=actor, at=at)
    return {"asked": {"code": sent.code, "kind": sent.kind, "masked": sent.masked}}
