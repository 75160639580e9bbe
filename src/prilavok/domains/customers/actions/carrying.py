"""A leaf that is proven to be held by the same hands as another: who came with a passport made by that other leaf."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions.leaves import (
    give_leaves,
    hold_people,
    kind_of_leaf,
    make_findable,
    new_customer,
    owners_now,
    record_recognised,
)
from prilavok.domains.customers.actions.proving import _has_phone, _join, _tie
from prilavok.domains.customers.errors import FamilyPhone
from prilavok.domains.customers.types import Proof
from prilavok.kit.events.actor import Actor


def prove_leaf(leaf: UUID, other: UUID, *, source: str, actor: Actor, at: datetime, origin: str = "live") -> Proof:
    """The same person holds both leaves: they are one customer's from now on. Told again it changes nothing.

    source: how it was proven ("passport"). Raises FamilyPhone where both are known by phones of their own (then
    nothing was written), LeafUnknown.
    """
    hold_people()
    kinds = {one: kind_of_leaf(one) for one in (leaf, other)}
    owners = owners_now([leaf, other])
    mine, theirs = owners.get(leaf), owners.get(other)
    if mine is not None and theirs is not None and mine != theirs and _has_phone(mine) and _has_phone(theirs):
        raise FamilyPhone
    evidence = _tie(leaf, other, "verified", source, at)
    if mine is not None and theirs is not None:
        if mine == theirs:
            return Proof(mine, leaf)
        return _join(mine, theirs, leaf, evidence, actor=actor, at=at, origin=origin)
    customer = mine or theirs or new_customer(at, origin)
    fresh = sorted({leaf, other} - owners.keys())
    give_leaves(fresh, customer, at)
    for one in fresh:
        record_recognised(customer, one, kinds[one], actor=actor, at=at, origin=origin)
    make_findable([customer])
    return Proof(customer, leaf)
