"""A customer who is signed in takes a contact off their own page: it proves them no more, and nothing is erased."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import take_out_contact
from prilavok.domains.customers.errors import ContactTooNew, ContactUnconfirmed
from prilavok.domains.customers.queries import (
    SETTLED,
    customer_of,
    leaves_with,
    owned_since,
    read_own_contact,
    shown_lately,
)
from prilavok.flows.separate_person import refused_by_all
from prilavok.flows.tell_of_contact import tell_removed
from prilavok.insights.proven_way import proven_ways
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def remove_own_contact(leaf: UUID, contact: UUID, *, actor: Actor, at: datetime) -> None:
    """The contact is somebody's of its own, with what hangs on it alone; every contact of theirs is told.

    Raises ContactUnconfirmed, ContactUnknown, ContactLast, and ContactTooNew where who they are was shown lately only
    by others than this contact that were added within the last days.
    """
    with story():
        shown = shown_lately(leaf, at)
        if not shown:
            raise ContactUnconfirmed
        told = read_own_contact(leaf, contact)
        since = owned_since([*shown, contact])
        if contact not in shown and all(since[one] > at - SETTLED for one in shown):
            raise ContactTooNew(SETTLED.days)
        ways, customer = proven_ways(leaves_with(leaf), at), customer_of(leaf)
        assert customer is not None  # they have a contact
        with refused_by_all(customer, since[contact], actor=actor, at=at):
            take_out_contact(contact, leaf, actor=actor, at=at)
        tell_removed(ways, told.kind, told.value, actor=actor, at=at)
