"""Claims: something is wrong with goods of an order; opened, looked at, decided, given."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.orders.queries import list_claims
from prilavok.domains.orders.types.claiming import (
    Answered,
    ClaimState,
    ClaimView,
    Decision,
    NewClaim,
    Outcome,
    Wrong,
    WrongUnits,
)
from prilavok.domains.orders.types.claiming import Wanted as WantedCode
from prilavok.domains.orders.types.returning import Condition, Ground
from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.queries import may
from prilavok.doors.api.askers import caller, place_of
from prilavok.doors.api.returns import KEY, MOST_LINES, OUTSIDE, KeyMissing, Units
from prilavok.doors.api.routes import declare, page_of, reads
from prilavok.doors.api.shapes import Amount, Code, Instant, Listed, Shape, Turning
from prilavok.doors.web.parts.rights import NoRight
from prilavok.flows.decide_claim import ClaimPlan, decide_claim, preview_claim
from prilavok.flows.open_claim import open_claim
from prilavok.insights.claim_page import read_claim_page
from prilavok.insights.order_page import read_order_page
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor

router = Router(tags=["orders"])
OPEN, DECIDE = "claims.open", "claims.decide"
NOWHERE = UUID(int=0)
Text = Annotated[str, StringConstraints(max_length=2000)]
_KEY = StringConstraints(min_length=1, max_length=120, pattern=r"^[!-~]+$")
_TOLD = "Names the claim or the decision: sent again, it is the same one."
KeyHeader = Annotated[str | None, _KEY, Header(None, alias=KEY, description=_TOLD)]


class WrongLine(Shape):
    """Units of a line, in the variant's smallest unit, and what is wrong with them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: UUID
    quantity: Units
    reason: Wrong


class ClaimSaid(Shape):
    """What is wrong, what the customer wants, and their words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Annotated[list[WrongLine], Field(min_length=1, max_length=MOST_LINES)]
    wanted: WantedCode
    words: Text = ""


class AnsweredLine(Shape):
    """Units that are decided on. condition: of the goods in hand; not_taken where they stay with the customer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: UUID
    quantity: Units
    condition: Condition = "not_taken"


class ClaimDecision(Shape):
    """What is decided at a place (its code). lines: for all but a refusal, which needs `why`.

    version: of the claim as it was looked at, money: as previewed; 412 where either moved on. amount: by how much the
    price is lowered, for a reduction. until: for a repair. home: what is given anew is brought where the order was.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Code
    outcome: Outcome
    lines: Annotated[list[AnsweredLine], Field(max_length=MOST_LINES)] = []
    why: Text = ""
    amount: Annotated[int, Field(strict=True, ge=0, le=2**53)] = 0
    until: date | None = None
    home: bool = False
    ground: Ground | None = None
    version: Annotated[int | None, Field(strict=True, ge=1, le=2**31 - 1)] = None
    money: Annotated[int | None, Field(strict=True, ge=0, le=2**53)] = None


class ClaimWay(Shape):
    """How money goes back."""

    method: str
    amount: Amount


class ClaimPreview(Shape):
    """What it would make; nothing is changed. money goes back by `ways`; points_back and points_taken are points.

    lacks: units by variant that are not free at the place. frees_promotions: they may be used again. outside: why the
    terms do not allow it, "" where they do.
    """

    money: Amount
    points_back: int
    points_taken: int
    ways: list[ClaimWay]
    lacks: dict[UUID, int]
    frees_promotions: bool
    outside: str


class Claim(Shape):
    """A claim. change: of the order, a return's id where money went back; shipment: of what is given anew."""

    id: UUID
    order: UUID
    state: str
    wanted: str
    words: str
    outcome: str
    why: str
    due_at: Instant
    basis: str
    opened_at: Instant
    decided_at: Instant | None
    until: date | None
    ready_at: Instant | None
    closed_at: Instant | None
    change: UUID | None
    shipment: UUID | None
    version: int
    photos: int
    lines: list[WrongLine]


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
        lambda after, limit: list_claims(state=state, place=here, after=after, limit=limit),
        lambda one: _claim(one, 0),
        place=str(here),
    )


@reads(router, "/claims/{claim}", needs=OPEN, gives=Claim, versioned=True)
def one_claim(request: HttpRequest, claim: UUID) -> Claim:
    """One claim."""
    page = read_claim_page(claim, clock.now())
    read_order_page(page.claim.order, actor=caller(request))  # refuses an order that is not the asker's to see
    return _claim(page.claim, len(page.photos))


def new_claim(request: HttpRequest, order: UUID, said: ClaimSaid, idempotency_key: KeyHeader = None) -> HttpResponse:
    """Write down that something is wrong with goods of an order."""
    actor = caller(request)
    if idempotency_key is None:
        raise KeyMissing
    read_order_page(order, actor=actor)
    lines = tuple(WrongUnits(one.line, one.quantity, one.reason) for one in said.lines)
    made = open_claim(
        order, NewClaim(lines, said.wanted, said.words), touchpoint="desk", key=f"api:{idempotency_key}",
        actor=Actor("staff", actor.id), at=clock.now(),
    )  # fmt: skip
    return HttpResponse(_claim(made, 0).model_dump_json().encode(), content_type="application/json")


def claim_preview(request: HttpRequest, claim: UUID, decision: ClaimDecision) -> HttpResponse:
    """What a decision would make; nothing is changed."""
    place, said = _decided(request, claim, decision)
    plan = preview_claim(claim, said, place=place, actor=Actor("staff", caller(request).id), at=clock.now())
    return HttpResponse(_preview(plan).model_dump_json().encode(), content_type="application/json")


def claim_decision(
    request: HttpRequest, claim: UUID, decision: ClaimDecision, idempotency_key: KeyHeader = None
) -> HttpResponse:
    """Decide a claim, in one transaction with money, stock, points and receipt."""
    if idempotency_key is None:
        raise KeyMissing
    place, said = _decided(request, claim, decision)
    actor = Actor("staff", caller(request).id)
    done = decide_claim(claim, said, key=f"api:{idempotency_key}", place=place, actor=actor, at=clock.now())
    return HttpResponse(_claim(done, 0).model_dump_json().encode(), content_type="application/json")


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
    units = tuple(Answered(one.line, one.quantity, one.condition) for one in decision.lines)
    return place.id, Decision(
        decision.outcome, units, decision.why, decision.amount, decision.until, decision.home, decision.ground,
        decision.version, decision.money,
    )  # fmt: skip


def _preview(plan: ClaimPlan) -> ClaimPreview:
    back, currency = plan.back if plan.pays else None, plan.order.currency
    return ClaimPreview(
        money=Amount.of(back.money if back else 0, currency),
        points_back=back.points_back if back else 0,
        points_taken=back.points_taken if back else 0,
        ways=[
            ClaimWay(method=way.method, amount=Amount.of(way.amount, currency)) for way in (back.ways if back else ())
        ],
        lacks=dict(plan.lacks),
        frees_promotions=plan.frees,
        outside=plan.outside,
    )


def _claim(one: ClaimView, photos: int) -> Claim:
    plain = [name for name in Claim.model_fields if name not in ("photos", "lines")]
    return Claim.model_validate(
        {name: getattr(one, name) for name in plain}
        | {
            "photos": photos,
            "lines": [WrongLine(line=line.line, quantity=line.quantity, reason=line.reason) for line in one.lines],
        }
    )
