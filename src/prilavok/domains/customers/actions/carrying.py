"""A leaf that is proven to be held by the same hands as another: who came with a passport made by that other leaf."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions.joining import join_people
from prilavok.domains.customers.actions.leaves import hold_people, kind_of_leaf
from prilavok.domains.customers.actions.suggesting import suggest
from prilavok.domains.customers.actions.weighing import attach, keep_apart, tie, weigh_tie
from prilavok.domains.customers.errors import ContactTooMany, FamilyPhone, LeafOfAnother
from prilavok.domains.customers.types import Proof
from prilavok.kit.events.actor import Actor


def prove_leaf(leaf: UUID, other: UUID, *, source: str, actor: Actor, at: datetime, origin: str = "live") -> Proof:
    """The same person holds both leaves: they are one customer's from now on. Told again it changes nothing.

    source: how it was proven ("passport"). Where a rule of identity would break, nobody is joined: raises LeafOfAnother
    where one is a device of a known person and the other is known too (then nothing was written), FamilyPhone,
    ContactTooMany (then it is a suggestion), LeafUnknown; a leaf shared or over the cap keeps its own customer.
    """
    hold_people()
    for one in (leaf, other):
        kind_of_leaf(one)
    weighed = weigh_tie(leaf, other)
    if weighed.broken == "leased":
        raise LeafOfAnother
    evidence = tie(leaf, other, "verified", source, at, broken=weighed.broken)
    if weighed.broken in ("shared", "cap"):
        return keep_apart(leaf, weighed, actor=actor, at=at, origin=origin)
    if weighed.broken:
        suggest(leaf, other, evidence, weighed.broken, at)
        raise FamilyPhone if weighed.broken == "apart" else ContactTooMany("")
    mine, theirs = weighed.mine, weighed.theirs
    if mine is not None and theirs is not None:
        if mine == theirs:
            return Proof(mine, leaf)
        return join_people(mine, theirs, leaf, evidence, actor=actor, at=at, origin=origin)
    fresh = [one for one, owner in ((leaf, mine), (other, theirs)) if owner is None]
    return Proof(attach(fresh, mine or theirs, "", actor=actor, at=at, origin=origin), leaf)
