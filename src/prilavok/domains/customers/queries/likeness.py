"""Who is known, as far as one person can be told from another by it."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from prilavok.domains.customers.types.identity import ToCompare
from prilavok.kit.matching.preparing import fold_day
from prilavok.kit.pages import Condition, count_some, read_rows
from prilavok.kit.search import find

_SLICE = 1_000
_NOBODY = UUID(int=0)
_COLUMNS = """
    c.id, c.name, c.traits,
    (SELECT o.leaf_id FROM customers_leaf_owner o WHERE o.customer_id = c.id AND o.valid_to IS NULL
     ORDER BY o.valid_from, o.leaf_id LIMIT 1),
    (SELECT coalesce(jsonb_object_agg(first.kind, first.value), '{}') FROM (
        SELECT DISTINCT ON (i.kind) i.kind, i.value FROM customers_leaf_owner o
        JOIN customers_identifier i ON i.leaf_id = o.leaf_id
        WHERE o.customer_id = c.id AND o.valid_to IS NULL AND i.value IS NOT NULL AND NOT i.made_up
          AND i.kind IN ('phone', 'email', 'card')
        ORDER BY i.kind, o.valid_from, i.id) AS first)
"""
_TRAITS = ("birth_date", "city")
_COMPARABLE = Condition("NOT c.made_up AND c.erased_at IS NULL AND c.kind = 'person'")
_TABLE = Condition("oid = 'customers_customer'::regclass")
#: how many candidates each key brings, and by how many last digits phones are alike
_BY_NAME, _BY_CONTACT, _BY_BIRTHDAY, _TAIL = 100, 20, 100, 7
#: of a name that more bear, only this is known
MOST_COUNTED = 2_000
_FEWEST = 2  # fields; one name alone tells nobody from anybody


def people_to_compare() -> Iterator[ToCompare]:
    """Every customer with something to compare, slice by slice, in no transaction; the made-up and erased left out."""
    last = _NOBODY
    while rows := _read(last):
        last = rows[-1][0]
        yield from (one for row in rows if (one := _to_compare(*row)) is not None)


def person_to_compare(customer: UUID) -> ToCompare | None:
    """One customer with what can be compared; None where they are made up, erased, or too little is known."""
    return next(iter(_compared([customer])), None)


def people_like(person: ToCompare) -> list[ToCompare]:
    """Who may be the same, by names however they are spelt, the end of a phone, the name of a mailbox, a birthday.

    At most a few hundred, found by the indexes of the search: no more of the people is in memory at once.
    """
    asked = [(person.fields.get("name", ""), _BY_NAME, ["name"])]
    if phone := person.fields.get("phone", ""):
        asked.append((phone[-_TAIL:], _BY_CONTACT, ["phone"]))
    if mail := person.fields.get("email", ""):
        asked.append((mail.partition("@")[0], _BY_CONTACT, ["email"]))
    found = {hit.subject for text, most, fields in asked if text for hit in find("customer", text, most, fields=fields)}
    if born := person.fields.get("birth_date", ""):
        written = Condition("traits ->> 'birth_date' = ANY(%s::text[])", _written(born))
        day = [Condition("traits ->> 'birth_date' <> ''"), written]
        found |= set(read_rows("id", "customers_customer", row=_alone, where=day, rest=f"LIMIT {_BY_BIRTHDAY}"))
    return _compared(sorted(found - {person.customer}))


def how_many_called(word: str) -> int:
    """How many customers have this word in their name, counted up to MOST_COUNTED."""
    quoted = "'" + word.replace("'", "").replace("\\", "") + "'"
    asked = Condition("array_to_tsvector(string_to_array(folded, ' ')) @@ %s::tsquery", quoted)
    return count_some("kit_search_entry", [Condition("kind = 'customer' AND field = 'name'"), asked], MOST_COUNTED)


def roughly_how_many() -> int:
    """How many customers there are, as the database keeps it in mind; one at least."""
    kept = read_rows("greatest(reltuples, 0)::bigint", "pg_class", row=_count, where=[_TABLE])
    return max(1, *kept, count_some("customers_customer"))


def _written(born: str) -> list[str]:
    """A birthday as sources write it: as it stands, and the two usual ways."""
    day = fold_day(born)
    usual = [f"{day[:4]}-{day[4:6]}-{day[6:]}", f"{day[6:]}.{day[4:6]}.{day[:4]}"] if day else []
    return [born, *usual]


def _compared(customers: Sequence[UUID]) -> list[ToCompare]:
    if not customers:
        return []
    asked = [Condition("c.id = ANY(%s::uuid[])", list(customers)), _COMPARABLE]
    rows = read_rows(_COLUMNS, "customers_customer c", row=_row, where=asked)
    return [one for row in rows if (one := _to_compare(*row)) is not None]


def _to_compare(
    customer: UUID, name: str, traits: Mapping[str, object], leaf: UUID | None, contacts: Mapping[str, str]
) -> ToCompare | None:
    fields = {"name": name, **{one: str(traits[one]) for one in _TRAITS if traits.get(one)}, **contacts}
    told = {field: text for field, text in fields.items() if text}
    return ToCompare(customer, leaf, told) if leaf is not None and len(told) >= _FEWEST else None


def _read(after: UUID) -> list[tuple[UUID, str, Mapping[str, object], UUID | None, Mapping[str, str]]]:
    asked = [Condition("c.id > %s", after), _COMPARABLE]
    return read_rows(_COLUMNS, "customers_customer c", row=_row, where=asked, rest=f"ORDER BY c.id LIMIT {_SLICE}")


def _row(
    customer: UUID, name: str, traits: Mapping[str, object], leaf: UUID | None, contacts: Mapping[str, str]
) -> tuple[UUID, str, Mapping[str, object], UUID | None, Mapping[str, str]]:
    return customer, name, traits, leaf, contacts


def _alone(value: UUID) -> UUID:
    return value


def _count(value: int) -> int:
    return value
