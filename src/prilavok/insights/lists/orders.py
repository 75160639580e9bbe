"""Orders with the names of places and customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from prilavok.domains.customers.queries import owners_of, read_customers
from prilavok.domains.customers.types import CustomerView
from prilavok.domains.orders.queries import find_orders, list_orders
from prilavok.domains.orders.types import OrderFilter, OrderView
from prilavok.domains.places.types import PlaceName
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.kit.pages import Mark, Page

_NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order; customer None: a receipt without a known person."""

    order: OrderView
    place: PlaceName | None
    customer: CustomerView | None

    @property
    def zone(self) -> str:
        """The zone of the place's clock."""
        return self.place.zone if self.place else "UTC"


def within_rights(actor: StaffActor, chosen: OrderFilter) -> OrderFilter:
    """The filter narrowed to what the actor may see: their own place where the right ends there."""
    if may(actor, "orders.see", "company") is not None:
        return chosen
    own = actor.place if may(actor, "orders.see", "place") is not None else None
    return replace(chosen, place=own if own and chosen.place in (None, own) else _NOWHERE)


def list_order_rows(
    places: Mapping[UUID, PlaceName],
    chosen: OrderFilter,
    *,
    actor: StaffActor,
    number: str = "",
    sort: str = "-time",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[OrderRow]:
    """A page of orders the actor may see. number: that one alone, however it is spelt."""
    allowed = within_rights(actor, chosen)

    def named(orders: Sequence[OrderView]) -> list[OrderRow]:
        owners = owners_of([order.leaf for order in orders])
        people = read_customers(list(owners.values())) if may(actor, "customers.see") else {}
        return [
            OrderRow(
                order, places.get(order.place) if order.place else None, people.get(owners.get(order.leaf, _NOWHERE))
            )
            for order in orders
        ]

    if number:
        found = find_orders(number, slips=False)
        page: Page[OrderView] = Page(tuple(one for one in found if allowed.place in (None, one.place)))
    else:
        page = list_orders(allowed, sort=sort, after=after, limit=limit)
    return page.turned(named)
