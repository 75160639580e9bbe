"""Claims on the screens of desk, till and tablet: what waits, a new one, one looked at and decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types.claiming import OF_GOODS_HERE, OF_GOODS_THERE, WANTED, WRONGS, Decision
from prilavok.domains.orders.types.returning import CONDITIONS, GROUNDS
from prilavok.domains.staff.queries import may
from prilavok.domains.stock.errors import LotMissing, PieceOfAnother
from prilavok.doors.web.papers import space_of
from prilavok.doors.web.parts.claim_forms import read_decision, read_new_claim, read_photos
from prilavok.doors.web.parts.handed_forms import PIECES_REFUSED, given_fields, is_overruled, read_given
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.photos import send_file
from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import place_of, stand_at, standing_of
from prilavok.doors.web.till.pieces import OVERRULE, may_overrule
from prilavok.flows.decide_claim import decide_claim, preview_claim
from prilavok.flows.give_instead import give_instead, say_repaired
from prilavok.flows.open_claim import MOST_PHOTOS, open_claim
from prilavok.insights.claim_page import (
    NOWHERE,
    ClaimPage,
    claimable,
    list_claim_rows,
    pieces_to_give,
    read_claim_page,
    rows_of_order,
)
from prilavok.insights.pieces import sold_pieces, unclear_back
from prilavok.insights.return_page import find_sold
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.ids import new_id

OPEN, DECIDE, OUTSIDE, HAND = "claims.open", "claims.decide", "orders.return_outside", "orders.hand_over"
_NONE = Empty(
    _("No claims wait"),
    _(
        "Where goods are faulty, damaged, wrong or missing, find the sale above and write down what is wrong and what"
        " the customer wants. The claim stands here until somebody has decided, with the day by which the law wants it."
    ),
    "retry",
)


@needs(OPEN)
@require_GET
def claims(request: HttpRequest) -> HttpResponseBase:
    """What waits for a decision, the most urgent first, and for its customer; and finding the sale of a new one."""
    number = request.GET.get("number", "").replace("\x00", "")[:60]
    if (found := find_sold(number)) is not None:
        return HttpResponseRedirect(reverse(f"{space_of(request)}:new_claim", args=[found]))
    standing = standing_of(request, OPEN)
    own = standing.place.id if standing.place else NOWHERE
    here = None if may(staff_of(request), OPEN, "company") else own
    shown = {
        "space": space_of(request),
        "standing": standing,
        "number": number,
        "open": list_claim_rows(state="open", place=here)[0],
        "waiting": list_claim_rows(state="waiting", place=here)[0],
        "empty": _NONE,
        "now": clock.now(),
        "places_url": reverse(f"{space_of(request)}:claims_place"),
    }
    return render(request, "claims/list.html", shown, status=404 if number.strip() else 200)


@needs(OPEN)
@require_POST
def place(request: HttpRequest) -> HttpResponseBase:
    """Work at another store from now on."""
    stand_at(request, OPEN)
    return HttpResponseRedirect(reverse(f"{space_of(request)}:claims"))


@needs(OPEN)
def new(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """What is wrong with goods of a sale, and what the customer wants."""
    rows, refusal, status = claimable(order), "", 200
    if request.method == "POST":
        try:
            made = open_claim(
                order, read_new_claim(request, rows), read_photos(request), touchpoint=space_of(request),
                key=f"web:{request.POST.get('key', '')[:60]}", actor=actor_here(request), at=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            refusal, status = refused.say(gettext), 422
        else:
            messages.success(request, gettext("Written down. The customer was told by when we answer."))
            return HttpResponseRedirect(reverse(f"{space_of(request)}:claim", args=[made.id]))
    shown = {
        "space": space_of(request),
        "order": read_order(order),
        "rows": [(row, request.POST.get(f"units-{row.line.id}", ""), request.POST.get(f"reason-{row.line.id}", ""))
                 for row in rows],
        "known": rows_of_order(order),
        "wrongs": WRONGS,
        "wanted": WANTED,
        "typed": request.POST,
        "refusal": refusal,
        "key": request.POST.get("key") or new_id(),
        "most_photos": MOST_PHOTOS,
    }  # fmt: skip
    return render(request, "claims/new.html", shown, status=status)


@needs(OPEN)
@require_GET
def claim(request: HttpRequest, claim: UUID) -> HttpResponseBase:
    """One claim, with its photos, and the form to decide it."""
    return _drawn(request, read_claim_page(claim, clock.now()))


@needs(DECIDE)
@require_POST
def look(request: HttpRequest, claim: UUID) -> HttpResponseBase:
    """What a decision would make; nothing is changed."""
    page = read_claim_page(claim, clock.now())
    try:
        decision = read_decision(request, page)
    except Refused as refused:
        return _drawn(request, page, refusal=refused.say(gettext), status=422)
    return _looked(request, page, decision)


@needs(DECIDE)
@require_POST
def decide(request: HttpRequest, claim: UUID) -> HttpResponseBase:
    """Carry out what was looked at; a refusal shows what it would make by now."""
    page, here = read_claim_page(claim, clock.now()), place_of(request, DECIDE)
    decision = read_decision(request, page)
    if decision.ground and scope_of(request, OUTSIDE) is None:
        raise NoRight(OUTSIDE)
    if decision.other_piece and not may_overrule(request):
        raise NoRight(OVERRULE)
    if request.POST.get("shown") != _said(decision):
        return _looked(request, page, decision)  # something else was chosen since: that is looked at first
    key = f"web:{request.POST.get('key', '')[:60]}"
    try:
        decide_claim(claim, decision, key=key, place=here.id, actor=actor_here(request), at=clock.now())
    except (LotMissing, PieceOfAnother) as refused:  # with the plan, where who may says that it is taken all the same
        return _looked(request, page, decision, refusal=refused.say(gettext), status=409)
    except Refused as refused:
        fresh = read_claim_page(claim, clock.now())
        return _drawn(request, fresh, refusal=refused.say(gettext), status=409)
    messages.success(request, gettext("Decided. The customer is told."))
    return HttpResponseRedirect(reverse(f"{space_of(request)}:claim", args=[claim]))


@needs(HAND)
@require_POST
def act(request: HttpRequest, claim: UUID) -> HttpResponseBase:
    """It is repaired, or the customer has what the claim brings."""
    if request.POST.get("act") == "repaired":
        say_repaired(claim, actor=actor_here(request), at=clock.now())
    else:
        here, page = place_of(request, HAND), read_claim_page(claim, clock.now())
        overruled = is_overruled(request)
        try:
            lots = read_given(request, pieces_to_give(page))
            give_instead(
                claim, lots=lots, overruled=overruled, place=here.id, actor=actor_here(request), at=clock.now()
            )
        except PIECES_REFUSED as refused:
            return _drawn(request, page, refusal=refused.say(gettext), status=422)
    return HttpResponseRedirect(reverse(f"{space_of(request)}:claim", args=[claim]))


@needs(OPEN)
@require_GET
def photo(request: HttpRequest, claim: UUID, file: UUID) -> HttpResponseBase:
    """One photo of the claim, as a file."""
    if file not in {one.id for one in read_claim_page(claim, clock.now()).photos}:
        raise NotFound("file.absent", _("There is no such file."))
    return send_file(file, clock.now())


def _looked(request: HttpRequest, page: ClaimPage, decision: Decision, **more: Any) -> HttpResponse:
    here = place_of(request, DECIDE)
    try:
        plan = preview_claim(page.claim.id, decision, place=here.id, actor=actor_here(request), at=clock.now())
    except Refused as refused:
        return _drawn(request, page, decision=decision, refusal=refused.say(gettext), status=409)
    return _drawn(request, page, decision=decision, plan=plan, shown=_said(decision), **more)


def _said(decision: Decision) -> str:
    """What was decided, as far as it changes what is made."""
    units = [(str(one.line), one.quantity, one.condition, one.pieces) for one in decision.units]
    return f"{decision.outcome} {units} {decision.amount} {decision.until} {decision.home}"


def _drawn(request: HttpRequest, page: ClaimPage, *, status: int = 200, **more: object) -> HttpResponse:
    standing = standing_of(request, OPEN)
    typed = request.POST
    shown = {
        "space": space_of(request),
        "page": page,
        "claim": page.claim,
        "order": page.row.order,
        "standing": standing,
        "rows": [(line, variant, typed.get(f"units-{line.line}"), typed.get(f"condition-{line.line}", ""),
                  typed.get(f"pieces-{line.line}", ""), page.claim.to_come(line.line))
                 for line, variant in page.row.lines],
        "pieces": sold_pieces(page.claim.order) if page.claim.open else {},
        "given": given_fields(request, pieces_to_give(page)),
        "may_overrule": may_overrule(request),
        "unclear": unclear_back(page.claim, standing.place.id) if page.here and standing.place else (),
        "outcomes": OF_GOODS_HERE if page.here else OF_GOODS_THERE,
        "conditions": CONDITIONS,
        "grounds": GROUNDS,
        "typed": typed,
        "chosen": typed.get("outcome") or page.claim.wanted,
        "may_decide": scope_of(request, DECIDE) is not None and standing.place is not None,
        "may_pass_over": scope_of(request, OUTSIDE),
        "may_give": scope_of(request, HAND),
        "key": typed.get("key") or new_id(),
        **more,
    }  # fmt: skip
    return render(request, "claims/claim.html", shown, status=status)
