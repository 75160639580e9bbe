"""Contacts leave a person: taken off the own page by their owner, or disowned by who was told that one was added."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from prilavok.domains.customers.actions.leaves import (
    give_leaves,
    hold_people,
    make_findable,
    new_customer,
    owners_now,
)
from prilavok.domains.customers.actions.splitting import (
    came_from,
    joins_undone,
    separated,
    split_person,
    ties_of,
)
from prilavok.domains.customers.errors import ContactLast, ContactUnknown, EvidenceUnknown
from prilavok.domains.customers.models import ContactPoint, Evidence, Identifier, Leaf, LeafOwner, Passkey
from prilavok.domains.customers.rules.identity import components
from prilavok.domains.customers.rules.own_contacts import CONTACT_KINDS, FRESH, STAYED, goes_along
from prilavok.domains.customers.types.identity import Apart
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import record
from prilavok.kit.ids import new_id


def take_out_contact(contact: UUID, leaf: UUID, *, actor: Actor, at: datetime) -> UUID:
    """The contact is no longer of whoever acts by this leaf; the customer who has it from now on.

    What proved it is revoked, nothing is erased. With it goes what hangs on it alone (rules.own_contacts.goes_along);
    what else it held together stays one person by evidence of its own. Raises ContactUnknown, and ContactLast where no
    other proven contact stands with the leaf.
    """
    hold_people()
    customer = owners_now([leaf]).get(leaf)
    owned = _owned(customer) if customer is not None else {}
    if customer is None or owned.get(contact) not in CONTACT_KINDS:
        raise ContactUnknown
    ties = ties_of(owned)
    going = goes_along(contact, leaf, owned, ties, owned)
    staying = owned.keys() - going
    by_me = next((one for one in components(staying, ties) if leaf in one), set())
    proven = ContactPoint.objects.filter(leaf__in=by_me, verified_at__isnull=False).values_list("leaf_id", flat=True)
    anchor = min(proven, default=None)
    if anchor is None:
        raise ContactLast
    crossing = Q(one__in=going, other__in=staying) | Q(one__in=staying, other__in=going)
    held = Evidence.objects.filter(crossing, holds=True, revoked_at__isnull=True).order_by("observed_at", "id")
    told = list(held)
    held.update(revoked_at=at, revoked_by=actor.id)
    _keep_together(staying, by_me, anchor, told, at)
    whose = came_from(going, customer, ()) or new_customer(at, "live")
    give_leaves(sorted(going), whose, at)
    undone = joins_undone(customer, staying, actor, at)
    sides = ((customer, min(staying)), (whose, contact))
    record([separated(side, one, undone.get(whose), customer, whose, actor=actor, at=at) for side, one in sides], at)
    make_findable([customer, whose])
    return whose


def cut_contact(evidence: UUID, *, actor: Actor, at: datetime) -> Apart:
    """Take back that a contact was added from another one (`one` of the evidence), and all that tied the two since.

    What came along with it goes back with it. Raises EvidenceUnknown where it holds nobody together any more.
    """
    hold_people()
    found = Evidence.objects.filter(id=evidence, holds=True, revoked_at__isnull=True).first()
    customer = owners_now([found.one_id]).get(found.one_id) if found else None
    if found is None or customer is None:
        raise EvidenceUnknown
    shown, contact = found.one_id, found.other_id
    rest = _owned(customer).keys() - {contact}
    beside = next((one for one in components(rest, ties_of(rest)) if shown in one), {shown})
    between = Q(one=contact, other__in=beside) | Q(one__in=beside, other=contact)
    since = Evidence.objects.filter(between, holds=True, revoked_at__isnull=True, recorded_at__gte=found.recorded_at)
    since.update(revoked_at=at, revoked_by=actor.id)
    return split_person(customer, actor=actor, at=at)


def end_browser(leaf: UUID, *, since: datetime, at: datetime) -> None:
    """Whoever holds this browser is somebody new from now on; what was done by it stays with whose it is.

    Passkeys that were added on it since then, or within the minutes before, open nothing any more.
    """
    Identifier.objects.filter(leaf=leaf, kind="browser").update(value=None)
    added = Evidence.objects.filter(one=leaf, source="passkey", recorded_at__gte=since - FRESH)
    keys = Passkey.objects.filter(leaf__in=added.values("other_id"), removed_at__isnull=True)
    keys.filter(made_at__gte=since - FRESH - timedelta(minutes=1)).update(removed_at=at)


def _owned(customer: UUID) -> Mapping[UUID, str]:
    """The customer's leaves, each with its kind."""
    leaves = LeafOwner.objects.filter(customer=customer, valid_to__isnull=True).values("leaf_id")
    return dict(Leaf.objects.filter(id__in=leaves).values_list("id", "kind"))


def _keep_together(
    staying: Collection[UUID], by_me: Collection[UUID], anchor: UUID, told: Collection[Evidence], at: datetime
) -> None:
    """What hung on the rest by the contact alone (a card, another contact) stays tied to it, as firmly as it was."""
    for piece in components(staying, ties_of(staying)):
        if piece == by_me:
            continue
        firm = sorted((one for one in told if {one.one_id, one.other_id} & piece), key=lambda one: one.strength)
        for one in firm[-1:]:  # "asserted" comes before "verified"
            end = one.one_id if one.one_id in piece else one.other_id
            proven = one.strength == "verified"
            Evidence.objects.create(
                id=new_id(), one_id=anchor, other_id=end, strength=one.strength,
                source=STAYED if proven else one.source, observed_at=at if proven else one.observed_at,
                recorded_at=at, holds=True,
            )  # fmt: skip
