"""A device is asked to make a passkey, or to sign in by one it has; whom it knows is told to nobody."""

from datetime import datetime
from secrets import token_bytes
from typing import Any
from uuid import UUID

from prilavok.domains.customers.actions import put_challenge
from prilavok.domains.customers.errors import CodesTooMany
from prilavok.domains.customers.queries import credentials_of, leaves_shown, opens
from prilavok.kit.db.connections import story
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, address_block, take
from prilavok.kit.passkeys import Site, asked_to_make, asked_to_sign

needs = None  # a customer acts, on their own device
BY_LEAF = Limit("passkey leaf", capacity=20, per_minute=10)
BY_ADDRESS = Limit("passkey address", capacity=200, per_minute=100)


class NotProven(Refused):
    """Only who has proven a contact of theirs by a code, or signed in by another passkey, may add one."""

    def __init__(self) -> None:
        super().__init__("passkey.not_proven", _("Sign in by a code to your phone first; then add a passkey."))


def ask_to_make(leaf: UUID, *, site: Site, label: str, address: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the browser hands to the device for a new key. label: the person's name there. NotProven, CodesTooMany."""
    _bound(leaf, address, at)
    if opens(leaf).see_personal != "yes":
        raise NotProven
    known = credentials_of(leaves_shown(leaf))
    with story():
        challenge = put_challenge(leaf, at=at)
    return asked_to_make(site, who=token_bytes(32), label=label, challenge=challenge, known=known)


def ask_to_sign(leaf: UUID, *, site: Site, address: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the browser hands to the device to sign in: the same for everybody. Raises CodesTooMany."""
    _bound(leaf, address, at)
    with story():
        challenge = put_challenge(leaf, at=at)
    return asked_to_sign(site, challenge)


def _bound(leaf: UUID, address: str, at: datetime) -> None:
    for limit, who in ((BY_ADDRESS, address_block(address)), (BY_LEAF, str(leaf))):
        taken = take(limit, who, at)
        if not taken.allowed:
            raise CodesTooMany(taken.retry_after)
