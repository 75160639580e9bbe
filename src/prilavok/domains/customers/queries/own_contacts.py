"""The contacts that customers see and change on their own page."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.errors import ContactUnknown
from prilavok.domains.customers.models import Code, Evidence, Leaf, LeafOwner
from prilavok.domains.customers.queries.identity import (
    contact_addresses,
    identifiers_of_leaves,
    leaves_shown,
    leaves_with,
)
from prilavok.domains.customers.queries.people import find_identifier_leaves, owned_since
from prilavok.domains.customers.rules import mask_identifier
from prilavok.domains.customers.rules.own_contacts import CONTACT_KINDS, FRESH, goes_along, proven_by
from prilavok.domains.customers.types.contacts import OwnContact
from prilavok.kit.pages import Condition, read_rows

#: kinds of contacts that a code is sent to
SENT_TO = ("phone", "email")
_OWN = """customers_identifier i JOIN customers_leaf_owner o ON o.leaf_id = i.leaf_id AND o.valid_to IS NULL"""
_SOURCES = """ARRAY(SELECT DISTINCT e.source FROM customers_evidence e WHERE e.strength = 'verified' AND e.holds
    AND e.revoked_at IS NULL AND (e.one_id = i.leaf_id OR e.other_id = i.leaf_id))"""
_VERIFIED = """EXISTS (SELECT FROM customers_contact_point p WHERE p.leaf_id = i.leaf_id
    AND p.verified_at IS NOT NULL)"""


def own_contacts(leaves: Sequence[UUID]) -> list[OwnContact]:
    """The phones, e-mails and messengers of whoever these leaves are, masked, the first known first."""

    def shown(
        leaf: UUID, kind: str, value: str, made_up: bool, since: datetime, sources: list[str], verified: bool
    ) -> OwnContact:
        return OwnContact(leaf, kind, mask_identifier(kind, value), proven_by(set(sources), verified), made_up, since)

    return read_rows(
        f"i.leaf_id, i.kind, i.value, i.made_up, o.valid_from, {_SOURCES}, {_VERIFIED}",
        _OWN,
        row=shown,
        where=[
            Condition("i.leaf_id = ANY(%s::uuid[])", list(leaves)),
            Condition("i.kind = ANY(%s) AND i.value IS NOT NULL", list(CONTACT_KINDS)),
        ],
        rest="ORDER BY o.valid_from, i.id",
    )


def read_own_contact(leaf: UUID, contact: UUID) -> OwnContact:
    """A contact of whoever acts by this leaf and has proven to be them. Raises ContactUnknown."""
    for one in own_contacts(leaves_shown(leaf)):
        if one.leaf == contact:
            return one
    raise ContactUnknown


def address_to_confirm(leaf: UUID, contact: UUID) -> str:
    """The whole phone or e-mail of one's own that a code may be sent to, proven before. Raises ContactUnknown."""
    told = read_own_contact(leaf, contact)
    if not told.proven or told.kind not in SENT_TO:
        raise ContactUnknown
    return identifiers_of_leaves([contact])[contact][1]


def shown_lately(leaf: UUID, at: datetime) -> list[UUID]:
    """The contacts by whose codes whoever acts by this leaf has shown within minutes who they are, the oldest first.

    A code that a messenger brought shows it only where no phone and no e-mail of theirs is proven.
    """
    used = Code.objects.filter(leaf=leaf, expires_at__gt=at - FRESH, used_at__gt=at - FRESH, used_at__lte=at)
    entered = [(kind, value, told) for kind, value, told in used.values_list("kind", "value", "told_id")]
    named = [
        found
        for sent in SENT_TO
        for found in find_identifier_leaves(
            sent, [str(value) for kind, value, told in entered if kind == sent and value and told is None]
        ).values()
    ]
    mine = leaves_with(leaf)
    if not any(one.verified and one.channel in SENT_TO for one in contact_addresses(mine)):
        named += [told for _kind, _value, told in entered if told is not None]
    since = owned_since([one for one in named if one in mine])
    return sorted(since, key=lambda one: (since[one], one))


def what_goes_along(leaf: UUID, contact: UUID) -> list[UUID]:
    """The leaves that would go with a contact of one's own, itself the first. Raises ContactUnknown."""
    read_own_contact(leaf, contact)
    owned = list(LeafOwner.objects.filter(leaf__in=leaves_shown(leaf), valid_to__isnull=True).values_list("leaf_id"))
    leaves = [one for (one,) in owned]
    held = Evidence.objects.filter(one__in=leaves, other__in=leaves, holds=True, revoked_at__isnull=True)
    kinds = dict(Leaf.objects.filter(id__in=leaves).values_list("id", "kind"))
    going = goes_along(contact, leaf, leaves, held.values_list("one_id", "other_id"), kinds)
    return [contact, *sorted(going - {contact})]


def tie_made_at(one: UUID, other: UUID, at: datetime) -> UUID | None:
    """The proven evidence between two leaves that was written at this very instant; None where there was none new."""
    made = Evidence.objects.filter(one=one, other=other, strength="verified", recorded_at=at, revoked_at__isnull=True)
    return made.filter(holds=True).values_list("id", flat=True).first()
