"""The ways to a customer, and how firmly their leaves hold together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries.identity import names_of_leaves
from prilavok.domains.customers.queries.laws import current_rules
from prilavok.domains.customers.rules import mask_identifier
from prilavok.domains.customers.rules.identity import list_says
from prilavok.domains.customers.types import ContactView
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.pages import Condition, read_rows

MOST_CONTACTS = 20
#: as contact_addresses knows them, those that were switched off among them
_CONTACTS = f"""(
    SELECT p.leaf_id, p.channel, p.address, p.made_up, p."on", p.verified_at IS NOT NULL, p.created_at, p.id
    FROM customers_contact_point p WHERE p.address IS NOT NULL
    UNION ALL
    SELECT i.leaf_id, i.kind, i.value, i.made_up, true, EXISTS (
        SELECT FROM customers_evidence e WHERE e.strength = 'verified' AND e.holds AND e.revoked_at IS NULL
        AND (e.one_id = i.leaf_id OR e.other_id = i.leaf_id)), l.first_seen_at, i.id
    FROM customers_identifier i JOIN customers_leaf l ON l.id = i.leaf_id
    WHERE i.kind IN {MESSENGERS!r} AND i.value IS NOT NULL
) AS one (leaf, kind, address, made_up, "on", verified, since, id)"""


#: asserted evidence that nobody took back between a leaf of one person and a leaf of another
_CLAIMED_TWICE = """(
    SELECT one_id, other_id FROM customers_evidence WHERE strength = 'asserted' AND revoked_at IS NULL
    UNION ALL SELECT other_id, one_id FROM customers_evidence WHERE strength = 'asserted' AND revoked_at IS NULL
) AS tie (leaf, other)
JOIN customers_leaf_owner mine ON mine.leaf_id = tie.leaf AND mine.valid_to IS NULL
JOIN customers_leaf_owner theirs ON theirs.leaf_id = tie.other AND theirs.valid_to IS NULL
    AND theirs.customer_id <> mine.customer_id
JOIN customers_customer c ON c.id = theirs.customer_id AND c.erased_at IS NULL"""


def shared_contacts(leaves: Sequence[UUID]) -> set[UUID]:
    """Those of the leaves that somebody else is told to have too, or that are listed as blocked or nobody's own.

    Whether staff were asked about it, and what they answered, changes nothing: joined, the two are one person.
    """
    asked = [Condition("leaf = ANY(%s::uuid[])", list(leaves))]
    twice = set(read_rows("DISTINCT leaf", _CLAIMED_TWICE, row=_alone, where=asked))
    listed, named = current_rules().listed, names_of_leaves(leaves)
    return twice | {leaf for leaf, (kind, value, _made_up) in named if list_says(listed, kind, value)}


def _alone(leaf: UUID) -> UUID:
    return leaf


def list_contacts(leaves: Sequence[UUID], *, raw: bool) -> list[ContactView]:
    """The ways to whoever these leaves are, the proven first, at most MOST_CONTACTS. raw: addresses unmasked."""
    if not leaves:
        return []

    def shown(
        leaf: UUID, kind: str, address: str, made_up: bool, on: bool, verified: bool, since: datetime
    ) -> ContactView:
        told = address if raw else mask_identifier(kind, address)
        return ContactView(leaf, kind, told, made_up, on, verified, since)

    return read_rows(
        'leaf, kind, address, made_up, "on", verified, since',
        _CONTACTS,
        row=shown,
        where=[Condition("leaf = ANY(%s::uuid[])", list(leaves))],
        rest=f"ORDER BY verified DESC, since, id LIMIT {MOST_CONTACTS}",
    )
