"""Whose points are to be kept for a till, by the card they show; and whether what is lent is kept in the books."""

from uuid import UUID

from prilavok.domains.customers.queries import find_identifier_leaves
from prilavok.domains.giftcards.queries import kept_under
from prilavok.domains.loyalty.queries import lent_points
from prilavok.domains.tills.errors import NotLent
from prilavok.domains.tills.queries import values_out

#: so many differences are named
NAMED = 10


def leaf_of_card(card: str) -> UUID:
    """The leaf of a loyalty card as it was scanned. Raises NotLent where there is none."""
    tidy = card.strip()
    leaf = find_identifier_leaves("card", [tidy]).get(tidy) if tidy else None
    if leaf is None:
        raise NotLent("no_card")
    return leaf


def check() -> list[str]:
    """What is lent of gift cards and points is kept for its till, to the last unit; sentences, none when so."""
    out = values_out()
    kept = kept_under([one.id for one in out if one.kind == "gift"])
    points = {one.id: sum(lent_points(one.id).values()) for one in out if one.kind == "points"}
    wrong = [
        f"lease {one.id} of till {one.till} lends {one.units} ({one.kind}), {found} are kept for it"
        for one in out
        if (found := (kept if one.kind == "gift" else points).get(one.id, 0)) != one.units
    ]
    return wrong[:NAMED] + ([f"and {len(wrong) - NAMED} more"] if len(wrong) > NAMED else [])
