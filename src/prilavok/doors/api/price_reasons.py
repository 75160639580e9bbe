"""What something cost somebody at a place and an instant, and why: the answer to a complaint about last Friday."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from prilavok.domains.customers.queries import list_leaves
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.staff.queries import may
from prilavok.doors.api.askers import caller
from prilavok.doors.api.routes import reads
from prilavok.doors.api.shapes import Amount, AskedInstant, Fit, Instant, Shape
from prilavok.insights.price_reasons import reasons_of
from prilavok.insights.reckoning import NOBODY, Who, reckon
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _

router = Router(tags=["prices"])
Touchpoint = Literal["site", "app", "bot", "till", "tablet", "desk", "phone", "marketplace"]


class PriceReason(Shape):
    """One promotion and what became of it. lacks: how much more would do, minor units or units of goods."""

    promotion: UUID
    name: dict[str, str]
    said: str
    amount: Amount
    lacks: int
    by: dict[str, str]


class PriceThen(Shape):
    """What so many units cost: `price` for `per` of them by the list, less what promotions took off.

    sold: whether any list priced it there; else all amounts are nought.
    """

    variant: UUID
    place: UUID
    touchpoint: str
    at: Instant
    sold: bool
    price_version: UUID | None
    price: Amount
    per: int
    quantity: int
    list_amount: Amount
    discount_amount: Amount
    amount: Amount
    reasons: list[PriceReason]


class PriceThenAsked(BaseModel):
    """at: an instant, of one to come what is known of it today; left out: now.

    customer: as whom one is treated; nobody where it is left out.
    """

    variant: UUID
    place: UUID
    touchpoint: Touchpoint = "site"
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    coupon: Annotated[str, StringConstraints(max_length=40), Fit] = ""
    customer: UUID | None = None
    at: AskedInstant | None = None


@reads(router, "/prices/why", needs="prices.see", gives=PriceThen)
def why_this_price(request: HttpRequest, asked: Query[PriceThenAsked]) -> PriceThen:
    """What it costs, cost or will cost at an instant, and why: list price, promotions given and those that were not."""
    now = clock.now()
    at = asked.at or now
    place = read_place(asked.place)
    who = NOBODY
    if asked.customer is not None:
        leaves = list_leaves(asked.customer) if may(caller(request), "customers.see", "company") else []
        if not leaves:
            raise NotFound("customer.unknown", _("There is no such customer."))
        who = Who(tuple(leaves), claims=True)
    reckoned = reckon(
        [PricedWish(asked.variant, asked.quantity)],
        place,
        touchpoint=asked.touchpoint,
        who=who,
        coupons=[asked.coupon] if asked.coupon else [],
        at=at,
        then=asked.at is not None and at <= now,  # of what is to come nothing is recorded but what holds now
        explain=True,
    )

    def money(amount: int) -> Amount:
        return Amount.of(amount, place.currency)

    line = next(iter(reckoned.priced.lines), None)
    return PriceThen(
        variant=asked.variant,
        place=place.id,
        touchpoint=asked.touchpoint,
        at=at,
        sold=line is not None,
        price_version=line.version if line else None,
        price=money(line.price if line else 0),
        per=line.per if line else 1,
        quantity=asked.quantity,
        list_amount=money(line.list_amount if line else 0),
        discount_amount=money(line.discount_amount if line else 0),
        amount=money(line.amount if line else 0),
        reasons=[
            PriceReason(
                promotion=one.promotion,
                name=one.name,
                said=one.said,
                amount=money(one.amount),
                lacks=one.lacks,
                by=one.by,
            )
            for one in reasons_of(reckoned)
        ],
    )
