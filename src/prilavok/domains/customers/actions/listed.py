"""People of a list that somebody brings: what it says is asserted; it attaches, and never joins two known people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Model

from prilavok.domains.customers.actions.lawmaking import names_agree, settle_evidence
from prilavok.domains.customers.actions.leaves import hold_people, make_findable, recognised
from prilavok.domains.customers.actions.listed_known import LISTED, Known, Name, read_known
from prilavok.domains.customers.actions.suggesting import suggest_named
from prilavok.domains.customers.actions.weighing import quarantined
from prilavok.domains.customers.models import (
    ContactPoint,
    Customer,
    Evidence,
    Identifier,
    Leaf,
    LeafOwner,
    NationalNumber,
)
from prilavok.domains.customers.queries.trying import stood_together
from prilavok.domains.customers.rules import IIN
from prilavok.domains.customers.types import ListedPerson, TakenIn
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import record
from prilavok.kit.ids import new_id


def take_in_people(
    people: Sequence[ListedPerson], *, source: str, actor: Actor, at: datetime, origin: str
) -> list[TakenIn]:
    """Take people in, in their order; each becomes a leaf, and a customer where they are nobody known.

    A person is who bears their code; else the one customer whom their contacts name, if that one has no other code of
    this source and the names do not contradict; else somebody new, tied to the others by asserted evidence only, which
    joins nobody and is put before staff. So is a row whose name contradicts that of whoever bears its code: the
    code stays theirs, its contacts are another's. An empty name is filled; a known one stays.

    The rules of identity hold: a contact that is nobody's names and ties nobody; one that is over what a person may
    have stays nobody's and is put before staff; who is over the cap takes nothing more, and customer.quarantined tells
    of it. What a rule dropped and no rule drops now holds when it is told again. Each person bears a code or a contact
    that is not nobody's (names_somebody).
    """
    if not people:
        return []
    hold_people()
    known = read_known(people)
    taken = [_take_in(person, known, source, at, origin) for person in people]
    for model in (Customer, Leaf, Identifier, NationalNumber, LeafOwner, ContactPoint, Evidence):
        fresh = cast(type[Model], model)
        fresh._default_manager.bulk_create([row for row in known.fresh if isinstance(row, fresh)])
    told = [
        recognised(customer, leaf, kind, actor=actor, at=at, origin=origin) for customer, leaf, kind in known.recognised
    ]
    over = [
        quarantined(customer, len(known.held[customer]), leaf, actor=actor, at=at, origin=origin)
        for customer, leaf in known.over.items()
    ]
    record([*told, *over], at)
    _tie_again(known, actor, at)
    suggest_named(known.named, at)
    make_findable(list(known.touched))
    return taken


def _tie_again(known: Known, actor: Actor, at: datetime) -> None:
    """What a rule dropped holds again: in one person at once, and between two where they were one before."""
    apart = [tie.id for tie in known.again if known.owners[tie.one_id] != known.owners[tie.other_id]]
    Evidence.objects.filter(id__in={tie.id for tie in known.again} - set(apart)).update(holds=True, dropped="")
    if stood := stood_together(apart):
        settle_evidence(stood, {}, actor=actor, at=at)


def _take_in(person: ListedPerson, known: Known, source: str, at: datetime, origin: str) -> TakenIn:
    names = known.names_of(person)
    own = known.leaves.get(names[0])
    customer = known.owners.get(own) if own else None
    if own and customer and not names_agree(known.names.get(customer, ""), person.name):
        return _take_in_another(own, customer, person, known, source, at, origin)
    if customer is None:
        customer, names = _led(_named_by_contacts(person, names, known), names, known, at)
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
    leaf = known.leaf(names[0], person, at, origin)
    known.give(names[0], customer, at)
    # What is theirs comes before what is to become theirs, as the log has it when it is judged anew.
    for name in sorted(names[1:], key=lambda name: known.owner(name) != customer):
        _tell(leaf, name, customer, person, known, source, at, origin)
    for name, use in known.nobodys_of(person):
        if name not in known.leaves:  # once it is somebody's again, it is whose who named it first
            known.tie(leaf, known.leaf(name, person, at, origin), source, at, broken=use)
    if person.code:
        known.codes.setdefault(customer, set()).add(person.code)
    if new:
        known.recognised.append((customer, leaf, names[0][0]))
    return TakenIn(leaf, customer, new, leaf)


def _tell(
    lead: UUID, name: Name, customer: UUID, person: ListedPerson, known: Known, source: str, at: datetime, origin: str
) -> None:
    """A row names this beside its lead: nobody's becomes the customer's where no rule breaks; somebody's stays."""
    other = known.leaf(name, person, at, origin)
    together = known.owners.get(other) == customer
    broken = "" if together else known.broken(known.seen[lead], known.seen[other])
    if not broken:
        known.give(name, customer, at)
    elif broken == "cap" and other not in known.owners:
        known.over[customer] = lead
    known.tie(lead, other, source, at, broken=broken)


def _led(customer: UUID | None, names: list[Name], known: Known, at: datetime) -> tuple[UUID | None, list[Name]]:
    """Whose a row is that contacts name, and its names, the first of which facts arrive with.

    Where the customer cannot take that one, a code is somebody else's, and a contact gives way to one of theirs.
    """
    if customer is None:
        return None, names
    theirs = next(name for name in names if known.owner(name) == customer)
    broken = known.broken(known.would_be(names[0], at), known.seen[known.leaves[theirs]])
    if broken and names[0][0] == LISTED:
        if broken == "cap":
            known.over[customer] = known.leaves[theirs]
        return None, names
    return customer, [theirs, *(name for name in names if name != theirs)] if broken else names


def _take_in_another(
    own: UUID, customer: UUID, person: ListedPerson, known: Known, source: str, at: datetime, origin: str
) -> TakenIn:
    """A row of somebody's code with another's name: whose the code is, stays; the contacts are not theirs."""
    named = [one for one in person.contacts if (one.kind, one.value) not in known.nobodys]
    free = [one for one in named if known.owner((one.kind, one.value)) is None]
    told = None
    if free:
        told = _take_in(replace(person, code="", contacts=tuple(free)), known, source, at, origin).leaf
    for one in named:
        known.tie(own, known.leaves[one.kind, one.value], source, at)
    return TakenIn(own, customer, False, told)


def _named_by_contacts(person: ListedPerson, names: Sequence[Name], known: Known) -> UUID | None:
    found = {owner for name in names if name[0] != LISTED and (owner := known.owner(name)) is not None}
    if len(found) != 1:
        return None
    (customer,) = found
    number = next((one.value for one in person.contacts if one.kind == IIN), "")
    if number and known.numbers.get(customer, number) != number:
        return None  # another number, another person, whatever phone they share
    begins = person.code.partition(":")[0] + ":"
    if person.code and any(code.startswith(begins) for code in known.codes.get(customer, ())):
        return None
    return customer if names_agree(known.names.get(customer, ""), person.name) else None
