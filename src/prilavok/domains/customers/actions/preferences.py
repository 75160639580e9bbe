"""What is said of preferences: each leaf's last word on each, of which one person's last holds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.errors import AddressesTooMany, PreferenceUnfit
from prilavok.domains.customers.models import Preference
from prilavok.domains.customers.queries.preferences import preference_words
from prilavok.domains.customers.rules.preferences import MOST_ADDRESSES, SEALED_AS, is_fit, said_after, standing
from prilavok.domains.customers.types.preferences import NewPreference, PreferenceSource
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PreferenceSaid
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.secrets import seal


def put_preference(
    new: NewPreference, *, leaf: UUID, leaves: Sequence[UUID], source: PreferenceSource, actor: Actor, at: datetime
) -> bool:
    """Keep what is said by this leaf for its person; whether it was not so before. Records preference.said.

    What another leaf of theirs said stays with that leaf: it counts again, should it turn out to be somebody else's.
    Raises PreferenceUnfit, AddressesTooMany.
    """
    new = NewPreference(new.kind, " ".join(new.value.split()), " ".join(new.name.split()))
    if not is_fit(new):
        raise PreferenceUnfit
    theirs = sorted({leaf, *leaves})
    call("customers_prefer_alone", theirs)
    words = preference_words(theirs)
    there = {(one.kind, one.name): one.value for one in standing(words)}
    if there.get((new.kind, new.name), "") == new.value:
        return False
    addresses = {name for kind, name in there if kind == "address"}
    if new.kind == "address" and new.value and len(addresses - {new.name}) >= MOST_ADDRESSES:
        raise AddressesTooMany(MOST_ADDRESSES)
    if new.kind == "default" and new.value and new.value not in addresses:
        raise PreferenceUnfit
    sealed = seal(new.value.encode(), SEALED_AS) if new.kind == "address" and new.value else None
    row = Preference(
        id=new_id(at), leaf_id=leaf, kind=new.kind, name=new.name, value="" if sealed else new.value, sealed=sealed,
        source=source, actor_kind=actor.kind, actor=actor.id, said_at=said_after(words, new, at),
    )  # fmt: skip
    told = ["value", "sealed", "source", "actor_kind", "actor", "said_at"]
    Preference.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["leaf", "kind", "name"], update_fields=told
    )
    event = NewEvent(
        verb="preference.said", occurred_at=at, subject_kind="leaf", subject=leaf, leaf=leaf, actor=actor,
        facts=PreferenceSaid(new.kind, bool(new.value)),
    )  # fmt: skip
    record([event], at)
    return True
