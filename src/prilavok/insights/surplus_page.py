"""What was taken for an order beyond what is owed: how much may be given back now, and by which ways it came."""

from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import (
    list_attempts,
    list_payments,
    list_refunds,
    part_back,
    surplus_of,
    ways_back,
)
from prilavok.domains.payments.types import RefundView, WayBack
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView


@dataclass(frozen=True, slots=True)
class SurplusPage:
    """order: None where a card was charged for a sale that was never recorded. place: where it was paid.

    amount: minor units to be given back, without what is on its way to a card; ways: how it came, the first first.
    refunds: what providers were asked to give back that they refused or have not answered.
    """

    id: UUID
    order: OrderView | None
    place: PlaceView | None
    currency: str
    amount: int
    ways: tuple[WayBack, ...]
    refunds: tuple[RefundView, ...]

    @property
    def in_cash(self) -> bool:
        """Whether the way it came is cash alone, so that there is nothing to choose."""
        return all(way.method == "cash" for way in self.ways)


def read_surplus(order: UUID) -> SurplusPage:
    """What is to be given back of an order, nought where nothing is."""
    head = read_orders([order]).get(order)
    attempts, refunds, ways = list_attempts(order), list_refunds([order]), ways_back(order)
    waiting = sum(refund.amount for refund in refunds if refund.is_open)
    beyond = surplus_of(order, owed=head.owed if head else 0) - waiting
    amount = max(min(beyond, sum(way.amount for way in ways)), 0)
    place = head.place if head else next((one.place for one in attempts), None)
    paid = list_payments([order])
    return SurplusPage(
        id=order,
        order=head,
        place=read_places([place]).get(place) if place else None,
        currency=head.currency if head else next((one.currency for one in paid), ""),
        amount=amount,
        ways=tuple(part_back(amount, ways)[0]),
        refunds=tuple(refund for refund in refunds if refund.state != "done"),
    )
