"""What a typed text means in a list: exact codes first, then the likest names."""

from uuid import UUID

from prilavok.domains.catalog.queries import products_coded, variants_of
from prilavok.domains.customers.queries import named_whole, owners_of
from prilavok.domains.orders.queries import find_orders
from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.places.queries import list_places
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.lists.orders import within_rights
from prilavok.kit.search import find

MOST_FOUND = 100  # a search names the likest; whoever needs more types more
_OPEN = frozenset({"name", "code"})  # of a customer: what is masked for nobody


def find_products(text: str, limit: int = MOST_FOUND, *, wide: bool = False) -> list[UUID]:
    """Products meant by a name, code, SKU or barcode, the likest first. wide: of many, to narrow them afterwards."""
    exact = products_coded(text)
    hits = find("product", text, limit, most=limit) if wide else find("product", text, limit)
    return list(dict.fromkeys([*exact, *(hit.subject for hit in hits)]))[:limit]


def find_variants(text: str, limit: int = MOST_FOUND) -> list[UUID]:
    """Variants of the products meant by a text."""
    return [variant.id for variants in variants_of(find_products(text, limit)).values() for variant in variants]


def find_places(text: str, limit: int = MOST_FOUND) -> list[UUID]:
    """Places meant by a name or code, the likest first, then those with the very text in name, code or address."""
    likest = (hit.subject for hit in find("place", text, limit))
    holding = (place.id for place in list_places(text=text, limit=limit).rows)
    return list(dict.fromkeys([*likest, *holding]))[:limit]


def find_customers(actor: StaffActor, text: str, limit: int = MOST_FOUND) -> list[UUID]:
    """Customers meant by a name, phone, card or e-mail.

    Those who may not see these raw must type one whole: by its parts a masked one could be guessed digit by digit.
    """
    hits = find("customer", text, limit)
    if may(actor, "customers.see_raw") is not None:
        return [hit.subject for hit in hits]
    named = (hit.subject for hit in hits if hit.field in _OPEN)
    return list(dict.fromkeys([*named_whole(text), *named]))[:limit]


def find_people(actor: StaffActor, text: str, limit: int = MOST_FOUND) -> list[UUID]:
    """Customers meant by the number of an order of theirs, which the actor may see; then as `find_customers` does."""
    return list(dict.fromkeys([*_buyers(actor, text), *find_customers(actor, text, limit)]))[:limit]


def _buyers(actor: StaffActor, text: str) -> list[UUID]:
    if may(actor, "orders.see") is None or not any(sign.isdigit() for sign in text):
        return []
    place = within_rights(actor, OrderFilter()).place
    leaves = [one.leaf for one in find_orders(text) if place in (None, one.place)]
    owners = owners_of(leaves) if leaves else {}
    return [owners[leaf] for leaf in leaves if leaf in owners]
