"""Who is known, as far as one person can be told from another by it."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from prilavok.domains.customers.types.identity import ToCompare
from prilavok.kit.pages import Condition, read_rows

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
_FEWEST = 2  # fields; one name alone tells nobody from anybody


def people_to_compare() -> Iterator[ToCompare]:
    """Every customer with something to compare, slice by slice, in no transaction; the made-up and erased left out."""
    last = _NOBODY
    while rows := _read(last):
        last = rows[-1][0]
        for customer, name, traits, leaf, contacts in rows:
            fields = {"name": name, **{one: str(traits[one]) for one in _TRAITS if traits.get(one)}, **contacts}
            told = {field: text for field, text in fields.items() if text}
            if leaf is not None and len(told) >= _FEWEST:
                yield ToCompare(customer, leaf, told)


def _read(after: UUID) -> list[tuple[UUID, str, Mapping[str, object], UUID | None, Mapping[str, str]]]:
    asked = [Condition("c.id > %s AND NOT c.made_up AND c.erased_at IS NULL AND c.kind = 'person'", after)]
    return read_rows(_COLUMNS, "customers_customer c", row=_row, where=asked, rest=f"ORDER BY c.id LIMIT {_SLICE}")


def _row(
    customer: UUID, name: str, traits: Mapping[str, object], leaf: UUID | None, contacts: Mapping[str, str]
) -> tuple[UUID, str, Mapping[str, object], UUID | None, Mapping[str, str]]:
    return customer, name, traits, leaf, contacts
