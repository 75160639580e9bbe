"""What the palette finds: customers, orders by number, products, places, for whoever may see them."""

from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_products
from prilavok.domains.catalog.types import ProductView
from prilavok.domains.customers.queries import list_identifiers, read_customers
from prilavok.domains.customers.types import CustomerView
from prilavok.domains.customers.types.identity import DEVICES
from prilavok.domains.orders.queries import find_order, find_orders
from prilavok.domains.orders.types import OrderFilter, OrderView
from prilavok.domains.places.types import PlaceView
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.lists.found import find_customers, find_products
from prilavok.insights.lists.orders import within_rights
from prilavok.insights.lists.places import list_place_rows

MOST_OF_EACH = 6
#: what we keep of these is a digest of ours, which tells nobody apart
_DIGESTS = (*DEVICES, "site_user", "iin")


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer with a phone or card to tell namesakes apart, masked where it must be."""

    customer: CustomerView
    known_by: str


@dataclass(frozen=True, slots=True)
class FoundAll:
    """Everything a typed text may mean, the likest first in each kind."""

    customers: tuple[FoundCustomer, ...] = ()
    orders: tuple[OrderView, ...] = ()
    products: tuple[ProductView, ...] = ()
    places: tuple[PlaceView, ...] = ()


def search_all(text: str, *, actor: StaffActor) -> FoundAll:
    """Look everywhere the actor may; nothing for fewer than two signs."""
    typed = text.strip()[:80]
    if len(typed) < 2:
        return FoundAll()
    orders = _orders(typed, actor) if may(actor, "orders.see") else ()
    if orders:
        return FoundAll(orders=orders)  # a whole number means its order and nothing else
    return FoundAll(
        customers=_customers(typed, actor) if may(actor, "customers.see") else (),
        orders=_near_orders(typed, actor) if may(actor, "orders.see") else (),
        products=_products(typed) if may(actor, "catalog.see") else (),
        places=list_place_rows(text=typed).rows[:MOST_OF_EACH] if may(actor, "places.see") else (),
    )


def _customers(text: str, actor: StaffActor) -> tuple[FoundCustomer, ...]:
    ids = find_customers(actor, text, MOST_OF_EACH)
    known = read_customers(ids)
    identifiers = list_identifiers(ids, raw=may(actor, "customers.see_raw") is not None)
    return tuple(
        FoundCustomer(
            known[id],
            next((one.value for one in identifiers.get(id, ()) if one.value and one.kind not in _DIGESTS), ""),
        )
        for id in ids
        if id in known
    )


def _orders(text: str, actor: StaffActor) -> tuple[OrderView, ...]:
    found = find_order(text)
    allowed = within_rights(actor, OrderFilter())
    return (found,) if found and allowed.place in (None, found.place) else ()


def _near_orders(text: str, actor: StaffActor) -> tuple[OrderView, ...]:
    """Orders whose number was typed with a slip, in another script or without its prefix."""
    place = within_rights(actor, OrderFilter()).place
    return tuple(one for one in find_orders(text) if place in (None, one.place))


def _products(text: str) -> tuple[ProductView, ...]:
    ids: list[UUID] = find_products(text, MOST_OF_EACH)
    known = read_products(ids)
    return tuple(known[id] for id in ids if id in known)
