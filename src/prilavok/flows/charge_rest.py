"""A card pays what is left of a sale that is about to be recorded: what earlier cards paid of it counts."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import Paying
from prilavok.flows.charge_card import charge_card
from prilavok.kit.events.actor import Actor

needs = "payments.take"


def charge_rest(
    sale: UUID, due: int, *, by_card: bool, currency: str, place: UUID, actor: Actor, at: datetime
) -> tuple[list[Paying], int]:
    """The card payments that went through, and how many of the due minor units they leave.

    by_card: whether a card is charged for what they leave; charged once, however often this is asked. Raises what
    charge_card does: its three phases are this story's.
    """
    taken = [one for one in list_attempts(sale) if one.state == "captured"]
    left = due - sum(one.amount for one in taken)
    if left > 0 and by_card:
        charged = charge_card(sale, left, due=due, currency=currency, place=place, actor=actor, at=at)
        if charged.state == "captured":
            taken, left = [*taken, charged], left - charged.amount
    return [Paying("card", one.amount, attempt=one.id) for one in taken], max(left, 0)
