"""Rows of a list of people become leaves and customers; a row known already, and saying the same, changes nothing."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.customers.actions import put_listed, take_in_people
from prilavok.domains.customers.queries import find_identifier_leaves, tied_in_part
from prilavok.domains.customers.types import ListedLife, ListedPerson
from prilavok.domains.imports.actions import note_rows
from prilavok.domains.imports.queries import Unfit, keyed_digest, keyed_row, known_rows
from prilavok.domains.imports.types import ListView, Refusal, SliceCounts, TakenRow, ToldConsent
from prilavok.flows.moving_in.consents import keep_consents
from prilavok.flows.moving_in.erased import not_again
from prilavok.flows.moving_in.persons import read_consents, read_life, read_number, read_person
from prilavok.flows.moving_in.portion import KeptRow
from prilavok.kit.events.actor import Actor

needs = "imports.load"


def put_people(told: ListView, rows: Sequence[KeptRow], *, actor: Actor, at: datetime) -> SliceCounts:
    """Take the rows in, in the caller's story; those that name nobody or cannot be read are refused."""
    refusals: list[Refusal] = []
    people: list[tuple[KeptRow, ListedPerson, Sequence[ToldConsent]]] = []
    codes = [f"{told.source}:{kept.row.get('code')}" for kept in rows if kept.row.get("code")]
    there = find_identifier_leaves("import", codes) if told.subject == "contacts" else {}
    for kept in rows:
        try:
            person = read_life(kept.row, read_number(kept.row, read_person(told.source, kept.row), at), at)
            if told.subject == "contacts" and person.code not in there:
                raise Unfit("customer_unknown")
            people.append((kept, person, read_consents(kept.row, at)))
        except Unfit as unfit:
            refusals.append(Refusal(kept.row.number, str(unfit), 0, {"begins": kept.begins}))
    people, not_taken = not_again(people)
    refusals = sorted([*refusals, *not_taken], key=lambda one: one.number)
    keys = [keyed_row(kept.row.get("code"), kept.row.fields) for kept, _person, _said in people]
    if told.subject == "contacts":  # a customer may have any number of rows of contacts
        keys = [keyed_row("", kept.row.fields) for kept, _person, _said in people]
    digests = [keyed_digest(kept.row.fields) for kept, _person, _said in people]
    known = known_rows(told.source, told.subject, keys)
    # What a rule dropped of a row, or staff could not be asked yet, is told anew by the same row.
    again = tied_in_part([row.leaf for row in known.values()])
    fresh = [
        (key, digest, person, said)
        for key, digest, (_kept, person, said) in zip(keys, digests, people, strict=True)
        if key not in known or known[key].digest != digest or known[key].leaf in again
    ]
    taken = take_in_people(
        [person for _key, _digest, person, _said in fresh], source=told.source, actor=actor, at=at, origin="import"
    )
    remembered = [
        TakenRow(key, digest, one.leaf) for (key, digest, _person, _said), one in zip(fresh, taken, strict=True)
    ]
    lives = [
        ListedLife(one.told, person.born, person.address, person.language)
        for (_key, _digest, person, _said), one in zip(fresh, taken, strict=True)
        if one.told and (person.born or person.address)
    ]
    put_listed(lives, actor=actor, at=at)
    consents = [(person, one, said) for (_key, _digest, person, said), one in zip(fresh, taken, strict=True) if said]
    keep_consents(consents, prefix=told.source, actor=actor, at=at)
    note_rows(told.run, told.source, told.subject, remembered)
    return SliceCounts(len(rows), len(people), refusals=tuple(refusals), rows_known=len(people) - len(fresh))
