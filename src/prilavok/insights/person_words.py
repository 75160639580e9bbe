"""All the words that are kept of a person, store by store, and what identifies them in stores that know no ids."""

import hashlib
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from uuid import UUID

import prilavok.domains
import prilavok.kit
from prilavok.domains.customers.queries import codes_of, named_alone
from prilavok.kit.mentions import is_telling
from prilavok.kit.secrets import lookup
from prilavok.kit.words import Person, Store, stores

Rows = list[Mapping[str, object]]
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBERED = ("card", "import")
_OF_NO_CHANNEL = ("phone", "email", "browser", "passkey", "iin", *_NUMBERED)


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
        Person(
            tuple(leaves),
            first,
            values=_values(leaves),
            contacts=_contacts(leaves),
            users=tuple(_users(leaves)),
            codes=codes_of(people),
        ),  # fmt: skip
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
    return tuple(sorted({value for kind, value in named_alone(leaves) if kind in ("phone", "email")}))


def _values(leaves: Sequence[UUID]) -> tuple[str, ...]:
    """Cards, and codes as the list had them that brought them, where nothing else could be written so."""
    named = [one for one in named_alone(leaves) if one[0] in _NUMBERED]
    told = {value.partition(":")[2] if kind == "import" else value for kind, value in named}
    return tuple(sorted(value for value in told if is_telling(value)))


def _users(leaves: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    """Users of messengers, with the connection of ours under which they are known so."""
    for kind, value in named_alone(leaves):
        ours, _colon, user = value.partition(":")
        if user and kind not in _OF_NO_CHANNEL and _ID.fullmatch(ours):
            yield UUID(ours), user
