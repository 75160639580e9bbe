"""People from files and exchanges, the made-up among them, and receipts without a person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from prilavok.domains.customers.models import Leaf
from prilavok.domains.customers.types import MadeUp, NewCustomer
from prilavok.kit.db.sql import call
from prilavok.kit.ids import new_ids


def put_customers(customers: Sequence[NewCustomer], *, source: str, seen: datetime, at: datetime, origin: str) -> int:
    """Add the customers whose codes are new, with leaves, evidence and contact points; return how many were new.

    Of equal codes the first counts, in one list as in two. An identifier that already names somebody stays theirs:
    a file never takes a phone over from a known person.
    """
    once = list({customer.code: customer for customer in reversed(customers)}.values())[::-1]
    if not once:
        return 0
    leaves = [
        (nth, place, one.kind, one.value, one.made_up, customer.strength)
        for nth, customer in enumerate(once, 1)
        for place, one in enumerate(customer.identifiers, 1)
    ]
    columns = [list(column) for column in zip(*leaves, strict=True)] or [[] for _ in range(6)]
    return int(
        call(
            "customers_put",
            list(new_ids(len(once), at)),
            [customer.code for customer in once],
            [customer.name for customer in once],
            [customer.made_up for customer in once],
            [customer.language for customer in once],
            [dict(customer.traits) for customer in once],
            list(new_ids(len(leaves), at)),
            *columns,
            source,
            seen,
            at,
            origin,
        )[0]
    )


def hide_made_up() -> list[UUID]:
    """Take made-up names and contacts away, keeping the mark; return the customers that lost their name."""
    return call("customers_hide_made_up")


def show_made_up(people: Sequence[MadeUp]) -> list[UUID]:
    """Give made-up names and contacts back to the marked customers that have none; return those that got them."""
    contacts = [(nth, kind, value) for nth, one in enumerate(people, 1) for kind, value in one.contacts]
    return call(
        "customers_show_made_up",
        [one.code for one in people],
        [one.name for one in people],
        [one.language for one in people],
        [nth for nth, _, _ in contacts],
        [kind for _, kind, _ in contacts],
        [value for _, _, value in contacts],
    )


def open_receipt_leaves(source: UUID, keys: Sequence[str], *, at: datetime, origin: str) -> dict[str, UUID]:
    """Open a leaf of kind `receipt` for each sale with no person, to be claimed later; return the leaves by key.

    A leaf's id is made from source and key, so that a receipt read again finds the leaf it had.
    """
    leaves = {key: uuid5(source, key) for key in keys}
    Leaf.objects.bulk_create(
        [Leaf(id=leaf, kind="receipt", first_seen_at=at, origin=origin) for leaf in leaves.values()],
        ignore_conflicts=True,
    )
    return leaves
