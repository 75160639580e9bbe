"""People of a list that somebody brings: what it says is asserted; it attaches, and never joins two known people."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Model, Q

from prilavok.domains.customers.actions.leaves import hold_people, make_findable
from prilavok.domains.customers.actions.suggesting import suggest_named
from prilavok.domains.customers.models import (
    ContactPoint,
    Customer,
    Evidence,
    Identifier,
    Leaf,
    LeafOwner,
    NationalNumber,
)
from prilavok.domains.customers.rules import IIN
from prilavok.domains.customers.types import ListedPerson, TakenIn
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CustomerRecognised
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.search.folding import fold

LISTED = "import"

Name = tuple[str, str]


@dataclass(slots=True)
class _Known:
    """What is known of the people of a list, and what is to be written of them."""

    leaves: dict[Name, UUID]
    owners: dict[UUID, UUID]
    names: dict[UUID, str]
    codes: dict[UUID, set[str]]
    ties: set[frozenset[UUID]]
    numbers: dict[UUID, str]
    fresh: list[Model] = field(default_factory=list)
    touched: dict[UUID, None] = field(default_factory=dict)
    recognised: list[tuple[UUID, UUID, str]] = field(default_factory=list)
    named: list[tuple[UUID, UUID]] = field(default_factory=list)


def take_in_people(
    people: Sequence[ListedPerson], *, source: str, actor: Actor, at: datetime, origin: str
) -> list[TakenIn]:
    """Take people in, in their order; each becomes a leaf, and a customer where they are nobody known.

    A person is who bears their code; else the one customer whom their contacts name, if that one has no other code of
    this source and the names do not contradict; else somebody new, tied to the others by asserted evidence only, which
    joins nobody and is put before staff. So is a row whose name contradicts that of whoever bears its code: the
    code stays theirs, its contacts are another's. An empty name is filled; a known one stays.
    """
    if not people:
        return []
    hold_people()
    known = _read_known(people)
    taken = [_take_in(person, known, source, at, origin) for person in people]
    for model in (Customer, Leaf, Identifier, NationalNumber, LeafOwner, ContactPoint, Evidence):
        fresh = cast(type[Model], model)
        fresh._default_manager.bulk_create([row for row in known.fresh if isinstance(row, fresh)])
    record(
        [
            NewEvent(
                verb="customer.recognised",
                occurred_at=at,
                subject_kind="customer",
                subject=customer,
                leaf=leaf,
                actor=actor,
                origin=origin,
                facts=CustomerRecognised(customer, kind),
            )
            for customer, leaf, kind in known.recognised
        ],
        at,
    )
    suggest_named(known.named, at)
    make_findable(list(known.touched))
    return taken


def _names_of(person: ListedPerson) -> list[Name]:
    own = [(LISTED, person.code)] if person.code else []
    return own + [(one.kind, one.value) for one in person.contacts]


def _read_known(people: Sequence[ListedPerson]) -> _Known:
    asked: dict[str, set[str]] = {}
    for kind, value in (name for person in people for name in _names_of(person)):
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
    # A tie that somebody has revoked is not made again by the same list.
    ties = Evidence.objects.filter(one__in=leaves.values(), other__in=leaves.values())
    tied = {frozenset(pair) for pair in ties.values_list("one_id", "other_id")}
    held = Identifier.objects.filter(leaf__in=all_leaves, kind=IIN, value__isnull=False)
    numbers = {all_leaves[leaf]: str(value) for leaf, value in held.values_list("leaf_id", "value")}
    return _Known(leaves, owners, names, codes, tied, numbers)


def _take_in(person: ListedPerson, known: _Known, source: str, at: datetime, origin: str) -> TakenIn:
    names = _names_of(person)
    own = known.leaves.get(names[0])
    customer = known.owners.get(own) if own else None
    if own and customer and not _agree(known.names.get(customer, ""), person.name):
        return _take_in_another(own, customer, person, known, source, at, origin)
    if customer is None:
        customer = _named_by_contacts(person, known)
    new = customer is None
    if customer is None:
        customer = new_id()
        row = Customer(id=customer, name=person.name, language=person.language, created_at=at, origin=origin)
        known.fresh.append(row)
        known.names[customer] = person.name
        known.touched[customer] = None
    elif person.name and not known.names.get(customer):
        Customer.objects.filter(id=customer).update(name=person.name)
        known.names[customer] = person.name
        known.touched[customer] = None
    leaf = _leaf(names[0], customer, person, known, at, origin)
    for name in names[1:]:
        _tie(leaf, _leaf(name, customer, person, known, at, origin), known, source, at)
    if person.code:
        known.codes.setdefault(customer, set()).add(person.code)
    if new:
        known.recognised.append((customer, leaf, names[0][0]))
    return TakenIn(leaf, customer, new, leaf)


def _take_in_another(
    own: UUID, customer: UUID, person: ListedPerson, known: _Known, source: str, at: datetime, origin: str
) -> TakenIn:
    """A row of somebody's code with another's name: whose the code is, stays; the contacts are not theirs."""
    nobodys = [one for one in person.contacts if known.leaves.get((one.kind, one.value)) not in known.owners]
    told = None
    if nobodys:
        told = _take_in(replace(person, code="", contacts=tuple(nobodys)), known, source, at, origin).leaf
    for one in person.contacts:
        _tie(own, known.leaves[one.kind, one.value], known, source, at)
    return TakenIn(own, customer, False, told)


def _tie(leaf: UUID, other: UUID, known: _Known, source: str, at: datetime) -> None:
    """What a row says of the two; it holds where one person has both, else it is put before staff."""
    if other == leaf or frozenset((leaf, other)) in known.ties:
        return
    known.ties.add(frozenset((leaf, other)))
    tie = Evidence(id=new_id(), one_id=leaf, other_id=other, strength="asserted", source=f"import:{source}"[:40])
    tie.observed_at = tie.recorded_at = at
    tie.holds = known.owners[other] == known.owners[leaf]
    known.fresh.append(tie)
    if not tie.holds:
        known.named.append((leaf, other))


def _named_by_contacts(person: ListedPerson, known: _Known) -> UUID | None:
    leaves = (known.leaves.get((one.kind, one.value)) for one in person.contacts)
    found = {known.owners[leaf] for leaf in leaves if leaf in known.owners}
    if len(found) != 1:
        return None
    (customer,) = found
    number = next((one.value for one in person.contacts if one.kind == IIN), "")
    if number and known.numbers.get(customer, number) != number:
        return None  # another number, another person, whatever phone they share
    begins = person.code.partition(":")[0] + ":"
    if person.code and any(code.startswith(begins) for code in known.codes.get(customer, ())):
        return None
    return customer if _agree(known.names.get(customer, ""), person.name) else None


def _agree(one: str, other: str) -> bool:
    mine, theirs = set(fold(one).split()), set(fold(other).split())
    return mine <= theirs or theirs <= mine


def _leaf(name: Name, customer: UUID, person: ListedPerson, known: _Known, at: datetime, origin: str) -> UUID:
    """The leaf of an identifier, opened where it is new and given where it is nobody's; somebody's stays theirs."""
    kind, value = name
    leaf = known.leaves.get(name)
    if leaf is None:
        leaf = known.leaves[name] = new_id()
        told = next((one for one in person.contacts if (one.kind, one.value) == name), None)
        made_up = told is not None and told.made_up
        known.fresh.append(Leaf(id=leaf, kind=kind, first_seen_at=at, origin=origin))
        known.fresh.append(Identifier(id=new_id(), leaf_id=leaf, kind=kind, value=value, made_up=made_up))
        if told is not None and told.sealed is not None:
            known.fresh.append(NationalNumber(id=new_id(), leaf_id=leaf, kind=kind, sealed=told.sealed))
        if kind in {"phone", "email"}:
            point = ContactPoint(id=new_id(), leaf_id=leaf, channel=kind, address=value, made_up=made_up, created_at=at)
            known.fresh.append(point)
    if leaf not in known.owners:
        known.owners[leaf] = customer
        known.touched[customer] = None
        if kind == IIN:
            known.numbers[customer] = value
        known.fresh.append(LeafOwner(id=new_id(), leaf_id=leaf, customer_id=customer, valid_from=at))
    return leaf
