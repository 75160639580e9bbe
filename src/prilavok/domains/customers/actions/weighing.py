"""The rules of identity as they stand, applied to a tie before it is written; and the tie itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from prilavok.domains.customers.actions.leaves import (
    give_leaves,
    kind_of_leaf,
    make_findable,
    new_customer,
    owners_now,
    record_recognised,
)
from prilavok.domains.customers.errors import ContactBlocked
from prilavok.domains.customers.models import Evidence, Identifier, Leaf, LeafOwner
from prilavok.domains.customers.queries.laws import current_rules
from prilavok.domains.customers.rules import MESSENGER_CODE, PASSPORT
from prilavok.domains.customers.rules.identity import list_says, nobodys_use, weigh
from prilavok.domains.customers.types import Proof
from prilavok.domains.customers.types.identity import Broken, Held, IdentityRules
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CustomerQuarantined
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two leaves that are to be tied: whose they are now, and the rule that a tie would break."""

    mine: UUID | None
    theirs: UUID | None
    broken: Broken


def refuse_blocked(kind: str, value: str) -> None:
    """Raises ContactBlocked where the rules take no such identifier. value: in its normal form."""
    if nobodys_use(current_rules(), kind, value) == "blocked":
        raise ContactBlocked


def weigh_tie(one: UUID, other: UUID, *, decided: bool = False, alone: Collection[UUID] = ()) -> Weighed:
    """What the rules say to a tie of the two; to be asked while nobody else changes who is who.

    alone: the leaves that the other comes with, where it does not bring all of its customer's.
    """
    owners = owners_now([one, other])
    mine, theirs = owners.get(one), owners.get(other)
    if one == other or (mine is not None and mine == theirs):
        return Weighed(mine, theirs, "")
    rules = current_rules()
    sides = [_side(rules, leaf, owner) for leaf, owner in ((one, mine), (other, theirs))]
    if alone:
        sides[1] = [held for held in sides[1] if held.leaf in alone]
    ends = [next(held for held in side if held.leaf == leaf) for leaf, side in zip((one, other), sides, strict=True)]
    people = mine is not None and theirs is not None
    broken = weigh(rules, ends[0], ends[1], sides[0], sides[1], people=people, decided=decided)
    return Weighed(mine, theirs, broken)


def tie(one: UUID, other: UUID, strength: str, source: str, at: datetime, *, broken: Broken = "") -> UUID:
    """The evidence that ties the two with this strength. It holds where it is verified and breaks no rule.

    What is known already is not kept again; but a passport says less of a browser than a code entered there does, and
    does not stand in its place.
    """
    between = Q(one=one, other=other) | Q(one=other, other=one)
    holds = strength == "verified" and not broken
    standing = Evidence.objects.filter(between, strength=strength, revoked_at__isnull=True)
    if source == MESSENGER_CODE:
        standing = standing.exclude(source=PASSPORT)
    for known in standing.order_by("id"):
        if holds and not known.holds:
            Evidence.objects.filter(id=known.id).update(holds=True, dropped="")
        return known.id
    found = Evidence(
        id=new_id(), one_id=one, other_id=other, strength=strength, source=source, observed_at=at, recorded_at=at,
        holds=holds, dropped=broken,
    )  # fmt: skip
    found.save(force_insert=True)
    return found.id


def attach(
    leaves: Collection[UUID], customer: UUID | None, kinds: str, *, actor: Actor, at: datetime, origin: str
) -> UUID:
    """Leaves of nobody become the customer's, or a new one's; that customer. kinds: by what they were known."""
    owner = customer or new_customer(at, origin)
    fresh = sorted(leaves)
    give_leaves(fresh, owner, at)
    for leaf in fresh:
        record_recognised(owner, leaf, kinds or kind_of_leaf(leaf), actor=actor, at=at, origin=origin)
    make_findable([owner])
    return owner


def keep_apart(leaf: UUID, weighed: Weighed, *, actor: Actor, at: datetime, origin: str) -> Proof:
    """The leaf stays with its own customer though the proof was good: the other side is nobody's, or too large.

    A customer over the cap takes nothing more; customer.quarantined tells of it.
    """
    if weighed.broken == "cap":
        large = [one for one in (weighed.theirs, weighed.mine) if one is not None]
        sizes = {one: LeafOwner.objects.filter(customer=one, valid_to__isnull=True).count() for one in large}
        subject = max(large, key=lambda one: (sizes[one], one))
        record([quarantined(subject, sizes[subject], leaf, actor=actor, at=at, origin=origin)], at)
    customer = weighed.mine or attach([leaf], None, "", actor=actor, at=at, origin=origin)
    return Proof(customer, leaf)


def quarantined(customer: UUID, leaves: int, leaf: UUID, *, actor: Actor, at: datetime, origin: str) -> NewEvent:
    """That a customer has as many leaves as one person may have, and takes no more."""
    return NewEvent(
        verb="customer.quarantined",
        occurred_at=at,
        subject_kind="customer",
        subject=customer,
        leaf=leaf,
        actor=actor,
        origin=origin,
        facts=CustomerQuarantined(customer, leaves),
    )


def _side(rules: IdentityRules, leaf: UUID, owner: UUID | None) -> list[Held]:
    owned = [leaf]
    if owner is not None:
        owned = list(LeafOwner.objects.filter(customer=owner, valid_to__isnull=True).values_list("leaf_id", flat=True))
    seen = Leaf.objects.filter(id__in=owned).values_list("id", "kind", "first_seen_at")
    nobodys = _nobodys(rules, [leaf])
    return [Held(id, kind, since, id in nobodys) for id, kind, since in seen]


def _nobodys(rules: IdentityRules, leaves: Iterable[UUID]) -> set[UUID]:
    named = Identifier.objects.filter(leaf__in=list(leaves), value__isnull=False)
    return {
        leaf
        for leaf, kind, value in named.values_list("leaf_id", "kind", "value")
        if list_says(rules.listed, kind, value or "") == "shared"
    }
