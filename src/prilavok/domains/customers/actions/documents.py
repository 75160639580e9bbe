"""Staff look at a document: it opens the person to them for some minutes; its number, where taken, proves who it is."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions.joining import join_people
from prilavok.domains.customers.actions.leaves import give_leaves, hold_people, open_leaf, owners_now
from prilavok.domains.customers.actions.parting import leaves_apart, part
from prilavok.domains.customers.actions.weighing import tie, weigh_tie
from prilavok.domains.customers.errors import (
    DocumentUnknown,
    ErasedAlready,
    JoinedInto,
    NumberForbidden,
    NumberOff,
    NumberOther,
    SuggestionBroken,
)
from prilavok.domains.customers.models import Customer, DocumentCheck, Leaf, LeafOwner, NationalNumber, NumberUse
from prilavok.domains.customers.queries.documents import number_use
from prilavok.domains.customers.rules.numbers import CHECK_STANDS, DOCUMENTS, IIN, law_of_numbers, read_iin
from prilavok.domains.customers.types import NewIdentifier
from prilavok.domains.customers.types.documents import CheckView
from prilavok.domains.customers.types.identity import DEVICES
from prilavok.kit import secrets
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

NUMBER_PURPOSE = "customers national number"
#: by this evidence a number is somebody's; it opens nothing to who comes by the other leaf
SEEN = "checked_document"


def allow_numbers(country: str, ground: str, *, actor: Actor, at: datetime) -> None:
    """National numbers are taken from now on, by the law of this country and on this ground.

    Raises NumberForbidden where the law of the day gives no such ground; then nothing is changed.
    """
    law = law_of_numbers(country, at.date())
    if law is None or not law.kind or ground not in law.grounds:
        raise NumberForbidden(country)
    hold_people()
    held = NumberUse.objects.filter(kind=law.kind, valid_to__isnull=True)
    if held.filter(country=country, ground=ground).exists():
        return
    held.update(valid_to=at, ended_by=actor.id)
    NumberUse.objects.create(id=new_id(), kind=law.kind, country=country, ground=ground, valid_from=at, set_by=actor.id)


def stop_numbers(*, actor: Actor, at: datetime) -> bool:
    """No more are taken; those known stay until their people are erased. Whether any were taken before."""
    return bool(NumberUse.objects.filter(valid_to__isnull=True).update(valid_to=at, ended_by=actor.id))


def sealed_number(text: str, at: datetime) -> NewIdentifier:
    """A number as it is kept: the digest to find it by, and the sealed digits. Raises NumberOff, NumberUnfit."""
    if number_use() is None:
        raise NumberOff
    digits = read_iin(text, at.date())
    return NewIdentifier(IIN, number_digest(digits), sealed=secrets.seal(digits.encode(), NUMBER_PURPOSE))


def number_digest(digits: str) -> str:
    """By what a number is found, as text."""
    return secrets.lookup(digits, NUMBER_PURPOSE).hex()


def check_document(
    customer: UUID, kind: str, *, number: str = "", place: UUID | None = None, actor: Actor, at: datetime
) -> CheckView:
    """Write down that the actor looked at this customer's document; it opens the customer to them for some minutes.

    number: the person's IIN as it stands there, "" where it is not written down; it proves who they are: whoever is
    known by it already is the same person. Raises DocumentUnknown, NumberOff, NumberUnfit, NumberOther,
    SuggestionBroken where the rules keep the two apart; then nothing was changed.
    """
    if kind not in DOCUMENTS or actor.id is None:
        raise DocumentUnknown
    hold_people()
    if Customer.objects.filter(id=customer, erased_at__isnull=False).exists():
        raise ErasedAlready
    owned = LeafOwner.objects.filter(customer=customer, valid_to__isnull=True).order_by("valid_from", "leaf_id")
    leaves = list(owned.values_list("leaf_id", flat=True))
    if not leaves:
        raise JoinedInto
    whose = _prove_number(customer, leaves, sealed_number(number, at), actor, at) if number.strip() else customer
    made = DocumentCheck.objects.create(
        id=new_id(), customer_id=whose, kind=kind, checked_by=actor.id, place=place, checked_at=at,
        ends_at=at + CHECK_STANDS,
    )  # fmt: skip
    return CheckView(made.id, whose, kind, actor.id, place, at, made.ends_at)


def _prove_number(customer: UUID, leaves: list[UUID], told: NewIdentifier, actor: Actor, at: datetime) -> UUID:
    kinds = dict(Leaf.objects.filter(id__in=leaves).values_list("id", "kind"))
    leaf = open_leaf(IIN, told.value, at=at)
    if any(kinds[one] == IIN and one != leaf for one in leaves):
        raise NumberOther
    NationalNumber.objects.get_or_create(leaf_id=leaf, defaults={"id": new_id(), "kind": IIN, "sealed": told.sealed})
    # A device may be anybody's tomorrow: the number is tied to what is the person's own, if there is anything.
    other = next((one for one in leaves if one != leaf and kinds[one] not in DEVICES), leaves[0])
    if other == leaf:
        return customer
    alone = leaves_apart(leaf, owners_now([leaf]).get(leaf), customer)
    weighed = weigh_tie(other, leaf, decided=True, alone=alone)
    if weighed.broken:
        raise NumberOther if weighed.broken == "unique" else SuggestionBroken
    if alone and weighed.theirs is not None:
        part(alone, weighed.theirs, customer if len(alone) == 1 else None, actor=actor, at=at, origin="live")
    evidence = tie(other, leaf, "verified", SEEN, at)
    owner = owners_now([leaf]).get(leaf)
    if owner is None:
        give_leaves([leaf], customer, at)
        return customer
    if owner == customer:
        return customer
    return join_people(customer, owner, other, evidence, actor=actor, at=at, origin="live").customer
