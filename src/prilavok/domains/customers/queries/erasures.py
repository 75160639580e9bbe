"""What can be asked of erasures: the proofs that remain, and who belongs to the person to be erased."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from prilavok.domains.customers.queries.identity import list_joins
from prilavok.domains.customers.types import ErasureView, KeptBack
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_ERASURE = "id, customer, people, leaves, counts, kept, digest, actor_kind, actor, erased_at, again_at"
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
