"""Contacts that are proven tie leaves to customers as far as the rules allow; those only named become suggestions."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions.joining import join_people
from prilavok.domains.customers.actions.leaves import (
    give_leaves,
    hold_people,
    kind_of_leaf,
    make_findable,
    new_customer,
    open_leaf,
    owners_now,
    record_recognised,
)
from prilavok.domains.customers.actions.parting import leaves_apart, part
from prilavok.domains.customers.actions.suggesting import suggest
from prilavok.domains.customers.actions.weighing import keep_apart, refuse_blocked, tie, weigh_tie
from prilavok.domains.customers.errors import ContactTooMany, FamilyPhone, LeafOfAnother
from prilavok.domains.customers.models import ContactPoint
from prilavok.domains.customers.rules import read_contact
from prilavok.domains.customers.types import Proof
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ContactVerified
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def prove_contact(
    leaf: UUID, kind: str, value: str, *, source: str, actor: Actor, at: datetime, origin: str = "live"
) -> Proof:
    """Whoever acts by this leaf has proven that the contact is theirs: both are one customer's from now on.

    kind: "phone" or "email". source: how, as a code ("code", "telegram_contact", "document"). Told again it changes
    nothing. Where a rule of identity would break, the proof is what gives way. Raises LeafOfAnother where the leaf is a
    device that somebody else is known on by a contact of their own (then nothing was written); FamilyPhone where both
    have contacts that keep people apart and ContactTooMany where a limit is reached (then the proof is kept as a
    suggestion); ContactBlocked, ContactFiller, ContactUnfit, LeafUnknown, Refused. A contact that is shared or whose
    customer is over the cap joins nobody: the leaf stays with a customer of its own. A contact that only a list gave to
    somebody who is proven by other leaves brings nobody: it leaves them, and staff decide whether they are one.
    """
    normal, made_up = read_contact(kind, value)
    hold_people()
    refuse_blocked(kind, normal)
    kind_of_leaf(leaf)
    contact = open_leaf(kind, normal, at=at, origin=origin, made_up=made_up)
    owners = owners_now([leaf, contact])
    alone = leaves_apart(contact, owners.get(contact), owners.get(leaf))
    weighed = weigh_tie(leaf, contact, alone=alone)
    mine, theirs = weighed.mine, weighed.theirs
    if weighed.broken == "leased":
        raise LeafOfAnother
    evidence = tie(leaf, contact, "verified", source, at, broken=weighed.broken) if leaf != contact else None
    if weighed.broken in ("shared", "cap"):
        return keep_apart(leaf, weighed, actor=actor, at=at, origin=origin)
    if weighed.broken and evidence is not None:
        suggest(leaf, contact, evidence, weighed.broken, at)
        raise FamilyPhone if weighed.broken == "apart" else ContactTooMany(kind)
    if alone and theirs is not None:
        # Of more than the contact alone another was the customer before: a join, which can be undone, tells of it.
        to = mine if len(alone) == 1 else None
        theirs = part(alone, theirs, to, actor=actor, at=at, origin=origin)
    _verify_contact_point(contact, kind, normal, made_up, leaf, actor=actor, at=at, origin=origin)
    if evidence is not None and mine is not None and theirs is not None and mine != theirs:
        return join_people(mine, theirs, leaf, evidence, actor=actor, at=at, origin=origin)
    customer = mine or theirs or new_customer(at, origin)
    if fresh := sorted({leaf, contact} - owners_now([leaf, contact]).keys()):
        give_leaves(fresh, customer, at)
        record_recognised(customer, leaf if leaf in fresh else contact, kind, actor=actor, at=at, origin=origin)
        make_findable([customer])
    return Proof(customer, leaf)


def assert_contact(leaf: UUID, kind: str, value: str, *, source: str, at: datetime, origin: str = "live") -> UUID:
    """Somebody named a contact without proving it: kept as asserted evidence, which attaches and opens nothing.

    Where the contact is a customer's, it is suggested to staff that both are one person. Gives the leaf of the contact.
    Raises ContactBlocked, ContactFiller, ContactUnfit, LeafUnknown, Refused.
    """
    normal, made_up = read_contact(kind, value)
    refuse_blocked(kind, normal)
    kind_of_leaf(leaf)
    contact = open_leaf(kind, normal, at=at, origin=origin, made_up=made_up)
    weighed = weigh_tie(leaf, contact, decided=True)
    evidence = tie(leaf, contact, "asserted", source, at)
    if weighed.theirs is not None and weighed.mine != weighed.theirs and not weighed.broken and origin == "live":
        suggest(leaf, contact, evidence, "asserted", at)
    return contact


def _verify_contact_point(
    contact: UUID, kind: str, address: str, made_up: bool, leaf: UUID, *, actor: Actor, at: datetime, origin: str
) -> None:
    point, _new = ContactPoint.objects.get_or_create(
        leaf_id=contact,
        channel=kind,
        address=address,
        defaults={"id": new_id(), "made_up": made_up, "created_at": at},
    )
    if point.verified_at is not None:
        return
    ContactPoint.objects.filter(id=point.id).update(verified_at=at, on=True)
    event = NewEvent(
        verb="contact.verified",
        occurred_at=at,
        subject_kind="contact",
        subject=point.id,
        leaf=leaf,
        actor=actor,
        origin=origin,
        facts=ContactVerified(point.id, "phone" if kind == "phone" else "email"),
    )
    record([event], at)
