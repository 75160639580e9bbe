"""What an exchange would make: the return, what is taken instead, and the difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with, nameless_leaves
from prilavok.domains.orders.types import OrderView
from prilavok.domains.orders.types.returning import BringBack
from prilavok.domains.payments.queries import part_back
from prilavok.domains.payments.types import WayBack
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish
from prilavok.insights.reckoning import NOBODY, Who, reckon
from prilavok.insights.returned_order import ReturnPlan, read_plan


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """A return with what is taken instead. Minor units: amount of the other goods; to_pay or back, the difference.

    ways: how what is given back goes.
    """

    back: ReturnPlan
    amount: int
    ways: tuple[WayBack, ...]

    @property
    def to_pay(self) -> int:
        """What the customer still pays."""
        return max(self.amount - self.back.money, 0)

    @property
    def given(self) -> int:
        """What the customer is given."""
        return max(self.back.money - self.amount, 0)


def read_exchange(
    order: UUID, brought: Sequence[BringBack], instead: Sequence[PricedWish], *, place: UUID, at: datetime
) -> ExchangePlan:
    """Look at an exchange. Raises what read_plan does, NoPrice."""
    plan = read_plan(order, brought, place=place, at=at)
    amount = price_instead(plan.order, instead, place=place, at=at)
    return ExchangePlan(plan, amount, tuple(part_back(min(plan.money, amount), plan.ways)[1]))


def price_instead(head: OrderView, instead: Sequence[PricedWish], *, place: UUID, at: datetime) -> int:
    """What other goods cost the same customer at the place now, minor units. Raises NoPrice."""
    if not instead:
        return 0
    reckoned = reckon(instead, read_place(place), touchpoint="till", who=who_exchanges(head), at=at)
    return sum(one.list_amount - one.discount_amount for one in reckoned.quoted(instead))


def who_exchanges(head: OrderView) -> Who:
    """As whom the customer of an order is treated when they take other goods: as themselves, where they are known."""
    return NOBODY if nameless_leaves([head.leaf]) else Who(tuple(leaves_with(head.leaf)))
