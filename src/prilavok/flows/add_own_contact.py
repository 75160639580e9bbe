"""A customer who is signed in enters the code sent to another contact: it is theirs, and what was known by it too."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import list_open_baskets
from prilavok.domains.customers.actions import hold_people, prove_contact, use_code
from prilavok.domains.customers.errors import CodeWrong, ContactShared, ContactUnconfirmed, LeafOfAnother
from prilavok.domains.customers.queries import (
    OWN_PAGE,
    bind_digits,
    customer_of,
    find_leaf,
    leaves_with,
    shown_lately,
    tie_made_at,
)
from prilavok.flows.change_basket import basket_of_here
from prilavok.flows.tell_of_contact import tell_added
from prilavok.insights.proven_way import proven_ways
from prilavok.kit.db.connections import story
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


@dataclass(frozen=True, slots=True)
class OwnContactAdded:
    """Whose the contact is. joined: it was known as another customer's, and both are one person now."""

    customer: UUID
    joined: bool


def add_own_contact(leaf: UUID, code: UUID, digits: str, *, actor: Actor, at: datetime) -> OwnContactAdded:
    """Two proofs at one moment: by one contact they showed lately who they are, by the code that this one is theirs.

    Raises CodeWrong (the try is counted), CodeEnded, ContactUnconfirmed; ContactShared, FamilyPhone and ContactTooMany
    where the rules of identity keep the two apart: the proof is kept, the code used up and nobody joined.
    """
    with story():
        try:
            kind, value = use_code(code, leaf, bind_digits(digits), at=at)
            return _add(leaf, kind, value, actor, at)
        except (CodeWrong, ContactShared, LeafOfAnother) as one:
            refused: Refused = one
    # Raised once the try is counted, or the proof is kept for staff to decide.
    raise refused


def _add(leaf: UUID, kind: str, value: str, actor: Actor, at: datetime) -> OwnContactAdded:
    hold_people()
    shown = shown_lately(leaf, at)
    if not shown:
        raise ContactUnconfirmed
    before = find_leaf(kind, value)
    mine = leaves_with(leaf)
    theirs = leaves_with(before.leaf) if before else []
    # Asked before they are one: then each side still has its own.
    ways = [way for way in proven_ways(sorted({*mine, *theirs}), at) if (way.kind, way.address) != (kind, value)]
    proof = prove_contact(shown[0], kind, value, source=OWN_PAGE, actor=actor, at=at)
    added = find_leaf(kind, value)
    if added is None or added.customer != customer_of(leaf):
        raise ContactShared
    # The code was entered in this very browser: it stays theirs should the other contact be taken away one day.
    prove_contact(leaf, kind, value, source="code", actor=actor, at=at)
    if (tie := tie_made_at(shown[0], added.leaf, at)) is not None:
        tell_added(ways, kind, value, tie=tie, browser=leaf, actor=actor, at=at)
    if len(list_open_baskets(leaves_with(leaf), most=2)) > 1:
        basket_of_here(leaf, place=None, touchpoint="site", actor=Actor("leaf", leaf), at=at)
    return OwnContactAdded(proof.customer, proof.joined is not None)
