"""A customer adds a passkey of the device in their hand, or takes one away."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import prove_leaf, put_passkey, remove_passkey, use_challenge
from prilavok.domains.customers.queries import leaves_shown, list_passkeys, opens
from prilavok.flows.ask_for_passkey import NotProven
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.passkeys import Site, made_key, read_answer

needs = None  # a customer acts, on what is their own


def keep_passkey(leaf: UUID, answered: str, *, site: Site, label: str, actor: Actor, at: datetime) -> None:
    """Keep the key that the device made; from now on it signs in as this customer.

    answered: the browser's answer as JSON. label: how the customer calls the device. Raises NotProven, PasskeyUnfit,
    ChallengeEnded, PasskeysTooMany.
    """
    _credential, challenge, answer = read_answer(answered)
    key = made_key(site, answer, challenge)
    with story():
        if opens(leaf).see_personal != "yes":
            raise NotProven
        use_challenge(challenge, leaf, at=at)
        device = put_passkey(key, label=label, owned=len(list_passkeys(leaves_shown(leaf))), at=at)
        prove_leaf(leaf, device, source="passkey", actor=actor, at=at)


def drop_passkey(leaf: UUID, passkey: UUID, *, actor: Actor, at: datetime) -> None:
    """The key opens nothing any more; who signed in by it stays signed in on their browsers. Raises PasskeyUnknown."""
    with story():
        remove_passkey(passkey, leaves_shown(leaf), at=at)
