"""Through whose hands the money of an order went: the legal entity of the drawer or of the terminal, or the seller."""

from uuid import UUID

from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types.settling import Passed
from prilavok.domains.payments.queries import list_attempts, read_attempt
from prilavok.domains.places.queries import read_places


def charged_at(attempt: UUID) -> UUID | None:
    """At which place a card was charged: its terminal gives the money back, whoever sells by then."""
    return read_attempt(attempt).place


def money_taken(order: UUID, payment: UUID, amount: int, *, place: UUID | None) -> Passed | None:
    """Money of an order that this place took: its firm owes it to the seller. None where they are one or none is known.

    A card that was charged for a sale that was never recorded is of the firm that charged it.
    """
    head = read_orders([order]).get(order)
    attempts = [] if head else list_attempts(order)
    sold_at = head.place if head else next((one.place for one in attempts), None)
    places = read_places([one for one in (sold_at, place) if one is not None])
    if sold_at is None or place is None:
        return None
    holder, seller = places[place].legal_entity, places[sold_at].legal_entity
    currency = head.currency if head else attempts[0].currency
    return Passed(payment, order, place, holder, seller, amount, currency) if holder != seller else None
