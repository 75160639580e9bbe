"""Contacts that are proven tie leaves to customers; contacts that are only named tie nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

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
from prilavok.domains.customers.errors import FamilyPhone, LeafOfAnother
from prilavok.domains.customers.models import ContactPoint, Customer, Evidence, Identifier, Join, LeafOwner
from prilavok.domains.customers.rules import CONTACTS, read_contact
from prilavok.domains.customers.types import Proof
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ContactVerified, CustomerJoined
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def prove_contact(
    leaf: UUID, kind: str, value: str, *, source: str, actor: Actor, at: datetime, origin: str = "live"
) -> Proof:
    """Whoever acts by this leaf has proven that the contact is theirs: both are one customer's from now on.

    kind: "phone" or "email". source: how, as a code ("code", "telegram_contact", "document"). Told again it changes
    nothing. Raises LeafOfAnother where the leaf is a browser that somebody else is known on by a contact of their own
    (a visitor known only by the messenger they went on in is the same visitor), FamilyPhone where both have phones of
    their own (then nothing was written), ContactFiller, ContactUnfit, LeafUnknown, Refused.
    """
    normal, made_up = read_contact(kind, value)
    hold_people()
    arrived = kind_of_leaf(leaf)
    contact = open_leaf(kind, normal, at=at, origin=origin, made_up=made_up)
    owners = owners_now([leaf, contact])
    mine, theirs = owners.get(leaf), owners.get(contact)
    if mine is not None and mine != theirs:
        if arrived == "browser" and _has(mine, CONTACTS):
            raise LeafOfAnother
        if theirs is not None and _has_phone(mine) and _has_phone(theirs):
            raise FamilyPhone
    evidence = _tie(leaf, contact, "verified", source, at) if leaf != contact else None
    _verify_contact_point(contact, kind, normal, made_up, leaf, actor=actor, at=at, origin=origin)
    if evidence is not None and mine is not None and theirs is not None and mine != theirs:
        return _join(mine, theirs, leaf, evidence, actor=actor, at=at, origin=origin)
    customer = mine or theirs or new_customer(at, origin)
    if fresh := sorted({leaf, contact} - owners.keys()):
        give_leaves(fresh, customer, at)
        record_recognised(customer, leaf if leaf in fresh else contact, kind, actor=actor, at=at, origin=origin)
        make_findable([customer])
    return Proof(customer, leaf)


def assert_contact(leaf: UUID, kind: str, value: str, *, source: str, at: datetime, origin: str = "live") -> UUID:
    """Somebody named a contact without proving it: kept as asserted evidence, which attaches and opens nothing.

    Gives the leaf of the contact. Raises ContactFiller, ContactUnfit, LeafUnknown, Refused.
    """
    normal, made_up = read_contact(kind, value)
    kind_of_leaf(leaf)
    contact = open_leaf(kind, normal, at=at, origin=origin, made_up=made_up)
    _tie(leaf, contact, "asserted", source, at)
    return contact


def _has_phone(customer: UUID) -> bool:
    return _has(customer, ("phone",))


def _has(customer: UUID, kinds: Sequence[str]) -> bool:
    owned = LeafOwner.objects.filter(customer=customer, valid_to__isnull=True).values("leaf_id")
    return Identifier.objects.filter(leaf__in=owned, kind__in=kinds).exists()


def _tie(one: UUID, other: UUID, strength: str, source: str, at: datetime) -> UUID:
    """The evidence that ties the two with this strength."""
    between = Q(one=one, other=other) | Q(one=other, other=one)
    for known in Evidence.objects.filter(between, strength=strength, revoked_at__isnull=True).order_by("id"):
        return known.id
    tie = Evidence(
        id=new_id(), one_id=one, other_id=other, strength=strength, source=source, observed_at=at, recorded_at=at
    )
    tie.save(force_insert=True)
    return tie.id


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


def _join(mine: UUID, theirs: UUID, leaf: UUID, evidence: UUID, *, actor: Actor, at: datetime, origin: str) -> Proof:
    """Two customers are one: the one known longer is kept, the leaves of the other come over."""
    kept, gone = (
        Customer.objects.filter(id__in=[mine, theirs]).order_by("created_at", "id").values_list("id", flat=True)
    )
    moved = sorted(LeafOwner.objects.filter(customer=gone, valid_to__isnull=True).values_list("leaf_id", flat=True))
    join = Join.objects.create(
        id=new_id(),
        kept_id=kept,
        gone_id=gone,
        evidence_id=evidence,
        leaves=[str(one) for one in moved],
        actor_kind=actor.kind,
        actor=actor.id,
        joined_at=at,
    ).id
    give_leaves(moved, kept, at)
    event = NewEvent(
        verb="customer.joined",
        occurred_at=at,
        subject_kind="customer",
        subject=kept,
        leaf=leaf,
        actor=actor,
        origin=origin,
        facts=CustomerJoined(join, kept, gone),
    )
    record([event], at)
    make_findable([kept, gone])
    return Proof(kept, leaf, join)
