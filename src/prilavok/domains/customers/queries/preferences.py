"""What people said of how they want to be reached, where they live and what fits them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from prilavok.domains.customers.queries.people import leaves_by_customer, owners_of
from prilavok.domains.customers.rules.preferences import REACHES as REACHES
from prilavok.domains.customers.rules.preferences import SEALED_AS, standing
from prilavok.domains.customers.rules.preferences import SIZES as SIZES
from prilavok.domains.customers.rules.preferences import could_be_born as could_be_born
from prilavok.domains.customers.types.preferences import PreferenceKind, Preferences, PreferenceWord
from prilavok.kit.pages import among, read_rows
from prilavok.kit.secrets import open_sealed

_WORD = "id, leaf_id, kind, name, value, sealed, source, actor_kind, actor, said_at"


def read_preferences(leaves: Sequence[UUID]) -> Preferences:
    """What holds for the person of these leaves."""
    return Preferences(tuple(standing(preference_words(leaves))))


def preferences_of_leaves(leaves: Sequence[UUID]) -> dict[UUID, Preferences]:
    """What holds for the person of each leaf, all of whose leaves are asked for: three questions, however many."""
    if not leaves:
        return {}
    owners = owners_of(leaves)
    together = leaves_by_customer(sorted(set(owners.values())))
    mine = {leaf: set(together.get(owners[leaf], ())) | {leaf} if leaf in owners else {leaf} for leaf in leaves}
    words = preference_words(sorted({one for each in mine.values() for one in each}))
    return {leaf: Preferences(tuple(standing(one for one in words if one.leaf in each))) for leaf, each in mine.items()}


def preference_words(leaves: Sequence[UUID]) -> list[PreferenceWord]:
    """Every leaf's own last word on each preference, those that took something back included."""
    if not leaves:
        return []
    return read_rows(_WORD, "customers_preference", row=_word, where=[among("leaf_id", leaves)])


def _word(
    id: UUID, leaf: UUID, kind: PreferenceKind, name: str, value: str, sealed: bytes | None, *said: Any
) -> PreferenceWord:
    told = value if sealed is None else open_sealed(bytes(sealed), SEALED_AS).decode()
    return PreferenceWord(id, leaf, kind, name, told, *said)
