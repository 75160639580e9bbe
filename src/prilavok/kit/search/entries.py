"""Writing entries: whole lists at once, replaced per subject and field, rebuilt in slices when the folding changes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.kit.ids import new_ids
from prilavok.kit.search.folding import VERSION, fold
from prilavok.kit.search.sorting import sort_key
from prilavok.kit.words import Person, store_of_words, wordless

Text = tuple[UUID, str, str]

_FORGET = """
DELETE FROM kit_search_entry e USING unnest(%s::uuid[], %s::text[]) AS w (subject, field)
 WHERE e.kind = %s AND e.subject = w.subject AND e.field = w.field
"""
_WRITE = """
INSERT INTO kit_search_entry (id, kind, subject, field, folded, sort, version)
SELECT w.id, %s, w.subject, w.field, w.folded, w.sort, %s
  FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::bytea[]) AS w (id, subject, field, folded, sort)
"""
_STALE = """
SELECT DISTINCT subject, field FROM (
    SELECT subject, field FROM kit_search_entry WHERE kind = %s AND version < %s ORDER BY subject LIMIT %s
) AS slice ORDER BY subject, field
"""


def write_entries(kind: str, texts: Iterable[Text], *, language: str = "ru") -> int:
    """Replace what is found for each (subject, field, text) named; an empty text only takes away. Gives entries kept.

    A field may have several texts (two phones): they must come in one call. Equal keys are kept once.
    """
    given = list(texts)
    fields = sorted({(subject, field) for subject, field, _text in given})
    rows: dict[tuple[UUID, str, str], bytes] = {}
    for subject, field, text in given:
        if folded := fold(text):
            rows.setdefault((subject, field, folded), sort_key(text[:200], language))
    if not fields:
        return 0
    keys = sorted(rows)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [[subject for subject, _ in fields], [field for _, field in fields], kind])
        cursor.execute(
            _WRITE,
            [
                kind,
                VERSION,
                new_ids(len(keys)),
                [key[0] for key in keys],
                [key[1] for key in keys],
                [key[2] for key in keys],
                [rows[key] for key in keys],
            ],
        )
    return len(keys)


def erase_entries(kind: str, subjects: Sequence[UUID]) -> int:
    """Forget everything by which these subjects are found. Gives the entries removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_search_entry WHERE kind = %s AND subject = ANY(%s::uuid[])", [kind, list(subjects)]
        )
        return int(cursor.rowcount)


def rebuild(
    kind: str,
    read: Callable[[list[tuple[UUID, str]]], Iterable[Text]],
    *,
    slice_size: int = 1_000,
    version: int = VERSION,
) -> int:
    """Write one slice of the entries of an older folding anew; gives how many fields, 0 when none is left.

    read: gives the present texts of (subject, field) pairs from the room that owns them; what it omits is forgotten.
    The caller commits each slice by itself and comes again until 0.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [kind, version, slice_size])
        stale: list[tuple[UUID, str]] = cursor.fetchall()
    if stale:
        named = set(stale)
        fresh = [text for text in read(stale) if (text[0], text[1]) in named]
        write_entries(kind, [*fresh, *((subject, field, "") for subject, field in stale)])
    return len(stale)


def _erase_person(person: Person, at: datetime) -> int:
    # Keys of things of theirs that are no person (an order) are forgotten by the room that wrote them.
    subjects = [subject for subject in (person.customer, person.staff, *person.leaves) if subject is not None]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_search_entry WHERE subject = ANY(%s::uuid[])", [subjects])
        return int(cursor.rowcount)


# Nothing to export: every key is made of words that their own room exports.
store_of_words("kit_search_entry", ["folded", "sort"], lambda person: (), _erase_person)
wordless("kit_search_entry", ["kind", "field"], "codes from closed lists")
