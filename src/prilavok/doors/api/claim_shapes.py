"""What the API says of claims: what is wrong, what is decided, what that would make, and the claim."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.orders.types.claiming import ClaimView, Outcome, Wrong
from prilavok.domains.orders.types.claiming import Wanted as WantedCode
from prilavok.domains.orders.types.returning import Condition, Ground
from prilavok.doors.api.returns import MOST_LINES, Units
from prilavok.doors.api.shapes import Amount, Code, Instant, Pieces, Shape
from prilavok.insights.claim_plan import ClaimPlan

Text = Annotated[str, StringConstraints(max_length=2000)]


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
    """Units that are decided on. condition: of the goods in hand; not_taken where they stay with the customer.

    What the claim tells as `here` is among the units and stays as it came: condition and pieces are of the others.
    pieces: their lot or serial numbers; of goods that were sold by number, those of the order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: UUID
    quantity: Units
    condition: Condition = "not_taken"
    pieces: Pieces = []


class ClaimDecision(Shape):
    """What is decided at a place (its code). lines: for all but a refusal, which needs `why`.

    version: of the claim as it was looked at, money: as previewed; 412 where either moved on. amount: by how much the
    price is lowered, for a reduction. until: for a repair. home: what is given anew is brought where the order was.
    ground: on which the terms are passed over, other_piece: it is taken although it is another piece than was sold, or
    none was named; both for those who may decide so.
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
    other_piece: bool = False
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


class UnitsHere(Shape):
    """Units of a line that came back by a decision before, as what, and the place that took them in."""

    line: UUID
    quantity: int
    condition: str
    place: UUID | None


class Claim(Shape):
    """A claim. change: of the order, a return's id where money went back; shipment: of what is given anew.

    here: what came back already, where nobody came for what was given anew: money or other goods are given for it, or
    it is given back.
    """

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
    here: list[UnitsHere] = []


def shown_plan(plan: ClaimPlan) -> ClaimPreview:
    """What a decision would make, as the API tells it."""
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


def shown_claim(one: ClaimView, photos: int) -> Claim:
    """A claim as the API tells it. photos: how many it has."""
    plain = [name for name in Claim.model_fields if name not in ("photos", "lines", "here")]
    return Claim.model_validate(
        {name: getattr(one, name) for name in plain}
        | {
            "photos": photos,
            "lines": [WrongLine(line=line.line, quantity=line.quantity, reason=line.reason) for line in one.lines],
            "here": [
                UnitsHere(line=came.line, quantity=came.quantity, condition=came.condition, place=came.place)
                for came in one.here
            ],
        }
    )
