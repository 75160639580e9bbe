"""A customer sets the PIN by which their points may pay at a till, or wants none any more."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import drop_pin, put_pin
from prilavok.domains.customers.errors import PinNotProven, PinsTooMany
from prilavok.domains.customers.queries import contact_addresses, leaves_shown, opens
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, take

needs = None  # a customer acts, on what is their own
SETTING = Limit("pin set", capacity=10, per_minute=1)


def keep_pin(leaf: UUID, pin: str, *, actor: Actor, at: datetime) -> None:
    """Set the customer's PIN anew, on whatever of their devices they had set one; it is locked no more.

    Raises PinNotProven where the leaf has proven nothing that spends, PinsTooMany, PinUnfit, PinTrivial.
    """
    if not take(SETTING, f"{leaf}", at).allowed:
        raise PinsTooMany
    with story():
        if opens(leaf).spend != "yes":
            raise PinNotProven
        leaves = leaves_shown(leaf)
        phones = [one.address for one in contact_addresses(leaves) if one.channel == "phone"]
        put_pin(leaf, pin, leaves=leaves, phones=phones, at=at)


def drop_own_pin(leaf: UUID, *, actor: Actor, at: datetime) -> bool:
    """No PIN spends their points from now on; whether they had one. Raises PinNotProven."""
    with story():
        if opens(leaf).spend != "yes":
            raise PinNotProven
        return drop_pin(leaves_shown(leaf))
