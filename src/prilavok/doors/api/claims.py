"""Claims: something is wrong with goods of an order; opened, looked at, decided, given."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router
from pydantic import StringConstraints

from prilavok.domains.orders.queries import list_claims, read_claim, read_order
from prilavok.domains.orders.types.claiming import (
    Answered,
    ClaimState,
    ClaimView,
    Decision,
    NewClaim,
    WrongUnits,
)
from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.queries import may
from prilavok.doors.api.askers import acting_caller, caller, place_of
from prilavok.doors.api.claim_shapes import Claim, ClaimDecision, ClaimPreview, ClaimSaid, shown_claim, shown_plan
from prilavok.doors.api.repeats import KEY, KeyMissing, kept_repeatable
from prilavok.doors.api.returns import OUTSIDE, OVERRULE
from prilavok.doors.api.routes import declare, page_of, reads
from prilavok.doors.api.shapes import Listed, Turning
from prilavok.doors.web.parts.rights import NoRight
from prilavok.flows.decide_claim import decide_claim, preview_claim
from prilavok.flows.open_claim import open_claim
from prilavok.insights.claim_page import NOWHERE, read_claim_page, with_photos
from prilavok.insights.order_page import read_order_page
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor

router = Router(tags=["orders"])
OPEN, DECIDE = "claims.open", "claims.decide"
_KEY = StringConstraints(min_length=1, max_length=120, pattern=r"^[!-~]+$")
_TOLD = "Names the claim or the decision: sent again, it is the same one."
KeyHeader = Annotated[str | None, _KEY, Header(None, alias=KEY, description=_TOLD)]


class ClaimsAsked(Turning):
    """Open ones by when they are to be answered, others the latest first."""

    state: ClaimState | Literal["any"] = "open"


@reads(router, "/claims", needs=OPEN, gives=Listed[Claim])
def list_of_claims(request: HttpRequest, asked: Query[ClaimsAsked]) -> Listed[Claim]:
    """Claims of the asker's place, or of all; none for who works at no place."""
    state, where = asked.state.replace("any", ""), place_of(caller(request), OPEN)
    here = NOWHERE if isinstance(where, bool) else where
    return page_of(
        "claims",
        asked,
        lambda after, limit: list_claims(state=state, place=here, after=after, limit=limit).turned(_counted),
        lambda row: shown_claim(*row),
        place=str(here),
    )


@reads(router, "/claims/{claim}", needs=OPEN, gives=Claim, versioned=True)
def one_claim(request: HttpRequest, claim: UUID) -> Claim:
    """One claim."""
    page = read_claim_page(claim, clock.now())
    read_order_page(page.claim.order, actor=caller(request))  # refuses an order that is not the asker's to see
    return shown_claim(page.claim, len(page.photos))


def new_claim(request: HttpRequest, order: UUID, said: ClaimSaid, idempotency_key: KeyHeader = None) -> HttpResponse:
    """Write down that something is wrong with goods of an order."""
    actor = caller(request)
    if idempotency_key is None:
        raise KeyMissing
    read_order_page(order, actor=actor)
    lines = tuple(WrongUnits(one.line, one.quantity, one.reason) for one in said.lines)

    def story() -> Claim:
        made = open_claim(
            order, NewClaim(lines, said.wanted, said.words), touchpoint="desk", key=f"api:{idempotency_key}",
            actor=Actor("staff", actor.id), at=clock.now(),
        )  # fmt: skip
        return _told(made)

    return kept_repeatable(
        idempotency_key, story, keys_of=f"claims of {order}", said=said, about=read_order(order).leaf
    )


def claim_preview(request: HttpRequest, claim: UUID, decision: ClaimDecision) -> HttpResponse:
    """What a decision would make; nothing is changed."""
    place, said = _decided(request, claim, decision)
    plan = preview_claim(claim, said, place=place, actor=acting_caller(request), at=clock.now())
    return HttpResponse(shown_plan(plan).model_dump_json().encode(), content_type="application/json")


def claim_decision(
    request: HttpRequest, claim: UUID, decision: ClaimDecision, idempotency_key: KeyHeader = None
) -> HttpResponse:
    """Decide a claim, in one transaction with money, stock, points and receipt."""
    if idempotency_key is None:
        raise KeyMissing
    place, said = _decided(request, claim, decision)
    actor = acting_caller(request)
    key = idempotency_key

    def story() -> Claim:
        return _told(decide_claim(claim, said, key=f"api:{key}", place=place, actor=actor, at=clock.now()))

    leaf = read_order(read_claim(claim).order).leaf
    return kept_repeatable(key, story, keys_of=f"decisions of {claim}", said=decision, about=leaf)


declare(router, "POST", "/orders/{order}/claims", new_claim, needs=OPEN, gives=Claim)
declare(router, "POST", "/claims/{claim}/decision/preview", claim_preview, needs=DECIDE, gives=ClaimPreview)
declare(router, "POST", "/claims/{claim}/decision", claim_decision, needs=DECIDE, gives=Claim)


def _decided(request: HttpRequest, claim: UUID, decision: ClaimDecision) -> tuple[UUID, Decision]:
    actor = caller(request)
    place = next((one for one in name_places().values() if one.code == decision.place), None)
    if place is None or place_of(actor, DECIDE) not in (None, place.id):
        raise NotFound("place.unknown", _("There is no such place."))
    if decision.ground and may(actor, OUTSIDE) is None:
        raise NoRight(OUTSIDE)
    if decision.other_piece and may(actor, OVERRULE) is None:
        raise NoRight(OVERRULE)
    units = tuple(Answered(one.line, one.quantity, one.condition, tuple(one.pieces)) for one in decision.lines)
    return place.id, Decision(
        decision.outcome, units, decision.why, decision.amount, decision.until, decision.home, decision.ground,
        decision.version, decision.money, decision.other_piece,
    )  # fmt: skip


def _counted(claims: Sequence[ClaimView]) -> list[tuple[ClaimView, int]]:
    return with_photos(claims, clock.now())


def _told(claim: ClaimView) -> Claim:
    [row] = _counted([claim])
    return shown_claim(*row)
