"""What goes along when a customer takes a contact off their own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.customers.queries import kinds_of_leaves, read_own_contact, what_goes_along
from prilavok.domains.customers.types.contacts import OwnContact
from prilavok.insights.own_page import OwnOrderRow, list_own_orders

_DEVICES = ("browser", "app", "passkey")
_ORDERS = 5  # named before the button, the latest; more are only said to be


@dataclass(frozen=True, slots=True)
class OwnRemoval:
    """What a contact takes along. devices: known by it alone, how many; messengers: the same.

    orders: the latest of those that came by it alone; more: there are others.
    """

    contact: OwnContact
    devices: int
    messengers: int
    orders: Sequence[OwnOrderRow]
    more: bool


def read_removal(leaf: UUID, contact: UUID) -> OwnRemoval:
    """What goes with a contact of whoever acts by this leaf. Raises ContactUnknown."""
    told, going = read_own_contact(leaf, contact), what_goes_along(leaf, contact)
    kinds = [kind for one, kind in kinds_of_leaves(going).items() if one != contact]
    orders = list_own_orders(going, limit=_ORDERS)
    return OwnRemoval(
        contact=told,
        devices=sum(kind in _DEVICES for kind in kinds),
        messengers=sum(kind not in _DEVICES for kind in kinds),
        orders=orders.rows,
        more=orders.after is not None,
    )
