"""A customer enters the code they were sent: the contact is theirs, and they are known here from now on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import list_open_baskets
from prilavok.domains.customers.actions import (
    browser_value,
    new_browser_token,
    open_leaf,
    prove_contact,
    prove_leaf,
    use_code,
)
from prilavok.domains.customers.errors import CodeWrong, LeafOfAnother
from prilavok.domains.customers.queries import MESSENGER_CODE, leaf_told, leaves_with
from prilavok.domains.customers.types import Proof
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

    What a messenger brought proves that its user holds this browser, and nothing of the contact it was asked by.
    On a device where somebody else is known a fresh leaf with a new token is opened, and nothing of the other is
    joined. Raises CodeWrong (the try is counted), CodeEnded.
    """
    with story():
        try:
            kind, value = use_code(code, leaf, digits, at=at)
        except CodeWrong as wrong:
            refused = wrong
        else:
            return _enter(leaf, kind, value, leaf_told(code), actor, at)
    raise refused


def _prove(leaf: UUID, kind: str, value: str, told: UUID | None, actor: Actor, at: datetime) -> Proof:
    if told is not None:
        return prove_leaf(leaf, told, source=MESSENGER_CODE, actor=actor, at=at)
    return prove_contact(leaf, kind, value, source="code", actor=actor, at=at)


def _enter(leaf: UUID, kind: str, value: str, told: UUID | None, actor: Actor, at: datetime) -> Proved:
    token = None
    try:
        proof = _prove(leaf, kind, value, told, actor, at)
    except LeafOfAnother:
        token = new_browser_token()
        fresh = open_leaf("browser", browser_value(token), at=at)
        proof = _prove(fresh, kind, value, told, Actor("leaf", fresh), at)
    if len(list_open_baskets(leaves_with(proof.leaf), most=2)) > 1:
        basket_of_here(proof.leaf, place=None, touchpoint="site", actor=Actor("leaf", proof.leaf), at=at)
    return Proved(proof.customer, proof.leaf, token)
