"""A customer enters the code they were sent: the phone is theirs, and they are known here from now on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import list_open_baskets
from prilavok.domains.customers.actions import (
    browser_value,
    new_browser_token,
    open_leaf,
    prove_contact,
    use_code,
)
from prilavok.domains.customers.errors import CodeWrong, LeafOfAnother
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.change_basket import basket_of_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None


@dataclass(frozen=True, slots=True)
class Proved:
    """Who it is. leaf: the browser's from now on. token: a new one to give to the browser, None where it keeps its."""

    customer: UUID
    leaf: UUID
    token: str | None = None


def prove_code(leaf: UUID, code: UUID, digits: str, *, actor: Actor, at: datetime) -> Proved:
    """Use the code up and tie the leaf to whoever has the contact; baskets of the one person become one.

    On a device where somebody else is known a fresh leaf with a new token is opened, and nothing of the other is
    joined. Raises CodeWrong (the try is counted), CodeEnded.
    """
    with story():
        try:
            kind, value = use_code(code, leaf, digits, at=at)
        except CodeWrong as wrong:
            refused = wrong
        else:
            return _prove(leaf, kind, value, actor, at)
    raise refused


def _prove(leaf: UUID, kind: str, value: str, actor: Actor, at: datetime) -> Proved:
    token = None
    try:
        proof = prove_contact(leaf, kind, value, source="code", actor=actor, at=at)
    except LeafOfAnother:
        token = new_browser_token()
        fresh = open_leaf("browser", browser_value(token), at=at)
        proof = prove_contact(fresh, kind, value, source="code", actor=Actor("leaf", fresh), at=at)
    if len(list_open_baskets(leaves_with(proof.leaf), most=2)) > 1:
        basket_of_here(proof.leaf, place=None, touchpoint="site", actor=Actor("leaf", proof.leaf), at=at)
    return Proved(proof.customer, proof.leaf, token)
