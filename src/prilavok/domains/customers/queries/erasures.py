"""What can be asked of erasures: the proofs that remain, and who belongs to the person to be erased."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from prilavok.domains.customers.queries.identity import list_joins
from prilavok.domains.customers.types import ErasureView, KeptBack, ToldAlike
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_ERASURE = "id, customer, people, leaves, counts, kept, digest, actor_kind, actor, erased_at, again_at"
_TOLD_ALIKE = """(
    SELECT id, one_id, other_id, strength, source, observed_at FROM customers_evidence WHERE revoked_at IS NULL
    UNION ALL SELECT id, other_id, one_id, strength, source, observed_at FROM customers_evidence
    WHERE revoked_at IS NULL
) AS tie (id, leaf, other, strength, source, observed_at)
JOIN customers_leaf_owner o ON o.leaf_id = tie.other AND o.valid_to IS NULL
JOIN customers_customer c ON c.id = o.customer_id AND c.erased_at IS NULL
LEFT JOIN customers_suggestion s
    ON s.one_id = least(tie.leaf, tie.other) AND s.other_id = greatest(tie.leaf, tie.other)"""
_PROOF = Condition(
    "(EXISTS (SELECT FROM customers_contact_point p WHERE p.leaf_id = o.leaf_id AND p.verified_at IS NOT NULL)"
    " OR EXISTS (SELECT FROM customers_evidence e WHERE e.strength = 'verified' AND e.holds AND e.revoked_at IS NULL"
    " AND (e.one_id = o.leaf_id OR e.other_id = o.leaf_id)))"
)
#: told of these leaves alone, and nobody's since a person had too many of the kind
_KEPT_OUT = Condition(
    "e.dropped IN ('unique', 'limited', 'cap') AND e.revoked_at IS NULL"
    " AND NOT EXISTS (SELECT FROM customers_leaf_owner o WHERE o.leaf_id = e.other_id AND o.valid_to IS NULL)"
)
_BY_AGE = Sort((("erased_at", "timestamptz"), ("id", "uuid")), descending=True)


def list_erasures(*, after: Mark | None = None, limit: int = 50) -> Page[ErasureView]:
    """Proofs of erasures, the latest first."""
    return read_page(_ERASURE, "customers_erasure", row=_erasure, where=[], sort=_BY_AGE, after=after, limit=limit)


def read_erasure_of(customer: UUID) -> ErasureView:
    """The proof that this customer was erased, also where they were erased as one person with another. NotFound."""
    asked = [Condition("customer = %s OR people @> to_jsonb(%s::text)", customer, str(customer))]
    for found in read_rows(_ERASURE, "customers_erasure", row=_erasure, where=asked, rest="ORDER BY erased_at LIMIT 1"):
        return found
    raise NotFound("erasure.unknown", _("Nobody of this address was erased."))


def known_erasures(erasures: Sequence[UUID]) -> set[UUID]:
    """Those of the erasures that this database knows of."""
    asked = [Condition("id = ANY(%s::uuid[])", list(erasures))]
    return set(read_rows("id", "customers_erasure", row=_alone, where=asked))


def people_of(customer: UUID) -> list[UUID]:
    """The customer, and every customer found to be the same person, whose names lie in rows of their own."""
    found, ahead = [customer], [customer]
    while ahead:
        one = ahead.pop()
        gone = [join.gone for join in list_joins(one) if join.kept == one and join.undone_at is None]
        fresh = [other for other in gone if other not in found]
        found += fresh
        ahead += fresh
    return found


def told_alike(leaves: Sequence[UUID]) -> list[ToldAlike]:
    """Other customers whom a list, a form or a likeness ties to these leaves, by the first such word; in one order.

    Of whom staff said that they are somebody else is none of them.
    """
    asked = [
        Condition("tie.leaf = ANY(%s::uuid[])", list(leaves)),
        Condition("NOT o.leaf_id = ANY(%s::uuid[])", list(leaves)),
        Condition("(s.id IS NULL AND tie.strength = 'asserted' OR s.id IS NOT NULL AND s.decided_at IS NULL)"),
    ]
    first = "ORDER BY c.id, tie.observed_at, tie.id"
    told = "DISTINCT ON (c.id) c.id, c.name, coalesce(c.code, ''), tie.source"
    found = read_rows(told, _TOLD_ALIKE, row=_four, where=asked, rest=first)
    proven = _with_proof([customer for customer, *_rest in found])
    return [ToldAlike(customer, name, code, source, customer in proven) for customer, name, code, source in found]


def leaves_kept_out(leaves: Sequence[UUID]) -> list[UUID]:
    """Leaves of nobody that only a list told of these, and a rule kept out: whose these are, theirs are those."""
    asked = [
        Condition("e.one_id = ANY(%s::uuid[])", list(leaves)),
        _KEPT_OUT,
        Condition(
            "NOT EXISTS (SELECT FROM customers_evidence a WHERE a.revoked_at IS NULL AND"
            " (a.other_id = e.other_id AND NOT a.one_id = ANY(%s::uuid[]) OR a.one_id = e.other_id))",
            list(leaves),
        ),
    ]
    return read_rows("DISTINCT e.other_id", "customers_evidence e", row=_alone, where=asked, rest="ORDER BY 1")


def _with_proof(customers: Sequence[UUID]) -> set[UUID]:
    asked = [Condition("o.customer_id = ANY(%s::uuid[])", list(customers)), Condition("o.valid_to IS NULL"), _PROOF]
    return set(read_rows("DISTINCT o.customer_id", "customers_leaf_owner o", row=_alone, where=asked))


def _four(customer: UUID, name: str, code: str, source: str) -> tuple[UUID, str, str, str]:
    return customer, name, code, source


def _erasure(
    id: UUID,
    customer: UUID,
    people: Sequence[str],
    leaves: Sequence[str],
    counts: Mapping[str, int],
    kept: Sequence[Mapping[str, Any]],
    digest: bytes,
    *rest: Any,
) -> ErasureView:
    return ErasureView(
        id,
        customer,
        tuple(map(UUID, people)),
        tuple(map(UUID, leaves)),
        counts,
        tuple(KeptBack(**one) for one in kept),
        bytes(digest).hex(),
        *rest,
    )


def _alone(value: UUID) -> UUID:
    return value
