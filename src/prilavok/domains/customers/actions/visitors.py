"""Visitors of sites and apps: leaves by the thousand, and what somebody said of them without proving it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.customers.actions.leaves import leaf_of_browser
from prilavok.domains.customers.actions.suggesting import suggest_named
from prilavok.domains.customers.queries.laws import current_rules
from prilavok.domains.customers.rules import read_contact
from prilavok.domains.customers.rules.identity import list_says
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id, new_ids

Named = tuple[str, str]

_FIND = """
    SELECT asked.kind, asked.value, i.leaf_id FROM unnest(%s::text[], %s::text[]) AS asked (kind, value)
    JOIN customers_identifier i ON i.kind = asked.kind AND i.value = asked.value
"""
# Rows go in by what names them, so that two writers of the same visitors wait for each other in one order.
_OPEN = """
    WITH named AS (
        INSERT INTO customers_identifier (id, leaf_id, kind, value, made_up)
        SELECT one.id, one.leaf, one.kind, one.value, one.made_up
        FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::boolean[])
            AS one (id, leaf, kind, value, made_up)
        ORDER BY one.kind, one.value
        ON CONFLICT (kind, value) DO NOTHING RETURNING leaf_id, kind
    )
    INSERT INTO customers_leaf (id, kind, first_seen_at, origin) SELECT leaf_id, kind, %s, %s FROM named
"""
_ASSERT = """
    INSERT INTO customers_evidence (id, one_id, other_id, strength, source, observed_at, recorded_at, holds)
    SELECT pair.id, pair.one, pair.other, 'asserted', %s, %s, %s, false
    FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS pair (id, one, other)
    WHERE NOT EXISTS (
        SELECT FROM customers_evidence e WHERE e.strength = 'asserted' AND e.revoked_at IS NULL
        AND (e.one_id = pair.one AND e.other_id = pair.other OR e.one_id = pair.other AND e.other_id = pair.one)
    )
"""


def open_leaves(
    named: Collection[Named], *, at: datetime, origin: str = "live", made_up: Collection[Named] = ()
) -> dict[Named, UUID]:
    """Find the leaves that identifiers (kind, value in its normal form) name, and open those that are not there.

    made_up: those of them that bear the mark.
    """
    found = _leaves_named(named)
    if missing := sorted(set(named) - found.keys()):
        with connection.cursor() as cursor:
            cursor.execute(
                _OPEN,
                [
                    new_ids(len(missing)),
                    [leaf_of_browser(value) if kind == "browser" else new_id() for kind, value in missing],
                    [kind for kind, _value in missing],
                    [value for _kind, value in missing],
                    [one in made_up for one in missing],
                    at,
                    origin,
                ],
            )
        found |= _leaves_named(missing)
    return found


def assert_same(pairs: Collection[tuple[UUID, UUID]], *, source: str, at: datetime) -> int:
    """Somebody said, proving nothing, that both leaves of a pair are one person's; how many were new.

    Asserted evidence attaches and opens nothing: it is for a person to decide by. Told again it changes nothing.
    """
    told: Sequence[tuple[UUID, UUID]] = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    if not told:
        return 0
    with connection.cursor() as cursor:
        ones, others = [one for one, _other in told], [other for _one, other in told]
        cursor.execute(_ASSERT, [source, at, at, new_ids(len(told)), ones, others])
        return int(cursor.rowcount)


def assert_contacts(claims: Collection[tuple[UUID, str, str]], *, source: str, at: datetime) -> int:
    """Somebody named contacts (leaf, kind, text) without proving them; how many ties were new.

    What is no contact, or one that proves nobody, is left out. A contact only named attaches and opens nothing; where
    it is somebody else's, it is suggested to staff that both are one person.
    """
    rules = current_rules()
    fit: list[tuple[UUID, Named]] = []
    made_up: set[Named] = set()
    for leaf, kind, text in claims:
        try:
            normal, marked = read_contact(kind, text)
        except Refused:
            continue
        if list_says(rules.listed, kind, normal):
            continue
        fit.append((leaf, (kind, normal)))
        if marked:
            made_up.add((kind, normal))
    leaves = open_leaves({contact for _leaf, contact in fit}, at=at, made_up=made_up)
    pairs = [(leaf, leaves[contact]) for leaf, contact in fit]
    told = assert_same(pairs, source=source, at=at)
    suggest_named(pairs, at)
    return told


def _leaves_named(named: Collection[Named]) -> dict[Named, UUID]:
    if not named:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [[kind for kind, _value in named], [value for _kind, value in named]])
        return {(kind, value): leaf for kind, value, leaf in cursor.fetchall()}
