"""Somebody says how they want to be reached, where they live or what fits them; or staff write down what they said."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import put_preference
from prilavok.domains.customers.errors import PreferenceNotProven
from prilavok.domains.customers.queries import leaves_shown, opens
from prilavok.domains.customers.types.preferences import NewPreference, PreferenceSource
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def keep_preferences(
    leaf: UUID, said: Sequence[NewPreference], *, source: PreferenceSource, actor: Actor, at: datetime
) -> bool:
    """Keep what this leaf says for its person, all of it or nothing; whether anything was not so before.

    Raises PreferenceNotProven where the leaf has proven nothing that shows what is personal, PreferenceUnfit,
    AddressesTooMany.
    """
    with story():
        if opens(leaf).see_personal != "yes":
            raise PreferenceNotProven
        leaves = leaves_shown(leaf)
        new = [put_preference(one, leaf=leaf, leaves=leaves, source=source, actor=actor, at=at) for one in said]
        return any(new)
