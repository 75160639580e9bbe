"""A customer signs in by a passkey: this browser is theirs from now on."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import list_open_baskets
from prilavok.domains.customers.actions import (
    browser_value,
    new_browser_token,
    note_passkey_used,
    open_leaf,
    prove_leaf,
    use_challenge,
)
from prilavok.domains.customers.queries import customer_of, find_passkey, leaves_with
from prilavok.flows.change_basket import basket_of_here
from prilavok.flows.prove_code import Proved
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.passkeys import Site, read_answer, signed_by

needs = None  # a customer acts, on what is their own


def enter_by_passkey(leaf: UUID, answered: str, *, site: Site, actor: Actor, at: datetime) -> Proved:
    """Tie the browser to whoever the key belongs to; baskets of the one person become one.

    answered: the browser's answer as JSON. On a device where somebody else is known a fresh leaf with a new token is
    opened, and nothing of the other is joined. Raises PasskeyUnfit, PasskeyUnknown, ChallengeEnded.
    """
    credential, challenge, answer = read_answer(answered)
    kept = find_passkey(credential)
    signed = signed_by(site, answer, challenge, kept.key)
    with story():
        use_challenge(challenge, leaf, at=at)
        note_passkey_used(kept, signed, at=at)
        token, entering = None, leaf
        if customer_of(leaf) not in (None, customer_of(kept.leaf)):
            token = new_browser_token()
            entering = open_leaf("browser", browser_value(token), at=at)
        proof = prove_leaf(entering, kept.leaf, source="passkey", actor=Actor("leaf", entering), at=at)
        if len(list_open_baskets(leaves_with(entering), most=2)) > 1:
            basket_of_here(entering, place=None, touchpoint="site", actor=Actor("leaf", entering), at=at)
        return Proved(proof.customer, entering, token)
