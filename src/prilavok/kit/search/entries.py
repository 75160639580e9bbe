"""Writing entries: whole lists at once, replaced per subject and field, rebuilt in slices when the folding changes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
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
RETURNING e.kind, e.folded
"""
_LEARN = """
INSERT INTO kit_search_word (id, kind, word)
SELECT t.id, %s, t.word FROM unnest(%s::uuid[], %s::text[]) AS t (id, word)
 WHERE NOT EXISTS (SELECT FROM kit_search_word w WHERE w.kind = %s AND w.word = t.word)
"""
# Where somebody is writing the word just now it may go all the same: then it is found as it stands, and with a slip
# once the next entry brings it back.
_UNLEARN = """
DELETE FROM kit_search_word w USING unnest(%s::text[], %s::text[], %s::text[]) AS t (kind, word, query)
 WHERE w.kind = t.kind AND w.word = t.word AND NOT EXISTS (SELECT FROM search_words(t.kind, ARRAY[t.query], 1))
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
    words = sorted({word for _, _, folded in keys for word in folded.split() if _is_word(word)})
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [[subject for subject, _ in fields], [field for _, field in fields], kind])
        gone = cursor.fetchall()
        cursor.execute(_LEARN, [kind, new_ids(len(words)), words, kind])
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
        _unlearn(cursor, gone)
    return len(keys)


def _is_word(word: str) -> bool:
    """Whether it may be meant by a misspelt one: in numbers no slip is forgiven so."""
    return not any(sign.isdecimal() for sign in word)


def _unlearn(cursor: Any, gone: Iterable[tuple[str, str]]) -> None:
    """Forget the words of entries that went, where no other entry has them. gone: kind and key of each."""
    words = sorted({(kind, word) for kind, folded in gone for word in folded.split() if _is_word(word)})
    if words:
        cursor.execute(
            _UNLEARN, [[kind for kind, _ in words], [word for _, word in words], [f"'{word}'" for _, word in words]]
        )


def erase_entries(kind: str, subjects: Sequence[UUID]) -> int:
    """Forget everything by which these subjects are found. Gives the entries removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_search_entry WHERE kind = %s AND subject = ANY(%s::uuid[]) RETURNING kind, folded",
            [kind, list(subjects)],
        )
        gone = cursor.fetchall()
        _unlearn(cursor, gone)
    return len(gone)


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
        cursor.execute(
            "DELETE FROM kit_search_entry WHERE subject = ANY(%s::uuid[]) RETURNING kind, folded", [subjects]
        )
        gone = cursor.fetchall()
        _unlearn(cursor, gone)
    return len(gone)


# Nothing to export: every key is made of words that their own room exports.
store_of_words("kit_search_entry", ["folded", "sort"], lambda person: (), _erase_person)
store_of_words(
    "kit_search_word",
    ["word"],
    lambda person: (),
    lambda person, at: 0,
    why_kept="a word without whose it is; it goes with the last entry that has it, and those are erased",
)
wordless("kit_search_entry", ["kind", "field"], "codes from closed lists")
wordless("kit_search_word", ["kind"], "codes from closed lists")
