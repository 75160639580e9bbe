"""What can be asked of customers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.models import Customer, Identifier, LeafOwner
from prilavok.domains.customers.rules import IIN, mask_identifier
from prilavok.domains.customers.types import CustomerView, EvidenceView, IdentifierView
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import (
    Condition,
    Mark,
    Page,
    Sort,
    count_some,
    read_page,
    read_rows,
)

_CUSTOMER = "id, coalesce(code, ''), kind, name, made_up, traits, language, created_at, origin, version"
_IDENTIFIER = "i.leaf_id, o.customer_id, i.kind, coalesce(i.value, ''), i.made_up, l.first_seen_at"
_IDENTIFIERS = """customers_leaf_owner o JOIN customers_leaf l ON l.id = o.leaf_id
    JOIN customers_identifier i ON i.leaf_id = l.id"""
_NOT_ERASED = Condition("erased_at IS NULL")
_AGE = (("created_at", "timestamptz"), ("id", "uuid"))
CUSTOMER_SORTS: Mapping[str, Sort] = {
    "since": Sort(_AGE),
    "-since": Sort(_AGE, descending=True),
    "name": Sort((("name", "text"), ("id", "uuid"))),
    "-name": Sort((("name", "text"), ("id", "uuid")), descending=True),
}


def list_customers(
    *,
    made_up: bool | None = None,
    origin: str = "",
    sort: str = "-since",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[CustomerView]:
    """People as the business knows them. made_up: only those with invented names, or only the others."""
    return read_page(
        _CUSTOMER,
        "customers_customer",
        row=CustomerView,
        where=_conditions(made_up, origin),
        sort=CUSTOMER_SORTS.get(sort, CUSTOMER_SORTS["-since"]),
        after=after,
        limit=limit,
    )


def count_customers(*, made_up: bool | None = None, origin: str = "") -> int:
    """How many customers the same filters leave; see kit.pages.count_some."""
    return count_some("customers_customer", _conditions(made_up, origin))


def read_customer(customer: UUID) -> CustomerView:
    """One customer. Raises NotFound."""
    for found in read_customers([customer]).values():
        return found
    raise NotFound("customer.unknown", _("There is no such customer."))


def read_customers(customers: Sequence[UUID]) -> dict[UUID, CustomerView]:
    """Those of the customers that there are, by id."""
    if not customers:
        return {}
    asked = [Condition("id = ANY(%s::uuid[])", list(set(customers))), _NOT_ERASED]
    return {row.id: row for row in read_rows(_CUSTOMER, "customers_customer", row=CustomerView, where=asked)}


def list_leaves(customer: UUID) -> list[UUID]:
    """The leaves that are the customer's now, in which all their facts lie."""
    asked = [Condition("customer_id = %s::uuid", customer), Condition("valid_to IS NULL")]
    return read_rows("leaf_id", "customers_leaf_owner", row=_alone, where=asked, rest="ORDER BY valid_from, leaf_id")


def leaves_by_customer(customers: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The leaves that are each customer's now, the first owned first; who owns none is left out."""
    found: dict[UUID, list[UUID]] = {}
    asked = [Condition("customer_id = ANY(%s::uuid[])", list(set(customers))), Condition("valid_to IS NULL")]
    rows = read_rows(
        "customer_id, leaf_id", "customers_leaf_owner", row=_pair, where=asked, rest="ORDER BY valid_from, leaf_id"
    )
    for customer, leaf in rows:
        found.setdefault(customer, []).append(leaf)
    return found


def owned_since(leaves: Sequence[UUID]) -> dict[UUID, datetime]:
    """From when on each leaf is whose it is now; a leaf that nobody owns is left out."""
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(set(leaves))), Condition("valid_to IS NULL")]
    return dict(read_rows("leaf_id, valid_from", "customers_leaf_owner", row=_since, where=asked))


def owners_of(leaves: Sequence[UUID]) -> dict[UUID, UUID]:
    """Whose the leaves are now; a leaf that nobody owns (a receipt without a person) is left out."""
    if not leaves:
        return {}
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(set(leaves))), Condition("valid_to IS NULL")]
    return dict(read_rows("leaf_id, customer_id", "customers_leaf_owner", row=_pair, where=asked))


def buyers_of(leaves: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """All leaves of whoever each leaf belongs to, the leaf alone where nobody owns it; nameless leaves are left out."""
    if not leaves:
        return {}
    rows = read_rows(
        "l.id, l.kind, array_agg(o.leaf_id ORDER BY o.valid_from, o.leaf_id) FILTER (WHERE o.leaf_id IS NOT NULL)",
        """customers_leaf l LEFT JOIN (customers_leaf_owner mine JOIN customers_leaf_owner o
            ON o.customer_id = mine.customer_id AND o.valid_to IS NULL)
            ON mine.leaf_id = l.id AND mine.valid_to IS NULL""",
        row=lambda *row: row,
        where=[Condition("l.id = ANY(%s::uuid[])", list(set(leaves)))],
        rest="GROUP BY l.id, l.kind",
    )
    known = {leaf: () if kind == "receipt" else tuple(own or (leaf,)) for leaf, kind, own in rows}
    return {leaf: found for leaf in leaves if (found := known.get(leaf, (leaf,)))}


def list_identifiers(customers: Sequence[UUID], *, raw: bool) -> dict[UUID, list[IdentifierView]]:
    """The identifiers of each customer, the first known first. raw: the one who asks may see them unmasked."""

    def shown(leaf: UUID, customer: UUID, kind: str, value: str, *rest: object) -> IdentifierView:
        told = value if (raw and kind != IIN) or not value else mask_identifier(kind, value)
        return IdentifierView(leaf, customer, kind, told, *rest)  # type: ignore[arg-type]

    found: dict[UUID, list[IdentifierView]] = {}
    if customers:
        asked = [Condition("o.customer_id = ANY(%s::uuid[])", list(set(customers))), Condition("o.valid_to IS NULL")]
        by_age = "ORDER BY l.first_seen_at, l.id, i.id"
        for one in read_rows(_IDENTIFIER, _IDENTIFIERS, row=shown, where=asked, rest=by_age):
            found.setdefault(one.customer, []).append(one)
    return found


def list_evidence(leaves: Sequence[UUID]) -> list[EvidenceView]:
    """What ties these leaves to each other or to others, the latest first; why they are one person."""
    return [tie for tie, latest in weigh_evidence(leaves) if latest]


def weigh_evidence(leaves: Sequence[UUID]) -> list[tuple[EvidenceView, bool]]:
    """The latest evidence about these leaves, and all that ties them to each other now: each with whether it is latest.

    The latest are at most a hundred, in order.
    """
    if not leaves:
        return []
    of = list(leaves)
    return read_rows(
        "id, one_id, other_id, strength, source, observed_at, revoked_at, holds, dropped, place",
        "(SELECT *, row_number() OVER (ORDER BY observed_at DESC, id DESC) AS place FROM customers_evidence"
        " WHERE one_id = ANY(%s::uuid[]) OR other_id = ANY(%s::uuid[])) AS touching",
        row=_weighed,
        where=[
            Condition(
                "place <= 100 OR holds AND revoked_at IS NULL"
                " AND one_id = ANY(%s::uuid[]) AND other_id = ANY(%s::uuid[])",
                *(of, of, of, of),
            )
        ],
        rest="ORDER BY place",
    )


def _weighed(*row: object) -> tuple[EvidenceView, bool]:
    return EvidenceView(*row[:-1]), row[-1] <= 100  # type: ignore[arg-type, operator]


def list_customer_ids(codes: Sequence[str]) -> dict[str, UUID]:
    """Return customers' ids by the code their source knows them by."""
    return {str(code): customer for code, customer in Customer.objects.filter(code__in=codes).values_list("code", "id")}


def list_identifier_leaves(kind: str) -> dict[str, UUID]:
    """Return the leaf of every identifier of a kind, by its value."""
    return {
        str(value): leaf
        for value, leaf in Identifier.objects.filter(kind=kind, value__isnull=False).values_list("value", "leaf_id")
    }


def find_identifier_leaves(kind: str, values: Sequence[str]) -> dict[str, UUID]:
    """The leaves that these identifiers of a kind name, by value; those nobody has are left out."""
    rows = Identifier.objects.filter(kind=kind, value__in=set(values))
    return {str(value): leaf for value, leaf in rows.values_list("value", "leaf_id")}


def _conditions(made_up: bool | None, origin: str) -> list[Condition]:
    asked = [_NOT_ERASED]
    if made_up is not None:
        asked.append(Condition("made_up" if made_up else "NOT made_up"))
    if origin:
        asked.append(Condition("origin = %s", origin))
    return asked


def _since(leaf: UUID, at: datetime) -> tuple[UUID, datetime]:
    return leaf, at


def _alone(value: UUID) -> UUID:
    return value


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return one, other


def list_first_leaves() -> dict[str, UUID]:
    """By the code its source knows a customer by, the leaf that the customer's sales arrive with.

    That is the customer's oldest leaf: ids are given in the order of the source's identifiers.
    """
    rows = (
        LeafOwner.objects.filter(valid_to__isnull=True, customer__code__isnull=False)
        .order_by("customer_id", "leaf_id")
        .distinct("customer_id")
        .values_list("customer__code", "leaf_id")
    )
    return {str(code): leaf for code, leaf in rows}
