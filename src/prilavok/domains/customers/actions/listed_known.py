"""What is known of the people of a list, what the rules of identity say of them, and what is to be written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Model, Q

from prilavok.domains.customers.models import (
    ContactPoint,
    Customer,
    Evidence,
    Identifier,
    Leaf,
    LeafOwner,
    NationalNumber,
)
from prilavok.domains.customers.queries.laws import current_rules
from prilavok.domains.customers.rules import IIN
from prilavok.domains.customers.rules.identity import nobodys_use, weigh
from prilavok.domains.customers.types import ListedPerson, NewIdentifier
from prilavok.domains.customers.types.identity import Broken, Held, IdentityRules, ListedUse
from prilavok.kit.ids import new_id

LISTED = "import"

Name = tuple[str, str]


@dataclass(slots=True)
class Known:
    """What is known of the people of a list, and what is to be written of them.

    held: the leaves of each customer; seen: each named leaf; both as rules see them. nobodys: what the rules say of
    contacts that are nobody's. ties: the evidence between two leaves, the dropped before all other. again: evidence
    that a rule dropped and that is told anew. over: customers over the cap, by a leaf that names them.
    """

    rules: IdentityRules
    leaves: dict[Name, UUID]
    owners: dict[UUID, UUID]
    names: dict[UUID, str]
    codes: dict[UUID, set[str]]
    ties: dict[frozenset[UUID], Evidence]
    numbers: dict[UUID, str]
    held: dict[UUID, list[Held]]
    seen: dict[UUID, Held]
    nobodys: dict[Name, ListedUse]
    fresh: list[Model] = field(default_factory=list)
    touched: dict[UUID, None] = field(default_factory=dict)
    recognised: list[tuple[UUID, UUID, str]] = field(default_factory=list)
    named: list[tuple[UUID, UUID]] = field(default_factory=list)
    again: list[Evidence] = field(default_factory=list)
    over: dict[UUID, UUID] = field(default_factory=dict)

    def names_of(self, person: ListedPerson) -> list[Name]:
        """The code and the contacts of a row, without those that are nobody's."""
        return [name for name in _names_of(person) if name not in self.nobodys]

    def nobodys_of(self, person: ListedPerson) -> list[tuple[Name, ListedUse]]:
        """The contacts of a row that are nobody's, with why."""
        return [(name, self.nobodys[name]) for name in _names_of(person) if name in self.nobodys]

    def owner(self, name: Name) -> UUID | None:
        """Whose an identifier is."""
        leaf = self.leaves.get(name)
        return self.owners.get(leaf) if leaf else None

    def broken(self, lead: Held, other: Held) -> Broken:
        """The rule that a list's tie of two who are not one would break; a list joins no two people."""
        mine, theirs = (self._side(end) for end in (lead, other))
        return weigh(self.rules, lead, other, mine, theirs, people=False)

    def leaf(self, name: Name, person: ListedPerson, at: datetime, origin: str) -> UUID:
        """The leaf of an identifier, opened where it is new; whose it is does not change."""
        kind, value = name
        if (found := self.leaves.get(name)) is not None:
            return found
        leaf = self.leaves[name] = new_id()
        self.seen[leaf] = Held(leaf, kind, at, self._on_the_list(name))
        told = next((one for one in person.contacts if (one.kind, one.value) == name), NewIdentifier(kind, value))
        self.fresh.append(Leaf(id=leaf, kind=kind, first_seen_at=at, origin=origin))
        self.fresh.append(Identifier(id=new_id(), leaf_id=leaf, kind=kind, value=value, made_up=told.made_up))
        if told.sealed is not None:
            self.fresh.append(NationalNumber(id=new_id(), leaf_id=leaf, kind=kind, sealed=told.sealed))
        if kind in {"phone", "email"}:
            point = ContactPoint(id=new_id(), leaf_id=leaf, channel=kind, address=value, made_up=told.made_up)
            point.created_at = at
            self.fresh.append(point)
        return leaf

    def give(self, name: Name, customer: UUID, at: datetime) -> None:
        """A leaf of nobody is the customer's; somebody's stays theirs."""
        leaf = self.leaves[name]
        if leaf in self.owners:
            return
        self.owners[leaf] = customer
        self.held.setdefault(customer, []).append(self.seen[leaf])
        self.touched[customer] = None
        if name[0] == IIN:
            self.numbers[customer] = name[1]
        self.fresh.append(LeafOwner(id=new_id(), leaf_id=leaf, customer_id=customer, valid_from=at))

    def tie(self, leaf: UUID, other: UUID, source: str, at: datetime, *, broken: Broken = "") -> None:
        """What a row says of the two; it holds where one person has both, else it is put before staff.

        A tie that somebody has revoked is not made again by the same list.
        """
        if leaf == other:
            return
        mine, theirs, pair = self.owners.get(leaf), self.owners.get(other), frozenset((leaf, other))
        together = mine is not None and mine == theirs
        before = self.ties.get(pair)
        if before is None:
            tie = Evidence(id=new_id(), one_id=leaf, other_id=other, strength="asserted", holds=together)
            tie.source, tie.dropped = f"import:{source}"[:40], "" if theirs else broken
            tie.observed_at = tie.recorded_at = at
            self.ties[pair] = tie
            self.fresh.append(tie)
        elif before.dropped and before.revoked_at is None and not broken:
            self.again.append(before)
        if not together and broken not in ("blocked", "shared", "cap"):  # a yes of staff could not join them
            self.named.append((leaf, other))

    def would_be(self, name: Name, at: datetime) -> Held:
        """An identifier as the rules see it, whether it is known or not."""
        leaf = self.leaves.get(name)
        return self.seen[leaf] if leaf else Held(new_id(), name[0], at, self._on_the_list(name))

    def _side(self, end: Held) -> Sequence[Held]:
        owner = self.owners.get(end.leaf)
        return self.held[owner] if owner else [end]

    def _on_the_list(self, name: Name) -> bool:
        return nobodys_use(self.rules, *name) != ""


def read_known(people: Sequence[ListedPerson]) -> Known:
    """What is known of all whom the rows name; to be read while nobody else changes who is who."""
    rules = current_rules()
    asked: dict[str, set[str]] = {}
    named = {name for person in people for name in _names_of(person)}
    for kind, value in named:
        asked.setdefault(kind, set()).add(value)
    either = Q()
    for kind, values in asked.items():
        either |= Q(kind=kind, value__in=values)
    rows = Identifier.objects.filter(either).values_list("kind", "value", "leaf_id") if asked else []
    leaves: dict[Name, UUID] = {(kind, str(value)): leaf for kind, value, leaf in rows if value is not None}
    owned = LeafOwner.objects.filter(leaf__in=leaves.values(), valid_to__isnull=True)
    owners = dict(owned.values_list("leaf_id", "customer_id"))
    customers = set(owners.values())
    names = dict(Customer.objects.filter(id__in=customers).values_list("id", "name"))
    all_leaves = dict(
        LeafOwner.objects.filter(customer__in=customers, valid_to__isnull=True).values_list("leaf_id", "customer_id")
    )
    codes: dict[UUID, set[str]] = {}
    bearing = Identifier.objects.filter(leaf__in=all_leaves, kind=LISTED, value__isnull=False)
    for leaf, code in bearing.values_list("leaf_id", "value"):
        codes.setdefault(all_leaves[leaf], set()).add(str(code))
    ties = Evidence.objects.filter(one__in=leaves.values(), other__in=leaves.values()).order_by("dropped", "id")
    tied = {frozenset((tie.one_id, tie.other_id)): tie for tie in ties}
    numbered = Identifier.objects.filter(leaf__in=all_leaves, kind=IIN, value__isnull=False)
    numbers = {all_leaves[leaf]: str(value) for leaf, value in numbered.values_list("leaf_id", "value")}
    on_list = {leaf for name, leaf in leaves.items() if nobodys_use(rules, *name)}
    seen = {
        leaf: Held(leaf, kind, since, leaf in on_list)
        for leaf, kind, since in Leaf.objects.filter(id__in={*all_leaves, *leaves.values()}).values_list(
            "id", "kind", "first_seen_at"
        )
    }
    held: dict[UUID, list[Held]] = {}
    for leaf, customer in all_leaves.items():
        held.setdefault(customer, []).append(seen[leaf])
    nobodys = {name: use for name in named if name[0] != LISTED and (use := nobodys_use(rules, *name))}
    return Known(rules, leaves, owners, names, codes, tied, numbers, held, seen, cast(dict[Name, ListedUse], nobodys))


def _names_of(person: ListedPerson) -> list[Name]:
    own = [(LISTED, person.code)] if person.code else []
    return own + [(one.kind, one.value) for one in person.contacts]
