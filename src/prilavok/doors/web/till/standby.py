"""The till without a connection: its page, its worker, and what it asks and brings while there is a connection."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.orders.types import COUNTER
from prilavok.domains.tills.errors import BroughtUnfit, TillWithdrawn
from prilavok.domains.tills.queries import list_tills, pins_of
from prilavok.domains.tills.types import BroughtView, ToldSale
from prilavok.doors.web.parts.islands import asset_address, island_files, island_text
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import standing_of
from prilavok.doors.web.till.counter import SELL
from prilavok.doors.web.till.standby_calls import json_answer, read_body, read_uuid, till_asked
from prilavok.doors.web.till.standby_words import standby_words
from prilavok.flows.bring_sale import bring_sale
from prilavok.flows.give_back_leases import give_back as give_back_story
from prilavok.flows.lend_to_till import lend as lend_story
from prilavok.flows.open_till import choose_pin
from prilavok.flows.set_aside import set_brought_aside
from prilavok.flows.tell_till import tell_till
from prilavok.insights.till_knowledge import last_nth, leases_told, read_till_knowledge, written_knowledge
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.instants import milliseconds

_MOST_AT_ONCE = 20
_LONGEST_SALE = 200_000  # bytes of one sale as it is told


@needs(SELL)
@never_cache
@require_GET
def standby(request: HttpRequest) -> HttpResponse:
    """The page. It holds nobody's data: all it shows it reads from the till's own store or asks for."""
    return render(request, "till/standby.html", {"standby_words": standby_words()})


@needs(SELL)
@never_cache
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under an address whose folder it may serve. One that is kept goes on without being asked."""
    return HttpResponse(island_text("till_worker"), content_type="text/javascript")


@needs(SELL)
@never_cache
@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """The files without which the page would not open: they are kept by the worker."""
    kept = [asset_address(name) for name in ("prilavok.css", "till.css", "mark.svg", "icons.svg")]
    engine = asset_address("dist/price_engine.js")
    return json_answer({"page": request.path.removesuffix("/files"), "files": [*kept, engine, *island_files("till")]})


@needs(SELL)
@never_cache
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, and what they may: asked again and again, so that the till knows it has a connection."""
    staff, standing = staff_of(request), standing_of(request, SELL)
    here = standing.place
    tills = [one for one in list_tills(here.id) if one.withdrawn_at is None] if here else []
    return json_answer(
        {
            "csrf": get_token(request),
            "now": milliseconds(clock.now()),
            "staff": {"id": staff.id, "name": staff.name, "has_pin": bool(pins_of([staff.id]))},
            "place": {"id": here.id, "name": here.name} if here else None,
            "tills": [{"id": one.id, "code": one.code, "name": one.name} for one in tills],
            "may_take": scope_of(request, "payments.take") is not None,
            "may_keep": scope_of(request, "tills.keep") is not None,
        }
    )


@needs(SELL)
@never_cache
@require_GET
def knowledge(request: HttpRequest) -> HttpResponse:
    """All the till needs; only the instant and what is lent where its goods and prices are those it has."""
    at = clock.now()
    held = till_asked(request, request.GET.get("till", ""))
    try:
        till = tell_till(held.id, actor=actor_here(request), at=at)
    except TillWithdrawn:
        return json_answer({"withdrawn": True}, status=410)
    text, edition = written_knowledge(read_till_knowledge(till, at))
    told: dict[str, Any] = {
        "edition": edition,
        "known_at": milliseconds(at),
        "last": last_nth(till),
        "leases": leases_told(till),
    }
    if request.GET.get("have") != edition:
        told["knowledge"] = msgspec.Raw(text)
    return json_answer(told)


@needs(SELL)
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Sales that were made without a connection, in their order: each recorded once or set aside, none refused."""
    at = clock.now()
    asked = read_body(request)
    sales, sent = asked.get("sales"), asked.get("sent")
    if not isinstance(sales, list) or not isinstance(sent, int) or len(sales) > _MOST_AT_ONCE:
        return json_answer({"unfit": True}, status=422)
    till = read_uuid(str(asked.get("till", "")))
    if till is not None and any(one.id == till for one in list_tills()):
        till_asked(request, str(till))  # another store's keeps them, until somebody of its own is signed in
    return json_answer({"brought": [_brought(one, till, sent, request, at) for one in sales]})


@needs(SELL)
@require_POST
def lend(request: HttpRequest) -> HttpResponse:
    """Keep a coupon's use, or units of goods, for this till alone."""
    asked = read_body(request)
    till = till_asked(request, str(asked.get("till", "")))
    units = asked.get("units")
    times = units if isinstance(units, int) and 0 <= units <= 10**9 else 0
    try:
        lend_story(till.id, str(asked.get("text", ""))[:80], times, actor=actor_here(request), at=clock.now())
    except (Refused, NotFound) as refused:
        return json_answer({"refused": refused.say(gettext), "leases": leases_told(till)}, status=422)
    return json_answer({"leases": leases_told(till)})


@needs(SELL)
@require_POST
def give_back(request: HttpRequest) -> HttpResponse:
    """What was lent goes back to everybody."""
    asked = read_body(request)
    till = till_asked(request, str(asked.get("till", "")))
    named = asked.get("leases")
    leases = [id for one in named if (id := read_uuid(str(one))) is not None] if isinstance(named, list) else []
    give_back_story(till.id, leases[:500], actor=actor_here(request), at=clock.now())
    return json_answer({"leases": leases_told(till)})


@needs(SELL)
@require_POST
def pin(request: HttpRequest) -> HttpResponse:
    """The digits by which who is signed in opens a till that has no connection."""
    try:
        choose_pin(
            staff_of(request).id, str(read_body(request).get("pin", "")), actor=actor_here(request), at=clock.now()
        )
    except Refused as refused:
        return json_answer({"refused": refused.say(gettext)}, status=422)
    return json_answer({"has_pin": True})


def _brought(one: object, till: UUID | None, sent: int, request: HttpRequest, at: datetime) -> dict[str, object]:
    """What became of one sale; whatever it is, the till may forget it afterwards."""
    actor = actor_here(request)
    said = _storable(one) if isinstance(one, dict) else {"text": str(one)[:_LONGEST_SALE].replace("\x00", "")}
    text = msgspec.json.encode(said)
    id = read_uuid(str(said.get("id", ""))) or uuid5(COUNTER, text.decode(errors="replace"))
    reason = "garbled"
    try:
        told = msgspec.convert(said, ToldSale)
        if told.till != till or len(text) > _LONGEST_SALE:
            raise BroughtUnfit("till")
        done = bring_sale(told, said, sent=sent, actor=actor, at=at)
        return _outcome(str(said.get("id", id)), done)
    except (msgspec.ValidationError, DataError):  # a sale that no table can keep must not bar the way to the others
        pass
    except (Refused, NotFound) as refused:
        reason = str(refused.facts.get("reason") or refused.code)
    kept = said if len(text) <= _LONGEST_SALE else {"text": text[:_LONGEST_SALE].decode(errors="replace")}
    aside = set_brought_aside(id, kept, reason, till=till or UUID(int=0), actor=actor, at=at)
    return _outcome(str(said.get("id", id)), aside)


def _storable(said: dict[str, Any]) -> dict[str, Any]:
    r"""The same without what no database can keep: the sign \u0000."""
    text = msgspec.json.encode(said)
    return said if b"\\u0000" not in text else dict(msgspec.json.decode(text.replace(b"\\u0000", b"\\ufffd")))


def _outcome(id: str, done: BroughtView | None) -> dict[str, object]:
    if done is None:
        return {"id": id, "state": "waiting"}
    return {"id": id, "state": done.state, "reason": done.reason, "over": done.over, "receipt": done.receipt}
