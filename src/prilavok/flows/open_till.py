"""A device at a store may sell without a line; its cashiers open it by a PIN. It may be withdrawn again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.tills.actions import lock_till, set_pin, withdraw_till
from prilavok.domains.tills.actions import open_till as open_till_here
from prilavok.domains.tills.queries import leases_out
from prilavok.domains.tills.types import TillView
from prilavok.flows.give_back_leases import give_back_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "tills.keep"


def open_till(place: UUID, name: str, *, actor: Actor, at: datetime) -> TillView:
    """Let a device sell without a line at the place. It has nothing lent yet."""
    with story():
        return open_till_here(place, name, actor=actor, at=at)


def withdraw(till: UUID, *, actor: Actor, at: datetime) -> None:
    """It is told nothing any more, and what was lent to it goes back. Sales that it still brings are set aside."""
    with story():
        lock_till(till)
        if withdraw_till(till, actor=actor, at=at):
            give_back_here(leases_out(till), "back", actor=actor, at=at)


def choose_pin(staff: UUID, pin: str, *, actor: Actor, at: datetime) -> None:
    """One of the staff opens tills without a line by these digits from now on, chosen by themselves.

    Raises PinUnfit.
    """
    with story():
        set_pin(staff, pin, at=at)
