"""Returns: goods of an order come back at a place; what came back before; what legal entities owe each other for it."""

from collections.abc import Sequence
from typing import Annotated, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.orders.queries import list_settlements
from prilavok.domains.orders.types.returning import Agreed, BringBack, Condition, Ground, Reason
from prilavok.domains.orders.types.settling import SettlementView
from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.queries import may
from prilavok.doors.api.askers import caller, place_of
from prilavok.doors.api.repeats import KEY, KeyMissing, kept_repeatable
from prilavok.doors.api.routes import declare, page_of, reads
from prilavok.doors.api.shapes import Amount, Code, Instant, Listed, Pieces, Shape, Turning
from prilavok.doors.web.parts.rights import NoRight
from prilavok.flows.return_goods import return_goods
from prilavok.insights.order_page import read_order_page
from prilavok.insights.return_page import PastReturn, past_returns
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor

router = Router(tags=["orders"])
TAKE_BACK, OUTSIDE, OVERRULE = "orders.return", "orders.return_outside", "stock.overrule"
MOST_LINES = 200
Told = TypeVar("Told", bound=Shape)
Units = Annotated[int, Field(strict=True, ge=1, le=10**9)]


class BroughtLine(Shape):
    """Units of a line, in the variant's smallest unit, why they come back and in which condition.

    pieces: their lot or serial numbers; of goods that were sold by number, those of this order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: UUID
    quantity: Units
    reason: Reason
    condition: Condition
    pieces: Pieces = []


class NewReturn(Shape):
    """What comes back at a place (its code). version: of the order as it was looked at; 412 where it moved on.

    ground: on which the terms are passed over, other_piece: it is taken although it is another piece than was sold, or
    none was named; both for those who may decide so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Code
    lines: Annotated[list[BroughtLine], Field(min_length=1, max_length=MOST_LINES)]
    version: Annotated[int | None, Field(strict=True, ge=1, le=2**31 - 1)] = None
    ground: Ground | None = None
    other_piece: bool = False


class ReturnedLine(Shape):
    """Units that came back; amount: what was paid for them."""

    line: UUID
    variant: UUID
    sku: str
    quantity: int
    amount: Amount
    reason: str
    condition: str


class ReturnRefund(Shape):
    """What a card is given back. state: asked, unknown (the bank has not said), done, refused."""

    id: UUID
    amount: Amount
    state: str


class Return(Shape):
    """One return. amount: what was paid for the goods: points_amount of it went back as points, withheld was kept for
    points that were spent, money went back the way it came or (exchanged) paid for the goods of the order `exchange`.

    outside: why the terms did not allow it; allowed: the ground on which it was taken nevertheless.
    """

    id: UUID
    order: UUID
    place: UUID
    seller: UUID
    taker: UUID
    amount: Amount
    points_amount: Amount
    withheld: Amount
    money: Amount
    exchanged: Amount
    points_back: int
    points_taken: int
    exchange: UUID | None
    outside: str
    allowed: str
    receipt: str | None
    taken_at: Instant
    lines: list[ReturnedLine]
    refunds: list[ReturnRefund]


class Returns(Shape):
    """Every return of an order, the first first."""

    items: list[Return]


class Settlement(Shape):
    """What the debtor (a legal entity) owes the creditor for a return. kind: money or goods.

    paper: the number of the settlement that closed it, "" while it is open.
    """

    id: UUID
    return_id: UUID
    order: UUID
    number: str
    place: UUID
    kind: str
    debtor: UUID
    creditor: UUID
    amount: Amount
    made_at: Instant
    paper: str = ""


class SettlementsAsked(Turning):
    """The latest first."""


@reads(router, "/orders/{order}/returns", needs="orders.see", gives=Returns)
def returns_of_order(request: HttpRequest, order: UUID) -> Returns:
    """What came back of an order."""
    read_order_page(order, actor=caller(request))  # refuses an order that is not the asker's to see
    return Returns(items=[shown_return(one) for one in past_returns([order])])


def take_return(
    request: HttpRequest,
    order: UUID,
    brought: NewReturn,
    idempotency_key: Annotated[
        str | None,
        StringConstraints(min_length=1, max_length=120, pattern=r"^[!-~]+$"),
        Header(None, alias=KEY, description="Names the return: sent again, it is the same one."),
    ] = None,
) -> HttpResponse:
    """Take goods of an order back at a place; cards are given their money by the bank, which may take a while."""
    actor = caller(request)
    if idempotency_key is None:
        raise KeyMissing
    place = next((one for one in name_places().values() if one.code == brought.place), None)
    if place is None or place_of(actor, TAKE_BACK) not in (None, place.id):
        raise NotFound("place.unknown", _("There is no such place."))
    if brought.ground and may(actor, OUTSIDE) is None:
        raise NoRight(OUTSIDE)
    if brought.other_piece and may(actor, OVERRULE) is None:
        raise NoRight(OVERRULE)
    here, key = place.id, idempotency_key

    def story() -> Return:
        taken = return_goods(
            order, as_brought(brought.lines), Agreed(brought.version, None, brought.ground, None, brought.other_piece),
            key=key, place=here, actor=Actor("staff", actor.id), at=clock.now(),
        )  # fmt: skip
        [told] = [one for one in past_returns([order]) if one.taken.id == taken.id]
        return shown_return(told)

    return kept_repeatable(key, story, keys_of=f"returns of {order}", said=brought)


declare(router, "POST", "/orders/{order}/returns", take_return, needs=TAKE_BACK, gives=Return)


@reads(router, "/settlements", needs="settlements.see", gives=Listed[Settlement])
def list_of_settlements(request: HttpRequest, asked: Query[SettlementsAsked]) -> Listed[Settlement]:
    """What legal entities owe each other since goods came back at another's store."""
    return page_of(
        "settlements",
        asked,
        lambda after, limit: list_settlements(of_returns=True, after=after, limit=limit),
        _settlement,
    )


def _settlement(one: SettlementView) -> Settlement:
    assert one.of is not None and one.place is not None, "a return names both"
    return settlement_told(Settlement, one)


def settlement_told(shape: type[Told], one: SettlementView) -> Told:
    """What one legal entity owes another, in a shape that has all of it."""
    plain = ("id", "order", "number", "place", "kind", "debtor", "creditor", "made_at", "paper")
    told = {name: getattr(one, name) for name in plain}
    return shape.model_validate({**told, "return_id": one.of, "amount": Amount.of(one.amount, one.currency)})


def as_brought(lines: Sequence[BroughtLine]) -> list[BringBack]:
    """What comes back, as the flows take it."""
    return [BringBack(one.line, one.quantity, one.reason, one.condition, tuple(one.pieces)) for one in lines]


def shown_return(one: PastReturn) -> Return:
    """A return as the API tells it."""
    taken = one.taken
    sums = ("amount", "points_amount", "withheld", "money", "exchanged")
    plain = (
        "id", "order", "place", "seller", "taker", "points_back", "points_taken", "exchange", "outside", "allowed",
        "taken_at",
    )  # fmt: skip
    skus = {variant.id: variant.sku for variant, *_rest in one.lines}
    return Return.model_validate(
        {name: getattr(taken, name) for name in plain}
        | {name: Amount.of(getattr(taken, name), taken.currency) for name in sums}
        | {
            "receipt": one.receipt.number if one.receipt else None,
            "lines": [
                ReturnedLine(
                    line=line.line,
                    variant=line.variant,
                    sku=skus[line.variant],
                    quantity=line.quantity,
                    amount=Amount.of(line.amount, taken.currency),
                    reason=line.reason,
                    condition=line.condition,
                )
                for line in taken.lines
            ],
            "refunds": [
                ReturnRefund(id=refund.id, amount=Amount.of(refund.amount, refund.currency), state=refund.state)
                for refund in one.refunds
            ],
        }
    )
