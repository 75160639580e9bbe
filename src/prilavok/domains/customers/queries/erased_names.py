"""Which names of a list are those of somebody who was erased and has not come back themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.models import Customer, ErasedIdentifier, Identifier, LeafOwner
from prilavok.domains.customers.queries.identity import names_of_leaves
from prilavok.domains.customers.queries.laws import current_rules
from prilavok.domains.customers.rules.identity import list_says
from prilavok.kit import secrets

#: kinds of identifiers by which a list names people
NAMING = ("phone", "email", "card", "import", "iin")
#: the code by which the source of a first filling knows a customer
CODE = "code"
_PURPOSE = "customers erased identifier"


def erased_digest(kind: str, value: str) -> bytes:
    """By what an erased identifier is known again, and nobody is found."""
    return secrets.lookup(f"{kind} {value}", _PURPOSE)


def codes_of(people: Collection[UUID]) -> tuple[str, ...]:
    """By which codes the source of a first filling knows these customers."""
    coded = Customer.objects.filter(id__in=people, code__isnull=False).order_by("code")
    return tuple(str(code) for code in coded.values_list("code", flat=True))


def named_alone(leaves: Sequence[UUID]) -> list[tuple[str, str]]:
    """Kind and whole value of every name of these leaves that is theirs, not listed as shared or as nobody's.

    By these their words are found among those of others; a courier's phone stands in the words of many.
    """
    listed = current_rules().listed
    named = sorted({(kind, value) for _leaf, (kind, value, _made_up) in names_of_leaves(leaves) if value})
    return [(kind, value) for kind, value in named if not list_says(listed, kind, value)]


def erased_names(names: Collection[tuple[str, str]]) -> dict[tuple[str, str], datetime]:
    """Those of the names (kind, value in its normal form) that were erased, with when.

    A name that is somebody's again is left out: they came themselves.
    """
    if not names or not ErasedIdentifier.objects.exists():
        return {}
    by_digest = {(kind, erased_digest(kind, value)): (kind, value) for kind, value in set(names)}
    rows = ErasedIdentifier.objects.filter(digest__in=[digest for _kind, digest in by_digest])
    told = {
        by_digest[kind, bytes(digest)]: at
        for kind, digest, at in rows.values_list("kind", "digest", "erased_at")
        if (kind, bytes(digest)) in by_digest
    }
    named = Identifier.objects.filter(
        kind__in={kind for kind, _ in told}, value__in=[value for _, value in told]
    ).values_list("leaf_id", "kind", "value")
    leaves = {leaf: (str(kind), str(value)) for leaf, kind, value in named}
    owned = LeafOwner.objects.filter(leaf__in=leaves, valid_to__isnull=True).values_list("leaf_id", flat=True)
    back = {leaves[leaf] for leaf in owned}
    return {name: at for name, at in told.items() if name not in back}


def numbers_of_codes(codes: Collection[str]) -> dict[str, str]:
    """Of the codes of a source that somebody with a national number bears, the digest of that number."""
    bearing = Identifier.objects.filter(kind="import", value__in=set(codes)).values_list("leaf_id", "value")
    leaves = {leaf: str(code) for leaf, code in bearing}
    owned = LeafOwner.objects.filter(leaf__in=leaves, valid_to__isnull=True).values_list("leaf_id", "customer_id")
    customers = {leaves[leaf]: customer for leaf, customer in owned}
    theirs = LeafOwner.objects.filter(
        customer__in=customers.values(), valid_to__isnull=True, leaf__kind="iin"
    ).values_list("leaf_id", "customer_id")
    holders = dict(theirs)
    numbers = Identifier.objects.filter(leaf__in=holders, value__isnull=False).values_list("leaf_id", "value")
    by_customer = {holders[leaf]: str(value) for leaf, value in numbers}
    return {code: by_customer[customer] for code, customer in customers.items() if customer in by_customer}
