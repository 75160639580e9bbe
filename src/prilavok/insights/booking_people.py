"""By which phone staff reach who booked, as far as they may see it."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.customers.queries import (
    identifiers_of_leaves,
    list_evidence,
    list_identifiers,
    mask_value,
    owners_of,
)
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor


def phones_of(leaves: Sequence[UUID], *, actor: StaffActor) -> dict[UUID, str]:
    """By leaf the phone of its owner, else the one that was said beside it; masked for whom it is. None: left out."""
    if may(actor, "customers.see") is None or not leaves:
        return {}
    raw = may(actor, "customers.see_raw") is not None
    owners = owners_of(leaves)
    known = list_identifiers(list(owners.values()), raw=raw)
    found = {}
    for leaf, owner in owners.items():
        phones = [one.value for one in known.get(owner, []) if one.kind == "phone" and one.value]
        if phones:
            found[leaf] = phones[-1]
    left = [leaf for leaf in leaves if leaf not in found]
    ties = [(tie.one, tie.other) for tie in list_evidence(left) if tie.revoked_at is None]
    said = identifiers_of_leaves([*left, *(leaf for pair in ties for leaf in pair)]) if left else {}
    for leaf in left:
        beside = [leaf, *(other for pair in ties if leaf in pair for other in pair if other != leaf)]
        for one in beside:
            kind, value, _made_up = said.get(one, ("", "", False))
            if kind == "phone" and value:
                found[leaf] = value if raw else mask_value(kind, value)
                break
    return found
