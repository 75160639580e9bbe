"""All the words that are kept of a person, store by store, and what identifies them in stores that know no ids."""

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from uuid import UUID

import prilavok.domains
import prilavok.kit
from prilavok.domains.customers.queries import contact_addresses, identifiers_of_leaves
from prilavok.kit.secrets import lookup
from prilavok.kit.words import Person, Store, stores

Rows = list[Mapping[str, object]]
_SHORTEST = 4  # characters; a shorter name of somebody would be found in the words of others


@cache
def every_store() -> tuple[Store, ...]:
    """Every store of words of the house, whichever rooms this process has used so far."""
    for package in (prilavok.domains, prilavok.kit):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return stores()


def persons_of(people: Sequence[UUID], leaves: Sequence[UUID]) -> list[Person]:
    """One person for the stores: the customer with the leaves, then those found to be the same, by name alone."""
    first, *others = people
    return [
        Person(tuple(leaves), first, values=_values(leaves), contacts=_contacts(leaves)),
        *(Person((), other) for other in others),
    ]


def words_of(persons: Sequence[Person]) -> dict[str, Rows]:
    """What each store keeps of them, by table; stores with nothing are left out."""
    kept: dict[str, Rows] = {}
    for store in every_store():
        rows = [dict(row) for person in persons for row in store.export(person)]
        if rows:
            kept.setdefault(store.table, []).extend(rows)
    return kept


def digest_of_words(kept: Mapping[str, Rows]) -> bytes:
    """A keyed digest of all these words: it proves what was there to whoever has it, and tells nothing to others."""
    text = json.dumps(kept, default=str, sort_keys=True, ensure_ascii=False)
    return lookup(hashlib.sha256(text.encode()).hexdigest(), "customers.erasure")


def _contacts(leaves: Sequence[UUID]) -> tuple[str, ...]:
    named = identifiers_of_leaves(leaves).values()
    return tuple(sorted(value for kind, value, _made_up in named if value and kind in ("phone", "email")))


def _values(leaves: Sequence[UUID]) -> tuple[str, ...]:
    """As the outside writes them: a phone without its plus, a messenger's user without our connection."""
    named = [(kind, value) for kind, value, _made_up in identifiers_of_leaves(leaves).values()]
    named += [(one.channel, one.address) for one in contact_addresses(leaves)]
    told = {
        value.removeprefix("+") if kind == "phone" else value.rpartition(":")[2] if kind == "telegram" else value
        for kind, value in named
        if kind != "browser"
    }
    return tuple(sorted(value for value in told if len(value) >= _SHORTEST))
