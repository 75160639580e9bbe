"""What is said of preferences: each leaf's last word on each, of which one person's last holds."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.customers.errors import AddressesTooMany, BirthUnfit, PreferenceUnfit
from prilavok.domains.customers.models import Preference
from prilavok.domains.customers.queries.people import leaves_by_customer, owners_of
from prilavok.domains.customers.queries.preferences import preference_words
from prilavok.domains.customers.rules.preferences import (
    MOST_ADDRESSES,
    SEALED,
    SEALED_AS,
    could_be_born,
    is_fit,
    list_may_say,
    name_of_listed,
    said_after,
    standing,
)
from prilavok.domains.customers.types.listed import ListedLife
from prilavok.domains.customers.types.preferences import NewPreference, PreferenceSource, PreferenceWord
from prilavok.kit.columns import Origin
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
    What only a list has told becomes their own word by being said. Raises PreferenceUnfit, BirthUnfit,
    AddressesTooMany.
    """
    new = NewPreference(new.kind, " ".join(new.value.split()), " ".join(new.name.split()))
    if not is_fit(new):
        raise BirthUnfit if new.kind == "born" else PreferenceUnfit
    if new.kind == "born" and new.value and not could_be_born(date.fromisoformat(new.value), at):
        raise BirthUnfit
    theirs = sorted({leaf, *leaves})
    call("customers_prefer_alone", theirs)
    words = preference_words(theirs)
    holds = standing(words)
    there = {(one.kind, one.name): one.value for one in holds}
    listed = any((one.kind, one.name, one.source) == (new.kind, new.name, "list") for one in holds)
    if there.get((new.kind, new.name), "") == new.value and not listed:
        return False
    addresses = {name for kind, name in there if kind == "address"}
    if new.kind == "address" and new.value and len(addresses - {new.name}) >= MOST_ADDRESSES:
        raise AddressesTooMany(MOST_ADDRESSES)
    if new.kind == "default" and new.value and new.value not in addresses:
        raise PreferenceUnfit
    _write([_row(new, leaf, source, actor, said_after(words, new, at))])
    record([_said(new, leaf, actor, at)], at)
    return True


def put_listed(told: Sequence[ListedLife], *, actor: Actor, at: datetime) -> int:
    """Keep what rows of a list say of people; how many words are new. Records preference.said as imported.

    Nothing is kept where the person or staff spoke of the same, whenever; a later list replaces what one told before.
    """
    owners = owners_of([one.leaf for one in told])
    together = leaves_by_customer(sorted(set(owners.values())))
    every = sorted({one.leaf for one in told} | {leaf for leaves in together.values() for leaf in leaves})
    call("customers_prefer_alone", every)
    whose = {leaf: customer for customer, leaves in together.items() for leaf in leaves}
    words: dict[UUID, list[PreferenceWord]] = defaultdict(list)
    for word in preference_words(every):
        words[whose.get(word.leaf, word.leaf)].append(word)
    rows: dict[tuple[UUID, str, str], Preference] = {}
    events: list[NewEvent] = []
    for one in told:
        mine = words[whose.get(one.leaf, one.leaf)]
        for new in _of_row(one, mine):
            if not list_may_say(mine, new):
                continue
            row = _row(new, one.leaf, "list", actor, said_after(mine, new, at))
            rows[one.leaf, new.kind, new.name] = row
            mine.append(PreferenceWord(row.id, one.leaf, new.kind, new.name, new.value, "list", actor.kind, actor.id,
                                       row.said_at))  # fmt: skip
            events.append(_said(new, one.leaf, actor, at, origin="import"))
    _write(list(rows.values()))
    record(events, at)
    return len(events)


def _of_row(one: ListedLife, words: Sequence[PreferenceWord]) -> list[NewPreference]:
    said = [NewPreference("born", one.born.isoformat())] if one.born else []
    if one.address:
        said.append(NewPreference("address", one.address, name_of_listed(words, one.language)))
    return said


def _row(new: NewPreference, leaf: UUID, source: PreferenceSource, actor: Actor, said_at: datetime) -> Preference:
    sealed = seal(new.value.encode(), SEALED_AS) if new.kind in SEALED and new.value else None
    return Preference(
        id=new_id(said_at), leaf_id=leaf, kind=new.kind, name=new.name, value="" if sealed else new.value,
        sealed=sealed, source=source, actor_kind=actor.kind, actor=actor.id, said_at=said_at,
    )  # fmt: skip


def _write(rows: Sequence[Preference]) -> None:
    told = ["value", "sealed", "source", "actor_kind", "actor", "said_at"]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["leaf", "kind", "name"], update_fields=told
    )


def _said(new: NewPreference, leaf: UUID, actor: Actor, at: datetime, origin: str = Origin.LIVE) -> NewEvent:
    return NewEvent(
        verb="preference.said", occurred_at=at, subject_kind="leaf", subject=leaf, leaf=leaf, actor=actor,
        facts=PreferenceSaid(new.kind, bool(new.value)), origin=origin,
    )  # fmt: skip
