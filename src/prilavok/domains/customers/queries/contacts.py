"""The ways to a customer, and how firmly their leaves hold together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.rules import mask_identifier
from prilavok.domains.customers.types import ContactView
from prilavok.kit.pages import Condition, read_rows

MOST_CONTACTS = 20
#: as contact_addresses knows them, those that were switched off among them
_CONTACTS = """(
    SELECT p.leaf_id, p.channel, p.address, p.made_up, p."on", p.verified_at IS NOT NULL, p.created_at, p.id
    FROM customers_contact_point p WHERE p.address IS NOT NULL
    UNION ALL
    SELECT i.leaf_id, i.kind, i.value, i.made_up, true, EXISTS (
        SELECT FROM customers_evidence e WHERE e.strength = 'verified' AND e.holds AND e.revoked_at IS NULL
        AND (e.one_id = i.leaf_id OR e.other_id = i.leaf_id)), l.first_seen_at, i.id
    FROM customers_identifier i JOIN customers_leaf l ON l.id = i.leaf_id
    WHERE i.kind = 'telegram' AND i.value IS NOT NULL
) AS one (leaf, kind, address, made_up, "on", verified, since, id)"""


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
