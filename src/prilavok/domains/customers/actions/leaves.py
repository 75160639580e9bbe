"""Leaves: found by what identifies them or opened, owned by customers, and made findable for staff."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection

from prilavok.domains.customers.errors import LeafUnknown
from prilavok.domains.customers.models import Customer, Identifier, Leaf, LeafOwner
from prilavok.domains.customers.rules import CONTACTS
from prilavok.kit.db.asking import ask
from prilavok.kit.db.connections import advisory_key
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CustomerRecognised
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.search.entries import erase_entries, write_entries

# The leaf is written only by whoever wrote the identifier: of two openings at once one wins and no leaf is left over.
_OPEN = """
WITH named AS (
    INSERT INTO customers_identifier (id, leaf_id, kind, value, made_up) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (kind, value) DO NOTHING RETURNING leaf_id
)
INSERT INTO customers_leaf (id, kind, first_seen_at, origin) SELECT leaf_id, %s, %s, %s FROM named RETURNING id
"""
_NAMES = UUID("6d1f2f0e-6a51-5c6e-9a1d-2f6f0c9b7e11")


def leaf_of_browser(value: str) -> UUID:
    """The id that a browser's leaf has, before it is written as after: a page may be looked at without a write."""
    return uuid5(_NAMES, value)


def open_leaf(
    kind: str, value: str, *, at: datetime, origin: str = "live", made_up: bool = False, drawn: bool = False
) -> UUID:
    """Find the leaf that an identifier names, or open one; whose it is does not change.

    value: in its normal form: a phone as E.164, a browser as the SHA-256 of its token, a messenger's user as
    "<connection>:<user>". drawn: it was drawn a moment ago, so it is not looked for before it is written, by one
    statement.
    """
    if not drawn and (found := _leaf_named(kind, value)):
        return found
    leaf = leaf_of_browser(value) if kind == "browser" else new_id()
    written, _kinds = ask(_OPEN, [new_id(), leaf, kind, value, made_up, kind, at, origin])
    return leaf if written else Identifier.objects.get(kind=kind, value=value).leaf_id


def recognise_leaf(leaf: UUID, *, actor: Actor, at: datetime, origin: str = "live") -> UUID:
    """The customer whose leaf this is; a new one where nobody owns it, known by nothing else.

    For identifiers that are a person by themselves: a messenger's user without a phone is still one person.
    """
    hold_people()
    if customer := owners_now([leaf]).get(leaf):
        return customer
    kind = kind_of_leaf(leaf)
    customer = new_customer(at, origin)
    give_leaves([leaf], customer, at)
    record_recognised(customer, leaf, kind, actor=actor, at=at, origin=origin)
    make_findable([customer])
    return customer


def hold_people() -> None:
    """Until the transaction ends nobody else changes who is who.

    One lock for all: a join may touch any number of leaves and customers, and reading first whom to lock would be
    reading what the lock is for. People prove contacts at the speed of typing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [advisory_key("who is who")])


def kind_of_leaf(leaf: UUID) -> str:
    """Raises LeafUnknown."""
    for kind in Leaf.objects.filter(id=leaf).values_list("kind", flat=True):
        return str(kind)
    raise LeafUnknown


def owners_now(leaves: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Whose the leaves are; those of nobody are left out."""
    rows = LeafOwner.objects.filter(leaf__in=list(leaves), valid_to__isnull=True)
    return dict(rows.values_list("leaf_id", "customer_id"))


def new_customer(at: datetime, origin: str) -> UUID:
    """A customer of whom nothing is known yet."""
    return Customer.objects.create(id=new_id(), created_at=at, origin=origin).id


def give_leaves(leaves: Sequence[UUID], customer: UUID, at: datetime) -> None:
    """From now on the leaves are the customer's, whosever they were."""
    LeafOwner.objects.filter(leaf__in=leaves, valid_to__isnull=True).update(valid_to=at)
    LeafOwner.objects.bulk_create(
        [
            LeafOwner(id=id, leaf_id=leaf, customer_id=customer, valid_from=at)
            for id, leaf in zip(new_ids(len(leaves)), leaves, strict=True)
        ]
    )


def name_customer(customer: UUID, name: str) -> None:
    """Write down what the customer is called; from now on they are found by it."""
    told = " ".join(name.split())[:200]
    row = Customer.objects.get(id=customer)
    if row.name != told:
        Customer.objects.filter(id=customer).update(name=told, made_up=False, version=row.version + 1)
        make_findable([customer])


def make_findable(customers: Sequence[UUID]) -> None:
    """Write anew by what staff find the customers; one without leaves (joined into another) is found no more."""
    erase_entries("customer", customers)
    owned = LeafOwner.objects.filter(customer__in=customers, valid_to__isnull=True)
    holders = dict(owned.values_list("leaf_id", "customer_id"))
    named = Identifier.objects.filter(leaf__in=list(holders), kind__in=CONTACTS, value__isnull=False)
    texts = [
        (holders[leaf], str(kind), str(value)) for leaf, kind, value in named.values_list("leaf_id", "kind", "value")
    ]
    people = Customer.objects.filter(id__in=set(holders.values())).values_list("id", "name", "code")
    texts += [
        (id, field, text) for id, name, code in people for field, text in (("name", name), ("code", code)) if text
    ]
    write_entries("customer", texts)


def recognised(customer: UUID, leaf: UUID, kind: str, *, actor: Actor, at: datetime, origin: str) -> NewEvent:
    """A leaf was first tied to a customer."""
    return NewEvent(
        verb="customer.recognised",
        occurred_at=at,
        subject_kind="customer",
        subject=customer,
        leaf=leaf,
        actor=actor,
        origin=origin,
        facts=CustomerRecognised(customer, kind),
    )


def record_recognised(customer: UUID, leaf: UUID, kind: str, *, actor: Actor, at: datetime, origin: str) -> None:
    """Record that a leaf was first tied to a customer."""
    record([recognised(customer, leaf, kind, actor=actor, at=at, origin=origin)], at)


def _leaf_named(kind: str, value: str) -> UUID | None:
    for leaf in Identifier.objects.filter(kind=kind, value=value).values_list("leaf_id", flat=True):
        return leaf
    return None
